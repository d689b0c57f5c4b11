package lexicon

import (
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"

	"euxine/internal/directory"
	"euxine/internal/translit"
	"euxine/internal/wordform"
)

// Mention is a concept a text speaks of, by the words from From up to, not
// including, To.
type Mention struct {
	Concept  directory.ConceptID
	From, To int
}

// Later builds the lexicon of a vocabulary when it is first asked for, a fifth of
// a second's work, and gives it and its [Lexicon.Said].
func Later(v *directory.Vocabulary) (built func() *Lexicon, said func(text string, l directory.Language) []directory.ConceptID) {
	built = sync.OnceValue(func() *Lexicon { return New(v) })
	return built, func(text string, l directory.Language) []directory.ConceptID { return built().Said(text, l) }
}

// Said lists the concepts a text speaks of, one for each time.
func (x *Lexicon) Said(text string, l directory.Language) []directory.ConceptID {
	mentions := x.Mentions(text, translit.Words(text), l)
	ids := make([]directory.ConceptID, len(mentions))
	for i, m := range mentions {
		ids[i] = m.Concept
	}
	return ids
}

// spoken are the phrases a text speaks of a concept by, found by language and
// stems.
type spoken struct {
	phrases map[string][]int32 // senses by phraseKey
	longest map[string]int     // words of the longest phrase that begins with a stem, by phraseKey
	capital map[string]bool    // of phrases that are written in capitals: texts too must
}

// speaks says whether a text that has this label of a concept speaks of the
// concept: the further labels of broad ones ("wine" of the food industry) are
// narrower than they are, and nearly every text has the names of kinds.
func speaks(id directory.ConceptID, label int) bool {
	switch id.Scheme() {
	case directory.SchemeTopic, directory.SchemeTechnology:
		return true
	case directory.SchemeKind, directory.SchemeLabel, directory.SchemeEventKind, directory.SchemeCallKind:
		return false
	}
	return label < 3 // the preferred one and two more
}

// maxCapital is how many letters an acronym has that would be taken for another
// word if its capitals did not count: IT, AI, LED.
const maxCapital = 4

func (s *spoken) enter(sense int32, label string, words []string, lang string) {
	for _, stems := range phraseStems(words, lang) {
		key := phraseKey(lang, stems)
		if list := s.phrases[key]; !slices.Contains(list, sense) {
			s.phrases[key] = append(list, sense)
		}
		if len(words) == 1 && utf8.RuneCountInString(label) <= maxCapital && inCapitals(label) {
			s.capital[key] = true
		}
		first := phraseKey(lang, stems[:1])
		s.longest[first] = max(s.longest[first], len(stems))
	}
}

// Mentions lists the concepts that words of a text in a language speak of, by
// where they begin; phrases within phrases too. English words are known in every
// text of Latin letters.
func (x *Lexicon) Mentions(text string, words []translit.Word, l directory.Language) []Mention {
	var list []Mention
	for i := 0; i < len(words); {
		// A text without a stated language is read by the script of each word.
		languages := textLanguages(words[i].Key, l)
		run := i + 1
		for run < len(words) && (l != "" || slices.Equal(textLanguages(words[run].Key, l), languages)) {
			run++
		}
		for _, lang := range languages {
			list = x.spoken.mentions(list, x.senses, text, words[i:run], i, lang)
		}
		i = run
	}
	if len(list) == 0 {
		return nil
	}
	slices.SortStableFunc(list, func(a, b Mention) int { return a.From - b.From })
	return slices.CompactFunc(list, func(a, b Mention) bool { return a == b })
}

func textLanguages(key string, l directory.Language) []string {
	candidates := wordform.Candidates(key)
	switch {
	case l == "":
		return candidates
	case l != "en" && slices.Contains(candidates, "en"):
		return []string{string(l), "en"}
	}
	return []string{string(l)}
}

// mentions adds those of words in one language; offset is where they begin in
// the text.
func (s *spoken) mentions(list []Mention, senses []sense, text string, words []translit.Word, offset int, lang string) []Mention {
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = wordform.Stems(w.Key, lang)[0]
	}
	key := make([]byte, 0, 64)
	for i := range stems {
		key = append(append(append(key[:0], lang...), ' '), stems[i]...)
		longest := min(s.longest[string(key)], len(stems)-i)
		for n := 1; n <= longest; n++ {
			if n > 1 {
				key = append(append(key, ' '), stems[i+n-1]...)
			}
			if n == 1 && s.capital[string(key)] && !inCapitals(text[words[i].Start:words[i].End]) {
				continue
			}
			for _, sense := range s.phrases[string(key)] {
				list = append(list, Mention{senses[sense].concept, offset + i, offset + i + n})
			}
		}
	}
	return list
}

// inCapitals says whether a word has no small letter, and some letter.
func inCapitals(word string) bool {
	some := false
	for _, r := range word {
		if unicode.IsLower(r) {
			return false
		}
		some = some || unicode.IsUpper(r)
	}
	return some
}
