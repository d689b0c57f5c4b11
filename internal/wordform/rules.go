package wordform

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A language's stemmer is steps, each a table of endings of which the longest
// that may come off does; then the sound changes that told the forms apart.
type stemmer struct {
	// forms are words the steps would get wrong, with their stems; looked up
	// before every step, so that what is left of a longer form is found too.
	forms map[string]string
	steps []*table
	// finish undoes the changes of sound within the stem; nil where none.
	finish func(stem string) string
}

// table is one step's endings by their last byte, the longest first.
type table struct {
	rules [256][]rule
	// vowels of which the rest must have one; "" where words live without.
	vowels string
	// may says whether an ending may follow the rest; nil where all may. It is how
	// vowel harmony is looked at.
	may func(rest, end string) bool
}

// rule is one ending.
type rule struct {
	end     string
	letters int    // of the ending
	min     int    // letters the rest has at least
	after   string // letters of which the rest ends in one; "" for any
	put     string // what stands in its place
	or      string // what may stand there as well, after "|"
	both    bool   // whether or counts
}

// ends makes rules of a list of endings, each "end", "end>put" or "end>put|or":
// the rest has at least min letters and ends in one of after, if any are given.
func ends(min int, after, list string) []rule {
	var rules []rule
	for _, f := range strings.Fields(list) {
		r := rule{min: min, after: after}
		r.end, r.put, _ = strings.Cut(f, ">")
		r.put, r.or, r.both = strings.Cut(r.put, "|")
		r.letters = utf8.RuneCountInString(r.end)
		rules = append(rules, r)
	}
	return rules
}

func newTable(vowels string, rules ...[]rule) *table {
	t := &table{vowels: vowels}
	all := slices.Concat(rules...)
	slices.SortStableFunc(all, func(a, b rule) int { return len(b.end) - len(a.end) })
	for _, r := range all {
		last := r.end[len(r.end)-1]
		t.rules[last] = append(t.rules[last], r)
	}
	return t
}

// take is a word of n letters without its longest ending that may come off; alt
// is the other reading of the ending, if it has two.
func (t *table) take(word string, n int) (stem, alt string) {
	for i := range t.rules[word[len(word)-1]] {
		r := &t.rules[word[len(word)-1]][i]
		if n-r.letters < r.min || !strings.HasSuffix(word, r.end) {
			continue
		}
		rest := word[:len(word)-len(r.end)]
		if r.after != "" {
			if last, _ := utf8.DecodeLastRuneInString(rest); !strings.ContainsRune(r.after, last) {
				continue
			}
		}
		if t.vowels != "" && !strings.ContainsAny(rest, t.vowels) || t.may != nil && !t.may(rest, r.end) {
			continue
		}
		if r.put != "" {
			stem = rest + r.put
		} else {
			stem = rest
		}
		if r.both {
			alt = rest + r.or
		}
		return stem, alt
	}
	return word, ""
}

// stems are the stems of a key, the likelier first.
func (s *stemmer) stems(key string) []string {
	word, alt, from := s.from(key, 0)
	if alt == "" {
		return []string{word}
	}
	if alt, _, _ = s.from(alt, from); alt == word {
		return []string{word}
	}
	return []string{word, alt}
}

// from is the stem of a word the steps before the one given have been over; alt
// is the first other reading come by, to go on from the step given beside it.
func (s *stemmer) from(word string, step int) (stem, alt string, next int) {
	for ; step < len(s.steps); step++ {
		if stem, ok := s.forms[word]; ok {
			return stem, alt, next
		}
		n := utf8.RuneCountInString(word)
		if n <= minStem {
			return word, alt, next
		}
		var other string
		if word, other = s.steps[step].take(word, n); other != "" && alt == "" {
			alt, next = other, step+1
		}
	}
	if stem, ok := s.forms[word]; ok {
		return stem, alt, next
	}
	if s.finish != nil && utf8.RuneCountInString(word) > minStem {
		word = s.finish(word)
	}
	return word, alt, next
}

// irregular makes a map of forms of lines of words: the first of a line is the
// stem of all of it.
func irregular(lines ...string) map[string]string {
	m := map[string]string{}
	for _, line := range lines {
		words := strings.Fields(line)
		for _, w := range words {
			m[w] = words[0]
		}
	}
	return m
}

// squeezed is a stem without the fleeting vowel before its last consonant, one of
// a language's that come and go between consonants: рынок, рынк-а. What is left
// has a vowel and minStem letters. Stems that keep the vowel in every form lose
// it in every form, which does no harm.
func squeezed(stem, fleeting, finals, vowels string) string {
	last, n := utf8.DecodeLastRuneInString(stem)
	if !strings.ContainsRune(finals, last) {
		return stem
	}
	v, m := utf8.DecodeLastRuneInString(stem[:len(stem)-n])
	if !strings.ContainsRune(fleeting, v) {
		return stem
	}
	rest := stem[:len(stem)-n-m]
	before, _ := utf8.DecodeLastRuneInString(rest)
	if before == utf8.RuneError || strings.ContainsRune(vowels, before) || !strings.ContainsAny(rest, vowels) ||
		utf8.RuneCountInString(rest) < minStem-1 {
		return stem
	}
	return rest + stem[len(stem)-n:]
}
