package eligibility

import (
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/seed"
)

var readOnce = sync.OnceValues(func() (*directory.Vocabulary, error) { return exchange.ReadVocabulary(seed.Files) })

func vocabulary(t rapid.TB) *directory.Vocabulary {
	t.Helper()
	v, err := readOnce()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func day(t rapid.TB, s string) directory.Date {
	t.Helper()
	d, err := directory.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Each rule by itself, worked by hand.
func TestEveryRuleSaysWhy(t *testing.T) {
	type e = directory.Eligibility
	countries := func(c ...directory.CountryCode) e { return e{Countries: c} }
	regions := func(r ...directory.RegionCode) e { return e{Regions: r} }
	nace := func(n ...string) e { return e{NACE: n} }
	codes := func(n ...string) Applicant { return Applicant{NACE: n} }
	for _, c := range []struct {
		name   string
		rule   e
		who    Applicant
		answer Answer
		has    []string
		partly bool
	}{
		{"a country of the rule", countries("BG", "RO"), Applicant{Country: "BG"}, Yes, []string{"BG"}, false},
		{"another country", countries("BG", "RO"), Applicant{Country: "TR"}, No, []string{"TR"}, false},
		{"no country", countries("BG"), Applicant{Kind: "sme"}, Unknown, nil, false},
		{"the country of its region", countries("BG"), Applicant{Region: "BG341"}, Yes, []string{"BG"}, false},
		{"Greece as GR, its region in EL", countries("GR"), Applicant{Region: "EL522"}, Yes, []string{"GR"}, false},
		{"Greece as EL in the rule", countries("EL"), Applicant{Country: "GR"}, Yes, []string{"GR"}, false},
		{"Greece as EL in the applicant", countries("GR"), Applicant{Country: "EL"}, Yes, []string{"GR"}, false},

		{"the region itself", regions("BG34"), Applicant{Country: "BG", Region: "BG34"}, Yes, []string{"BG34"}, false},
		{"a region below", regions("BG34"), Applicant{Country: "BG", Region: "BG341"}, Yes, []string{"BG341"}, false},
		{"a region beside", regions("BG34"), Applicant{Country: "BG", Region: "BG331"}, No, []string{"BG331"}, false},
		{"a region above", regions("BG341"), Applicant{Country: "BG", Region: "BG34"}, Unknown, []string{"BG34"}, true},
		{"no region, its country has one of the rule", regions("BG341"), Applicant{Country: "BG"}, Unknown, nil, false},
		{"no region, its country has none", regions("BG341"), Applicant{Country: "RO"}, No, []string{"RO"}, false},
		{"no region, the whole country may", regions("BG"), Applicant{Country: "BG"}, Yes, []string{"BG"}, false},
		{"nothing on where it is", regions("BG341"), Applicant{Kind: "sme"}, Unknown, nil, false},
		{"a Greek region written with GR", regions("GR52"), Applicant{Country: "GR", Region: "EL522"}, Yes, []string{"EL522"}, false},
		{"a country without regions here", regions("BG34"), Applicant{Country: "DE"}, No, []string{"DE"}, false},
		{"one of two regions above, the other not", regions("RO1", "BG341"), Applicant{Country: "BG", Region: "BG3"}, Unknown, []string{"BG3"}, true},

		{"a kind of the rule", e{Kinds: []directory.Kind{"sme", "cluster"}}, Applicant{Kind: "cluster"}, Yes, []string{"cluster"}, false},
		{"another kind", e{Kinds: []directory.Kind{"sme"}}, Applicant{Kind: "authority"}, No, []string{"authority"}, false},
		{"no kind", e{Kinds: []directory.Kind{"sme"}}, Applicant{Country: "BG"}, Unknown, nil, false},

		{"a size of the rule", e{Sizes: []directory.Size{"micro", "small"}}, Applicant{Size: "small"}, Yes, []string{"small"}, false},
		{"another size", e{Sizes: []directory.Size{"micro", "small"}}, Applicant{Size: "medium"}, No, []string{"medium"}, false},
		{"an SME of no stated size", e{Sizes: []directory.Size{"micro", "small", "medium"}}, Applicant{Kind: "sme"}, Unknown, nil, false},
		{"a large company is no small one", e{Sizes: []directory.Size{"micro", "small"}}, Applicant{Kind: "large-company"}, No, []string{"large"}, false},
		{"a large company of no stated size is not called large", e{Sizes: []directory.Size{"large"}}, Applicant{Kind: "large-company"}, Unknown, nil, false},

		{"a class below the division", nace("62"), codes("62.01"), Yes, []string{"62.01"}, false},
		{"the same with letter and without dots", nace("J62.01"), codes("6201"), Yes, []string{"6201"}, false},
		{"another division", nace("62"), codes("63.11"), No, []string{"63.11"}, false},
		{"not by the digits alone: 6 is no prefix of 55", nace("6"), codes("55.10"), No, []string{"55.10"}, false},
		{"a division where a class is asked for", nace("62.01"), codes("62"), Unknown, []string{"62"}, true},
		{"one of two activities", nace("55", "79"), codes("62.01", "79.11"), Yes, []string{"62.01", "79.11"}, false},
		{"a section", nace("J"), codes("62.01"), Yes, []string{"62.01"}, false},
		{"outside the section", nace("I"), codes("62.01"), No, []string{"62.01"}, false},
		{"a section where a division is asked for", nace("62"), codes("J"), Unknown, []string{"J"}, true},
		{"another section", nace("62"), codes("C"), No, []string{"C"}, false},
		{"a section for a section", nace("c"), codes("C"), Yes, []string{"C"}, false},
		{"no code at all", nace("62"), codes("?"), No, []string{"?"}, false},
		{"no activity", nace("62"), Applicant{Country: "BG"}, Unknown, nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Who(&directory.Call{Eligible: c.rule}, c.who, vocabulary(t))
			if got.Answer != c.answer || len(got.Checks) != 1 {
				t.Fatalf("%+v, want %s", got, c.answer)
			}
			check := got.Checks[0]
			if check.Answer != c.answer || !slices.Equal(check.Has, c.has) || check.Partly != c.partly || len(check.Wants) == 0 {
				t.Errorf("%+v, want %s of %q, partly %v", check, c.answer, c.has, c.partly)
			}
			if (check.Missing == OfApplicant) != (c.answer == Unknown) {
				t.Errorf("%+v names %q as missing", check, check.Missing)
			}
		})
	}
}

func TestACallWithoutRulesIsUnknown(t *testing.T) {
	got := Who(&directory.Call{}, Applicant{Country: "BG", Region: "BG341", Kind: "sme", Size: "small", NACE: []string{"62"}}, vocabulary(t))
	want := Verdict{Answer: Unknown, Checks: []Check{{Rule: RuleWho, Answer: Unknown, Missing: OfCall}}, Unstated: WhoRules}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// digitour is the seed's call of two vouchers, each extended once.
func digitour(t *testing.T) *directory.Call {
	return &directory.Call{
		Lots: []directory.Lot{
			{Name: "Voucher 1", Opens: day(t, "2022-10-01"), Closes: day(t, "2023-05-31"), ExtendedFrom: day(t, "2023-03-31")},
			{Name: "Voucher 2", Opens: day(t, "2022-10-01"), Closes: day(t, "2023-01-09"), ExtendedFrom: day(t, "2022-11-30")},
		},
		Eligible: directory.Eligibility{Countries: []directory.CountryCode{"BG", "CZ", "DK", "FR", "DE", "IT", "RS", "ES"}, Kinds: []directory.Kind{"sme"}},
	}
}

// DIGITOUR day by day, worked by hand from its two announcements.
func TestDigitourDayByDay(t *testing.T) {
	hotel := Applicant{Country: "BG", Region: "BG341", Kind: "sme"}
	type lot struct {
		State     State
		Answer    Answer
		Rule      Rule
		Date      string
		Prolonged bool
	}
	for _, c := range []struct {
		day    string
		answer Answer
		lots   [2]lot
	}{
		{"2022-09-30", Yes, [2]lot{{Coming, Yes, RuleOpens, "2022-10-01", false}, {Coming, Yes, RuleOpens, "2022-10-01", false}}},
		{"2022-10-01", Yes, [2]lot{{Open, Yes, RuleCloses, "2023-05-31", false}, {Open, Yes, RuleCloses, "2023-01-09", false}}},
		{"2022-11-30", Yes, [2]lot{{Open, Yes, RuleCloses, "2023-05-31", false}, {Open, Yes, RuleCloses, "2023-01-09", false}}},
		{"2022-12-01", Yes, [2]lot{{Open, Yes, RuleCloses, "2023-05-31", false}, {Open, Yes, RuleCloses, "2023-01-09", true}}},
		{"2023-01-09", Yes, [2]lot{{Open, Yes, RuleCloses, "2023-05-31", false}, {Open, Yes, RuleCloses, "2023-01-09", true}}},
		{"2023-01-10", Yes, [2]lot{{Open, Yes, RuleCloses, "2023-05-31", false}, {Past, No, RuleCloses, "2023-01-09", false}}},
		{"2023-04-01", Yes, [2]lot{{Open, Yes, RuleCloses, "2023-05-31", true}, {Past, No, RuleCloses, "2023-01-09", false}}},
		{"2023-05-31", Yes, [2]lot{{Open, Yes, RuleCloses, "2023-05-31", true}, {Past, No, RuleCloses, "2023-01-09", false}}},
		{"2023-06-01", No, [2]lot{{Past, No, RuleCloses, "2023-05-31", false}, {Past, No, RuleCloses, "2023-01-09", false}}},
	} {
		j := Judge(digitour(t), hotel, day(t, c.day), vocabulary(t))
		var got [2]lot
		for i, l := range j.Lots {
			got[i] = lot{l.State, l.Answer, l.Dates.Rule, l.Dates.Wants[0], l.Prolonged}
			if !l.Extended || l.Dates.Has[0] != c.day {
				t.Errorf("%s: lot %d: %+v", c.day, i+1, l)
			}
		}
		if diff := cmp.Diff(c.lots, got); diff != "" || j.Answer != c.answer || j.Who.Answer != Yes {
			t.Errorf("%s: %s, who %s (-want +got)\n%s", c.day, j.Answer, j.Who.Answer, diff)
		}
	}

	// A Romanian firm is of no country of the call, an authority of no kind of it.
	j := Judge(digitour(t), Applicant{Country: "RO", Kind: "authority"}, day(t, "2022-12-01"), vocabulary(t))
	want := []Check{
		{Rule: RuleCountry, Answer: No, Wants: []string{"BG", "CZ", "DK", "FR", "DE", "IT", "RS", "ES"}, Has: []string{"RO"}},
		{Rule: RuleKind, Answer: No, Wants: []string{"sme"}, Has: []string{"authority"}},
	}
	if diff := cmp.Diff(want, j.Reasons()); diff != "" || j.Answer != No {
		t.Errorf("%s (-want +got)\n%s", j.Answer, diff)
	}
	// Over, both deadlines are the reason.
	over := Judge(digitour(t), hotel, day(t, "2026-11-28"), vocabulary(t)).Reasons()
	if len(over) != 2 || over[0].Rule != RuleCloses || over[0].Wants[0] != "2023-05-31" || over[1].Wants[0] != "2023-01-09" {
		t.Errorf("reasons %+v", over)
	}
}

func TestDatesThatAreMissingOrInexact(t *testing.T) {
	for _, c := range []struct {
		name          string
		opens, closes string
		day           string
		state         State
		answer        Answer
		rule          Rule
		partly        bool
	}{
		{"no dates", "", "", "2026-11-28", Undated, Unknown, RuleCloses, false},
		{"opened, no deadline", "2026-01-01", "", "2026-11-28", Undated, Unknown, RuleCloses, false},
		{"opens later, no deadline", "2027-01-01", "", "2026-11-28", Coming, Yes, RuleOpens, false},
		{"no opening, a deadline ahead", "", "2026-12-01", "2026-11-28", Open, Yes, RuleCloses, false},
		{"the deadline is today", "", "2026-11-28", "2026-11-28", Open, Yes, RuleCloses, false},
		{"the deadline was yesterday", "", "2026-11-27", "2026-11-28", Past, No, RuleCloses, false},
		{"closes some day of this month", "", "2026-11", "2026-11-28", Open, Unknown, RuleCloses, true},
		{"closes some day of a month that begins today", "", "2026-12", "2026-12-01", Open, Yes, RuleCloses, false},
		{"closed in a month that is over", "", "2026-10", "2026-11-28", Past, No, RuleCloses, false},
		{"closes next year", "", "2027", "2026-11-28", Open, Yes, RuleCloses, false},
		{"opens some day of this month", "2026-11", "2027-01-31", "2026-11-28", Open, Unknown, RuleOpens, true},
		{"opened in a month that ends today", "2026-11", "2027-01-31", "2026-11-30", Open, Yes, RuleCloses, false},
		{"opens in a month to come", "2026-12", "2027-01-31", "2026-11-28", Coming, Yes, RuleOpens, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := OnDay(directory.Lot{Opens: day(t, c.opens), Closes: day(t, c.closes)}, day(t, c.day))
			if l.State != c.state || l.Answer != c.answer || l.Dates.Rule != c.rule || l.Dates.Partly != c.partly ||
				(l.Dates.Missing == OfCall) != (c.answer == Unknown) {
				t.Errorf("%+v", l)
			}
		})
	}
}

// The generators draw from few values, so that rules and applicants meet.
var (
	someCountries = []directory.CountryCode{"BG", "GR", "EL", "RO", "DE"}
	someRegions   = []directory.RegionCode{"BG", "BG3", "BG34", "BG341", "BG331", "EL5", "EL522", "RO2", "RO223"}
	someKinds     = []directory.Kind{"sme", "cluster", "large-company"}
	someNACE      = []string{"C", "62", "62.01", "J62.02", "55", "I"}
)

func subset[T comparable](t *rapid.T, name string, of []T) []T {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(of), 0, 3, rapid.ID[T]).Draw(t, name)
}

func drawCall(t *rapid.T) *directory.Call {
	k := &directory.Call{Eligible: directory.Eligibility{Countries: subset(t, "countries", someCountries), Regions: subset(t, "regions", someRegions),
		Kinds: subset(t, "kinds", someKinds), Sizes: subset(t, "sizes", directory.Sizes), NACE: subset(t, "nace", someNACE)}}
	dates := []string{"", "2026", "2026-05", "2026-06-15", "2026-07-01", "2027"}
	for range rapid.IntRange(1, 3).Draw(t, "lots") {
		l := directory.Lot{Opens: day(t, rapid.SampledFrom(dates).Draw(t, "opens")), Closes: day(t, rapid.SampledFrom(dates).Draw(t, "closes"))}
		k.Lots = append(k.Lots, l)
	}
	return k
}

func drawApplicant(t *rapid.T) Applicant {
	a := Applicant{Country: rapid.SampledFrom(append([]directory.CountryCode{""}, someCountries...)).Draw(t, "country"),
		Kind: rapid.SampledFrom(append([]directory.Kind{""}, someKinds...)).Draw(t, "kind"),
		Size: rapid.SampledFrom(append([]directory.Size{""}, directory.Sizes...)).Draw(t, "size"), NACE: subset(t, "has nace", someNACE)}
	if rapid.Bool().Draw(t, "region known") {
		a.Region = rapid.SampledFrom(someRegions).Draw(t, "region")
		r, _ := vocabulary(t).Region(a.Region)
		a.Country = r.Country // records are checked for that
	}
	return a
}

func drawDay(t *rapid.T) directory.Date {
	return day(t, rapid.SampledFrom([]string{"2025-12-31", "2026-05-20", "2026-06-15", "2026-06-16", "2027-02-01"}).Draw(t, "day"))
}

// rank is 0 for the best answer.
func rank(a Answer) int { return slices.Index(Answers, a) }

// hidden are the applicant with each of its fields not known.
func hidden(a Applicant) []Applicant {
	list := []Applicant{a, a, a, a, a}
	list[0].Country, list[0].Region = "", ""
	list[1].Region = ""
	list[2].Kind = ""
	list[3].Size = ""
	list[4].NACE = nil
	return list
}

func TestReasonsAreGivenAndNobodyIsPromisedTooMuch(t *testing.T) {
	v := vocabulary(t)
	rapid.Check(t, func(t *rapid.T) {
		k, a, today := drawCall(t), drawApplicant(t), drawDay(t)
		j := Judge(k, a, today, v)
		reasons := j.Reasons()
		switch {
		case j.Answer != Yes && len(reasons) == 0:
			t.Fatalf("%+v has no reason", j)
		case j.Answer == Yes && (len(j.Who.Unstated) == len(WhoRules) || j.Who.Answer != Yes):
			t.Fatalf("yes of no rule: %+v", j)
		}
		for _, c := range append(reasons, j.Who.Checks...) {
			switch c.Answer {
			case No:
				if len(c.Wants) == 0 || len(c.Has) == 0 || c.Missing != "" {
					t.Fatalf("a no that does not say why: %+v", c)
				}
			case Unknown:
				if c.Missing == "" || c.Rule == "" {
					t.Fatalf("an unknown that does not say what is missing: %+v", c)
				}
			case Yes:
				if len(c.Wants) == 0 || len(c.Has) == 0 {
					t.Fatalf("a yes without the field it needs: %+v", c)
				}
			}
		}
		// To know less never helps.
		for i, less := range hidden(a) {
			if got := Who(k, less, v); rank(got.Answer) < rank(j.Who.Answer) && got.Answer == Yes {
				t.Fatalf("%s, and without field %d %s", j.Who.Answer, i, got.Answer)
			}
		}
		// A stricter call never helps, unless it had no rule at all.
		for i, add := range []func(e *directory.Eligibility){
			func(e *directory.Eligibility) {
				e.Countries = set(e.Countries, subset(t, "more countries", someCountries))
			},
			func(e *directory.Eligibility) { e.Regions = set(e.Regions, subset(t, "more regions", someRegions)) },
			func(e *directory.Eligibility) { e.Kinds = set(e.Kinds, subset(t, "more kinds", someKinds)) },
			func(e *directory.Eligibility) { e.Sizes = set(e.Sizes, subset(t, "more sizes", directory.Sizes)) },
			func(e *directory.Eligibility) { e.NACE = set(e.NACE, subset(t, "more nace", someNACE)) },
		} {
			stricter := *k
			add(&stricter.Eligible)
			got := Judge(&stricter, a, today, v)
			if len(j.Who.Unstated) < len(WhoRules) && rank(got.Answer) < rank(j.Answer) || j.Answer == No && got.Answer == Yes {
				t.Fatalf("%s, and %s with one rule more (%d): %+v", j.Answer, got.Answer, i, stricter.Eligible)
			}
		}
		// A rule that takes in more never shuts out.
		wider := *k
		if len(wider.Eligible.Countries) > 0 {
			wider.Eligible.Countries = append(slices.Clone(wider.Eligible.Countries), someCountries...)
		}
		if len(wider.Eligible.Regions) > 0 {
			wider.Eligible.Regions = append(slices.Clone(wider.Eligible.Regions), "BG34")
		}
		if len(wider.Eligible.NACE) > 0 {
			wider.Eligible.NACE = append(slices.Clone(wider.Eligible.NACE), "62")
		}
		if got := Judge(&wider, a, today, v); rank(got.Answer) > rank(j.Answer) {
			t.Fatalf("%s, and %s where more may apply", j.Answer, got.Answer)
		}
		// What is below a region may whatever the region may.
		if a.Region == "BG34" {
			below := a
			below.Region = "BG341"
			if got := Who(k, below, v); j.Who.Answer != Unknown && got.Answer != j.Who.Answer && j.Who.Answer == Yes {
				t.Fatalf("%s in BG34, and %s in BG341", j.Who.Answer, got.Answer)
			}
		}
	})
}

// set is a rule where there was none; a stated one stays.
func set[T any](had, rule []T) []T {
	if len(had) > 0 {
		return had
	}
	return rule
}

// A day later a closed lot is closed still, and none is coming that was not.
func TestTimeGoesOneWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, today := drawCall(t), drawDay(t)
		later := directory.DateOf(today.First().AddDate(0, 0, rapid.IntRange(0, 500).Draw(t, "days")))
		for _, l := range k.Lots {
			before, after := OnDay(l, today), OnDay(l, later)
			if before.State == Past && after.State != Past || before.State != Coming && after.State == Coming {
				t.Fatalf("%+v was %s and then %s", l, before.State, after.State)
			}
		}
	})
}
