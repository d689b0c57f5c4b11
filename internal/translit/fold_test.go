package translit_test

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"euxine/internal/translit"
)

// Each row is one key and the spellings that must come to it.
var alike = []struct {
	key       string
	spellings []string
}{
	{"izmir", []string{"İzmir", "IZMIR", "İZMİR", "ızmır", "izmir", "I\u0307zmir"}},
	{"diyarbakir", []string{"Diyarbakır", "DİYARBAKIR", "diyarbakir"}},
	{"isparta", []string{"Isparta", "ısparta", "ISPARTA"}},
	{"sisli", []string{"Şişli", "Șișli", "s\u0327is\u0327li", "SISLI"}},
	{"tara", []string{"ţara", "țara", "Ţară", "ȚARĂ", "t\u0326ara\u0306"}},
	{"ganca", []string{"Gəncə", "GƏNCƏ", "Gǝncǝ"}},
	{"strasse", []string{"Straße", "STRAẞE", "STRASSE"}},
	{"skoda", []string{"Škoda", "S\u030ckoda"}},
	{"lodz", []string{"Łódź", "łodz"}},
	{"aerosund", []string{"Ærøsund", "ǽrǿsund"}},
	{"efficient", []string{"eﬃcient", "Ｅｆｆｉｃｉｅｎｔ"}},
	{"αθηνα", []string{"Αθήνα", "ΑΘΗΝΑ", "Αθη\u0301να", "Ἀθήνᾳ"}},
	{"οδοσ", []string{"ΟΔΟΣ", "οδός", "οδόσ", "οδόϲ"}},
	{"ευβοια", []string{"Εύβοια", "ΕΫΒΟΙΑ"}},
	{"елка", []string{"ёлка", "Ёлка", "е\u0308лка", "ЕЛКА"}},
	{"йод", []string{"Йод", "и\u0306од", "ЙОД"}},
	{"київ", []string{"Київ", "КИЇВ", "киі\u0308в"}},
	{"неман", []string{"не\u0301ман", "НЕМАН"}},
	{"тбилиси", []string{"ТБИЛИСИ"}},
	{"თბილისი", []string{"თბილისი", "ᲗᲑᲘᲚᲘᲡᲘ"}},
	{"երեւան", []string{"Երևան", "ԵՐԵՒԱՆ", "երեւան"}},
	{"об'єднання", []string{"об'єднання", "об’єднання", "обʼєднання", "об`єднання", "об´єднання", "ОБ‘ЄДНАННЯ", "об＇єднання"}},
	{"o'brien", []string{"O`Brien", "O´BRIEN"}},
	{"m2", []string{"m²", "M₂"}},
	{"", []string{""}},
	{"\ufffd", []string{"\xff", "\xed\xa0\x80"}},
}

func TestFold(t *testing.T) {
	for _, row := range alike {
		for _, s := range row.spellings {
			if got := translit.Fold(s); got != row.key {
				t.Errorf("Fold(%q) = %q, want %q", s, got, row.key)
			}
		}
	}
	// What must not meet.
	for _, pair := range [][2]string{{"й", "и"}, {"ї", "і"}, {"ў", "у"}, {"г", "ґ"}, {"и", "і"}, {"ъ", ""}, {"а", "a"}, {"שׁ", "ש"}} {
		if translit.Fold(pair[0]) == translit.Fold(pair[1]) {
			t.Errorf("%q and %q have one key", pair[0], pair[1])
		}
	}
}

// folds holds what must be true of any text.
func folds(t interface {
	Helper()
	Fatalf(string, ...any)
}, s string) {
	t.Helper()
	key := translit.Fold(s)
	if !utf8.ValidString(key) {
		t.Fatalf("Fold(%q) = %q, not UTF-8", s, key)
	}
	if again := translit.Fold(key); again != key {
		t.Fatalf("Fold(%q) = %q, and folded again %q", s, key, again)
	}
	if utf8.ValidString(s) {
		for _, form := range []norm.Form{norm.NFC, norm.NFD} {
			if got := translit.Fold(form.String(s)); got != key {
				t.Fatalf("Fold(%q) = %q, but %q for %q", s, key, got, form.String(s))
			}
		}
	}
}

func TestFoldProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { folds(t, anyText.Draw(t, "text")) })
}

// Letters folded one by one are what folding the text gives, whatever stands beside
// them.
func TestFoldLetters(t *testing.T) {
	letter := rapid.RuneFrom(nil, &unicode.RangeTable{R16: []unicode.Range16{{Lo: 1, Hi: 0x17ff, Stride: 1}}})
	mark := rapid.SampledFrom([]rune("\u0300\u0301\u0306\u0308\u0327\u0328\u0345\u05c1\u093c\u102e\u1161\u11a8"))
	text := rapid.StringOf(rapid.OneOf(letter, letter, letter, letter, mark, rapid.SampledFrom([]rune("aйıİßςև'’"))))
	rapid.Check(t, func(t *rapid.T) {
		if s := text.Draw(t, "text"); translit.Fold(s) != translit.FoldText(s) {
			t.Fatalf("Fold(%q) = %q, want %q", s, translit.Fold(s), translit.FoldText(s))
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, row := range alike {
		for _, s := range row.spellings {
			f.Add(s)
		}
	}
	f.Add("ﷺ ´̈½ǰ\u0345ẛ̣‴ŉ")
	f.Fuzz(func(t *testing.T, s string) { folds(t, s) })
}
