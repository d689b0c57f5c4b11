package catalogue

import (
	"slices"
	"strings"

	"euxine/internal/directory"
	"euxine/internal/lexicon"
	"euxine/internal/search"
	"euxine/internal/translit"
	"euxine/internal/wordform"
)

// MatchHow says how a hit answers the query.
type MatchHow string

// The ways a hit can match, the closest first.
const (
	MatchExact       MatchHow = "exact"       // the word as typed, but for case and diacritics
	MatchPrefix      MatchHow = "prefix"      // a word beginning with what was typed
	MatchScript      MatchHow = "script"      // a name in another script or romanised otherwise
	MatchForm        MatchHow = "form"        // another form of the word
	MatchTranslation MatchHow = "translation" // a term that means the same, or a concept the record carries
	MatchRelated     MatchHow = "related"     // a concept the record carries that is wider or near
	MatchPlace       MatchHow = "place"       // the place the record lies in
	MatchTypo        MatchHow = "typo"        // a word spelt much like what was typed
)

// MatchHows lists the ways, the closest first.
var MatchHows = []MatchHow{MatchExact, MatchPrefix, MatchScript, MatchForm, MatchTranslation, MatchPlace, MatchRelated, MatchTypo}

// closeness orders the ways; lower is closer.
func (h MatchHow) closeness() int { return slices.Index(MatchHows, h) }

// finder finds in texts what answers a question: the same words in the same
// ways as the index. It is for one question and one goroutine.
type finder struct {
	c      *Catalogue
	groups []search.Group
	said   bool                   // a sense of a group may be spoken of
	firsts [256]bool              // what words begin with that answer a group by their letters: see firstOf
	found  map[search.Text][]span // of the texts looked through: explaining and quoting ask for the same
}

func (c *Catalogue) newFinder(q search.Question) *finder {
	f := &finder{c: c, found: map[search.Text][]span{}}
	for _, g := range q.Read() {
		if g.Not || g.Optional { // "for" marks and tells nothing
			continue
		}
		f.groups = append(f.groups, g)
		for _, w := range g.Words {
			f.firsts[firstOf(w.Key)] = true
			for _, stem := range w.Stems { // a word begins as its stems do
				f.firsts[firstOf(stem)] = true
			}
			for _, near := range w.Near {
				f.firsts[firstOf(near.Key)] = true
			}
		}
		f.said = f.said || slices.ContainsFunc(g.Senses, func(s search.Sense) bool { return s.Said })
	}
	return f
}

// span is a stretch of bytes that answers a group.
type span struct {
	start, end int
	group      int // index into the finder's groups
	word       int // of the group; -1 for all of it
	how        MatchHow
}

// spans finds what of a text answers the question, in order, without overlaps:
// at each word the closest way, and of equals the longest stretch.
func (f *finder) spans(t search.Text) []span {
	if len(f.groups) == 0 || t.Text == "" {
		return nil
	}
	found, ok := f.found[t]
	if !ok {
		found = f.look(t)
		f.found[t] = found
	}
	return found
}

func (f *finder) look(t search.Text) []span {
	h := f.c.hear(t)
	var mentions []lexicon.Mention
	if f.said && t.Field.Speaks() {
		mentions = h.mentions()
		misled := func(m lexicon.Mention) bool { return !t.Means(m.Concept) }
		if slices.ContainsFunc(mentions, misled) {
			mentions = slices.DeleteFunc(slices.Clone(mentions), misled)
		}
	}
	var found []span
	sounds := t.Field == search.InName || t.Field == search.InAcronym
	for i := 0; i < len(h.words); {
		best, length := span{group: -1}, 1
		for len(mentions) > 0 && mentions[0].From < i {
			mentions = mentions[1:]
		}
		if !sounds && !f.firsts[h.firsts[i]] && (len(mentions) == 0 || mentions[0].From > i) {
			i++
			continue
		}
		for n := range f.groups {
			s, took := f.at(t, h, i, mentionsAt(mentions, i), n)
			if took == 0 {
				continue
			}
			if best.group < 0 || s.how.closeness() < best.how.closeness() || s.how == best.how && took > length {
				best, length = s, took
			}
		}
		if best.group >= 0 {
			found = append(found, best)
		}
		i += length
	}
	return found
}

// mentionsAt are those that begin with word i; the list begins with no earlier.
func mentionsAt(list []lexicon.Mention, i int) []lexicon.Mention {
	n := 0
	for n < len(list) && list[n].From == i {
		n++
	}
	return list[:n]
}

// at says how the words of a text from one on begin with an answer to a group, and how
// many words that takes; 0 for not at all. The mentions begin there.
func (f *finder) at(t search.Text, h *heard, i int, mentions []lexicon.Mention, n int) (span, int) {
	g, words := &f.groups[n], h.words[i:]
	stretch := func(took, word int, how MatchHow) (span, int) {
		return span{words[0].Start, words[took-1].End, n, word, how}, took
	}
	if how := phraseAt(words, g); how != "" && (g.AsWritten || len(g.Words) > 1) {
		return stretch(len(g.Words), -1, how)
	}
	if g.AsWritten {
		return span{}, 0
	}
	best := MatchHow("")
	word := -1
	for k := range g.Words {
		if how := f.how(t, h, i, g, &g.Words[k]); how != "" && (best == "" || how.closeness() < best.closeness()) {
			best, word = how, k
		}
	}
	if best != "" && best != MatchTypo {
		return stretch(1, word, best)
	}
	took := 0
	for _, m := range mentions {
		if slices.ContainsFunc(g.Senses, func(s search.Sense) bool {
			return s.Said && (s.Concept == m.Concept || t.Of != nil && slices.Contains(f.c.vocabulary.ConceptPath(m.Concept), s.Concept))
		}) {
			took = max(took, m.To-m.From)
		}
	}
	if took > 0 {
		return stretch(took, -1, MatchTranslation)
	}
	if best != "" {
		return stretch(1, word, best)
	}
	return span{}, 0
}

// phraseAt says whether the words of a text begin with those of a group as they
// stand, the last perhaps going on; "" when not.
func phraseAt(words []translit.Word, g *search.Group) MatchHow {
	if len(g.Words) > len(words) {
		return ""
	}
	for i, w := range g.Words {
		switch {
		case words[i].Key == w.Key:
		case i == len(g.Words)-1 && w.Prefix && !g.AsWritten && strings.HasPrefix(words[i].Key, w.Key):
			return MatchPrefix
		default:
			return ""
		}
	}
	return MatchExact
}

// how says how a word of a text answers a word of the question, "" not at all.
func (f *finder) how(t search.Text, h *heard, i int, g *search.Group, want *search.Word) MatchHow {
	have := &h.words[i]
	name := t.Field == search.InName || t.Field == search.InAcronym
	switch {
	case have.Key == want.Key:
		// "It organises" is no IT, unless that is looked for to the letter.
		if word := t.Text[have.Start:have.End]; len(want.Stems) > 0 && pronouns[have.Key] && strings.ToUpper(word) != word {
			return ""
		}
		return MatchExact
	case want.Prefix && strings.HasPrefix(have.Key, want.Key) && (name || len(g.Words) > 1 || !g.Named()):
		return MatchPrefix
	}
	if len(want.Stems) > 0 {
		if slices.Contains(want.Stems, have.Key) || meet(stemsOf(have.Key, t.Language), want.Stems) {
			return MatchForm
		}
	}
	if name && len(want.Sounds) > 0 {
		sounds := h.sounds()[i]
		if meet(sounds, want.Sounds) {
			return MatchScript
		}
		if want.Prefix && slices.ContainsFunc(want.Begins, func(s string) bool {
			return len(s) > 1 && slices.ContainsFunc(sounds, func(h string) bool { return strings.HasPrefix(h, s) })
		}) {
			return MatchScript
		}
	}
	for _, near := range want.Near {
		if !near.Sound && near.Key == have.Key || near.Sound && name && slices.Contains(h.sounds()[i], near.Key) {
			return MatchTypo
		}
	}
	return ""
}

// stemsOf is the stems of a word of a text in a language; "": of any.
func stemsOf(key string, l directory.Language) []string {
	if l == "" {
		return wordform.AllStems(key)
	}
	return wordform.Stems(key, string(l))
}

// pronouns are English words that as acronyms stand in capitals.
var pronouns = map[string]bool{"it": true, "us": true}

func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}
