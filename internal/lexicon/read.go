package lexicon

import (
	"cmp"
	"maps"
	"slices"
	"unicode/utf8"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/translit"
	"euxine/internal/wordform"
)

// maxSenses is how many senses a group keeps, the surest first: a word that
// means more than that in eleven languages tells nothing.
const maxSenses = 6

// maxStems bounds what stands for one word, so that the cost of a question grows
// with its words only; translit.MaxSounds does for sounds.
const maxStems = 6

// Read says how the terms of a question are understood: neighbouring words that
// name a concept or a place together are one group, every other word is one of
// its own. Quoted terms and those left out are taken as written. Senses are of
// what the record type carries; l is the reader's language, which is likely the
// language of the words too.
func (x *Lexicon) Read(terms []search.Term, t directory.RecordType, l directory.Language) []search.Group {
	x.toRead()
	r := reader{x: x, t: t, lang: l}
	var run []located
	for i, term := range terms {
		if term.Quoted || term.Not {
			r.groups(run)
			run = nil
			g := search.PlainReading(terms[i : i+1])[0]
			g.Terms = []int{i}
			if !term.Quoted {
				g.AsWritten = true // what is left out is what was typed
			}
			r.list = append(r.list, g)
			continue
		}
		for j, key := range term.Words {
			run = append(run, located{term: i, word: Word(term.Typings[j], key, term.Prefix && j == len(term.Words)-1)})
		}
	}
	r.groups(run)
	r.territories()
	r.compounds()
	r.forWhom()
	r.stopWords()
	if t == directory.Organisations {
		r.whoNeeds()
	}
	return r.list
}

// Word is a word with its other forms and its sounds.
func Word(typed, key string, prefix bool) search.Word {
	w := search.Word{Text: typed, Key: key, Prefix: prefix}
	for _, stem := range wordform.AllStems(key) {
		if len(w.Stems) < maxStems {
			w.Stems = append(w.Stems, stem)
		}
	}
	// What sounds much shorter than it was typed says nothing: xxyy sounds like hi,
	// and zzzz like every name with zh.
	letters := utf8.RuneCountInString(typed)
	short := func(sound string) bool { return 2*len(sound) <= letters }
	w.Sounds = slices.DeleteFunc(translit.Sounds(typed, translit.Guess(typed)), short)
	if prefix {
		w.Begins = slices.DeleteFunc(translit.Beginnings(typed, translit.Guess(typed)), short)
	}
	return w
}

// located is a word and the term it is of.
type located struct {
	term int
	word search.Word
}

type reader struct {
	x    *Lexicon
	t    directory.RecordType
	lang directory.Language
	list []search.Group
}

// groups cuts a run of words at the longest phrases that have a sense.
func (r *reader) groups(run []located) {
	for i := 0; i < len(run); {
		n, senses := 1, []search.Sense(nil)
		for length := min(maxPhrase, len(run)-i); length > 0; length-- {
			if senses = r.senses(run[i : i+length]); len(senses) > 0 {
				n = length
				break
			}
		}
		g := search.Group{Senses: senses}
		for _, w := range run[i : i+n] {
			g.Words = append(g.Words, w.word)
			if len(g.Terms) == 0 || g.Terms[len(g.Terms)-1] != w.term {
				g.Terms = append(g.Terms, w.term)
			}
		}
		r.list = append(r.list, g)
		i += n
	}
}

// senses are those the words name together, the surest first.
func (r *reader) senses(words []located) []search.Sense {
	keys := make([]string, len(words))
	for i, w := range words {
		keys[i] = w.word.Key
	}
	best := map[int32]float64{}
	faint := map[int32]bool{}
	exact := false // a name is typed as it stands
	add := func(lang string, list []entry) {
		for _, e := range list {
			if _, ok := best[e.sense]; !ok && exact && lang != string(r.lang) {
				continue // küme is no form of kum to a reader who does not write Turkish
			}
			weight := e.by.weight()
			// A word of another language than the reader's and English may mean
			// something else in his.
			if lang != "" && lang != string(r.lang) && lang != "en" {
				weight *= 0.8
			}
			if weight > best[e.sense] {
				best[e.sense] = weight
				// An everyday word of another language may be anything in the reader's.
				faint[e.sense] = e.by == byWord || e.by == byAsked && lang != "" && lang != string(r.lang) && lang != "en"
			}
		}
	}
	add("", r.x.phrases[phraseKey("", keys)])
	exact = len(best) > 0
	for _, lang := range wordform.Candidates(keys[0]) {
		for _, stems := range phraseStems(keys, lang) {
			add(lang, r.x.phrases[phraseKey(lang, stems)])
		}
	}
	return r.choose(best, faint)
}

// choose makes the senses found into those of the question.
func (r *reader) choose(best map[int32]float64, faint map[int32]bool) []search.Sense {
	sure := false
	for n := range best {
		sure = sure || !faint[n]
	}
	narrow := r.x.narrower(best)
	var list []search.Sense
	places := -1 // all places of one name are one sense
	// In the order of the vocabulary, so that readings are the same every time.
	for _, n := range slices.Sorted(maps.Keys(best)) {
		s := r.x.senses[n]
		if sure && faint[n] {
			continue
		}
		made := search.Sense{Concept: s.concept, Place: s.place, Weight: best[n], Told: !faint[n]}
		// A word that is one of many for a broad concept is narrower than it: "wine"
		// finds what carries the food industry, not every text that speaks of food.
		one := broad(s.concept) && best[n] < byName.weight()
		if one && narrow { // and a topic of its own: what is of that comes first, and only that is told
			made.Weight, made.Told, made.Wider = best[n]*broadWeight, false, true
		}
		if s.concept == "" {
			made.Values = placeValues(r.t, s.place)
			if len(made.Values) == 0 {
				continue
			}
			if places >= 0 {
				p := &list[places]
				p.Values = append(p.Values, made.Values...)
				if made.Weight > p.Weight { // Sofia is the town's very name, the province is Sofia with a word more
					p.Place, p.Weight, p.Told = made.Place, made.Weight, p.Told || made.Told
				}
				continue
			}
			places = len(list)
			list = append(list, made)
			continue
		}
		made.Said = speaks(s.concept, 0) && !one && s.concept.Scheme() != directory.SchemeKind // but see forWhom
		if made.Values = r.x.conceptValues(r.t, s.concept); len(made.Values) == 0 && !made.Said {
			continue
		}
		list = append(list, made)
	}
	slices.SortStableFunc(list, func(a, b search.Sense) int { return cmp.Compare(b.Weight, a.Weight) })
	return list[:min(len(list), maxSenses)]
}

// broadWeight is what carrying a broad concept weighs where a narrow topic was
// asked for.
const broadWeight = 0.35

// narrower says whether one of the senses is a topic.
func (x *Lexicon) narrower(best map[int32]float64) bool {
	for n := range best {
		if x.senses[n].concept.Scheme() == directory.SchemeTopic {
			return true
		}
	}
	return false
}

// broad says whether the concept stands for whole industries.
func broad(id directory.ConceptID) bool {
	switch id.Scheme() {
	case directory.SchemeSector, directory.SchemeEmerging, directory.SchemeEcosystem, directory.SchemePriority:
		return true
	}
	return false
}

// conceptValues are the codes records of a type carry that have a concept.
func (x *Lexicon) conceptValues(t directory.RecordType, id directory.ConceptID) []search.Value {
	var list []search.Value
	add := func(id directory.ConceptID, weight float64) {
		facet := search.Facet(id.Scheme())
		switch id.Scheme() {
		case directory.SchemeKind:
			switch t {
			case directory.Organisations:
			case directory.Calls: // "vouchers for SMEs": who may apply
				facet = search.FacetWho
			default:
				return
			}
			weight *= kindWeight
		case directory.SchemeEventKind:
			if t != directory.Events {
				return
			}
			facet = search.FacetKind
		case directory.SchemeCallKind:
			if t != directory.Calls {
				return
			}
			facet = search.FacetKind
		case directory.SchemeLabel:
			if t != directory.Organisations {
				return
			}
		case directory.SchemeTopic: // no record carries it
			return
		}
		list = append(list, search.Value{Facet: facet, Code: id.Code(), Weight: weight})
	}
	add(id, 1)
	if id.Scheme() == directory.SchemeTopic {
		c, _ := x.v.Concept(id)
		for _, related := range c.Related {
			add(related, broadWeight)
		}
	}
	return list
}

// kindWeight is what the kind weighs against having the very word: "cluster" is
// in most names already.
const kindWeight = 0.5

// placeValues are the codes records in a place carry. Calls and projects have
// countries only.
func placeValues(t directory.RecordType, p search.Place) []search.Value {
	switch {
	case t != directory.Organisations && t != directory.Events:
		if p.City == nil && len(p.Region) == 2 {
			return []search.Value{{Facet: search.FacetCountry, Code: string(p.Region), Weight: 1}}
		}
		return nil
	case p.City != nil:
		return []search.Value{{Facet: search.FacetCity, Code: search.CityCode(p.City), Weight: 1}}
	case len(p.Region) == 2:
		return []search.Value{{Facet: search.FacetCountry, Code: string(p.Region), Weight: 1}}
	}
	return []search.Value{{Facet: search.FacetRegion, Code: string(p.Region), Weight: 1}}
}

// territories joins a place with the word beside it that says what kind of
// place it is: then the region is meant and not the town of its name.
func (r *reader) territories() {
	for i := 0; i+1 < len(r.list); i++ {
		a, b := r.list[i], r.list[i+1]
		place := a
		switch {
		case isTerritory(a) && hasPlace(b):
			place = b
		case isTerritory(b) && hasPlace(a):
		default:
			continue
		}
		joined := search.Group{Terms: slices.Compact(slices.Concat(a.Terms, b.Terms)), Words: slices.Concat(a.Words, b.Words)}
		for _, s := range place.Senses {
			if s.Concept != "" {
				continue
			}
			s.Values = slices.DeleteFunc(slices.Clone(s.Values), func(v search.Value) bool { return v.Facet == search.FacetCity })
			if len(s.Values) > 0 {
				if s.Place.City != nil {
					s.Place = search.Place{Region: directory.RegionCode(s.Values[0].Code)}
				}
				joined.Senses = append(joined.Senses, s)
			}
		}
		if len(joined.Senses) > 0 {
			r.list = slices.Replace(r.list, i, i+2, joined)
		}
	}
}

func isTerritory(g search.Group) bool {
	return !g.AsWritten && len(g.Words) == 1 && territories[g.Words[0].Key]
}

func hasPlace(g search.Group) bool {
	return slices.ContainsFunc(g.Senses, func(s search.Sense) bool { return s.Concept == "" })
}

// compounds puts the words of one term together again where none of them has a
// sense of its own: "A.Ş.", "win-win".
func (r *reader) compounds() {
	for i := 0; i+1 < len(r.list); {
		a, b := r.list[i], r.list[i+1]
		if a.AsWritten || b.AsWritten || len(a.Senses) > 0 || len(b.Senses) > 0 ||
			len(a.Terms) != 1 || len(b.Terms) != 1 || a.Terms[0] != b.Terms[0] {
			i++
			continue
		}
		a.Words = slices.Concat(a.Words, b.Words)
		r.list = slices.Replace(r.list, i, i+2, a)
	}
}

// stopWords makes words that say nothing optional, unless there is nothing else.
// The word being typed is none yet; one letter of it asks for nothing either.
func (r *reader) stopWords() {
	asked := 0
	idle := make([]bool, len(r.list))
	for i, g := range r.list {
		if g.Not {
			continue
		}
		if len(g.Words) == 1 && !g.AsWritten {
			w := g.Words[0]
			idle[i] = wordform.StopAny(w.Key) || asks(w) || w.Prefix && len([]rune(w.Key)) == 1 || !g.Named() && wraps(w, r.lang)
		}
		if !idle[i] {
			asked++
		}
	}
	if asked == 0 {
		return
	}
	for i := range r.list {
		if r.list[i].Optional = idle[i]; idle[i] {
			r.list[i].Senses = nil // Of is also a town
		}
	}
}

// Name is what a sense is called in a language, for telling the reader.
func (x *Lexicon) Name(s search.Sense, l directory.Language) string {
	switch {
	case s.Concept != "":
		return x.v.ConceptLabel(s.Concept, l)
	case s.Place.City != nil:
		return CityName(s.Place.City, l)
	}
	return x.v.RegionName(s.Place.Region, l)
}

// CityName is the town's name in l, which may be its native one, else in English.
func CityName(c *directory.City, l directory.Language) string {
	switch {
	case c.Names[l] != "":
		return c.Names[l]
	case c.Native != "" && directory.CountryLanguage(c.Country) == l:
		return c.Native
	}
	return c.Name
}
