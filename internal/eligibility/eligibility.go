// Package eligibility says whether an applicant may apply to a call, and what a
// group of partners lacks under the call's rule on consortia. It is pure: calls,
// applicants, a vocabulary and a day go in, answers with their reasons come out.
//
// Every answer is yes, no or unknown. A no names the rule that is not met, with
// the rule's values and the applicant's; an unknown names the field that is
// missing, and whose it is. Nobody is told yes while a rule is stated and the
// field it needs is not, nor by a call that states no rule at all. A yes is by
// the rules a call states: those it is silent on are listed beside it.
//
// Dates are civil dates as the source gives them, without hours or time zone.
// The day of asking is handed in; package catalogue takes it in UTC. A deadline's
// day counts as open to its end.
//
// It does not find calls or applicants, and says nothing in words: that is for
// package catalogue and the faces.
//
// Where to begin: [Judge] for one applicant, [Together] for several.
package eligibility

import (
	"slices"
	"strings"

	"euxine/internal/directory"
)

// Answer is what a rule, or all of them, say of an applicant.
type Answer string

// The answers, best first.
const (
	Yes     Answer = "yes"
	Unknown Answer = "unknown"
	No      Answer = "no"
)

// Answers in the order lists give them.
var Answers = []Answer{Yes, Unknown, No}

// and is the answer of two rules that both must be met.
func and(a, b Answer) Answer {
	if slices.Index(Answers, b) > slices.Index(Answers, a) {
		return b
	}
	return a
}

// or is the answer where one of two ways is enough.
func or(a, b Answer) Answer {
	if slices.Index(Answers, b) < slices.Index(Answers, a) {
		return b
	}
	return a
}

// Rule is what a call may ask for, and the name of the field it asks about.
type Rule string

// The rules.
const (
	RuleCountry Rule = "country"
	RuleRegion  Rule = "region"
	RuleKind    Rule = "kind"
	RuleSize    Rule = "size"
	RuleNACE    Rule = "nace"
	RuleWho     Rule = "who" // any of the above: a call that states none
	RuleOpens   Rule = "opens"
	RuleCloses  Rule = "closes"
)

// WhoRules are the rules on the applicant, in the order they are checked.
var WhoRules = []Rule{RuleCountry, RuleRegion, RuleKind, RuleSize, RuleNACE}

// Side is whose field is missing.
type Side string

// The two sides.
const (
	OfApplicant Side = "applicant"
	OfCall      Side = "call"
)

// Check is what one rule says, with what it was held against.
type Check struct {
	Rule   Rule
	Answer Answer
	Wants  []string // the rule's values as the call states them; of a date the date
	Has    []string // the applicant's values; of a date the day of asking
	// Missing says, of an unknown, who does not state the field the rule names.
	// Partly says that it is stated, but not exactly enough: a country where a
	// region is asked for, a division where a class is, a month where a day is.
	Missing Side
	Partly  bool
}

// Applicant is who applies, as far as known; empty fields are not known.
type Applicant struct {
	Country directory.CountryCode
	Region  directory.RegionCode
	Kind    directory.Kind
	Size    directory.Size
	NACE    []string
}

// Of is an organisation as an applicant.
func Of(o *directory.Organisation) Applicant {
	return Applicant{Country: o.Place.Country, Region: o.Place.Region, Kind: o.Kind, Size: o.Size, NACE: o.NACE}
}

// IsZero says whether nothing is known of the applicant.
func (a Applicant) IsZero() bool {
	return a.Country == "" && a.Region == "" && a.Kind == "" && a.Size == "" && len(a.NACE) == 0
}

// Verdict is what the rules on the applicant say together.
type Verdict struct {
	Answer   Answer
	Checks   []Check // one for each rule that is stated, in the order of WhoRules
	Unstated []Rule  // rules the call is silent on
}

// Reasons are the checks that decide the answer: those that say the same.
func (v Verdict) Reasons() []Check {
	return slices.DeleteFunc(slices.Clone(v.Checks), func(c Check) bool { return c.Answer != v.Answer })
}

// Who holds an applicant against the rules on who may apply, whatever the day.
func Who(k *directory.Call, a Applicant, v *directory.Vocabulary) Verdict {
	e := k.Eligible
	a = settled(a, v)
	verdict := Verdict{Answer: Yes}
	for _, one := range []struct {
		rule   Rule
		stated bool
		check  func() Check
	}{
		{RuleCountry, len(e.Countries) > 0, func() Check { return country(e.Countries, a) }},
		{RuleRegion, len(e.Regions) > 0, func() Check { return region(e.Regions, a, v) }},
		{RuleKind, len(e.Kinds) > 0, func() Check { return kind(e.Kinds, a) }},
		{RuleSize, len(e.Sizes) > 0, func() Check { return size(e.Sizes, a) }},
		{RuleNACE, len(e.NACE) > 0, func() Check { return activity(e.NACE, a) }},
	} {
		if !one.stated {
			verdict.Unstated = append(verdict.Unstated, one.rule)
			continue
		}
		c := one.check()
		c.Rule = one.rule
		if c.Answer == Unknown {
			c.Missing = OfApplicant
		}
		verdict.Checks = append(verdict.Checks, c)
		verdict.Answer = and(verdict.Answer, c.Answer)
	}
	if len(verdict.Checks) == 0 {
		verdict.Answer = Unknown
		verdict.Checks = []Check{{Rule: RuleWho, Answer: Unknown, Missing: OfCall}}
	}
	return verdict
}

// settled takes the country from the region where only that is known, and writes
// Greece one way.
func settled(a Applicant, v *directory.Vocabulary) Applicant {
	if r, ok := v.Region(a.Region); ok {
		a.Region = r.Code
		if a.Country == "" {
			a.Country = r.Country
		}
	}
	a.Country = oneCountry(a.Country)
	return a
}

// oneCountry is a country's code with GR for EL: the European Union writes the
// other one.
func oneCountry(c directory.CountryCode) directory.CountryCode {
	if c == "EL" {
		return "GR"
	}
	return c
}

func country(rule []directory.CountryCode, a Applicant) Check {
	c := Check{Answer: No, Wants: texts(rule)}
	switch {
	case a.Country == "":
		c.Answer = Unknown
	case slices.ContainsFunc(rule, func(code directory.CountryCode) bool { return oneCountry(code) == a.Country }):
		c.Answer = Yes
	}
	c.Has = stated(a.Country)
	return c
}

// region is met by a region of the rule and by what lies below it. A place above
// one of them may or may not be in it.
func region(rule []directory.RegionCode, a Applicant, v *directory.Vocabulary) Check {
	c := Check{Answer: No, Wants: texts(rule)}
	place := a.Region
	if place == "" {
		place = directory.RegionCode(a.Country)
	}
	if place == "" {
		c.Answer = Unknown
		return c
	}
	c.Has = stated(place)
	path := v.RegionPath(place)
	if len(path) == 0 { // a country the vocabulary has no regions of
		path = []directory.RegionCode{place}
	}
	for _, code := range rule {
		r, ok := v.Region(code)
		if ok {
			code = r.Code
		}
		if slices.Contains(path, code) {
			c.Answer = Yes
			return c
		}
		if slices.Contains(v.RegionPath(code), place) {
			c.Answer, c.Partly = Unknown, true
		}
	}
	if c.Answer == Unknown && a.Region == "" {
		c.Has, c.Partly = nil, false // its region is not known at all
	}
	return c
}

func kind(rule []directory.Kind, a Applicant) Check {
	c := Check{Answer: No, Wants: texts(rule), Has: stated(a.Kind)}
	switch {
	case a.Kind == "":
		c.Answer = Unknown
	case slices.Contains(rule, a.Kind):
		c.Answer = Yes
	}
	return c
}

// size is of firms by the limits of the European Union. What is recorded as a
// large company is above them, whether or not its size is stated.
func size(rule []directory.Size, a Applicant) Check {
	if a.Size == "" && a.Kind == directory.KindLargeCompany {
		a.Size = "large"
		if slices.Contains(rule, a.Size) {
			return Check{Answer: Unknown, Wants: texts(rule)} // a yes needs the field itself
		}
	}
	c := Check{Answer: No, Wants: texts(rule), Has: stated(a.Size)}
	switch {
	case a.Size == "":
		c.Answer = Unknown
	case slices.Contains(rule, a.Size):
		c.Answer = Yes
	}
	return c
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

// stated is a value as a list, nil where it is not known.
func stated[T ~string](s T) []string {
	if s == "" {
		return nil
	}
	return []string{string(s)}
}

// activity is met by a code that begins with one of the rule's. A code the rule
// only narrows down ("62" where 62.01 is asked for) may or may not be meant.
func activity(rule []string, a Applicant) Check {
	c := Check{Answer: No, Wants: slices.Clone(rule)}
	if len(a.NACE) == 0 {
		c.Answer = Unknown
		return c
	}
	c.Has = slices.Clone(a.NACE)
	for _, want := range rule {
		for _, has := range a.NACE {
			switch relate(want, has) {
			case Yes:
				return Check{Answer: Yes, Wants: c.Wants, Has: c.Has}
			case Unknown:
				c.Answer, c.Partly = Unknown, true
			}
		}
	}
	return c
}

// relate holds a code against the beginning a rule asks for. Codes may be written
// with or without their section's letter and their dots: J62.01, 62.01 and 6201
// are one.
func relate(want, has string) Answer {
	ws, wd := parts(want)
	hs, hd := parts(has)
	switch {
	case wd == "" && hd == "": // two sections, or nothing that is a code
		if ws == hs && ws != 0 {
			return Yes
		}
		return No
	case wd == "": // a section, and what is in it
		if ws != 0 && sectionOf(hd) == ws {
			return Yes
		}
		return No
	case hd == "":
		if hs != 0 && sectionOf(wd) == hs {
			return Unknown
		}
		return No
	case strings.HasPrefix(hd, wd):
		return Yes
	case strings.HasPrefix(wd, hd):
		return Unknown
	}
	return No
}

// ValidNACE says whether a text can be a code: a section's letter, up to four
// digits with or without dots, or both.
func ValidNACE(code string) bool {
	section, digits := parts(code)
	if section == 0 && digits == "" || len(digits) > 4 || len(code) > len("J62.01")+1 {
		return false
	}
	letters := 0
	for _, r := range code {
		switch {
		case r >= '0' && r <= '9' || r == '.':
		case letters == 0 && section != 0:
			letters++
		default:
			return false
		}
	}
	return digits == "" || len(digits) == 1 || sectionOf(digits) != 0
}

// parts are a code's section and digits; 0 and "" where it has none.
func parts(code string) (section byte, digits string) {
	for i := range len(code) {
		switch b := code[i]; {
		case b >= '0' && b <= '9':
			digits += string(b)
		case section == 0 && digits == "" && (b >= 'A' && b <= 'U' || b >= 'a' && b <= 'u'):
			section = b &^ ('a' - 'A')
		}
	}
	return section, digits
}

// sections are the last divisions of the sections of NACE Rev. 2 (Regulation (EC)
// No 1893/2006, Annex I), the revision calls of these years are written in. Rev.
// 2.1 cuts sections J and later otherwise; digits are the same in both.
var sections = []struct {
	letter byte
	last   string
}{{'A', "03"}, {'B', "09"}, {'C', "33"}, {'D', "35"}, {'E', "39"}, {'F', "43"}, {'G', "47"}, {'H', "53"}, {'I', "56"}, {'J', "63"}, {'K', "66"},
	{'L', "68"}, {'M', "75"}, {'N', "82"}, {'O', "84"}, {'P', "85"}, {'Q', "88"}, {'R', "93"}, {'S', "96"}, {'T', "98"}, {'U', "99"}}

// sectionOf is the section of a code's division, 0 where the digits are no division.
func sectionOf(digits string) byte {
	if len(digits) < 2 || digits[:2] == "00" {
		return 0
	}
	for _, s := range sections {
		if digits[:2] <= s.last {
			return s.letter
		}
	}
	return 0
}
