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

// Later makes the lexicon of a vocabulary when it is first asked for, and gives it
// and its [Lexicon.Said].
func Later(v *directory.Vocabulary) (built func() *Lexicon, said func(text string, words []translit.Word, l directory.Language) []directory.ConceptID) {
	built = sync.OnceValue(func() *Lexicon { return New(v) })
	return built, func(text string, words []translit.Word, l directory.Language) []directory.ConceptID {
		return built().Said(text, words, l)
	}
}

// Said lists the concepts a text, split into words, speaks of, one for each time.
func (x *Lexicon) Said(text string, words []translit.Word, l directory.Language) []directory.ConceptID {
	mentions := x.Mentions(text, words, l)
	ids := make([]directory.ConceptID, len(mentions))
	for i, m := range mentions {
		ids[i] = m.Concept
	}
	return ids
}

// spoken are the phrases a text speaks of a concept by, found by language and
// stems.
type spoken struct {
	phrases map[string][]meant        // by phraseKey
	longest map[string]map[string]int // words of the longest phrase that begins with a stem, by language
}

// meant is a sense a phrase has in a text.
type meant struct {
	sense    int32
	capitals bool // the text must have it in capitals
}

// speaks says whether a text that has this label of a concept speaks of the
// concept: the further labels of broad ones ("wine" of the food industry) are
// narrower than they are. What the names of kinds say depends on the text: see
// search.Text.Means.
func speaks(id directory.ConceptID, label int) bool {
	switch id.Scheme() {
	case directory.SchemeTopic, directory.SchemeTechnology:
		return true
	case directory.SchemeLabel, directory.SchemeEventKind, directory.SchemeCallKind:
		return false
	}
	return label < surest
}

// surest is how many labels of a broad concept mean nothing less than it: the preferred one
// and two more.
const surest = 3

// toListen makes the phrases of texts ready.
func (x *Lexicon) toListen() {
	x.speaking.Do(func() {
		x.spoken = spoken{phrases: map[string][]meant{}, longest: map[string]map[string]int{}}
		for n, labels := range x.labelsOf() {
			for _, l := range labels {
				if len(l.keys) > 0 && len(l.keys) <= maxPhrase && !l.asked && speaks(x.senses[n].concept, l.n) {
					x.spoken.enter(int32(n), l.text, l.keys, string(l.lang))
				}
			}
		}
	})
}

// maxCapital is how many letters an acronym has that would be taken for another
// word if its capitals did not count: IT, AI, LED.
const maxCapital = 4

func (s *spoken) enter(sense int32, label string, words []string, lang string) {
	for _, stems := range phraseStems(words, lang) {
		key := phraseKey(lang, stems)
		m := meant{sense, len(words) == 1 && utf8.RuneCountInString(label) <= maxCapital && inCapitals(label)}
		if i := slices.IndexFunc(s.phrases[key], func(have meant) bool { return have.sense == sense }); i >= 0 {
			s.phrases[key][i].capitals = s.phrases[key][i].capitals && m.capitals
		} else {
			s.phrases[key] = append(s.phrases[key], m)
		}
		if s.longest[lang] == nil {
			s.longest[lang] = map[string]int{}
		}
		s.longest[lang][stems[0]] = max(s.longest[lang][stems[0]], len(stems))
	}
}

// Mentions lists the concepts that words of a text in a language speak of, by
// where they begin; phrases within phrases too. English words are known in every
// text that has words of Latin letters.
func (x *Lexicon) Mentions(text string, words []translit.Word, l directory.Language) []Mention {
	x.toListen()
	var list []Mention
	listen := func(from, to int, languages []string) {
		for _, lang := range languages {
			list = x.spoken.mentions(list, x.senses, text, words[from:to], from, lang)
		}
	}
	if l != "" {
		listen(0, len(words), textLanguages(words, l))
	} else { // by the script of each word
		for i := 0; i < len(words); {
			languages, run := wordform.Candidates(words[i].Key), i+1
			for run < len(words) && slices.Equal(wordform.Candidates(words[run].Key), languages) {
				run++
			}
			listen(i, run, languages)
			i = run
		}
	}
	if len(list) == 0 {
		return nil
	}
	slices.SortStableFunc(list, func(a, b Mention) int { return a.From - b.From })
	return slices.CompactFunc(list, func(a, b Mention) bool { return a == b })
}

// textLanguages are those a text in a language is read in.
func textLanguages(words []translit.Word, l directory.Language) []string {
	english := func(w translit.Word) bool { return slices.Contains(wordform.Candidates(w.Key), "en") }
	if l != "en" && slices.ContainsFunc(words, english) {
		return []string{string(l), "en"}
	}
	return []string{string(l)}
}

// mentions adds those of words in one language; offset is where they begin in
// the text.
func (s *spoken) mentions(list []Mention, senses []sense, text string, words []translit.Word, offset int, lang string) []Mention {
	of := s.longest[lang]
	key := make([]byte, 0, 64)
	for i, w := range words {
		stem := firstStem(w, lang)
		longest := min(of[stem], len(words)-i)
		if longest == 0 {
			continue // as most words
		}
		key = append(append(append(key[:0], lang...), ' '), stem...)
		for n := 1; n <= longest; n++ {
			if n > 1 {
				key = append(append(key, ' '), firstStem(words[i+n-1], lang)...)
			}
			for _, m := range s.phrases[string(key)] {
				if !m.capitals || inCapitals(text[words[i].Start:words[i].End]) {
					list = append(list, Mention{senses[m.sense].concept, offset + i, offset + i + n})
				}
			}
		}
	}
	return list
}

func firstStem(w translit.Word, lang string) string { return wordform.Stems(w.Key, lang)[0] }

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
