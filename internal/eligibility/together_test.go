package eligibility

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"euxine/internal/directory"
)

func partner(country directory.CountryCode, kind directory.Kind) Applicant {
	return Applicant{Country: country, Kind: kind}
}

// The rule of a small call, held against baskets worked by hand.
func TestTogether(t *testing.T) {
	k := &directory.Call{
		Eligible:   directory.Eligibility{Countries: []directory.CountryCode{"BG", "RO", "TR", "GE"}, Kinds: []directory.Kind{"cluster", "research", "sme"}},
		Consortium: directory.Consortium{MinPartners: 3, MaxPartners: 4, MinCountries: 3, Roles: []directory.Kind{"research", "cluster"}},
	}
	for _, c := range []struct {
		name   string
		group  []Applicant
		answer Answer
		want   []Requirement
	}{
		{"nobody", nil, No, []Requirement{
			{NeedEach, "", 0, 0, 0, Yes}, {NeedMinPartners, "", 3, 0, 0, No}, {NeedMaxPartners, "", 4, 0, 0, Yes}, {NeedMinCountries, "", 3, 0, 0, No},
			{NeedRole, "cluster", 1, 0, 0, No}, {NeedRole, "research", 1, 0, 0, No}}},
		{"all there", []Applicant{partner("BG", "cluster"), partner("RO", "research"), partner("TR", "sme")}, Yes, []Requirement{
			{NeedEach, "", 3, 3, 0, Yes}, {NeedMinPartners, "", 3, 3, 0, Yes}, {NeedMaxPartners, "", 4, 3, 0, Yes}, {NeedMinCountries, "", 3, 3, 0, Yes},
			{NeedRole, "cluster", 1, 1, 0, Yes}, {NeedRole, "research", 1, 1, 0, Yes}}},
		{"one may not, and so counts for nothing", []Applicant{partner("BG", "cluster"), partner("UA", "research"), partner("TR", "sme")}, No, []Requirement{
			{NeedEach, "", 3, 2, 0, No}, {NeedMinPartners, "", 3, 2, 0, No}, {NeedMaxPartners, "", 4, 2, 0, Yes}, {NeedMinCountries, "", 3, 2, 0, No},
			{NeedRole, "cluster", 1, 1, 0, Yes}, {NeedRole, "research", 1, 0, 0, No}}},
		{"one of no known kind", []Applicant{partner("BG", "cluster"), partner("RO", "research"), {Country: "TR"}}, Unknown, []Requirement{
			{NeedEach, "", 3, 2, 1, Unknown}, {NeedMinPartners, "", 3, 2, 1, Unknown}, {NeedMaxPartners, "", 4, 2, 1, Yes}, {NeedMinCountries, "", 3, 2, 1, Unknown},
			{NeedRole, "cluster", 1, 1, 0, Yes}, {NeedRole, "research", 1, 1, 0, Yes}}},
		{"one too many", []Applicant{partner("BG", "cluster"), partner("RO", "research"), partner("TR", "sme"), partner("TR", "sme"), partner("GE", "sme")}, No, []Requirement{
			{NeedEach, "", 5, 5, 0, Yes}, {NeedMinPartners, "", 3, 5, 0, Yes}, {NeedMaxPartners, "", 4, 5, 0, No}, {NeedMinCountries, "", 3, 4, 0, Yes},
			{NeedRole, "cluster", 1, 1, 0, Yes}, {NeedRole, "research", 1, 1, 0, Yes}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := Together(k, c.group, vocabulary(t))
			if diff := cmp.Diff(c.want, g.Requirements); diff != "" || g.Answer != c.answer || !g.Stated || len(g.Partners) != len(c.group) {
				t.Errorf("%s, want %s (-want +got):\n%s", g.Answer, c.answer, diff)
			}
		})
	}
	if got := (Requirement{Need: NeedMinPartners, Wanted: 5, Have: 2, Unsure: 1}).Missing(); got != 2 {
		t.Errorf("missing %d", got)
	}
	silent := Together(&directory.Call{Eligible: k.Eligible}, []Applicant{partner("BG", "cluster")}, vocabulary(t))
	if silent.Stated || silent.Answer != Unknown {
		t.Errorf("a call without a rule: %+v", silent)
	}
}

func TestCompletion(t *testing.T) {
	k := &directory.Call{
		Eligible:   directory.Eligibility{Countries: []directory.CountryCode{"BG", "RO", "TR", "GE"}},
		Consortium: directory.Consortium{MinPartners: 3, MinCountries: 3, Roles: []directory.Kind{"research", "cluster"}},
	}
	// A Bulgarian cluster lacks a research body and two countries. Only Bulgaria
	// and Romania have research, so the body is of Romania, and one more of Turkey.
	classes := []Class{{"BG", "research", "", 9}, {"RO", "research", "", 1}, {"BG", "sme", "", 50}, {"TR", "sme", "", 7}, {"UA", "research", "", 99}}
	got := Complete(k, []Applicant{partner("BG", "cluster")}, classes, vocabulary(t))
	want := Completion{Possible: true, Seats: []Seat{
		{Kind: "research", NewCountry: true, Class: Class{"RO", "research", "", 1}},
		{NewCountry: true, Class: Class{"TR", "sme", "", 7}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	// Without Turkey there is no third country, and without research no role.
	got = Complete(k, []Applicant{partner("BG", "cluster")}, []Class{{"BG", "sme", "", 50}, {"RO", "sme", "", 7}}, vocabulary(t))
	want = Completion{Short: []Requirement{{NeedRole, "research", 1, 0, 0, No}, {NeedMinCountries, "", 2, 1, 0, No}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	// A rule on sizes leaves open whether firms of no stated size may: they are
	// taken only where there are no others.
	k.Eligible.Sizes = []directory.Size{"small"}
	k.Consortium = directory.Consortium{MinPartners: 2}
	got = Complete(k, nil, []Class{{"BG", "sme", "", 9}, {"BG", "sme", "small", 1}}, vocabulary(t))
	if !got.Possible || !got.Unsure || len(got.Seats) != 2 {
		t.Errorf("%+v", got)
	}
	got = Complete(k, nil, []Class{{"BG", "sme", "", 9}, {"BG", "sme", "small", 2}}, vocabulary(t))
	if !got.Possible || got.Unsure || len(got.Seats) != 2 {
		t.Errorf("%+v", got)
	}
}

// fewest tries every choice of organisations, fewest first: -1 where none will do.
func fewest(k *directory.Call, have []Applicant, classes []Class, t *testing.T) int {
	v := vocabulary(t)
	var pool []Applicant
	for _, c := range classes {
		for range c.N {
			pool = append(pool, Applicant{Country: c.Country, Kind: c.Kind, Size: c.Size})
		}
	}
	meets := func(group []Applicant) bool {
		countries, kinds, n := map[directory.CountryCode]bool{}, map[directory.Kind]int{}, 0
		for _, a := range group {
			if Who(k, a, v).Answer == No {
				continue
			}
			n++
			countries[a.Country] = true
			kinds[a.Kind]++
		}
		roles := map[directory.Kind]int{}
		for _, r := range k.Consortium.Roles {
			roles[r]++
		}
		for kind, wanted := range roles {
			if kinds[kind] < wanted {
				return false
			}
		}
		r := k.Consortium
		return n >= r.MinPartners && len(countries) >= r.MinCountries && (r.MaxPartners == 0 || n <= r.MaxPartners)
	}
	best := -1
	for mask := range 1 << len(pool) {
		group, added := slices.Clone(have), 0
		for i, a := range pool {
			if mask>>i&1 == 1 {
				group = append(group, a)
				added++
			}
		}
		if (best < 0 || added < best) && meets(group) {
			best = added
		}
	}
	return best
}

// TestCompletionAgreesWithBruteForce compares the completion of 500 random calls
// and baskets with the smallest of all choices, and holds the choice it names
// against the rule.
func TestCompletionAgreesWithBruteForce(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	v := vocabulary(t)
	countries := []directory.CountryCode{"BG", "RO", "TR", "GE", "UA"}
	kinds := []directory.Kind{"cluster", "research", "sme"}
	possible, matters := 0, 0
	for n := range 500 {
		k := &directory.Call{Consortium: directory.Consortium{MinPartners: r.IntN(6), MinCountries: r.IntN(5)}}
		k.Eligible.Countries = countries[:3+r.IntN(3)]
		if r.IntN(3) == 0 {
			k.Consortium.MaxPartners = max(1, k.Consortium.MinPartners+r.IntN(3))
		}
		if r.IntN(3) == 0 {
			k.Eligible.Sizes = []directory.Size{"small"}
		}
		for range r.IntN(4) {
			k.Consortium.Roles = append(k.Consortium.Roles, kinds[r.IntN(len(kinds))])
		}
		var have []Applicant
		for range r.IntN(4) {
			have = append(have, Applicant{Country: countries[r.IntN(5)], Kind: kinds[r.IntN(3)], Size: []directory.Size{"small", "medium", ""}[r.IntN(3)]})
		}
		var classes []Class
		left := 9
		for left > 0 {
			c := Class{countries[r.IntN(5)], kinds[r.IntN(3)], []directory.Size{"small", ""}[r.IntN(2)], 1 + r.IntN(min(left, 2))}
			left -= c.N
			classes = append(classes, c)
			if r.IntN(6) == 0 {
				break
			}
		}
		name := fmt.Sprintf("case %d (seed %d): %+v %v, basket %v, classes %v", n, seed, k.Consortium, k.Eligible, have, classes)
		got, want := Complete(k, have, classes, v), fewest(k, have, classes, t)
		if got.Possible != (want >= 0) || got.Possible && len(got.Seats) != want {
			t.Fatalf("%s\n%+v, brute force %d", name, got, want)
		}
		if !got.Possible {
			if len(got.Short) == 0 {
				t.Fatalf("%s\nno reason why there is none", name)
			}
			continue
		}
		possible++
		// What it names does it, and does it with what there is.
		group, used := slices.Clone(have), map[Class]int{}
		for _, s := range got.Seats {
			used[s.Class]++
			group = append(group, Applicant{Country: s.Class.Country, Kind: s.Class.Kind, Size: s.Class.Size})
			if s.NewCountry {
				matters++
			}
		}
		for class, n := range used {
			there := 0
			for _, c := range classes {
				if c == class {
					there += c.N
				}
			}
			if n > there {
				t.Fatalf("%s\n%d of %+v", name, n, class)
			}
		}
		for _, need := range Together(k, group, v).Requirements {
			if need.Need != NeedEach && need.Answer == No {
				t.Fatalf("%s\n%+v leaves %+v", name, got, need)
			}
		}
	}
	if possible < 100 || matters < 100 {
		t.Errorf("only %d of 500 have a completion, %d seats bring a country: the cases show little", possible, matters)
	}
}
