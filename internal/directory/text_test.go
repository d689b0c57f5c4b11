package directory_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"euxine/internal/directory"
)

func TestCleanText(t *testing.T) {
	cases := []struct{ name, in, language, want string }{
		{"plain", "Клъстер Бургас", "", "Клъстер Бургас"},
		{"white space is single blanks", "\t a\u00a0 b\r\nc\u3000", "", "a b c"},
		{"decomposed is composed", "I\u0307zmir s\u0327ehri", "", "İzmir şehri"},
		{"bidi controls go", "a\u202eb\u2066c\u200fd", "", "abcd"},
		{"zero-width and soft hyphens go", "\ufeffa\u200bb\u00adc\u2060d\u200de", "", "abcde"},
		{"fillers that look like nothing go", "a\u3164\u115f\u180eb", "", "ab"},
		{"variation selectors and tags go", "❤\ufe0f\U000e0041", "", "❤"},
		{"nothing but the invisible", "\u200b\u200b", "", ""},
		{"a mark behind the invisible finds its letter", "a\u200b\u0301", "", "á"},
		{"emoji stay", "🙂 ok", "", "🙂 ok"},
		{"Turkish cedilla stays", "Şişli ţ", "tr", "Şişli ţ"},
		{"of no language stays", "Şi", "", "Şi"},
		{"Romanian cedilla is a comma", "Şoseaua ţării, ACŢIUNE", "ro", "Șoseaua țării, ACȚIUNE"},
		{"so is a decomposed one", "s\u0327i t\u0327i", "ro", "și ți"},
		{"and one with something between", "s\u200b\u0327i", "ro", "și"},
		{"other cedillas are not Romanian", "François", "ro", "François"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got, ok := directory.CleanText(c.in, c.language); !ok || got != c.want {
				t.Errorf("CleanText(%q, %q) = %q, %v; want %q", c.in, c.language, got, ok, c.want)
			}
		})
	}
	for name, in := range map[string]string{
		"not UTF-8": "a\xffb", "a lone surrogate": "\xed\xa0\x80", "NUL": "a\x00b", "escape": "\x1b[31m", "C1 control": "a\u009bb",
		"replacement character": "a\ufffdb", "private use": "\ue000", "no character": "\ufdd0", "no character either": "\U0001ffff",
		"a heap of marks": "e" + strings.Repeat("\u0301", 6), "a long heap": "e" + strings.Repeat("\u0301", 10000),
		"a heap of spacing marks": "क" + strings.Repeat("\u093e", 5), "a heap with the invisible between": "e" + strings.Repeat("\u0301\u200b", 6),
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			if got, ok := directory.CleanText(in, ""); ok || got != "" {
				t.Errorf("CleanText(%.20q) = %q, %v; want a refusal", in, got, ok)
			}
		})
	}
	if got, ok := directory.CleanText("a"+strings.Repeat("\u0323", 4), ""); !ok {
		t.Errorf("four marks are refused: %q", got)
	}
}

func TestCleanParagraphs(t *testing.T) {
	for in, want := range map[string]string{
		"\n one \r\n\r\n\t two\u2028three \n": "one\ntwo\nthree",
		"one\ntwo":                            "one\ntwo",
		" \n\n ":                              "",
		"one \u200b\n\u200b\n two":            "one\ntwo",
	} {
		if got, ok := directory.CleanParagraphs(in, ""); !ok || got != want {
			t.Errorf("CleanParagraphs(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
	if _, ok := directory.CleanParagraphs("one\n\x00", ""); ok {
		t.Error("NUL among paragraphs is not refused")
	}
}

// cleaned holds what must be true of any text that was accepted.
func cleaned(t interface {
	Helper()
	Fatalf(string, ...any)
}, in, language string, clean func(s, language string) (string, bool)) {
	t.Helper()
	got, ok := clean(in, language)
	if !ok {
		if got != "" {
			t.Fatalf("%q is refused, but gives %q", in, got)
		}
		return
	}
	if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
		t.Fatalf("%q gives %q, which is not valid NFC", in, got)
	}
	for _, r := range got {
		if unicode.In(r, unicode.Bidi_Control, unicode.Variation_Selector, unicode.Co) || r == 0x200b || r == 0xfeff ||
			unicode.IsControl(r) && r != '\n' {
			t.Fatalf("%q gives %q, which holds %U", in, got, r)
		}
	}
	if again, ok := clean(got, language); !ok || again != got {
		t.Fatalf("%q gives %q, and that %q, %v", in, got, again, ok)
	}
}

// confusing are the characters cleaning is about, more often than chance has them.
var confusing = rapid.StringOf(rapid.RuneFrom([]rune("asSţŞșІ \n\t\u0327\u0326\u0301\u0323\u0328\u200b\u034f\u202e\ufe0f\u2028\u00ad\u0344ﬁ"),
	unicode.Mn, unicode.Latin, unicode.Cf))

func TestCleanTextProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.OneOf(confusing, rapid.String()).Draw(t, "text")
		for _, language := range []string{"", "ro"} {
			cleaned(t, in, language, directory.CleanText)
			cleaned(t, in, language, directory.CleanParagraphs)
		}
	})
}

func FuzzCleanText(f *testing.F) {
	for _, s := range []string{"", "Şoseaua ţ\u200b\u0327", "s\u0327\u0327", "a\u0344\u034f\u0323", "\xff", "한국\u1160", "e\u0301\u0301\u0301\u0301\u0301\u0301"} {
		f.Add(s, "ro")
		f.Add(s, "")
	}
	f.Fuzz(func(t *testing.T, s, language string) {
		cleaned(t, s, language, directory.CleanText)
		cleaned(t, s, language, directory.CleanParagraphs)
	})
}
