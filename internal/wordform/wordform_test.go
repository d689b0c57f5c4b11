package wordform_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"euxine/internal/translit"
	"euxine/internal/wordform"
)

// endings of every language, to draw words that look like forms.
var endings = strings.Fields(`ата ите овете ът ят ия ии ици ник лози ями ові ій ією ого ень ость ць
	urilor iile ului ea tii zi esti oa easc larinin sinde nin yi lar bi di gi ngi ის ები ებისთვის ში ად
	ματοσ οντοσ εισ ων ουσ ություն ներից եր ման ում ին ismus nicich ze ice ek er ingly ational ies`)

// Whatever the key, its stems are letters of it or put in their place, one or
// two, and none shorter than a stem may be unless it is the key itself.
func TestStems(t *testing.T) {
	letters := []string{"a", "b", "k", "i", "u", "e", "n", "r", "s", "t", "z", "л", "н", "і", "я", "а", "ц", "ъ", "ა", "ლ", "ი", "ბ", "ս", "ի", "ր", "α", "μ", "ο", "7", "漢"}
	text := rapid.OneOf(rapid.String(), rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(letters), rapid.SampledFrom(endings)), 1, 8).Draw(t, "parts"), "")
	}))
	rapid.Check(t, func(t *rapid.T) {
		for _, w := range translit.Words(text.Draw(t, "text")) {
			for _, lang := range append(wordform.Languages(), "", "xx") {
				stems := wordform.Stems(w.Key, lang)
				if len(stems) < 1 || len(stems) > 2 {
					t.Fatalf("%s: %q has the stems %q", lang, w.Key, stems)
				}
				for _, s := range stems {
					if !utf8.ValidString(s) || s != w.Key && utf8.RuneCountInString(s) < 3 {
						t.Fatalf("%s: a stem of %q is %q", lang, w.Key, s)
					}
					if first(s) != first(w.Key) {
						t.Fatalf("%s: the stem %q of %q begins with another letter", lang, s, w.Key)
					}
					if n := utf8.RuneCountInString(w.Key); utf8.RuneCountInString(s) > n+1 {
						t.Fatalf("%s: the stem %q of %q is the longer", lang, s, w.Key)
					}
				}
			}
			if len(wordform.AllStems(w.Key)) == 0 {
				t.Fatalf("%q has no stem", w.Key)
			}
		}
	})
}

// Any string at all, folded or not, does no harm.
func TestStemsOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		for _, lang := range wordform.Languages() {
			if stems := wordform.Stems(s, lang); s != "" && (len(stems) == 0 || stems[0] == "") {
				t.Fatalf("%s: no stem of %q", lang, s)
			}
		}
	})
}

func TestStopWords(t *testing.T) {
	for _, key := range []string{"the", "и", "для", "και", "და", "եւ", "ve", "pentru", "ila", "pro"} {
		if !wordform.StopAny(key) {
			t.Errorf("%s is not a stop word", key)
		}
	}
	// Names, subjects and abbreviations, if a function word somewhere.
	for _, key := range []string{"cluster", "or", "an", "as", "it", "is", "un", "ai", "ale", "care", "bez", "pod", "od", "su", "via", "край", "мед"} {
		if wordform.StopAny(key) {
			t.Errorf("%s is a stop word", key)
		}
	}
	if wordform.Stop("the", "bg") || !wordform.Stop("the", "en") {
		t.Error("stop words are of a language")
	}
}

// A stop word is a key: folded, letters alone.
func TestStopWordsAreKeys(t *testing.T) {
	for lang, words := range wordform.Stops() {
		for w := range words {
			if translit.Fold(w) != w || strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }) {
				t.Errorf("%s: %q is no key", lang, w)
			}
			if !wordform.StopAny(w) {
				t.Errorf("%s: %q is in a script no candidate has", lang, w)
			}
		}
	}
}

func first(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// What is written out of the ordinary is written as keys too.
func TestIrregularFormsAreKeys(t *testing.T) {
	for lang, forms := range wordform.Irregular() {
		for form, stem := range forms {
			if first(form) != first(stem) {
				t.Errorf("%s: the stem %q of %q begins with another letter", lang, stem, form)
			}
			for _, s := range []string{form, stem} {
				if translit.Fold(s) != s || utf8.RuneCountInString(stem) < 3 && stem != form {
					t.Errorf("%s: %q of %q is no key", lang, stem, form)
				}
			}
		}
	}
}

func BenchmarkStems(b *testing.B) {
	for _, lang := range wordform.Languages() {
		b.Run(lang, func(b *testing.B) {
			var keys []string
			groups, pairs := readJudges(b, lang)
			for _, j := range append(groups, pairs...) {
				keys = append(keys, j.keys...)
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				wordform.Stems(keys[i%len(keys)], lang)
				i++
			}
		})
	}
}
