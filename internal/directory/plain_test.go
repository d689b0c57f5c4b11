package directory

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// What is taken for plain is what cleaning leaves alone, whatever it stands between.
func TestPlainTextNeedsNoCleaning(t *testing.T) {
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		if !plain(r) {
			continue
		}
		if norm.NFC.PropertiesString(string(r)).CCC() != 0 || !norm.NFC.PropertiesString(string(r)).BoundaryBefore() || norm.NFC.String(string(r)) != string(r) {
			t.Errorf("%U: normalisation may change it", r)
		}
		if refused(r) || invisible(r) || unicode.IsSpace(r) || unicode.IsMark(r) || breaksLine(r) || !utf8.ValidRune(r) {
			t.Errorf("%U is to be cleaned", r)
		}
	}
	for text, want := range map[string]bool{
		"": true, "a": true, "Клъстер за туризъм": true, "a  b": false, " a": false, "a ": false, "a\tb": false, "a\nb": false,
		"ე\u0301": false, "a\u00ADb": false, "a\u00A0b": false, "\xff": false, "a\x7Fb": false, "—": true,
	} {
		if got := isPlain(text, false); got != want {
			t.Errorf("isPlain(%q) = %v", text, got)
		}
	}
	if !isPlain("a\nb c", true) || isPlain("a\n b", true) || isPlain("a \nb", true) || isPlain("a\n", true) || isPlain("a\n\nb", true) {
		t.Error("breaks are plain between two words, alone")
	}
}
