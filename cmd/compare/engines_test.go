//go:build engines

package main

import (
	"net/url"
	"os"
	"slices"
	"testing"
)

// What people and the hostile type must be no SQL, and no error of a query
// language. It asks the real programs, so it is run where they are installed:
// go test -tags engines ./cmd/compare
func TestEnginesStandOddQueries(t *testing.T) {
	r := reader{vocabulary(t)}
	docs := []document{
		{id: "a", names: []string{"Old Wine's Guild", "Гилдия"}, labels: []string{"Wine"}, texts: []string{"cellars"}, facets: []facetValue{{"country", "GE"}}},
		{id: "b", names: []string{"Tea Growers"}, labels: []string{"Tea", "чай"}, texts: []string{`back\slash`}, facets: []facetValue{{"country", "TR"}}},
	}
	dir, err := os.MkdirTemp("", "euxine-compare-") // t.TempDir lies where another user does not get
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for name, open := range map[string]func() (*engine, error){
		"PostgreSQL": func() (*engine, error) { return openPostgres(t.Context(), dir, docs, r) },
		"unicode61":  func() (*engine, error) { return openSQLite(t.Context(), unicode61, docs, r) },
		"trigram":    func() (*engine, error) { return openSQLite(t.Context(), trigram, docs, r) },
	} {
		t.Run(name, func(t *testing.T) {
			e, err := open()
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := e.close(); err != nil {
					t.Error(err)
				}
			}()
			ask := func(q string, filters url.Values) []string {
				t.Helper()
				vs := url.Values{"q": {q}}
				for k, list := range filters {
					vs[k] = list
				}
				ids, err := e.search(t.Context(), vs)
				if err != nil {
					t.Fatalf("%q: %v", q, err)
				}
				return ids
			}
			for _, q := range []string{`'; DROP TABLE doc; --`, `a\'b`, `\q`, `.quit`, "go x", ":name", ":'x'", `"open`, `"a b" or c`, `x -"a b"`, `-a b`,
				"NEAR(a b)", "a* ^b", "a & | ! <-> b:*", "x ...", "%s %%", "$1 $$", "https://example.org/a?b=c", "a@b.example", "😀 x", "ქ", "1e-5"} {
				ask(q, nil)
			}
			for q, want := range map[string]string{"wine": "a", "ЧАЙ": "b", "old win": "a", "tea growers": "b", "гилд": "a", "growers of tea": "b"} {
				if got := ask(q, nil); len(got) == 0 || got[0] != want {
					t.Errorf("%q finds %q, want %s", q, got, want)
				}
			}
			if got := ask("wine tea", url.Values{"country": {"TR"}}); !slices.Equal(got, []string{"b"}) {
				t.Errorf("under a filter %q, want b", got)
			}
		})
	}
}
