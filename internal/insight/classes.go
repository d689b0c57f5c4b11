package insight

import (
	"math"
	"slices"
)

// Bounds of the number of classes: fewer tell nothing apart, and more shades of
// one colour the eye does not.
const (
	MinClasses = 3
	MaxClasses = 6
)

// Class is a class of a map of counts, with both ends included.
type Class struct {
	From, To int
	N        int // regions in it, at least 1
}

// CountClasses puts counts into want classes, zero in one of its own, in rising
// order and without a gap between neighbours above zero. There are fewer than
// wanted where there are fewer different counts, since a class is never empty and
// equal counts never part. want is taken to lie within MinClasses and
// MaxClasses; counts below zero are zero.
//
// The classes above zero are natural breaks: of all ways to cut the ordered
// values the one with the least squared deviation from the means of classes,
// found exactly. Sources: W. D. Fisher, "On Grouping for Maximum Homogeneity",
// Journal of the American Statistical Association 53 (1958); G. F. Jenks, "The
// Data Model Concept in Statistical Mapping", International Yearbook of
// Cartography 7 (1967). Square roots are cut in place of counts, as their
// variance is about the same at every size (M. S. Bartlett, Supplement to the
// Journal of the Royal Statistical Society 3, 1936): counts themselves, a few
// large ones and many small, would give each capital a class and all else one.
func CountClasses(counts []int, want int) []Class {
	want = min(MaxClasses, max(MinClasses, want))
	positive := make([]int, 0, len(counts))
	zeros := 0
	for _, n := range counts {
		if n > 0 {
			positive = append(positive, n)
		} else {
			zeros++
		}
	}
	slices.Sort(positive)
	var values []float64
	var weights, ends []int
	for i, n := range positive {
		if i > 0 && n == positive[i-1] {
			weights[len(weights)-1]++
			continue
		}
		values, weights, ends = append(values, math.Sqrt(float64(n))), append(weights, 1), append(ends, n)
	}
	var classes []Class
	if zeros > 0 {
		classes = append(classes, Class{N: zeros})
		want--
	}
	from, start := 1, 0
	for _, end := range naturalBreaks(values, weights, want) {
		c := Class{From: from, To: ends[end-1]}
		for _, w := range weights[start:end] {
			c.N += w
		}
		classes = append(classes, c)
		from, start = c.To+1, end
	}
	return classes
}

// ClassOf is the index of the class the count is in, -1 where it is in none.
func ClassOf(classes []Class, n int) int {
	return slices.IndexFunc(classes, func(c Class) bool { return c.From <= max(0, n) && max(0, n) <= c.To })
}

// maxDistinct bounds the work of naturalBreaks, which grows with its square. A
// map has some hundred regions; beyond this, values are thinned evenly first.
const maxDistinct = 2000

// naturalBreaks cuts rising, different values with their weights into k classes,
// or as many as there are values, and gives the end of each, exclusive.
func naturalBreaks(values []float64, weights []int, k int) []int {
	if len(values) > maxDistinct {
		return thinned(values, weights, k)
	}
	n := len(values)
	if k = min(k, n); k < 1 {
		return nil
	}
	// Prefix sums, about the middle so that squares lose little.
	middle := values[n/2]
	w, s, q := make([]float64, n+1), make([]float64, n+1), make([]float64, n+1)
	for i, v := range values {
		v -= middle
		f := float64(weights[i])
		w[i+1], s[i+1], q[i+1] = w[i]+f, s[i]+f*v, q[i]+f*v*v
	}
	deviation := func(i, j int) float64 { // of values i to j, j exclusive
		sum := s[j] - s[i]
		return max(0, q[j]-q[i]-sum*sum/(w[j]-w[i]))
	}
	// best[j] is the least deviation of the first j values in the classes so far;
	// cut[c][j] is where the last of c+1 classes begins then, the earliest of equals.
	best := make([]float64, n+1)
	for j := 1; j <= n; j++ {
		best[j] = deviation(0, j)
	}
	cut := make([][]int, k)
	cut[0] = make([]int, n+1)
	for c := 1; c < k; c++ {
		next := make([]float64, n+1)
		cut[c] = make([]int, n+1)
		for j := c + 1; j <= n; j++ {
			next[j] = math.MaxFloat64
			for i := c; i < j; i++ {
				if d := best[i] + deviation(i, j); d < next[j] {
					next[j], cut[c][j] = d, i
				}
			}
		}
		best = next
	}
	ends := make([]int, k)
	for c, j := k-1, n; c >= 0; c-- {
		ends[c], j = j, cut[c][j]
	}
	return ends
}

// thinned joins neighbours until there are no more than maxDistinct, and cuts
// between them.
func thinned(values []float64, weights []int, k int) []int {
	each := (len(values) + maxDistinct - 1) / maxDistinct
	var joined []float64
	var sums []int
	for i := range values {
		if i%each == 0 {
			joined, sums = append(joined, values[i]), append(sums, 0)
		}
		sums[len(sums)-1] += weights[i]
	}
	ends := naturalBreaks(joined, sums, k)
	for i := range ends {
		ends[i] = min(len(values), ends[i]*each)
	}
	return ends
}

// quotientBreaks part the classes of a map of quotients: at most MuchLess, at
// most SomewhatLess, between, at least SomewhatMore, at least MuchMore. They are
// fixed, so that maps of different groups compare.
var quotientBreaks = [...]float64{MuchLess, SomewhatLess, SomewhatMore, MuchMore}

// QuotientClass is one class of a map of quotients.
type QuotientClass struct {
	// From and To part it from its neighbours; 0 where it has none on that side.
	// A break itself belongs to the class further from 1.
	From, To float64
	N        int // regions in it, also none
}

// QuotientClasses counts the statements in the five classes, in rising order, and
// those too few to say.
func QuotientClasses(list []Specialisation) (classes []QuotientClass, tooFew int) {
	classes = make([]QuotientClass, len(quotientBreaks)+1)
	for i, b := range quotientBreaks {
		classes[i].To, classes[i+1].From = b, b
	}
	for _, s := range list {
		if c := QuotientClassOf(s.Statement); c >= 0 {
			classes[c].N++
		} else {
			tooFew++
		}
	}
	return classes, tooFew
}

// QuotientClassOf is the index of the class of what is said, -1 where it is too
// few to say.
func QuotientClassOf(s Statement) int {
	switch q := s.Quotient; {
	case !s.Said():
		return -1
	case q <= MuchLess:
		return 0
	case q <= SomewhatLess:
		return 1
	case q < SomewhatMore:
		return 2
	case q < MuchMore:
		return 3
	}
	return 4
}
