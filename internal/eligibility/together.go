package eligibility

import (
	"cmp"
	"slices"

	"euxine/internal/directory"
)

// Need is what a call asks of partners together.
type Need string

// The needs, in the order they are listed.
const (
	NeedEach         Need = "each" // every partner meets the rules on who may apply
	NeedMinPartners  Need = "min-partners"
	NeedMaxPartners  Need = "max-partners"
	NeedMinCountries Need = "min-countries"
	NeedRole         Need = "role" // partners of a kind
)

// Requirement is one need with its numbers. Partners the rules refuse count for
// none but NeedEach; of those they leave open it is not known whether they count.
type Requirement struct {
	Need   Need
	Kind   directory.Kind // of NeedRole
	Wanted int            // at least; of NeedMaxPartners at most
	Have   int            // that surely count
	Unsure int            // more that may
	Answer Answer         // no: not met even if all count
}

// Missing is how many more are needed, if all that are unsure count.
func (r Requirement) Missing() int {
	if r.Need == NeedMaxPartners {
		return 0
	}
	return max(0, r.Wanted-r.Have-r.Unsure)
}

// Group is what a call says of partners together.
type Group struct {
	Partners     []Verdict // of each, in their order
	Requirements []Requirement
	Stated       bool   // the call has a rule on who must apply together
	Answer       Answer // unknown where it has none
}

// Together holds a group of partners against the call's rule on consortia.
func Together(k *directory.Call, partners []Applicant, v *directory.Vocabulary) Group {
	var g Group
	sure, all := tally{}, tally{}
	each := Requirement{Need: NeedEach, Wanted: len(partners), Answer: Yes}
	for _, a := range partners {
		a = settled(a, v)
		who := Who(k, a, v)
		g.Partners = append(g.Partners, who)
		each.Answer = and(each.Answer, who.Answer)
		switch who.Answer {
		case Yes:
			each.Have++
			sure.add(a)
			all.add(a)
		case Unknown:
			each.Unsure++
			all.add(a)
		}
	}
	g.Requirements = []Requirement{each}
	atLeast := func(need Need, kind directory.Kind, wanted, have, most int) {
		r := Requirement{Need: need, Kind: kind, Wanted: wanted, Have: have, Unsure: most - have, Answer: No}
		switch {
		case have >= wanted:
			r.Answer = Yes
		case most >= wanted:
			r.Answer = Unknown
		}
		g.Requirements = append(g.Requirements, r)
	}
	rule := k.Consortium
	if rule.MinPartners > 0 {
		atLeast(NeedMinPartners, "", rule.MinPartners, sure.n, all.n)
	}
	if rule.MaxPartners > 0 {
		r := Requirement{Need: NeedMaxPartners, Wanted: rule.MaxPartners, Have: sure.n, Unsure: all.n - sure.n, Answer: No}
		switch {
		case all.n <= rule.MaxPartners:
			r.Answer = Yes
		case sure.n <= rule.MaxPartners:
			r.Answer = Unknown
		}
		g.Requirements = append(g.Requirements, r)
	}
	if rule.MinCountries > 0 {
		atLeast(NeedMinCountries, "", rule.MinCountries, len(sure.countries), len(all.countries))
	}
	for _, role := range rolesOf(rule) {
		atLeast(NeedRole, role.kind, role.n, sure.kinds[role.kind], all.kinds[role.kind])
	}
	g.Stated = len(g.Requirements) > 1
	g.Answer = Unknown
	if g.Stated {
		g.Answer = Yes
	}
	for _, r := range g.Requirements {
		g.Answer = and(g.Answer, r.Answer)
	}
	if len(partners) == 0 {
		g.Answer = No // nobody applies
	}
	return g
}

// tally counts partners by what rules ask for.
type tally struct {
	n         int
	countries map[directory.CountryCode]bool
	kinds     map[directory.Kind]int
}

func (t *tally) add(a Applicant) {
	if t.countries == nil {
		t.countries, t.kinds = map[directory.CountryCode]bool{}, map[directory.Kind]int{}
	}
	t.n++
	if a.Country != "" {
		t.countries[a.Country] = true
	}
	t.kinds[a.Kind]++
}

type role struct {
	kind directory.Kind
	n    int
}

// rolesOf are the kinds that must be among the partners, a kind named twice
// twice, in the order of directory.Kinds.
func rolesOf(c directory.Consortium) []role {
	var list []role
	for _, k := range directory.Kinds {
		if n := len(slices.DeleteFunc(slices.Clone(c.Roles), func(r directory.Kind) bool { return r != k })); n > 0 {
			list = append(list, role{k, n})
		}
	}
	return list
}

// Class is organisations alike in all a rule on consortia asks for: how many
// could still be asked.
type Class struct {
	Country directory.CountryCode
	Kind    directory.Kind
	Size    directory.Size // "" not known
	N       int
}

// Seat is a partner still to be found.
type Seat struct {
	Kind       directory.Kind // it must be of; "" any
	NewCountry bool           // it must be of a country nobody else of the group is of
	Class      Class          // one that would do; its N is as it was given
}

// Completion is the fewest partners that make a group meet the rule.
type Completion struct {
	Seats []Seat
	// Possible says whether there is one; otherwise Short says what there is too
	// little of: wanted so many more, to be had so many.
	Possible bool
	Short    []Requirement
	// Unsure says that it takes organisations of which it is not known whether
	// they may take part.
	Unsure bool
}

// Complete finds the fewest partners of the given classes that make the group
// meet every need but NeedEach: partners the rules refuse are taken to be left
// out, those they leave open to count. It first tries with classes that surely
// may take part, and takes the others in where that makes it smaller or possible.
//
// The number is exact. Every seat fills at most one role, since an organisation
// has one kind, so the roles open cost a seat each, whoever takes it. What is free
// is how many of these seats also bring a country nobody is of yet: the most is a
// largest matching between seats and countries. The countries still wanted cost a
// seat each, any kind will do, and what is short of the least number of partners
// is filled up. No smaller group can do: roles need their seats, and no choice of
// who takes them brings more countries than the matching (König; found by
// augmenting paths, Kuhn 1955).
func Complete(k *directory.Call, partners []Applicant, classes []Class, v *directory.Vocabulary) Completion {
	var have tally
	have.countries, have.kinds = map[directory.CountryCode]bool{}, map[directory.Kind]int{}
	for _, a := range partners {
		if a = settled(a, v); Who(k, a, v).Answer != No {
			have.add(a)
		}
	}
	var sure, all []Class
	for _, c := range classes {
		c.Country = oneCountry(c.Country)
		if c.N <= 0 {
			continue
		}
		switch Who(k, Applicant{Country: c.Country, Kind: c.Kind, Size: c.Size}, v).Answer {
		case Yes:
			sure, all = append(sure, c), append(all, c)
		case Unknown:
			all = append(all, c)
		}
	}
	first := complete(k.Consortium, have, sure)
	if len(all) == len(sure) {
		return first
	}
	second := complete(k.Consortium, have, all)
	if first.Possible && (!second.Possible || len(first.Seats) <= len(second.Seats)) {
		return first
	}
	second.Unsure = second.Possible
	return second
}

func complete(rule directory.Consortium, have tally, classes []Class) Completion {
	classes = slices.Clone(classes)
	slices.SortStableFunc(classes, func(a, b Class) int { // the ones with most to choose from first
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Country, b.Country), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Size, b.Size))
	})
	left := make([]int, len(classes))
	total := 0
	for i, c := range classes {
		left[i] = c.N
		total += c.N
	}
	var done Completion
	short := func(r Requirement) { done.Short = append(done.Short, r) }

	// The seats roles need.
	var seats []Seat
	for _, r := range rolesOf(rule) {
		open := max(0, r.n-have.kinds[r.kind])
		there := 0
		for _, c := range classes {
			if c.Kind == r.kind {
				there += c.N
			}
		}
		if there < open {
			short(Requirement{Need: NeedRole, Kind: r.kind, Wanted: open, Have: there, Answer: No})
		}
		for range open {
			seats = append(seats, Seat{Kind: r.kind})
		}
	}
	// The countries still wanted, and those there are.
	wanted := max(0, rule.MinCountries-len(have.countries))
	var fresh []directory.CountryCode
	for _, c := range classes {
		if c.Country != "" && !have.countries[c.Country] && !slices.Contains(fresh, c.Country) {
			fresh = append(fresh, c.Country)
		}
	}
	if len(fresh) < wanted {
		short(Requirement{Need: NeedMinCountries, Wanted: wanted, Have: len(fresh), Answer: No})
	}
	if len(done.Short) > 0 {
		return done
	}

	taken := map[directory.CountryCode]bool{}
	take := func(i int) Class {
		left[i]--
		if c := classes[i].Country; !have.countries[c] {
			taken[c] = true
		}
		return classes[i]
	}
	pick := func(fits func(Class) bool) (int, bool) {
		i := slices.IndexFunc(classes, fits)
		for i >= 0 && left[i] == 0 {
			next := slices.IndexFunc(classes[i+1:], fits)
			if next < 0 {
				return 0, false
			}
			i += 1 + next
		}
		return i, i >= 0
	}
	for s, country := range matched(seats, fresh, classes) {
		if country == "" || len(taken) == wanted {
			continue
		}
		if i, ok := pick(func(c Class) bool { return c.Country == country && c.Kind == seats[s].Kind }); ok {
			seats[s].NewCountry, seats[s].Class = true, take(i)
		}
	}
	for s := range seats {
		if seats[s].NewCountry {
			continue
		}
		// Where there is a choice, not of a country that another seat is to bring.
		i, ok := pick(func(c Class) bool { return c.Kind == seats[s].Kind && (have.countries[c.Country] || taken[c.Country]) })
		if !ok {
			i, _ = pick(func(c Class) bool { return c.Kind == seats[s].Kind })
		}
		seats[s].Class = take(i)
	}
	for _, country := range fresh {
		if len(taken) >= wanted {
			break
		}
		if taken[country] {
			continue
		}
		i, _ := pick(func(c Class) bool { return c.Country == country })
		seats = append(seats, Seat{NewCountry: true, Class: take(i)})
	}
	for have.n+len(seats) < rule.MinPartners {
		i, ok := pick(func(Class) bool { return true })
		if !ok {
			short(Requirement{Need: NeedMinPartners, Wanted: rule.MinPartners - have.n, Have: total, Answer: No})
			return done
		}
		seats = append(seats, Seat{Class: take(i)})
	}
	if rule.MaxPartners > 0 && have.n+len(seats) > rule.MaxPartners {
		short(Requirement{Need: NeedMaxPartners, Wanted: rule.MaxPartners, Have: have.n + len(seats), Answer: No})
		return done
	}
	done.Seats, done.Possible = seats, true
	return done
}

// matched gives as many seats as can be a country of their own, "" to the others.
func matched(seats []Seat, countries []directory.CountryCode, classes []Class) []directory.CountryCode {
	has := map[directory.CountryCode]map[directory.Kind]bool{}
	for _, c := range classes {
		if has[c.Country] == nil {
			has[c.Country] = map[directory.Kind]bool{}
		}
		has[c.Country][c.Kind] = true
	}
	seatOf := map[directory.CountryCode]int{}
	var seek func(s int, seen map[directory.CountryCode]bool) bool
	seek = func(s int, seen map[directory.CountryCode]bool) bool {
		for _, c := range countries {
			if seen[c] || !has[c][seats[s].Kind] {
				continue
			}
			seen[c] = true
			if other, held := seatOf[c]; !held || seek(other, seen) {
				seatOf[c] = s
				return true
			}
		}
		return false
	}
	for s := range seats {
		seek(s, map[directory.CountryCode]bool{})
	}
	out := make([]directory.CountryCode, len(seats))
	for c, s := range seatOf {
		out[s] = c
	}
	return out
}
