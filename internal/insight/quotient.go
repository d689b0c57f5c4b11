package insight

// Counts are the four numbers behind a statement on a group in a region, all of
// organisations, or all of members. An organisation with several groups counts
// once in each group and once in the region and the reference; these two count
// what carries a group of the scheme at all, since an organisation whose groups
// are not known says nothing on them.
type Counts struct {
	Here        int // of the group in the region
	OfRegion    int // of the region
	OfGroup     int // of the group in the reference
	OfReference int // of the reference, which holds the region
}

// maxCount bounds the counts: more than any directory holds, and sums of them
// stay exact.
const maxCount = 1_000_000_000

// Consistent says whether the counts can be those of one state of one directory.
func (c Counts) Consistent() bool {
	return c.Here >= 0 && c.OfReference <= maxCount &&
		c.Here <= c.OfRegion && c.OfRegion <= c.OfReference && c.Here <= c.OfGroup && c.OfGroup <= c.OfReference &&
		c.OfRegion-c.Here <= c.OfReference-c.OfGroup
}

// Share is the part of the region that carries the group: the focus.
func (c Counts) Share() float64 { return share(c.Here, c.OfRegion) }

// ReferenceShare is the part of the reference that carries the group.
func (c Counts) ReferenceShare() float64 { return share(c.OfGroup, c.OfReference) }

// SizeShare is the part of the reference's group that is in the region: the size.
func (c Counts) SizeShare() float64 { return share(c.Here, c.OfGroup) }

// Expected is how many of the group the region would have if it were like the
// reference; 0 where the reference is empty.
func (c Counts) Expected() float64 {
	return ratio(float64(c.OfRegion)*float64(c.OfGroup), float64(c.OfReference))
}

// Quotient is the location quotient
//
//	LQ = (x/r) / (g/n)
//
// with x of the group in the region, r of the region, g of the group in the
// reference and n of the reference; false where it is not defined or the counts
// are not consistent. Source: P. Sargant Florence, Report on the Location of
// Industry (1939); as used in E. M. Hoover and F. Giarratani, An Introduction to
// Regional Economics. It is the bare number and says nothing about chance: what
// may be told to people comes from [Judge].
func (c Counts) Quotient() (float64, bool) {
	if !c.Consistent() || c.Expected() == 0 {
		return 0, false
	}
	// One division: a region that is the whole reference has exactly 1.
	return float64(c.Here) * float64(c.OfReference) / (float64(c.OfRegion) * float64(c.OfGroup)), true
}

// Verdict is what may be said of a group in a region.
type Verdict string

const (
	VerdictAbove  Verdict = "above"   // more than in the reference
	VerdictAlike  Verdict = "alike"   // about as in the reference
	VerdictBelow  Verdict = "below"   // less than in the reference
	VerdictTooFew Verdict = "too-few" // too few to say: see the reason
)

// Verdicts in the order lists show them.
var Verdicts = []Verdict{VerdictAbove, VerdictAlike, VerdictBelow, VerdictTooFew}

// Level is the probability on each side beyond which a difference is not put
// down to chance, so that the interval is one of 95 %. Of forty groups in which
// a region is like the reference, one will be called different by chance: a page
// that lists many should say so.
const Level = 0.025

// Breaks of quotients, symmetric about 1: a quotient between SomewhatLess and
// SomewhatMore is called alike even where counts are so large that chance is
// excluded, since a difference of a fifth moves no policy. MuchMore is the
// Cluster Observatory's threshold; MuchLess mirrors it.
const (
	MuchLess     = 0.5
	SomewhatLess = 0.8
	SomewhatMore = 1.25
	MuchMore     = 2.0
)

// Statement is what may be said of a group in a region, with its basis.
type Statement struct {
	Counts
	Verdict  Verdict
	Reason   Reason  // why too few; "" otherwise
	Quotient float64 // location quotient; 0 where too few
	// Low and High bound the quotient with 95 % confidence; 0 where too few. They
	// hold the quotient, and 1 lies outside exactly where P is below Level.
	Low, High float64
	// P is the one-sided exact probability of a number at least as far from the
	// expected, on its side, in a region like the reference; 1 where not tested.
	P float64
}

// Said says whether there is a statement.
func (s Statement) Said() bool { return s.Verdict != VerdictTooFew && s.Verdict != "" }

// Judge says what the counts carry:
//
//   - nothing of a region with fewer than MinRegion organisations, nor of a group
//     of which fewer than MinGroup are there and fewer than MinGroup expected;
//   - above, where the quotient is at least SomewhatMore and P below Level;
//   - below, where it is at most SomewhatLess and P below Level;
//   - alike, where it lies between these two and the interval within MuchLess and
//     MuchMore;
//   - nothing otherwise: the interval is too wide.
//
// P is Fisher's exact test (Statistical Methods for Research Workers, 5th
// edition, 1934, section 21.02). The interval is Cornfield's exact conditional
// one for the odds ratio, told as a quotient: odds ψ lead to a mean number
// E(x; ψ), and that number to E(x; ψ)·n/(r·g). The odds that maximise the
// conditional likelihood have E(x; ψ) = x, so the quotient observed is the
// estimate the interval belongs to. It stays within what the margins allow, and
// is 1 to 1 for a region that is the whole reference, as the region is part of
// the reference and not a sample beside it.
func Judge(c Counts) Statement {
	s, quotient := tooFew(c)
	if s.Reason != "" {
		return s
	}
	d := c.draws()
	s.P = d.oneSided(c.Here)
	from, to := d.interval(c.Here, Level)
	// Rounding must not push the quotient out of its own interval.
	low := min(quotient, d.meanAt(from)/c.Expected())
	high := max(quotient, d.meanAt(to)/c.Expected())
	switch {
	case differs(quotient, s.P) != "":
		s.Verdict = differs(quotient, s.P)
	case quotient > SomewhatLess && quotient < SomewhatMore && low >= MuchLess && high <= MuchMore:
		s.Verdict = VerdictAlike
	default:
		s.Reason = ReasonWide
		return s
	}
	s.Quotient, s.Low, s.High = quotient, low, high
	return s
}

// tooFew is the statement that the counts carry none, with the reason; without one
// where they may carry another, and then with the quotient.
func tooFew(c Counts) (s Statement, quotient float64) {
	s = Statement{Counts: c, Verdict: VerdictTooFew, P: 1}
	quotient, ok := c.Quotient()
	switch {
	case !c.Consistent():
		s.Reason = ReasonInconsistent
	case !ok:
		s.Reason = ReasonEmpty
	case c.OfRegion < MinRegion:
		s.Reason = ReasonFewInRegion
	case c.Here < MinGroup && c.Expected() < MinGroup:
		s.Reason = ReasonFewInGroup
	}
	return s, quotient
}

// differs is the verdict where it is above or below, "" otherwise.
func differs(quotient, p float64) Verdict {
	switch {
	case p >= Level:
	case quotient >= SomewhatMore:
		return VerdictAbove
	case quotient <= SomewhatLess:
		return VerdictBelow
	}
	return ""
}

// judgeDifference is the verdict of [Judge] where that is above or below, "" otherwise.
// It takes no interval, which is nearly all of Judge's work.
func judgeDifference(c Counts) Verdict {
	s, quotient := tooFew(c)
	if s.Reason != "" || quotient > SomewhatLess && quotient < SomewhatMore {
		return ""
	}
	return differs(quotient, c.draws().oneSided(c.Here))
}

func (c Counts) draws() draws {
	return draws{region: c.OfRegion, group: c.OfGroup, total: c.OfReference}
}
