package wordform_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"euxine/internal/translit"
	"euxine/internal/wordform"
)

// judged is one line of a file of judges: forms that must meet, or two words
// that must not.
type judged struct {
	line  string
	keys  []string
	known bool // a known miss
}

// A judge's file is worth something only when it is long and mostly holds.
const (
	minGroups = 40
	minPairs  = 30
	maxKnown  = 10 // known misses, in a hundred lines of a section
)

func readJudges(t testing.TB, lang string) (groups, pairs []judged) {
	text, err := os.ReadFile(filepath.Join("testdata", lang+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	section := &groups
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "", strings.HasPrefix(line, "#"):
			continue
		case line == "[meet]":
			section = &groups
			continue
		case line == "[apart]":
			section = &pairs
			continue
		}
		j := judged{line: line, known: strings.HasPrefix(line, "~")}
		for _, w := range translit.Words(strings.TrimPrefix(line, "~")) {
			j.keys = append(j.keys, w.Key)
		}
		if len(j.keys) < 2 || section == &pairs && len(j.keys) != 2 {
			t.Errorf("%s: %q has %d words", lang, line, len(j.keys))
		}
		*section = append(*section, j)
	}
	return groups, pairs
}

// Forms of one word meet and others do not, save the known misses, each of which
// must be one. Meeting is what the callers call so: a stem in common.
func TestJudges(t *testing.T) {
	for _, lang := range wordform.Languages() {
		t.Run(lang, func(t *testing.T) {
			groups, pairs := readJudges(t, lang)
			if len(groups) < minGroups || len(pairs) < minPairs {
				t.Errorf("%d groups and %d pairs: too few", len(groups), len(pairs))
			}
			whole := weigh(t, groups, func(j judged) bool {
				return !slices.ContainsFunc(j.keys, func(a string) bool {
					return slices.ContainsFunc(j.keys, func(b string) bool { return !meet(a, b, lang) })
				})
			})
			apart := weigh(t, pairs, func(j judged) bool { return !meet(j.keys[0], j.keys[1], lang) })
			t.Logf("%s: %d of %d groups meet whole, %d of %d pairs stay apart", lang, whole, len(groups), apart, len(pairs))
		})
	}
}

// weigh counts the lines that hold, and fails on those that should and do not,
// and on known misses that hold.
func weigh(t *testing.T, list []judged, holds func(judged) bool) int {
	held, known := 0, 0
	for _, j := range list {
		ok := holds(j)
		if ok {
			held++
		}
		if j.known {
			known++
		}
		if ok != j.known {
			continue
		}
		if ok {
			t.Errorf("no miss any more: %s", j.line)
			continue
		}
		var stems []string
		for _, k := range j.keys {
			stems = append(stems, strings.Join(wordform.Stems(k, t.Name()[len("TestJudges/"):]), "|"))
		}
		t.Errorf("%s: %s", j.line, strings.Join(stems, " "))
	}
	if known*100 > maxKnown*len(list) {
		t.Errorf("%d known misses in %d lines: too many", known, len(list))
	}
	return held
}

func meet(a, b, lang string) bool {
	of := wordform.Stems(b, lang)
	return slices.ContainsFunc(wordform.Stems(a, lang), func(s string) bool { return slices.Contains(of, s) })
}
