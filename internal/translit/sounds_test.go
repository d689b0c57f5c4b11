package translit_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"euxine/internal/translit"
)

// languages Sounds knows, and "".
var languages = []string{"", "bg", "uk", "ru", "ka", "el", "hy", "tr", "az", "ro", "cs", "en"}

// meet says whether two spellings share a key. A spelling may be preceded by
// its language: "tr:Ceyhan".
func meet(a, b string) bool {
	keys := soundsOf(b)
	return slices.ContainsFunc(soundsOf(a), func(k string) bool { return slices.Contains(keys, k) })
}

func soundsOf(s string) []string {
	lang, word, found := strings.Cut(s, ":")
	if !found {
		lang, word = "", s
	}
	return translit.Sounds(word, lang)
}

func TestSoundsMeet(t *testing.T) {
	for _, group := range meetings {
		words := strings.Fields(group)
		for _, w := range words[1:] {
			if !meet(words[0], w) {
				t.Errorf("%s %q and %s %q share no key", words[0], soundsOf(words[0]), w, soundsOf(w))
			}
		}
	}
}

func TestSoundsKeepApart(t *testing.T) {
	for _, group := range apart {
		words := strings.Fields(group)
		for i, a := range words {
			for _, b := range words[:i] {
				if meet(a, b) {
					t.Errorf("%s and %s have the keys %q and %q", b, a, soundsOf(b), soundsOf(a))
				}
			}
		}
	}
}

// sounds holds what must be true of the keys of any text.
func sounds(t interface {
	Helper()
	Fatalf(string, ...any)
}, s, lang string) {
	t.Helper()
	keys := translit.Sounds(s, lang)
	if len(keys) > translit.MaxSounds || !slices.IsSorted(keys) || len(slices.Compact(slices.Clone(keys))) < len(keys) {
		t.Fatalf("Sounds(%q, %q) = %q: too many, out of order or repeated", s, lang, keys)
	}
	for _, k := range keys {
		if k == "" || len(k) > 400 || strings.Trim(k, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			t.Fatalf("Sounds(%q, %q) has the key %q", s, lang, k)
		}
		for _, l := range []string{lang, ""} {
			if again := translit.Sounds(k, l); len(k) <= 64 && !slices.Contains(again, k) {
				t.Fatalf("Sounds(%q, %q) has the key %q, but Sounds(%q, %q) = %q", s, lang, k, k, l, again)
			}
		}
	}
	for _, form := range []norm.Form{norm.NFC, norm.NFD} {
		if got := translit.Sounds(form.String(s), lang); !slices.Equal(got, keys) {
			t.Fatalf("Sounds(%q, %q) = %q, but %q for %q", s, lang, keys, got, form.String(s))
		}
	}
}

// nameLetters are those of the alphabets of the region, in both cases.
var nameLetters = []rune("abcdefghijklmnopqrstuvwxyzçğıöşüəăâîșțáčďéěíňóřšťúůýž" +
	"абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюя" + "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ" +
	"აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ" + "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ")

func TestSoundsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sounds(t, anyText.Draw(t, "text"), rapid.SampledFrom(languages).Draw(t, "lang"))
	})
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOfN(rapid.SampledFrom(nameLetters), 1, 30, -1).Draw(t, "word")
		lang := rapid.SampledFrom(languages).Draw(t, "lang")
		sounds(t, word, lang)
		keys := translit.Sounds(word, lang)
		if len(keys) == 0 && strings.Trim(word, "ъьЪЬ") != "" {
			t.Fatalf("Sounds(%q, %q) is empty", word, lang)
		}
		// ı in capitals is I, which is all that is left to read.
		upper := strings.ToUpper(word)
		if got := translit.Sounds(upper, lang); !slices.Equal(got, keys) && !strings.ContainsRune(word, 'ı') {
			t.Fatalf("Sounds(%q, %q) = %q, but %q for %q", word, lang, keys, got, upper)
		}
	})
}

func FuzzSounds(f *testing.F) {
	for _, group := range meetings {
		for _, w := range strings.Fields(group) {
			f.Add(w, "")
		}
	}
	for i, s := range []string{"ﷺ", "ǰ\u0345ẛ̣‴ŉ", "\xff", "zhhtshtsz", "ggkkhh", "ouiieou", strings.Repeat("щ", 70), "4e6", "ff", "tzzsh"} {
		f.Add(s, languages[i])
	}
	f.Fuzz(func(t *testing.T, s, lang string) { sounds(t, s, lang) })
}

// A long word, or one of marks, costs no more than reading it.
func TestSoundsOfLongWords(t *testing.T) {
	start := time.Now()
	for _, unit := range []string{"a", "ш", "\u0301", "e\u0301", "ǰ\u0345", "ﷺ", "\xff", "γκ", "щъгюё", "cgexq"} {
		word := strings.Repeat(unit, 5000)
		for _, lang := range languages {
			for _, k := range translit.Sounds(word, lang) {
				if len(k) > 400 {
					t.Errorf("%q repeated has a key of %d bytes", unit, len(k))
				}
			}
		}
		if got := translit.Sounds("бургас"+strings.Repeat("\u0301", 10000), "bg"); !slices.Equal(got, []string{"burgas"}) {
			t.Errorf("with marks by the thousand: %q", got)
		}
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %s", took)
	}
}

// beginsKey says whether a key of the beginning is a beginning of a key.
func beginsKey(beginning, keys []string) bool {
	return slices.ContainsFunc(beginning, func(b string) bool {
		return slices.ContainsFunc(keys, func(k string) bool { return strings.HasPrefix(k, b) })
	})
}

// TestBeginnings adds letter after letter to names: what was found must not be
// lost on the way. What is typed is of no known language.
func TestBeginnings(t *testing.T) {
	cuts, lost := 0, 0
	try := func(word, lang string) {
		keys := translit.Sounds(word, lang)
		for i, r := range word {
			if i == 0 || unicode.IsMark(r) || len(keys) == 0 {
				continue
			}
			cuts++
			if !beginsKey(translit.Beginnings(word[:i], ""), keys) {
				t.Errorf("Beginnings(%q) = %q, but %q (%q) has %q", word[:i], translit.Beginnings(word[:i], ""), word, lang, keys)
			}
			if !beginsKey(translit.Sounds(word[:i], ""), keys) {
				lost++
			}
		}
	}
	for _, group := range meetings {
		for _, w := range strings.Fields(group) {
			lang, word, found := strings.Cut(w, ":")
			if !found {
				lang, word = "", w
			}
			try(word, lang)
		}
	}
	eachRomanisation(func(lang, _, written, latin string) {
		for _, w := range translit.Words(written) {
			try(written[w.Start:w.End], lang)
		}
		for _, w := range translit.Words(latin) {
			try(latin[w.Start:w.End], "")
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		// Syllables, so that the words are such as occur.
		syllable := rapid.SampledFrom([]string{`[bcdghjklmprstvxz]h?[aeiouy][nsrzy]?`, `[бвгджзкрстхцчш][аеиоуюя][йнсж]?`, `[βγδκλμπτσ][αειου][νσκ]?`}).Draw(t, "syllable")
		word := []rune(rapid.StringMatching(`(`+syllable+`){1,4}`).Draw(t, "word"))
		keys := translit.Sounds(string(word), "")
		if len(keys) == translit.MaxSounds {
			return // there may be more that do not fit
		}
		for i := 1; i < len(word); i++ {
			if b := translit.Beginnings(string(word[:i]), ""); !beginsKey(b, keys) {
				t.Fatalf("Beginnings(%q) = %q, but %q has %q", string(word[:i]), b, string(word), keys)
			}
		}
	})
	// Without the continuations it is one in fifty at most.
	if lost*50 > cuts {
		t.Errorf("Sounds loses %d of %d beginnings", lost, cuts)
	}
}

func BenchmarkSounds(b *testing.B) {
	for name, row := range map[string][2]string{
		"ascii":            {"veritas", ""},
		"ascii-ambiguous":  {"Chernomorski", ""},
		"ascii-known":      {"Chernomorski", "bg"},
		"turkish":          {"Küçükçekmece", ""},
		"romanian":         {"Constanța", "ro"},
		"bulgarian":        {"Казанлък", "bg"},
		"cyrillic":         {"Черноморски", ""},
		"cyrillic-crowded": {"Кючюкчекмеджегъщ", ""},
		"greek":            {"Μπουργκάς", ""},
		"georgian":         {"თბილისი", ""},
		"armenian":         {"Երևան", ""},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				translit.Sounds(row[0], row[1])
			}
		})
	}
}
