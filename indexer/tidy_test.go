package indexer

import (
	"fmt"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/blevesearch/vellum"
)

// What is looked for before it is typed is what words begin with, all of it and each once.
func TestForeseen(t *testing.T) {
	x, _, _ := generated(t, 300)
	err := x.look(func(g *generation, v *view) error {
		for _, s := range v.segments {
			for _, field := range foreseenFields {
				dict, err := s.file.Dictionary(field)
				if err != nil {
					return err
				}
				var want, got []string
				terms := dict.AutomatonIterator(&vellum.AlwaysMatch{}, nil, nil)
				for e, err := terms.Next(); e != nil || err != nil; e, err = terms.Next() {
					if err != nil {
						return err
					}
					first := []rune(e.Term)
					if begin := string(first[:min(len(first), foreseen)]); !slices.Contains(want, begin) {
						want = append(want, begin)
					}
				}
				for from := ""; ; {
					letters, next, err := beginsFrom(dict, from)
					if err != nil {
						return err
					}
					if len(letters) > 0 {
						got = append(got, string(letters))
					}
					if from = next; from == "" {
						break
					}
				}
				if !slices.Equal(got, want) {
					return fmt.Errorf("%s: %q is foreseen, words begin with %q", field, got, want)
				}
				if len(want) == 0 && field == fieldName {
					return fmt.Errorf("no names")
				}
			}
			var k beginnings
			f := foreseeing{segment: s.file}
			for n := 0; f.segment != nil; n++ {
				var err error
				if f, err = k.foresee(f); err != nil || n > 1000 {
					return fmt.Errorf("it does not end, or %w", err)
				}
			}
			if !k.foreseen[s.file] {
				return fmt.Errorf("a segment is not known to be foreseen")
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// The documents of a beginning are those of all words that begin so.
func TestBeginningIsItsWords(t *testing.T) {
	x, words, _ := generated(t, 300)
	err := x.look(func(g *generation, v *view) error {
		for _, word := range words {
			_, size := utf8.DecodeRuneInString(word)
			letters := word[:size]
			for _, s := range v.segments {
				docs, n, err := beginning{fieldText, letters}.documents(s.file)
				if err != nil {
					return err
				}
				dict, err := s.file.Dictionary(fieldText)
				if err != nil {
					return err
				}
				all, terms := 0, dict.AutomatonIterator(&vellum.AlwaysMatch{}, []byte(letters), behind(letters))
				for e, err := terms.Next(); e != nil || err != nil; e, err = terms.Next() {
					if err != nil {
						return err
					}
					list, err := dict.PostingsList([]byte(e.Term), nil, nil)
					if err != nil {
						return err
					}
					set := documentsIn(list)
					if all++; set.AndCardinality(docs) != set.GetCardinality() {
						return fmt.Errorf("%q lacks documents of %q", letters, e.Term)
					}
				}
				if all != n {
					return fmt.Errorf("%q has %d words, want %d", letters, n, all)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
