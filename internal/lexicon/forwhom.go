package lexicon

import (
	"slices"
	"strings"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// How languages say for whom something is: with a word before ("for SMEs", "за МСП"),
// a word after ("KOBİ için", "ՓՄՁ-ների համար") or an ending ("მცირე ბიზნესისთვის",
// "küçük işletmelere").
var (
	forBefore = keySet("for за для pentru για pro")
	forAfter  = keySet("için üçün համար")
	forEnding = []string{"თვის", "lere", "lara"}

	armenianEndings = keySet("ների ներին ի ին")
)

// maxBetween is how many groups may stand between the word for "for" and the kind:
// "for innovative tourism SMEs".
const maxBetween = 2

// forWhom reads a kind of organisation that something is for as that: "training for
// SMEs" is not asked of SMEs but of who trains them, and says so in an offer. Who is
// looked for ("looking for SMEs") is no such kind, nor is the only thing asked for.
func (r *reader) forWhom() {
	for i, g := range r.list {
		if g.Not || g.AsWritten || !r.isFor(i) {
			continue
		}
		n := slices.IndexFunc(g.Senses, func(s search.Sense) bool { return s.Concept.Scheme() == directory.SchemeKind })
		if n < 0 {
			continue
		}
		senses := slices.Clone(g.Senses)
		senses[n].Said = true
		if r.t != directory.Calls { // of which it says who may apply
			senses[n].Values = nil
		}
		r.list[i].Senses = senses
	}
}

// isFor says whether what a group names is whom something is for.
func (r *reader) isFor(i int) bool {
	words := r.list[i].Words
	if len(words) == 0 {
		return false
	}
	last := words[len(words)-1].Key
	if slices.ContainsFunc(forEnding, func(end string) bool { return strings.HasSuffix(last, end) }) {
		return len(r.list) > 1
	}
	next := i + 1
	if next < len(r.list) && r.only(next, armenianEndings) { // "ՓՄՁ-ների"
		next++
	}
	if next < len(r.list) && r.only(next, forAfter) {
		return next-i+1 < len(r.list)
	}
	for k := i - 1; k > 0 && k >= i-1-maxBetween; k-- {
		if r.only(k, forBefore) {
			before := r.list[k-1].Words
			return len(before) > 0 && !seeking[before[len(before)-1].Key]
		}
	}
	return false
}

// only says whether a group is one word, and of a set.
func (r *reader) only(i int, set map[string]bool) bool {
	g := r.list[i]
	return !g.AsWritten && len(g.Words) == 1 && set[g.Words[0].Key]
}
