package api

import (
	"context"
	"encoding/csv"
	"math/rand/v2"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// Of any search, numbers are of what it finds, and the file's rows are the answer's
// cells.
func TestStatisticsAreOfWhatASearchFinds(t *testing.T) {
	questions := 120
	if testing.Short() {
		questions = 30
	}
	s := newSeedSite(t)
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	asks := newAskers(s)
	cells := 0
	for i := range questions {
		typ := directory.Organisations
		if i%3 == 2 {
			typ = directory.RecordTypes[1+r.IntN(3)]
		}
		values := asks[typ].question(r)
		values.Del("sort")                                        // another than by relevance finds less: see the parameter
		values.Set("lang", []string{"en", "bg", "ka"}[r.IntN(3)]) // words are read by it
		found := get[answer[struct{ ID string }]](s, Prefix+"/"+string(typ)+"?per_page=1&"+values.Encode())
		dimensions := search.DimensionsOf(typ)
		first, second := dimensions[r.IntN(len(dimensions))], dimensions[r.IntN(len(dimensions))]
		by := string(first) + "," + string(second)
		if first == second || first == search.FacetOffer || first == search.FacetNeed {
			by = string(first)
		}
		values.Set("group_by", by)
		if typ != directory.Organisations {
			values.Set("type", string(typ))
		} else if r.IntN(2) == 0 {
			values.Set("measure", "members")
		}
		target := Prefix + "/stats?" + values.Encode()
		got := get[statistics](s, target)
		if got.Total.N != found.Total {
			t.Fatalf("%s (random seed %d): %d in all, the search finds %d", target, seed, got.Total.N, found.Total)
		}
		if len(got.Filters) != len(found.Filters) || len(got.Interpretation) != len(found.Interpretation) {
			t.Errorf("%s (random seed %d): filters %v read %v, the search %v %v", target, seed, got.Filters, got.Interpretation, found.Filters, found.Interpretation)
		}
		for _, w := range got.Interpretation {
			if without := get[statistics](s, w.Without); !slices.Equal(without.GroupBy, got.GroupBy) || without.Measure != got.Measure || without.Type != got.Type {
				t.Errorf("%s leads to %s", target, w.Without)
			}
		}
		rec := s.do("GET", target+"&format=csv")
		rows, err := csv.NewReader(rec.Body).ReadAll()
		if rec.Code != http.StatusOK || err != nil {
			t.Fatalf("%s as CSV: %d, %v", target, rec.Code, err)
		}
		file := []cell{}
		for _, row := range rows[1:] {
			var c cell
			for d := range got.GroupBy {
				c.Values, c.Labels = append(c.Values, row[2*d]), append(c.Labels, row[2*d+1])
			}
			c.N, _ = strconv.Atoi(row[len(row)-2])
			c.Sum, _ = strconv.Atoi(row[len(row)-1])
			file = append(file, c)
		}
		if diff := cmp.Diff(got.Cells, file, cmp.AllowUnexported(cell{})); diff != "" {
			t.Errorf("%s (random seed %d): answer and file (-answer +file):\n%s", target, seed, diff)
		}
		cells += len(got.Cells)
	}
	if cells < questions {
		t.Errorf("only %d cells in %d answers", cells, questions)
	}
}

func TestStatisticsFile(t *testing.T) {
	s := newSite(t)
	target := "/api/v1/stats?group_by=source_year,kind&kind=cluster&format=csv"
	rec := s.do("GET", target)
	disposition, params, err := mime.ParseMediaType(rec.Header().Get("Content-Disposition"))
	if want := "euxine-organisations-by-source-year-kind-cluster-2026-07-01.csv"; err != nil || disposition != "attachment" || params["filename"] != want {
		t.Errorf("disposition %q %v, want %s", disposition, params, want)
	}
	if got := rec.Header().Get("Content-Type"); got != "text/csv; charset=utf-8; header=present" {
		t.Errorf("content type %q", got)
	}
	want := "source_year,source_year_label,kind,kind_label,n,sum\n2024,2024,cluster,Cluster,1,1\n"
	if got := rec.Body.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	head := s.do("HEAD", target)
	if head.Code != http.StatusOK || head.Body.Len() > 0 || head.Header().Get("Content-Type") != rec.Header().Get("Content-Type") || head.Header().Get("ETag") != rec.Header().Get("ETag") {
		t.Errorf("HEAD: %d %v %q", head.Code, head.Header(), head.Body)
	}
	if rec := s.do("GET", target, "If-None-Match", rec.Header().Get("ETag")); rec.Code != http.StatusNotModified {
		t.Errorf("asked again: %d", rec.Code)
	}
	// Values that are no concepts are told in words.
	if got := s.do("GET", "/api/v1/stats?group_by=lacks&kind=cluster&format=csv").Body.String(); !strings.HasPrefix(got, "lacks,lacks_label,n,sum\n") || strings.Contains(got, "region,region,") {
		t.Errorf("what is lacking: %q", got)
	}
	// Worked by hand: one cluster of 33 members, in four regions of each its own level.
	got := get[statistics](s, "/api/v1/stats?group_by=region,kind&measure=members&level=3&kind=cluster")
	one := cell{[]string{"BG341", "cluster"}, []string{"Burgas", "Cluster"}, sum{1, 33}}
	if diff := cmp.Diff([]cell{one}, got.Cells, cmp.AllowUnexported(cell{})); diff != "" || got.Total != (sum{1, 33}) || *got.Level != 3 {
		t.Errorf("%+v: %s", got, diff)
	}
	if n := len(got.Margins["region"]) + len(got.Margins["kind"]); n != 2 || len(got.Margins) != 2 {
		t.Errorf("margins %+v", got.Margins)
	}
}

func TestStatisticsAreRefusedWithWhatWouldBeRight(t *testing.T) {
	s := newSite(t)
	for query, want := range map[string][]string{
		"group_by=regoin":                          {"group_by", "is not a known value: perhaps region"},
		"group_by=city":                            {"group_by", "use one of kind, country, region"},
		"group_by=region,region":                   {"group_by", "more than once"},
		"group_by=region,":                         {"group_by", "use one of kind"},
		"group_by=region,sector,kind":              {"group_by", "at most 2"},
		"group_by=region&group_by=kind":            {"group_by", "more than once"},
		"group_by=offer,need":                      {"group_by", "one at a time"},
		"group_by=offer&type=events":               {"group_by", "use one of state"},
		"group_by=kind&measure=member":             {"measure", "perhaps members"},
		"group_by=kind&measure=turnover":           {"measure", "use one of count, members"},
		"group_by=kind&measure=members&type=calls": {"measure", "use one of count"},
		"group_by=kind&level=2":                    {"level", "goes with region"},
		"group_by=region&level=4":                  {"level", "from 0 to 3"},
		"group_by=kind&sort=name":                  {"sort", "use one of value, label, n, sum"},
		"group_by=kind&type=event":                 {"type", "perhaps events"},
		"group_by=kind&format=xlsx":                {"format", "use one of json, csv"},
		"group_by=kind&page=2":                     {"page", "is not a parameter"},
		"group_by=kind&mesure=members":             {"mesure", "perhaps measure"},
		"group_by=kind&country=XX":                 {"country", "ISO 3166-1"},
		"group_by=kind&lang=xx":                    {"lang", "use one of en"},
		"measure=members":                          {"measure", "use lang, group_by"},
	} {
		p := s.refused("/api/v1/stats?"+query, 400)
		if len(p.Faults) != 1 || p.Faults[0].Parameter != want[0] || !strings.Contains(p.Faults[0].Detail, want[1]) {
			t.Errorf("%s: %+v, want %q", query, p.Faults, want)
		}
	}
	// All at once.
	if p := s.refused("/api/v1/stats?group_by=x&measure=y&sort=z&level=9&format=q&lang=xx", 400); len(p.Faults) != 6 {
		t.Errorf("%d faults: %+v", len(p.Faults), p.Faults)
	}
}

// crowded has more numbers than are told.
type crowded struct{ Catalogue }

func (crowded) Statistics(context.Context, search.Statistics) (*catalogue.Statistics, error) {
	return nil, &catalogue.TooManyCells{Cells: 40_000}
}

func TestTooManyCellsAreRefused(t *testing.T) {
	s := newSite(t)
	s.engine = engineOf(crowded{s.catalogue})
	for _, format := range []string{"", "&format=csv"} {
		p := s.refused("/api/v1/stats?"+url.Values{"group_by": {"region,sector"}}.Encode()+format, 400)
		if len(p.Faults) != 1 || p.Faults[0].Parameter != "group_by" || !strings.Contains(p.Faults[0].Detail, "makes 40000 cells, at most 25000: ask for one dimension") {
			t.Errorf("%+v", p.Faults)
		}
	}
}
