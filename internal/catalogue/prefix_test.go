package catalogue

import (
	"maps"
	"net/url"
	"slices"
	"testing"
	"unicode"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// Adding letters to the beginning of a name never loses the record: every
// beginning of a name, in whatever script, finds its bearer. Names are taken
// in turn: all, in the short test one of twenty.
func TestBeginningsOfNamesFindThem(t *testing.T) {
	s := overSeed(t)
	step := 1
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
				// What is not found as it is read may be found as it was meant.
				found, _, err := s.index.All(t.Context(), s.asRead(q).Question)
				if err == nil && len(found) == 0 {
					var meant map[directory.RecordID]bool
					meant, err = s.FoundIDs(t.Context(), q)
					found = slices.Collect(maps.Keys(meant))
				}
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Contains(found, o.ID) {
					t.Errorf("%q, the beginning of %q, does not find %s", typed, name.Text, o.ID)
				}
			}
		}
	}
	if asked < 1000 {
		t.Errorf("only %d beginnings asked for", asked)
	}
}
