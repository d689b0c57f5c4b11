package directory

import (
	"testing"
	"unicode"
)

// The quick looks say what the tables say, of every character.
func TestQuickLooksAreRight(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		hidden := unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) &&
			!unicode.Is(unicode.Prepended_Concatenation_Mark, r)
		if invisible(r) != hidden {
			t.Errorf("invisible(%U) is %v", r, invisible(r))
		}
		strange := unicode.IsControl(r) || unicode.Is(unicode.Co, r) || r >= 0xFFF0 && r <= 0xFFFF || unicode.Is(unicode.Noncharacter_Code_Point, r)
		if refused(r) != strange {
			t.Errorf("refused(%U) is %v", r, refused(r))
		}
	}
}

// The script of a character is what the tables say of it, and of two the first's
// where they are as many.
func TestScriptOfIsQuick(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		want := Script("Zyyy")
		for _, s := range scriptTables {
			if unicode.Is(s.table, r) {
				want = s.script
			}
		}
		if got := ScriptOf(string(r)); got != want && r != unicode.ReplacementChar {
			t.Errorf("ScriptOf(%U) is %s, want %s", r, got, want)
		}
	}
	for s, want := range map[string]Script{"aб": "Latn", "бa": "Cyrl", "abбв": "Latn", "бвaбc": "Cyrl", "é1бa": "Latn"} {
		if got := ScriptOf(s); got != want {
			t.Errorf("ScriptOf(%q) is %s, want %s", s, got, want)
		}
	}
}
