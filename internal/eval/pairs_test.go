package eval

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

// Two members look for their cluster: a finds c first of those that are not left out, b
// finds it third, behind itself, which does not count; a third pair is not suggested at
// all. Recall at ten 2/3, MRR (1 + 1/3)/3.
func TestPairs(t *testing.T) {
	rankings := map[string][]string{"a": {"x", "c", "y"}, "b": {"b", "y", "z", "c"}, "d": {"x"}}
	pairs := []Pair{{Class: "member", From: "a", To: "c", Left: []string{"x"}}, {Class: "member", From: "b", To: "c"}, {Class: "project", From: "d", To: "c"}}
	far := make([]string, PairDepth)
	scores, err := Pairs(t.Context(), pairs, []Ranker{
		{"good", func(_ context.Context, p Pair) ([]string, error) { return rankings[p.From], nil }},
		{"late", func(_ context.Context, p Pair) ([]string, error) { return append(slices.Clone(far), p.To), nil }},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []PairScore{{"member", "good", 2, 1, 2.0 / 3}, {"member", "late", 2, 0, 1.0 / 11}, {"project", "good", 1, 0, 0}, {"project", "late", 1, 0, 1.0 / 11},
		{"all", "good", 3, 2.0 / 3, 4.0 / 9}, {"all", "late", 3, 0, 1.0 / 11}}
	if len(scores) != len(want) {
		t.Fatalf("%+v", scores)
	}
	for i, s := range scores {
		if w := want[i]; s.Class != w.Class || s.Ranker != w.Ranker || s.Pairs != w.Pairs || math.Abs(s.Recall-w.Recall)+math.Abs(s.MRR-w.MRR) > 1e-9 {
			t.Errorf("%+v, want %+v", s, w)
		}
	}
	var b strings.Builder
	if err := ReportPairs(&b, scores); err != nil || !strings.Contains(b.String(), "0.667") {
		t.Errorf("%s: %v", b.String(), err)
	}
	broken := errors.New("broken")
	if _, err := Pairs(t.Context(), pairs, []Ranker{{"broken", func(context.Context, Pair) ([]string, error) { return nil, broken }}}); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

// What has the same key comes by chance: the same for the same asker, another for
// another, and no id first for all.
func TestByKey(t *testing.T) {
	ids := []string{"bg-a", "bg-b", "bg-c", "ro-a", "ro-b", "tr-a"}
	key := func(id string) float64 { return map[string]float64{"tr-a": 2}[id] }
	first := map[string]int{}
	for _, from := range []string{"x-1", "x-2", "x-3", "x-4", "x-5", "x-6", "x-7", "x-8", "x-9"} {
		got := ByKey(from, ids, key)
		if got[0] != "tr-a" || len(got) != len(ids) || !slices.Equal(got, ByKey(from, ids, key)) {
			t.Errorf("%s: %v", from, got)
		}
		first[got[1]]++
	}
	if len(first) < 3 {
		t.Errorf("second is always one of %v", first)
	}
}
