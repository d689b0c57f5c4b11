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
