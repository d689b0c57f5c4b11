package lexicon

import (
	"cmp"
	"slices"
	"strings"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/translit"
)

// completion is a label that can be completed to, by one of the ways to type its
// beginning.
type completion struct {
	key   string // folded words joined by blanks; or soundMark and sound keys
	label string
	lang  directory.Language
	sense int32
	rank  int8 // lower first
}

// Ranks of completions: the name itself, another label, a label from its second
// or a later word on, a name in another script.
const (
	rankName int8 = iota
	rankAlt
	rankInner
	rankSound
)

// soundMark begins keys that are sounds: no word contains it.
const soundMark = "~"

// maxBegun is how many labels that begin as typed are looked at; one letter
// begins more, and tells nothing.
const maxBegun = 1500

// Completion is a concept or place whose label begins as typed.
type Completion struct {
	Concept directory.ConceptID // or
	Place   search.Place
	Label   string             // that begins so
	Lang    directory.Language // of the label; "" not known
}

// toComplete makes the completions ready.
func (x *Lexicon) toComplete() { x.completing.Do(x.sortCompletions) }

// sortCompletions fills the list that Complete looks through.
func (x *Lexicon) sortCompletions() {
	add := func(n int, label string, keys []string, l directory.Language, rank int8) {
		rest := strings.Join(keys, " ")
		for i, key := range keys {
			r := rank
			if i > 0 {
				r = rankInner
			}
			x.completions = append(x.completions, completion{rest, label, l, int32(n), r})
			rest = rest[min(len(key)+1, len(rest)):]
		}
	}
	labels := x.labelsOf()
	for n, s := range x.senses {
		if s.concept != "" {
			for _, l := range labels[n] {
				if l.asked {
					continue // what is completed is shown
				}
				add(n, l.text, l.keys, l.lang, min(int8(l.n), rankAlt))
			}
			continue
		}
		names, other := x.placeNames(s.place)
		for _, name := range names {
			add(n, name.label, keysOf(name.label), name.lang, rankName)
		}
		for _, name := range other {
			add(n, name, keysOf(name), "", rankAlt)
		}
		if len(names) == 0 {
			continue
		}
		first := names[0]
		if words := translit.Words(first.label); len(words) > 0 {
			for _, key := range translit.Sounds(first.label[words[0].Start:words[0].End], string(first.lang)) {
				x.completions = append(x.completions, completion{soundMark + key, first.label, first.lang, int32(n), rankSound})
			}
		}
	}
	slices.SortFunc(x.completions, func(a, b completion) int {
		return cmp.Or(strings.Compare(a.key, b.key), cmp.Compare(a.rank, b.rank), cmp.Compare(a.sense, b.sense))
	})
}

// Complete lists at most limit concepts and places that have a label beginning
// as typed, in any language: those named in the reader's language first, then the
// shortest labels.
func (x *Lexicon) Complete(typed string, l directory.Language, limit int) []Completion {
	x.toComplete()
	words := translit.Words(typed)
	if len(words) == 0 {
		return nil
	}
	best := map[int32]completion{}
	x.begun(strings.Join(keysOf(typed), " "), l, best)
	if len(words) == 1 && len(best) < limit {
		for _, key := range translit.Sounds(typed[words[0].Start:words[0].End], translit.Guess(typed)) {
			if len(key) > 2 {
				x.begun(soundMark+key, l, best)
			}
		}
	}
	found := make([]completion, 0, len(best))
	for _, c := range best {
		found = append(found, c)
	}
	slices.SortFunc(found, func(a, b completion) int {
		return cmp.Or(before(a, b, l), cmp.Compare(a.sense, b.sense))
	})
	list := make([]Completion, 0, limit)
	for _, c := range found[:min(len(found), limit)] {
		s := x.senses[c.sense]
		list = append(list, Completion{Concept: s.concept, Place: s.place, Label: c.label, Lang: c.lang})
	}
	return list
}

// begun gathers, for each sense, its best label that begins with the key.
func (x *Lexicon) begun(key string, l directory.Language, best map[int32]completion) {
	from, _ := slices.BinarySearchFunc(x.completions, key, func(c completion, key string) int { return strings.Compare(c.key, key) })
	for i := from; i < len(x.completions) && i < from+maxBegun && strings.HasPrefix(x.completions[i].key, key); i++ {
		c := x.completions[i]
		if have, ok := best[c.sense]; !ok || before(c, have, l) < 0 {
			best[c.sense] = c
		}
	}
}

// before orders completions for a reader.
func before(a, b completion, l directory.Language) int {
	foreign := func(c completion) int {
		if c.lang == l {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(foreign(a), foreign(b)), cmp.Compare(len(a.key), len(b.key)), strings.Compare(a.key, b.key))
}
