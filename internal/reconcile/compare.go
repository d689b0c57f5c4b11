package reconcile

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/wordform"
)

// likeness is how a word of a list is a word of a record's name, the closest first.
type likeness int

const (
	asWritten  likeness = iota // but for case and marks
	inScript                   // in another script, or romanised otherwise
	joined                     // two words written as one, or one as two
	inForm                     // another form of it
	translated                 // the same in another language
	shortened                  // its beginning, with or without a full stop
	misspelt                   // spelt much like it
	notAtAll   likeness = 99
)

// How much of a word such a one is.
var likenessWorth = map[likeness]float64{asWritten: 1, inScript: 0.97, joined: 0.96, inForm: 0.93, translated: 0.92, shortened: 0.85}

// A misspelt word is worth less the more of it is: worst is what is left of one all of
// whose letters are other ones, before the bounds of search.MaxEdits.
const misspeltWorth = 1.3

// slipWorth is what a slip of a word of the tables is worth.
const slipWorth = 0.85

// like says how a word is like another, and how much of it that is worth.
func like(a, b *token) (likeness, float64) {
	switch {
	case a.key == b.key:
		return asWritten, 1
	case a.number || b.number:
		return notAtAll, 0
	case meet(a.sounds, b.sounds) && min(utf8.RuneCountInString(a.key), utf8.RuneCountInString(b.key)) > 1:
		return inScript, likenessWorth[inScript]
	case a.class != "" && a.class == b.class && (a.slip || b.slip):
		return misspelt, slipWorth
	case a.class != "" && a.class == b.class, a.country != "" && a.country == b.country:
		return translated, likenessWorth[translated]
	case len(a.places) > 0 && len(b.places) > 0 && sharePlace(a.places, b.places):
		return translated, likenessWorth[translated]
	}
	if a.country == "" && b.country == "" && meet(wordform.AllStems(a.key), wordform.AllStems(b.key)) {
		return inForm, likenessWorth[inForm]
	}
	if shortens(a, b) || shortens(b, a) {
		return shortened, likenessWorth[shortened]
	}
	if meet(a.topics, b.topics) {
		return translated, likenessWorth[translated]
	}
	// Two words that are known, and not the same, are no slip of each other.
	if a.known() && b.known() {
		return notAtAll, 0
	}
	if worth := nearly(a, b); worth > 0 {
		return misspelt, worth
	}
	return notAtAll, 0
}

func (t *token) known() bool { return t.class != "" || t.country != "" || len(t.places) > 0 }

// shortens says whether a is the beginning of b as people shorten words: two letters
// with a full stop after them, four without.
func shortens(a, b *token) bool {
	n := utf8.RuneCountInString(a.key)
	if n < 2 || n < 4 && !a.short || a.number {
		return false
	}
	if len(a.key) < len(b.key) && strings.HasPrefix(b.key, a.key) {
		return true
	}
	// In another script by its sound; then only where the full stop says so.
	return a.short && n > 2 && directory.ScriptOf(a.key) != directory.ScriptOf(b.key) && slices.ContainsFunc(a.sounds, func(x string) bool {
		return len(x) > 2 && slices.ContainsFunc(b.sounds, func(y string) bool { return len(x) < len(y) && strings.HasPrefix(y, x) })
	})
}

// nearly is what is left of a word that is spelt much like another, in letters or in
// sounds; 0 where it is not.
func nearly(a, b *token) float64 {
	best := 0.0
	try := func(x, y string) {
		n := max(utf8.RuneCountInString(x), utf8.RuneCountInString(y))
		allowed := min(search.MaxEdits(x), search.MaxEdits(y))
		if allowed == 0 || n > maxSpelt || abs(utf8.RuneCountInString(x)-utf8.RuneCountInString(y)) > allowed {
			return
		}
		if e := search.Edits(x, y); e <= allowed {
			best = max(best, 1-misspeltWorth*float64(e)/float64(n))
		}
	}
	if directory.ScriptOf(a.key) == directory.ScriptOf(b.key) {
		try(a.key, b.key)
	}
	for _, x := range a.sounds {
		for _, y := range b.sounds {
			try(x, y)
		}
	}
	return best
}

// maxSpelt bounds the letters of words that are compared letter by letter: there are
// none longer in names.
const maxSpelt = 40

func abs(n int) int { return max(n, -n) }

func meet[E comparable](a, b []E) bool {
	return slices.ContainsFunc(a, func(s E) bool { return slices.Contains(b, s) })
}

func sharePlace(a, b []place) bool {
	return slices.ContainsFunc(a, func(p place) bool {
		return slices.ContainsFunc(b, func(q place) bool {
			return p.country == q.country && (p.city != "" && p.city == q.city || p.city == "" && q.city == "" && p.region == q.region)
		})
	})
}

// alignment is which words of two names are the same.
type alignment struct {
	row, record []float64 // how much of each word is found in the other name
	worst       likeness  // of the words that are
	own, work   int       // of the record's words that are found: those of its own, those of what it works on
	ordered     bool      // they stand in the same order
}

// align pairs the words of a row's name with those of a record's: words that are
// written as one first, then the likest pairs, each word once.
func align(row, record []token) alignment {
	al := alignment{row: make([]float64, len(row)), record: make([]float64, len(record)), ordered: true}
	type pair struct {
		i, j  int
		how   likeness
		worth float64
	}
	var pairs, done []pair
	for i := range row {
		for j := range record {
			if how, worth := like(&row[i], &record[j]); worth > 0 {
				pairs = append(pairs, pair{i, j, how, worth})
			}
		}
	}
	found := func(how likeness, of []token, at int) bool { // as good as joining
		return slices.ContainsFunc(pairs, func(p pair) bool {
			return p.how <= how && (&of[0] == &row[0] && p.i == at || &of[0] == &record[0] && p.j == at)
		})
	}
	join := func(one, two []token, oneWorth, twoWorth []float64) {
		for i := range one {
			if oneWorth[i] > 0 || found(inScript, one, i) {
				continue
			}
			for j := 0; j+1 < len(two); j++ {
				if twoWorth[j] > 0 || twoWorth[j+1] > 0 {
					continue
				}
				both := two[j].text + two[j+1].text
				if two[j].key+two[j+1].key == one[i].key || meet(sounds(both), one[i].sounds) {
					w := likenessWorth[joined]
					oneWorth[i], twoWorth[j], twoWorth[j+1] = w, w, w
					al.worst = max(al.worst, joined)
					break
				}
			}
		}
	}
	if len(row) > 0 && len(record) > 0 {
		join(row, record, al.row, al.record)
		join(record, row, al.record, al.row)
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.worth*record[b.j].weight, a.worth*record[a.j].weight), cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j))
	})
	for _, p := range pairs {
		if al.row[p.i] > 0 || al.record[p.j] > 0 {
			continue
		}
		al.row[p.i], al.record[p.j] = p.worth, p.worth
		al.worst = max(al.worst, p.how)
		done = append(done, p)
	}
	slices.SortFunc(done, func(a, b pair) int { return a.i - b.i })
	al.ordered = slices.IsSortedFunc(done, func(a, b pair) int { return a.j - b.j })
	for j, t := range record {
		switch {
		case al.record[j] == 0 || t.known() || t.weight < weighsTopic:
		case t.work:
			al.work++
		default:
			al.own++
		}
	}
	return al
}
