package catalogue

import (
	"fmt"
	"os"
	"testing"
	"time"

	"euxine/internal/directory"
	"euxine/internal/eval"
	"euxine/internal/search"
)

func TestLook(t *testing.T) {
	s := overSeed(t)
	for _, id := range []directory.RecordID{"bg-ict-cluster-burgas", "bg-consulting-cluster-veritas", "ge-madera-georgia", "ro-salice-comprod", "tr-saha-istanbul"} {
		from := time.Now()
		p, err := s.Partners(t.Context(), id, PartnerOptions{Question: search.Question{Page: 1, PerPage: 10, Lang: "en"}})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("\n== %s total %d left out %d %v\n", id, p.Total, p.LeftOut, time.Since(from))
		for _, x := range p.List {
			fmt.Printf("%5.1f %s [%s %s %s]\n", x.Score.Points, x.Ref.ID, x.Ref.Kind.Code, x.Ref.Country.Code, x.Ref.City)
			for _, part := range x.Score.Parts {
				if part.Points < 0.05 {
					continue
				}
				fmt.Printf("      %-12s %4.1f/%2.0f", part.Factor, part.Points, part.Most)
				for _, r := range part.Reasons {
					fmt.Printf(" | %s", r.How)
					if r.Need >= 0 {
						n, o := p.Needs, x.Offers
						if part.Factor == "offers" {
							n, o = x.Needs, p.Offers
						}
						fmt.Printf(" need %q", n[r.Need].Text)
						if r.Offer >= 0 {
							fmt.Printf(" offer %q", o[r.Offer].Text)
						}
					}
					for _, m := range r.Meets {
						fmt.Printf(" %s<-%s(%s %.1f)", m.Sought, m.Found, m.By, m.Worth)
					}
					fmt.Printf(" %s %s %s", r.Concept, r.Other, r.Record.ID)
					if r.Km > 0 {
						fmt.Printf(" %.0f km", r.Km)
					}
				}
				fmt.Println()
			}
		}
	}
}

func TestJudge(t *testing.T) {
	s := overSeed(t)
	from := time.Now()
	scores, err := s.JudgePartners(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	eval.ReportPairs(os.Stdout, scores)
	fmt.Println(time.Since(from))
}
