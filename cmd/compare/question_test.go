package main

import (
	"errors"
	"net/url"
	"slices"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/seed"
)

func vocabulary(t *testing.T) *directory.Vocabulary {
	t.Helper()
	v, err := exchange.ReadVocabulary(seed.Files)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestQuote(t *testing.T) {
	for in, want := range map[string]string{
		"":                 "''",
		"l'Aquila":         "'l''Aquila'",
		`a\b`:              `'a\b'`,
		"one\ntwo\tthree":  "'one two three'",
		"nul\x00byte":      "'nulbyte'",
		"not\xffUTF-8":     "'not\uFFFDUTF-8'",
		"'; DROP TABLE x;": "'''; DROP TABLE x;'",
		"Бургас":           "'Бургас'",
	} {
		if got := quote(in); got != want {
			t.Errorf("quote(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestWordsAndPlain(t *testing.T) {
	if got, want := words("win-win, 2021: čaj! ქართული"), []string{"win", "win", "2021", "čaj", "ქართული"}; !slices.Equal(got, want) {
		t.Errorf("words %q, want %q", got, want)
	}
	for in, want := range map[string]string{"Iğdır": "igdir", "Constanţa": "constanta", "Όνομα": "ονομα", "ÇAY": "cay", "ავეჯი": "ავეჯი"} {
		if got := plain(in); got != want {
			t.Errorf("plain(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestQuestionsAreReadAsTheProgramReadsThem(t *testing.T) {
	r := reader{vocabulary(t)}
	q, err := r.read(url.Values{"q": {"  old   wine "}, "lang": {"uk"}, "per_page": {"50"},
		"country": {"ua", "BG"}, "kind": {"sme"}, "member_of": {"bg-x"}})
	if err != nil {
		t.Fatal(err)
	}
	if q.text != "old wine" {
		t.Errorf("text %q", q.text)
	}
	const want = " AND EXISTS (SELECT 1 FROM facet f WHERE f.id = d.id AND f.facet = 'country' AND f.value IN ('BG', 'UA'))" +
		" AND EXISTS (SELECT 1 FROM facet f WHERE f.id = d.id AND f.facet = 'kind' AND f.value IN ('sme'))" +
		" AND EXISTS (SELECT 1 FROM facet f WHERE f.id = d.id AND f.facet = 'member_of' AND f.value IN ('bg-x'))"
	if got := q.where("d.id"); got != want {
		t.Errorf("where\n%s\nwant\n%s", got, want)
	}
	for _, faulty := range []url.Values{{"q": {"x"}, "kind": {"castle"}}, {"q": {"x"}, "founded_from": {"1990"}}} {
		if _, err := r.read(faulty); !errors.Is(err, directory.ErrInvalid) {
			t.Errorf("%v: error %v, want invalid", faulty, err)
		}
	}
}
