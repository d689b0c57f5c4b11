package indexer

import (
	"fmt"
	"slices"
	"testing"
)

// What is kept unpacked stays within its bounds, and what is forgotten is read anew.
func TestUnpackedIsBounded(t *testing.T) {
	x, words, _ := generated(t, 300)
	err := x.look(func(g *generation, v *view) error {
		u := &unpacking{}
		for round := range 3 {
			for _, word := range words {
				for _, s := range v.segments {
					at := packedIn{s.file, termKey{fieldText, word}}
					list, err := u.get(at, true)
					if err != nil {
						return err
					}
					again, err := unpack(at, u.bookOf(fieldText))
					if err != nil || !slices.Equal(list.docs, again.docs) || !slices.Equal(list.codes, again.codes) {
						return fmt.Errorf("%s is kept as %v, and read as %v: %w", word, list, again, err)
					}
				}
			}
			weight := 0
			for _, p := range u.kept {
				weight += p.weight
			}
			if weight != u.weight || len(u.kept) == 0 {
				return fmt.Errorf("%d are kept, of weight %d: it says %d", len(u.kept), weight, u.weight)
			}
			if round == 1 { // as if there were far too many
				u.weight += maxUnpacked
				u.forget()
				if u.weight -= maxUnpacked; len(u.kept) > len(words)*len(v.segments)/2 {
					return fmt.Errorf("%d are still kept", len(u.kept))
				}
			}
		}
		u.only(&view{})
		if len(u.kept) > 0 || u.weight != 0 {
			return fmt.Errorf("%d of no segment are kept, of weight %d", len(u.kept), u.weight)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
