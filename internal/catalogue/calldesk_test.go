package catalogue

import (
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"euxine/internal/directory"
	"euxine/internal/eligibility"
	"euxine/internal/search"
)

// tenOrganisations are of every kind and country of the seed.
var tenOrganisations = []directory.RecordID{"bg-ict-cluster-burgas", "bg-consulting-cluster-veritas"}

// Every call of the seed is answered for ten organisations and more: each is
// there once, a no names the rule with both values, an unknown the field that is
// missing, and the order is by answer.
func TestEveryCallIsAnsweredForTenOrganisations(t *testing.T) {
	s := overSeed(t)
	asked := slices.Clone(tenOrganisations)
	kinds := map[string]bool{}
	calls := 0
	for _, r := range s.records {
		if o, ok := r.(*directory.Organisation); ok {
			if key := string(o.Kind) + string(o.Place.Country); !kinds[key] && len(kinds) < 30 {
				kinds[key] = true
				asked = append(asked, o.ID)
			}
		} else if r.Type() == directory.Calls {
			calls++
		}
	}
	if len(asked) < 10 {
		t.Fatalf("only %d organisations", len(asked))
	}
	answers := map[eligibility.Answer]int{}
	for _, id := range asked {
		a, ref, err := s.ApplicantOf(t.Context(), id, "en")
		if err != nil || ref.ID != id || a.Country == "" || a.Kind == "" {
			t.Fatalf("%s: %+v, %v", id, a, err)
		}
		found, err := s.CallsFor(t.Context(), a, search.Question{Sort: search.SortDate, Lang: "en", Page: 1, PerPage: 100}, "")
		if err != nil {
			t.Fatal(err)
		}
		if found.Total != calls || found.Judged != calls || len(found.Calls) != calls || found.Found != calls {
			t.Fatalf("%s: %d of %d calls", id, len(found.Calls), calls)
		}
		seen, last := map[directory.RecordID]bool{}, 0
		for _, k := range found.Calls {
			if seen[k.Item.ID] {
				t.Errorf("%s twice", k.Item.ID)
			}
			seen[k.Item.ID] = true
			at := slices.Index(eligibility.Answers, k.Answer)
			if at < last {
				t.Errorf("%s: %s comes behind what is worse", id, k.Item.ID)
			}
			last = at
			answers[k.Answer]++
			reasons := k.Reasons()
			if len(reasons) == 0 {
				t.Errorf("%s, %s: %s without a reason", id, k.Item.ID, k.Answer)
			}
			for _, c := range reasons {
				if c.Answer == eligibility.No && (len(c.Wants) == 0 || len(c.Has) == 0) || c.Answer == eligibility.Unknown && c.Missing == "" {
					t.Errorf("%s, %s: %+v", id, k.Item.ID, c)
				}
			}
		}
		sum := 0
		for _, answer := range eligibility.Answers {
			only, err := s.CallsFor(t.Context(), a, search.Question{Sort: search.SortDate, Lang: "en", Page: 1, PerPage: 100}, answer)
			if err != nil {
				t.Fatal(err)
			}
			if only.Found != found.Counts[answer] || len(only.Calls) != only.Found {
				t.Errorf("%s: %d are %s, want %d", id, only.Found, answer, found.Counts[answer])
			}
			sum += only.Found
		}
		if sum != calls {
			t.Errorf("%s: %d answers for %d calls", id, sum, calls)
		}
	}
	if answers[eligibility.No] == 0 || answers[eligibility.Unknown] == 0 {
		t.Errorf("answers %v show little", answers)
	}
}

// DIGITOUR as the seed has it: two lots, each extended, both over today; a Bulgarian
// SME could have applied.
func TestDigitourOfTheSeed(t *testing.T) {
	s := overSeed(t)
	found, err := s.CallsFor(t.Context(), eligibility.Applicant{Country: "BG", Kind: "sme"}, search.Question{Sort: search.SortDate, Lang: "en", Page: 1, PerPage: 100}, "")
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(found.Calls, func(k CallVerdict) bool { return k.Item.ID == "digitour-vouchers" })
	k := found.Calls[i]
	if k.Answer != eligibility.No || k.Who.Answer != eligibility.Yes || len(k.Lots) != 2 {
		t.Fatalf("%+v", k.Judgement)
	}
	for i, want := range []string{"2023-05-31", "2023-01-09"} {
		if l := k.Lots[i]; !l.Extended || l.State != eligibility.Past || l.Dates.Wants[0] != want {
			t.Errorf("lot %d: %+v", i+1, l)
		}
	}
}

// What a search has left when a call's rules have narrowed it is what a look at
// every organisation does not refuse by country or kind, and the verdicts are the
// same.
func TestApplicantsAreThoseALookAtEveryoneFinds(t *testing.T) {
	s := overSeed(t)
	for _, r := range s.records {
		k, ok := r.(*directory.Call)
		if !ok {
			continue
		}
		for _, filters := range []url.Values{{}, {"region": {"BG341"}}, {"country": {"BG", "GE"}, "kind": {"sme"}}, {"q": {"tourism"}}} {
			q, faults := search.Parse(filters, s.vocabulary)
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			want, refused := map[directory.RecordID]eligibility.Answer{}, 0
			of, err := s.FoundIDs(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range s.records {
				o, ok := r.(*directory.Organisation)
				if !ok || !of[o.ID] {
					continue
				}
				who := eligibility.Who(k, eligibility.Of(o), s.vocabulary)
				want[o.ID] = who.Answer
			}
			got := map[directory.RecordID]eligibility.Answer{}
			q.PerPage = search.MaxPerPage
			for q.Page = 1; ; q.Page++ {
				page, err := s.ApplicantsFor(t.Context(), k.ID, q)
				if err != nil {
					t.Fatal(err)
				}
				refused = page.Refused
				for i, h := range page.Answer.Hits {
					got[h.ID] = page.Verdicts[i].Answer
				}
				if q.Page*q.PerPage >= page.Answer.Total {
					break
				}
			}
			if filters.Has("q") { // words widen where few have them all: then only verdicts are compared
				for id, answer := range got {
					if w, ok := want[id]; ok && w != answer {
						t.Errorf("%s %v: %s is %s, want %s", k.ID, filters, id, answer, w)
					}
				}
				continue
			}
			if len(got)+refused != len(want) {
				t.Errorf("%s %v: %d left and %d refused of %d", k.ID, filters, len(got), refused, len(want))
			}
			for id, answer := range want {
				if g, there := got[id]; answer != eligibility.No && !there || there && g != answer {
					t.Errorf("%s %v: %s is %q, want %s", k.ID, filters, id, g, answer)
				}
			}
		}
	}
}

func TestReadApplicant(t *testing.T) {
	s := overSeed(t)
	a, faults := s.ReadApplicant(url.Values{"country": {"el"}, "region": {"gr522"}, "kind": {"sme"}, "size": {"small"}, "nace": {"62.01, J63", "55"}})
	want := eligibility.Applicant{Country: "GR", Region: "EL522", Kind: "sme", Size: "small", NACE: []string{"62.01", "J63", "55"}}
	if diff := cmp.Diff(want, a); diff != "" || len(faults) > 0 {
		t.Errorf("%v (-want +got):\n%s", faults, diff)
	}
	a, faults = s.ReadApplicant(url.Values{"region": {"BG341"}})
	if a.Country != "BG" || len(faults) > 0 {
		t.Errorf("%+v, %v", a, faults)
	}
	for field, value := range map[string]string{"country": "XX", "region": "BG999", "kind": "firm", "size": "tiny", "nace": "tourism"} {
		if _, faults := s.ReadApplicant(url.Values{field: {value}}); len(faults) != 1 || faults[0].Parameter != field {
			t.Errorf("%s=%s: %v", field, value, faults)
		}
	}
	if _, faults := s.ReadApplicant(url.Values{"country": {"RO"}, "region": {"BG341"}}); len(faults) != 1 || faults[0].Parameter != "region" {
		t.Errorf("a region elsewhere: %v", faults)
	}
}

// A basket for the Black Sea call of two partners from two countries, from empty
// to whole, and what is proposed for the gaps completes it.
func TestConsortiumOfTheSeed(t *testing.T) {
	s := overSeed(t)
	const call = "interreg-next-bsb-call-2-small"
	basket := []directory.RecordID{}
	for step, seats := range []int{2, 1, 0} {
		p, err := s.Consortium(t.Context(), call, basket, "en")
		if err != nil {
			t.Fatal(err)
		}
		if !p.Group.Stated || len(p.Completion.Seats) != seats || len(p.Partners) != len(basket) {
			t.Fatalf("step %d: %d seats of %d, %+v", step, len(p.Completion.Seats), seats, p.Group)
		}
		if seats == 0 {
			if p.Group.Answer != eligibility.Yes || len(p.Gaps) > 0 {
				t.Errorf("not whole: %+v", p.Group)
			}
			break
		}
		for _, g := range p.Gaps {
			if len(g.Candidates) == 0 || g.There < len(g.Candidates) {
				t.Fatalf("nobody for %+v", g)
			}
			for _, c := range g.Candidates {
				if c.Verdict.Answer == eligibility.No || slices.Contains(basket, c.Ref.ID) || g.NewCountry && len(p.Partners) > 0 && c.Ref.Country.Code == p.Partners[0].Ref.Country.Code {
					t.Errorf("%s is no candidate for %+v", c.Ref.ID, g)
				}
			}
		}
		basket = append(basket, p.Gaps[0].Candidates[0].Ref.ID)
	}
	p, err := s.Consortium(t.Context(), "danube-region-call-2", []directory.RecordID{"bg-ict-cluster-burgas", "bg-ict-cluster-burgas", "xx-nobody"}, "bg")
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Partners) != 1 || !slices.Equal(p.Unknown, []directory.RecordID{"xx-nobody"}) || len(p.Completion.Seats) != 2 {
		t.Errorf("%d partners, unknown %v, %d seats", len(p.Partners), p.Unknown, len(p.Completion.Seats))
	}
	silent, err := s.Consortium(t.Context(), "digitour-vouchers", nil, "en")
	if err != nil || silent.Group.Stated || len(silent.Gaps) > 0 {
		t.Errorf("a call without a rule: %+v, %v", silent, err)
	}
}
