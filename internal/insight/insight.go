// Package insight turns counts into what a region can be told about itself: in
// which groups it is specialised, what is missing, whom it resembles, whom it
// would complete, how varied it is, and how far the data behind all that is to
// be trusted. Groups are concepts of any one scheme: sectors, ecosystems,
// emerging industries, technologies.
//
// All of it is pure functions over numbers and records handed in. The package
// fetches nothing, knows no index and no page, and writes no sentences: results
// carry a verdict, its reason and every count behind it, so that a page can say
// them in any language. No function changes what it is given; all are safe for
// concurrent use. No result holds NaN or an infinity, whatever the input, and
// none depends on the order of maps or lists unless its comment says so.
//
// The directory is no census: a count is of organisations it knows. So a
// statement is made only where counts carry it, and otherwise withheld with the
// reason; the rules are at [Judge].
//
// Where to begin: [Table] and its Specialise, [Judge] for one statement,
// [FindGaps], [Similar] and [Complement] for other regions, [JudgeData] for the
// state of the data, [CountClasses] for colouring a map.
package insight

import (
	"cmp"
	"math"
	"slices"

	"euxine/internal/directory"
)

// Bounds of what is said.
const (
	// MinGroup is the fewest organisations, counted or expected, that carry a
	// statement on a group: Cochran's rule for 2×2 tables (Biometrics 10, 1954),
	// below which one record more or less turns the picture.
	MinGroup = 5
	// MinRegion is the fewest organisations of a region of which shares are told:
	// below it one record moves a share by more than a tenth.
	MinRegion = 10
)

// Reason is why nothing is said; "" where something is.
type Reason string

const (
	// ReasonEmpty: the region, the group or the reference holds nothing.
	ReasonEmpty Reason = "empty"
	// ReasonFewInRegion: the region has fewer than MinRegion organisations.
	ReasonFewInRegion Reason = "few-in-region"
	// ReasonFewInGroup: of the group there are fewer than MinGroup in the region,
	// and no more would be expected.
	ReasonFewInGroup Reason = "few-in-group"
	// ReasonWide: there are enough to count, but more and less than usual are
	// both likely.
	ReasonWide Reason = "wide"
	// ReasonInconsistent: the counts contradict each other, as when they were
	// taken on two sides of a change.
	ReasonInconsistent Reason = "inconsistent"
)

// Reasons lists them.
var Reasons = []Reason{ReasonEmpty, ReasonFewInRegion, ReasonFewInGroup, ReasonWide, ReasonInconsistent}

// ratio is a/b, 0 where b is 0.
func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// share is part of whole, within 0 and 1.
func share(part, whole int) float64 {
	return min(1, max(0, ratio(float64(part), float64(whole))))
}

// Percent is a share in whole per cent: 0 and 100 are none and all, nothing less.
func Percent(share float64) int {
	switch {
	case share <= 0:
		return 0
	case share >= 1:
		return 100
	}
	return min(99, max(1, int(math.Round(100*share))))
}

// groupsOf lists the groups with a positive count, sorted.
func groupsOf(counts map[directory.ConceptID]int) []directory.ConceptID {
	var list []directory.ConceptID
	for g, n := range counts {
		if n > 0 {
			list = append(list, g)
		}
	}
	slices.Sort(list)
	return list
}

// total sums the positive counts.
func total(counts map[directory.ConceptID]int) int {
	sum := 0
	for _, n := range counts {
		sum += max(0, n)
	}
	return sum
}

// first cuts the list to at most limit elements; a limit below 1 leaves none.
func first[T any](list []T, limit int) []T { return list[:min(len(list), max(0, limit))] }

// down compares for a falling order.
func down[T cmp.Ordered](a, b T) int { return cmp.Compare(b, a) }
