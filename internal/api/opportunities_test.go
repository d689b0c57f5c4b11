package api

import (
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"testing"

	"euxine/internal/directory"
)

// TestOpportunitiesAnswer: offers and needs with whose they are, page after page, and the
// same ones in the table.
func TestOpportunitiesAnswer(t *testing.T) {
	s := newSeedSite(t)
	for _, query := range []string{"", "?q=%D0%BE%D0%B1%D1%83%D1%87%D0%B5%D0%BD%D0%B8%D0%B5&lang=bg", "?side=need&country=BG&about=topic:export", "?theme=green-innovators", "?ids=bg-ict-cluster-burgas,tr-ossa"} {
		var listed []string
		total := -1
		for target := "/api/v1/opportunities" + query; target != ""; {
			a := get[opportunities](s, target)
			if !a.Whole || a.Total == nil || *a.Total == 0 {
				t.Fatalf("%s: whole: %v, total %v", target, a.Whole, a.Total)
			}
			total = *a.Total
			for _, h := range a.Hits {
				text := ""
				for _, p := range h.TextPieces {
					text += p.Text
				}
				if text != h.Said.Text || h.Organisation.ID == "" || h.Contact == nil {
					t.Errorf("%s: %+v", target, h)
				}
				listed = append(listed, h.Side+" "+h.Organisation.ID+" "+text)
			}
			target = a.Next
		}
		if len(listed) != total {
			t.Errorf("%s: pages have %d of %d", query, len(listed), total)
		}
		separator := "?"
		if query != "" {
			separator = query + "&"
		}
		rec := s.do("GET", "/api/v1/opportunities"+separator+"format=csv")
		rows, err := csv.NewReader(rec.Body).ReadAll()
		if err != nil || rec.Code != 200 {
			t.Fatalf("%d: %v", rec.Code, err)
		}
		if !slices.Equal(rows[0], opportunityColumns) {
			t.Errorf("columns %q", rows[0])
		}
		var exported []string
		for _, r := range rows[1:] {
			exported = append(exported, r[0]+" "+r[6]+" "+strings.TrimPrefix(r[1], "'"))
		}
		if !slices.Equal(exported, listed) {
			t.Errorf("%s: the table has %d, the pages %d:\n%.300q\n%.300q", query, len(exported), len(listed), exported, listed)
		}
		if got := rec.Header().Get("Content-Disposition"); !strings.Contains(got, "euxine-opportunities-") {
			t.Errorf("the file is called %q", got)
		}
	}
}

// TestIDsAndThemes: a short list and a theme are filters of any search, and of its files.
func TestIDsAndThemes(t *testing.T) {
	s := newSeedSite(t)
	const list = "/api/v1/organisations?ids=tr-ossa,bg-ict-cluster-burgas,xx-nobody"
	ids, total := onScreen(s, list)
	if total != 2 || !slices.Equal(ids, []string{"bg-ict-cluster-burgas", "tr-ossa"}) {
		t.Errorf("%q", ids)
	}
	if got := idsOf(t, s.do("GET", list+"&format=ndjson").Body.Bytes()); !slices.Equal(got, ids) {
		t.Errorf("exported %q", got)
	}
	if a := get[answer[hit]](s, list+"&country=TR"); a.Total != 1 || len(a.Filters) != 2 {
		t.Errorf("%d in Türkiye: %+v", a.Total, a.Filters)
	}
	all := get[themes](s, "/api/v1/themes?lang=bg").Themes
	if len(all) < 4 || all[0].Label == all[0].Labels["en"] {
		t.Fatalf("%+v", all)
	}
	for _, th := range all {
		for _, typ := range directory.RecordTypes {
			if a := get[answer[struct{ ID string }]](s, th.Links[string(typ)]); a.Total == 0 || len(a.Filters) != 1 || a.Filters[0].Label != th.Label {
				t.Errorf("%s: %d %s: %+v", th.Code, a.Total, typ, a.Filters)
			}
		}
		if a := get[opportunities](s, th.Links["opportunities"]); *a.Total == 0 || len(th.Concepts) == 0 {
			t.Errorf("%s has %s offers and needs", th.Code, strconv.Itoa(*a.Total))
		}
	}
}
