package translit_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"euxine/internal/translit"
)

// shown is the words of a text as "written=key", or the key alone where it is
// the text written.
func shown(text string) []string {
	list := []string{}
	for _, w := range translit.Words(text) {
		if s := text[w.Start:w.End]; s == w.Key {
			list = append(list, s)
		} else {
			list = append(list, s+"="+w.Key)
		}
	}
	return list
}

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"Клъстер Бургас":              "Клъстер=клъстер Бургас=бургас",
		"win-win, A.Ş. & Co_Ltd./2":   "win win A=a Ş=s Co=co Ltd=ltd 2",
		"Industry4.0 CO₂ Ⅳ ½ №7":      "Industry4=industry4 0 CO₂=co2 Ⅳ=iv ½=12 7",
		"🙂👩‍💻 a🙂b ❤️":                 "a b",
		"":                            "",
		"'' ´ ʼ - ' \u0301":           "",
		"об'єднання":                  "об'єднання=обєднання",
		"об’єднання обʼєднання":       "об’єднання=обєднання обʼєднання=обєднання",
		"об`єднання об´єднання":       "об`єднання=обєднання об´єднання=обєднання",
		"Luts'k Khmel'nyts'kyi":       "Luts'k=lutsk Khmel'nyts'kyi=khmelnytskyi",
		"Slovʹyansk Lʹviv Ternopilʹ":  "Slovʹyansk=slovyansk Lʹviv=lviv Ternopil=ternopil",
		"Ankara'da ANKARA’DA":         "Ankara=ankara ANKARA=ankara",
		"Ankaraʼdan I\u0307zmir'deki": "Ankara=ankara I\u0307zmir=izmir",
		"Bu\u0308yu\u0308k'te":        "Bu\u0308yu\u0308k=buyuk",
		"İstanbul'un Türkiye'nin":     "İstanbul=istanbul Türkiye=turkiye",
		"AB'nin 2023'te KOBİ'lerin":   "AB=ab 2023 KOBİ=kobi",
		"OSB'lerdeki kümesi'dir":      "OSB=osb kümesi=kumesi",
		"ODTÜ'ye İTÜ'lü THY'nınki":    "ODTÜ=odtu İTÜ=itu THY=thy",
		"Burgas's women’s SMEs' '90s": "Burgas=burgas women SMEs=smes 90s",
		"O'Brien d'Azur D'art":        "O'Brien=obrien d'Azur=dazur D'art=dart",
		"rock'n'roll don't":           "rock'n'roll=rocknroll don't=dont",
		"'quoted' ’words’":            "quoted words",
		"а\xffб\xed\xa0\x80в":         "а б в",
		"cafe\u0301s caf\u00e9s":      "cafe\u0301s=cafes cafés=cafes",
	} {
		if diff := cmp.Diff(strings.Fields(want), shown(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// Two ways to write a name come to the same words.
func TestSpellingsMeet(t *testing.T) {
	keys := func(text string) (list []string) {
		for _, w := range translit.Words(text) {
			list = append(list, w.Key)
		}
		return list
	}
	for _, row := range alike {
		var want []string
		for i, s := range row.spellings {
			if got := keys(s); i == 0 {
				want = got
			} else if !slices.Equal(got, want) {
				t.Errorf("%q gives %q, but %q gives %q", s, got, row.spellings[0], want)
			}
		}
	}
}

// splits holds what must be true of any text.
func splits(t interface {
	Helper()
	Fatalf(string, ...any)
}, text string) {
	t.Helper()
	at := 0
	for _, w := range translit.Words(text) {
		if w.Start < at || w.End <= w.Start || w.End > len(text) {
			t.Fatalf("%q: %+v lies out of order or outside", text, w)
		}
		at = w.End
		if !utf8.RuneStart(text[w.Start]) || w.End < len(text) && utf8.ValidString(text) && !utf8.RuneStart(text[w.End]) {
			t.Fatalf("%q: %+v cuts a character", text, w)
		}
		written := text[w.Start:w.End]
		if w.Key == "" || len(w.Key) > 200 || !utf8.ValidString(w.Key) {
			t.Fatalf("%q: the key of %q is %q", text, written, w.Key)
		}
		for _, r := range w.Key {
			if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) {
				t.Fatalf("%q: the key %q holds %q", text, w.Key, r)
			}
		}
		// A word alone is the same word, and so is its key: what was indexed can
		// be searched for.
		for _, s := range []string{written, w.Key} {
			alone := translit.Words(s)
			if len(w.Key) < 190 && (len(alone) != 1 || alone[0].Key != w.Key) {
				t.Fatalf("%q: %q alone gives %v, want the key %q", text, s, alone, w.Key)
			}
		}
	}
}

var anyText = rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("aAiIİıßσςΣёЁйїş țŢ'’ʼ`´-.42²½sdnk\u0301\u0306\u0308\u0327\u200b🙂\uFFFD"),
	unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Georgian, unicode.Armenian, unicode.M)))

func TestWordsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { splits(t, anyText.Draw(t, "text")) })
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"Ankara'da", "O'Brien", "a''b", "об’єднання", "ﷺ", "x'\u0301", "\xff'\xff", strings.Repeat("ю", 300), "½'s", "e\u0308'da"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { splits(t, s) })
}

// A long text of one word, of apostrophes or of marks costs no more than its
// length.
func TestLongTexts(t *testing.T) {
	start := time.Now()
	for _, unit := range []string{"a", "'", "a'", "a's ", "e\u0301", "\u0301", "ё", "\xff"} {
		text := strings.Repeat(unit, 200000)
		if words := translit.Words(text); len(words) > len(text) {
			t.Errorf("%q: %d words", unit, len(words))
		}
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %s", took)
	}
}

func ExampleWords() {
	text := "Ankara'da kümelenme"
	for _, w := range translit.Words(text) {
		fmt.Println(w.Key, text[w.Start:w.End])
	}
	// Output:
	// ankara Ankara
	// kumelenme kümelenme
}
