package main

import (
	"strings"
	"testing"
	"time"

	"euxine/internal/eval"
)

func TestSideBySide(t *testing.T) {
	result := func(class string, rank int, ndcg float64, took time.Duration) eval.Result {
		return eval.Result{Query: eval.Query{Class: class, Lang: "en"}, Rank: rank, NDCG: ndcg, Took: took}
	}
	var b strings.Builder
	err := report(&b, []outcome{
		{name: "One", version: "7", results: []eval.Result{result("typo", 1, 1, time.Millisecond), result("typo", 4, 0.4, time.Millisecond), result("topic-place", 0, 0.25, 3*time.Millisecond)}},
		{name: "Two", missing: "two was not found: install it"},
		{name: "Three", results: []eval.Result{result("typo", 0, 0, 0), result("typo", 0, 0, 0), result("topic-place", 1, 1, 0)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(strings.Fields(b.String()), " ")
	for _, want := range []string{"== One 7", "== Two left out: two was not found: install it", "class queries measure One Three",
		"typo 2 success@3 0.500 0.000", "topic-place 1 nDCG@10 0.250 1.000", "all by success@3 2 success@3 0.500 0.000", "One 1ms 3ms 3ms"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}
