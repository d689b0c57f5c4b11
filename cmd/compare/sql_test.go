package main

import (
	"slices"
	"strings"
	"testing"
)

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		t           tokenizer
		text        string
		every, some string
	}{
		{unicode61, "tea Rize", `"tea" "Rize"*`, `"tea" OR "Rize"*`},
		{unicode61, `say "tea" NOT`, `"say" "tea" "NOT"*`, `"say" OR "tea" OR "NOT"*`},
		{unicode61, "...", "", ""},
		{trigram, "IT Çay", `"cay"`, `"cay"`},
		{trigram, "burgas bur", `"burgas" "bur"`, `"bur" OR "urg" OR "rga" OR "gas"`},
		{trigram, "IT", "", ""},
	} {
		ws := words(c.t.fold(c.text))
		if every, some := c.t.every(ws), c.t.some(ws); every != c.every || some != c.some {
			t.Errorf("%s, %q: every %s, some %s; want %s and %s", c.t.option, c.text, every, some, c.every, c.some)
		}
	}
}

func TestFilterStandsInEveryPart(t *testing.T) {
	q := question{"old wine", []filter{{"country", []string{"GE"}}}}
	if sql := unicode61.sql(q); strings.Count(sql, q.where("doc.id")) != 2 {
		t.Errorf("not both tiers are filtered: %s", sql)
	}
	if sql := postgresSQL(q); strings.Count(sql, q.where("d.id")) != 1 || strings.Contains(sql, "%!(") {
		t.Errorf("not filtered, or not formatted: %s", sql)
	}
}

func TestParseIDs(t *testing.T) {
	if got := parseIDs("bg-a ge-b\n"); !slices.Equal(got, []string{"bg-a", "ge-b"}) {
		t.Errorf("ids %q", got)
	}
	if got := parseIDs("\n"); len(got) != 0 {
		t.Errorf("ids %q of an empty line", got)
	}
}
