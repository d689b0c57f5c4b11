package api

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/insight"
	"euxine/internal/search"
)

// Every brief says what the catalogue's says, number by number.
func TestBriefsSayWhatTheCatalogueSays(t *testing.T) {
	s := newSeedSite(t)
	said, reasons := 0, map[string]int{}
	counts, err := s.catalogue.Counts(t.Context(), search.FacetRegion)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range vocabulary(t).Regions() {
		// Of the empty ones, which are most, a few; in short tests of all.
		if counts[string(r.Code)] == 0 && i%20 > 0 || testing.Short() && r.Level > 0 && i%5 > 0 {
			continue
		}
		want, err := s.catalogue.Brief(t.Context(), r.Code, "bg")
		if err != nil {
			t.Fatal(err)
		}
		got := get[brief](s, "/api/v1/regions/"+string(r.Code)+"/brief?lang=bg")
		equal := func(what string, got, want any) {
			t.Helper()
			if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
				t.Errorf("%s: %s is %s, want %s", r.Code, what, g, w)
			}
		}
		known := func(what string, got *float64, want float64, there bool) {
			t.Helper()
			if (got != nil) != there || there && *got != want {
				t.Errorf("%s: %s is %v, want %v, there %v", r.Code, what, got, want, there)
			}
		}
		equal("code", got.Region.Code+" "+got.Region.Label, want.Code+" "+want.Label)
		equal("organisations", *got.Region.Organisations, want.RegionCount.Organisations)
		equal("organisations listed", len(got.Organisations), len(want.RegionPage.Organisations))
		equal("revision and day", []any{got.Revision, got.Day}, []any{want.Revision, want.Day})
		equal("reference", len(got.Reference), len(want.Reference))
		equal("path", len(got.Path), len(want.Path))
		for i, p := range got.Path {
			equal("path", p.Code, want.Path[len(want.Path)-1-i].Code)
		}
		equal("below", len(got.Below), len(want.Children))
		equal("without region", got.WithoutRegion != nil, r.Level == 0)
		equal("kinds", len(got.Kinds), len(want.Kinds))
		for i, k := range want.Kinds {
			equal("kind", got.Kinds[i], kindShare{label{k.Code, k.Label}, k.N, k.KindCount.Share})
		}
		equal("labels", len(got.Labels), len(want.Labels))
		m := want.Membership
		equal("members", []any{got.Membership.Clusters, got.Membership.Read, got.Membership.All, got.Membership.SMEs, got.Membership.Startups,
			got.Membership.Large, got.Membership.Research, got.Membership.Others},
			[]any{want.Clusters, m.Clusters, m.All, m.SMEs, m.Startups, m.Large, m.Research, m.Rest})
		known("median", got.Membership.Median, m.Median, m.All.Known > 0)
		equal("schemes", len(got.Specialisation), len(want.Specialisation))
		for i, scheme := range want.Specialisation {
			equal("scheme", []any{got.Specialisation[i].Scheme, got.Specialisation[i].OfRegion, got.Specialisation[i].OfReference, got.Specialisation[i].TooFew, len(got.Specialisation[i].Statements)},
				[]any{scheme.Scheme, scheme.Of, scheme.All, scheme.TooFew, len(scheme.Lines)})
			for j, line := range scheme.Lines {
				g := got.Specialisation[i].Statements[j]
				equal("statement", []any{g.Scheme + ":" + g.Code, g.Label, g.Verdict, g.Reason, g.shares, g.Members.shares, g.Expected, g.Share, g.ReferenceShare, g.SizeShare},
					[]any{line.Code, line.Label, line.Verdict, line.Reason, line.Counts, line.Members, line.Expected(), line.Counts.Share(), line.ReferenceShare(), line.SizeShare()})
				there := line.Verdict != insight.VerdictTooFew
				known("quotient", g.Quotient, line.Quotient, there)
				known("low", g.Low, line.Low, there)
				known("high", g.High, line.High, there)
				if g.Members.Quotient != nil {
					known("members' quotient", g.Members.Quotient, line.MembersQuotient, there)
				}
				if g.P != nil && *g.P != line.P || g.P == nil && line.P != 1 {
					t.Errorf("%s %s: p %v, want %v", r.Code, g.Code, g.P, line.P)
				}
				equal("stars", g.Stars, stars{line.Stars.Count(), line.Stars.Size, line.Stars.Specialisation, line.Stars.Focus,
					line.Stars.SizeRank, line.Stars.SizeOf, line.Stars.FocusRank, line.Stars.FocusOf})
				if there {
					said++
					// Worked out anew from the numbers told.
					lq := float64(g.Here) / float64(g.OfRegion) / (float64(g.OfGroup) / float64(g.OfReference))
					if math.Abs(lq-*g.Quotient) > 1e-9 || *g.Low > *g.Quotient || *g.High < *g.Quotient {
						t.Errorf("%s %s: quotient %v between %v and %v, the counts make %v", r.Code, g.Code, *g.Quotient, *g.Low, *g.High, lq)
					}
				} else {
					reasons[g.Reason]++
				}
			}
		}
		equal("diversity", []any{got.Diversity.Groups, got.Diversity.Total, got.Diversity.Reason}, []any{want.Diversity.Groups, want.Diversity.Total, want.Diversity.Reason})
		known("effective number", got.Diversity.Effective, want.Diversity.Effective, want.Diversity.Reason == "")
		known("Herfindahl", got.Diversity.Herfindahl, want.Diversity.Herfindahl, want.Diversity.Reason == "")
		for what, list := range map[string]struct {
			got  []namedConcept
			want []catalogue.NamedLine
		}{"offers": {got.Offers, want.Offers}, "needs": {got.Needs, want.Needs}} {
			equal(what, len(list.got), len(list.want))
			for i, n := range list.want {
				equal(what, []any{list.got[i].Scheme + ":" + list.got[i].Code, list.got[i].Label, list.got[i].N}, []any{n.Code, n.Label, n.N})
			}
		}
		equal("gaps", len(got.NoCluster), len(want.NoCluster))
		for i, p := range want.NoCluster {
			g := got.NoCluster[i]
			equal("gap", []any{g.Scheme + ":" + g.Code, g.Firms, g.Clusters, g.Around}, []any{p.Code, p.Firms, p.Clusters, p.Around})
		}
		equal("clusters without firms", len(got.WithoutFirms), len(want.WithoutFirms))
		equal("priorities", []any{len(got.Priorities), got.PrioritySource}, []any{len(want.Backing), want.PrioritySrc})
		for i, p := range want.Backing {
			g := got.Priorities[i]
			equal("priority", []any{g.Scheme + ":" + g.Code, g.Label, g.Backed, g.Clusters, g.Firms, len(g.Through)},
				[]any{p.Priority, p.Label, p.Backed(), p.Clusters, p.Firms, len(p.Through)})
		}
		equal("ties", []any{got.Ties.Of, len(got.Ties.Regions)}, []any{want.TiesOf, len(want.Ties)})
		for i, p := range want.Ties {
			g := got.Ties.Regions[i]
			equal("tie", []any{g.Code, g.All, g.Projects, g.Memberships, g.Events}, []any{p.Code, p.All(), p.Projects, p.Memberships, p.Events})
		}
		equal("similar", []any{got.Similar.Reason, len(got.Similar.Regions)}, []any{want.PeersReason, len(want.Similar)})
		for i, p := range want.Similar {
			g := got.Similar.Regions[i]
			equal("peer", []any{g.Code, g.Similarity, g.Shared, *g.Organisations, len(g.Reasons)}, []any{p.Code, p.Similarity, p.Shared, p.Peer.Organisations, len(p.Reasons)})
			equal("reason", []any{g.Reasons[0].Here, g.Reasons[0].There, g.Reasons[0].Part}, []any{p.Reasons[0].Here, p.Reasons[0].There, p.Reasons[0].Part})
		}
		equal("complementary", len(got.Complementary), len(want.Complementary))
		for i, p := range want.Complementary {
			g := got.Complementary[i]
			equal("complement", []any{g.Code, g.Score, g.Matches, g.Organisations == nil}, []any{p.Code, p.Score, p.Matches, true})
			equal("way", []any{g.Reasons[0].Way, g.Reasons[0].Here, g.Reasons[0].There, g.Reasons[0].Part}, []any{p.Reasons[0].Way, p.Reasons[0].Here, p.Reasons[0].There, p.Reasons[0].Part})
		}
		d := want.Data
		equal("data", []any{got.Data.Total, got.Data.Completeness, got.Data.Dated, got.Data.Undated, got.Data.Old, got.Data.StaleShare, len(got.Data.Facts), len(got.Data.Years)},
			[]any{d.Total, d.Completeness, d.Dated, d.Undated, d.Old, d.StaleShare, len(d.Facts), len(want.Years)})
		known("median age", got.Data.MedianAge, d.MedianAge, d.Dated > 0)
		for i, f := range d.Facts {
			equal("fact", got.Data.Facts[i], fact{f.Name, f.Known, f.Of, f.Share})
		}
		equal("events and calls", []any{len(got.Events), len(got.Calls)}, []any{len(want.Events), len(want.Calls)})
	}
	if said < 10 || len(reasons) < 3 {
		t.Errorf("only %d statements; reasons %v", said, reasons)
	}
}

func TestBriefAddresses(t *testing.T) {
	s := newSite(t)
	for given, to := range map[string]string{
		"/api/v1/regions/bg341/brief":        "/api/v1/regions/BG341/brief",
		"/api/v1/regions/GR30/brief?lang=bg": "/api/v1/regions/EL30/brief?lang=bg",
	} {
		if rec := s.do("GET", given); rec.Code != http.StatusMovedPermanently || rec.Header().Get("Location") != to || rec.Header().Get("ETag") != "" {
			t.Errorf("%s: %d to %q, want %s", given, rec.Code, rec.Header().Get("Location"), to)
		}
	}
	if p := s.refused("/api/v1/regions/BG999/brief", 404); !strings.Contains(p.Detail, "perhaps BG311 is meant") || !strings.Contains(p.Detail, "/api/v1/regions lists them") {
		t.Errorf("unknown region: %q", p.Detail)
	}
	// A region with nothing in it is a brief that says so, with lists and not null.
	rec := s.do("GET", "/api/v1/regions/GE-AJ/brief")
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(rec.Body.Bytes(), &fields); err != nil {
		t.Fatal(err)
	}
	for name, v := range fields {
		if string(v) == "null" {
			t.Errorf("%s is null", name)
		}
	}
	got := get[brief](s, "/api/v1/regions/GE-AJ/brief")
	if got.Data.Total != 0 || got.Diversity.Reason != string(insight.ReasonEmpty) || got.Similar.Reason != string(insight.ReasonFewInRegion) || got.Data.MedianAge != nil {
		t.Errorf("empty region: %+v", got)
	}
	// It is tagged as other answers, and the tag changes with the data.
	tag := rec.Header().Get("ETag")
	if rec := s.do("GET", "/api/v1/regions/GE-AJ/brief", "If-None-Match", tag); tag == "" || rec.Code != http.StatusNotModified {
		t.Errorf("asked again with %q: %d", tag, rec.Code)
	}
	o := firm(90)
	o.Place = directory.Place{Country: "GE", Region: "GE-AJ", City: "Batumi"}
	s.write(put(o))
	again := s.do("GET", "/api/v1/regions/GE-AJ/brief", "If-None-Match", tag)
	if again.Code != http.StatusOK {
		t.Errorf("after a write: %d", again.Code)
	}
	if got := get[brief](s, "/api/v1/regions/GE-AJ/brief"); got.Data.Total != 1 || *got.Region.Organisations != 1 {
		t.Errorf("after a write: %+v", got.Data)
	}
}
