package catalogue

import (
	"net/url"
	"testing"
	"unicode"

	"euxine/internal/search"
)

// Adding letters to the beginning of a name never loses the record: every
// beginning of a name, in whatever script, finds its bearer. All names are taken
// in turn, a share of them each run of the short test.
func TestBeginningsOfNamesFindThem(t *testing.T) {
	s := overSeed(t)
	step := 3
	if testing.Short() {
		step = 20
	}
	asked, n := 0, 0
	for _, o := range s.organisations {
		for _, name := range o.Names {
			if n++; n%step != 0 || len([]rune(name.Text)) > search.MaxQuery {
				continue
			}
			letters := []rune(name.Text)
			for i := range letters {
				// A mark belongs to the letter before it.
				if i+1 < len(letters) && unicode.IsMark(letters[i+1]) || !unicode.IsLetter(letters[i]) && !unicode.IsDigit(letters[i]) {
					continue
				}
				typed := string(letters[:i+1])
				q, faults := search.Parse(url.Values{"q": {typed}, "lang": {string(name.Language)}}, s.vocabulary)
				if len(faults) > 0 {
					continue // signs alone, or a minus before a word
				}
				asked++
				found, err := s.FoundIDs(t.Context(), q)
				if err != nil {
					t.Fatal(err)
				}
				if !found[o.ID] {
					t.Errorf("%q, the beginning of %q, does not find %s", typed, name.Text, o.ID)
				}
			}
		}
	}
	if asked < 1000 {
		t.Errorf("only %d beginnings asked for", asked)
	}
}
