package eligibility

import "euxine/internal/directory"

// State is whether a lot can be applied for on a day. The words are those of
// package search.
type State string

// The states.
const (
	Open    State = "open"
	Coming  State = "coming"  // opens later
	Past    State = "past"    // closed
	Undated State = "undated" // the call does not say when it closes
)

// Lot is what a day and the rules say of one lot.
type Lot struct {
	State State
	// Extended says that the deadline was moved; Prolonged that the lot is open
	// only for that: the deadline first announced has passed.
	Extended  bool
	Prolonged bool
	Answer    Answer
	// Dates is what the lot's dates say. A lot that opens later is answered as
	// it will be on that day: the check is then of the rule "opens", and a yes.
	Dates Check
}

// Judgement is what a call says of an applicant on a day.
type Judgement struct {
	// Answer is the best of the lots'.
	Answer Answer
	// Who is the answer of the rules on the applicant alone, whatever the day.
	Who  Verdict
	Lots []Lot // as the call's
	// Partnered says that one cannot apply alone: see [Together].
	Partnered bool
}

// Judge holds an applicant against a call and each of its lots on a day.
func Judge(k *directory.Call, a Applicant, today directory.Date, v *directory.Vocabulary) Judgement {
	j := Judgement{Answer: No, Who: Who(k, a, v), Partnered: Partnered(k.Consortium)}
	for _, l := range k.Lots {
		lot := OnDay(l, today)
		lot.Answer = and(j.Who.Answer, lot.Dates.Answer)
		j.Answer = or(j.Answer, lot.Answer)
		j.Lots = append(j.Lots, lot)
	}
	if len(k.Lots) == 0 { // no call that was checked: as one lot without dates
		j.Answer = and(j.Who.Answer, Unknown)
	}
	return j
}

// Reasons are the checks that decide the answer: of the rules on the applicant,
// then of the dates of the lots that are answered so.
func (j Judgement) Reasons() []Check {
	var list []Check
	if j.Who.Answer == j.Answer {
		list = j.Who.Reasons()
	}
	seen := map[string]bool{}
	for _, l := range j.Lots {
		if d := l.Dates; l.Answer == j.Answer && d.Answer == j.Answer && j.Answer != Yes {
			key := string(d.Rule)
			if len(d.Wants) > 0 {
				key += d.Wants[0]
			}
			if !seen[key] {
				seen[key] = true
				list = append(list, d)
			}
		}
	}
	return list
}

// Partnered says whether a rule asks for more than one partner.
func Partnered(c directory.Consortium) bool {
	return c.MinPartners > 1 || c.MinCountries > 1 || len(c.Roles) > 1
}

// OnDay is what a lot's dates say on a day; its Answer is that of the dates. A
// date known by its month or year leaves open what lies within it. A lot with a
// deadline but no opening is taken to be open until then, as everywhere in the
// directory.
func OnDay(l directory.Lot, today directory.Date) Lot {
	day := today.First()
	lot := Lot{Extended: !l.ExtendedFrom.IsZero()}
	opens := Check{Rule: RuleOpens, Answer: Yes, Wants: stated(l.Opens.String()), Has: []string{today.String()}}
	closes := Check{Rule: RuleCloses, Answer: Yes, Wants: stated(l.Closes.String()), Has: []string{today.String()}}
	switch {
	case !l.Closes.IsZero() && l.Closes.Last().Before(day):
		closes.Answer = No
		lot.State, lot.Dates = Past, closes
	case !l.Opens.IsZero() && l.Opens.First().After(day):
		lot.State, lot.Dates = Coming, opens
	case l.Closes.IsZero():
		closes.Answer, closes.Missing = Unknown, OfCall
		lot.State, lot.Dates = Undated, closes
	case l.Closes.First().Before(day) && l.Closes.Precision != directory.PrecisionDay:
		closes.Answer, closes.Missing, closes.Partly = Unknown, OfCall, true
		lot.State, lot.Dates = Open, closes
	case !l.Opens.IsZero() && l.Opens.Last().After(day):
		opens.Answer, opens.Missing, opens.Partly = Unknown, OfCall, true
		lot.State, lot.Dates = Open, opens
	default:
		lot.State, lot.Dates = Open, closes
		lot.Prolonged = lot.Extended && l.ExtendedFrom.Last().Before(day)
	}
	lot.Answer = lot.Dates.Answer
	return lot
}
