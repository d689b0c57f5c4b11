package catalogue

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"euxine/internal/directory"
	"euxine/internal/reconcile"
	"euxine/internal/search"
	"euxine/internal/together"
)

// Bounds of recognising a list.
const (
	// MaxRows is how many rows are recognised at a time: five times the participants
	// of a large event. Longer tables come in parts.
	MaxRows = 2000
	// maxFound is how many records are looked at for one way of looking: the index
	// puts the record meant among the first few, and each costs a read.
	maxFound = 12
)

// Recognised is what is thought of a row, its candidates with what is shown of them.
type Recognised struct {
	reconcile.Judgement
	Options []Option // one for each candidate, in their order
}

// Option is an organisation a row may mean.
type Option struct {
	reconcile.Candidate
	Ref  Ref
	Site string // host of its website
}

// Recognise says of every row of a list which organisation it means, in their order.
// What a row costs does not grow with the directory by more than the index's own
// answers do. Rows are judged each by itself: the same row has the same answer in any
// list. More than MaxRows are ErrInvalid.
func (c *Catalogue) Recognise(ctx context.Context, rows []reconcile.Row, l directory.Language) ([]Recognised, error) {
	if len(rows) > MaxRows {
		return nil, search.ParameterFaults{{Parameter: "rows", Value: strconv.Itoa(len(rows)), Key: directory.FaultTooLarge, Args: []string{strconv.Itoa(MaxRows) + " rows"}}}
	}
	list := make([]Recognised, len(rows))
	parts := min(runtime.GOMAXPROCS(0), len(rows))
	err := together.Do(parts, func(k int) (err error) {
		for i := k; i < len(rows) && err == nil; i += parts {
			list[i], err = c.recognise(ctx, rows[i], l)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

func (c *Catalogue) recognise(ctx context.Context, row reconcile.Row, l directory.Language) (Recognised, error) {
	w := c.matcher().Read(row)
	s := sought{c: c, w: w, seen: map[directory.RecordID]bool{}}
	j, known, err := s.byID(ctx)
	if err == nil && !known {
		j, err = s.judge(ctx)
	}
	if err != nil {
		return Recognised{}, err
	}
	r := Recognised{Judgement: j, Options: make([]Option, len(j.Candidates))}
	for i, candidate := range j.Candidates {
		o := s.of(candidate.ID)
		r.Options[i] = Option{Candidate: candidate, Ref: c.ref(o, l), Site: host(o.Website)}
	}
	return r, nil
}

// sought is a row whose organisation is looked for.
type sought struct {
	c     *Catalogue
	w     reconcile.Wanted
	found []*directory.Organisation
	seen  map[directory.RecordID]bool
}

// judge looks in one way after the other until the row is certain: by the words of the
// name in any script, by those of its website, by other spellings, and by what the
// words mean.
func (s *sought) judge(ctx context.Context) (reconcile.Judgement, error) {
	m := s.c.matcher()
	j := m.Judge(s.w, nil)
	if s.w.Empty() {
		return j, nil
	}
	for i, look := range []func(context.Context) (bool, error){s.byName, s.bySite, s.bySound, s.bySpelling, s.byMeaning} {
		more, err := look(ctx)
		if err != nil {
			return j, err
		}
		if more {
			j = m.Judge(s.w, s.found)
		}
		// The website is looked for in any case: it may be another's than the name.
		if i > 0 && j.Verdict == reconcile.Certain {
			break
		}
	}
	return j, nil
}

// byID takes a name that is an id, as lists have it that were recognised before.
func (s *sought) byID(ctx context.Context) (reconcile.Judgement, bool, error) {
	id := directory.RecordID(s.w.Name())
	if !directory.ValidID(id) || !strings.Contains(string(id), "-") {
		return reconcile.Judgement{}, false, nil
	}
	found, err := s.c.current(ctx, []directory.RecordID{id})
	if err != nil || found[0] == nil {
		return reconcile.Judgement{}, false, err
	}
	s.found = found
	return reconcile.ByID(found[0].ID), true, nil
}

func (s *sought) byName(ctx context.Context) (bool, error) {
	return s.words(ctx, s.w.FindWords(), nil)
}

func (s *sought) bySite(ctx context.Context) (bool, error) {
	return s.words(ctx, s.w.FindSite(), nil)
}

// bySound looks for what sounds much like the words that are not common.
func (s *sought) bySound(ctx context.Context) (bool, error) {
	return s.nearly(ctx, func(w reconcile.FindWord) search.Word {
		return search.Word{Sounds: w.Sounds[:min(len(w.Sounds), maxSounded)]}
	})
}

// bySpelling looks for what is spelt much like them, where nothing was found.
func (s *sought) bySpelling(ctx context.Context) (bool, error) {
	if s.near() {
		return false, nil
	}
	return s.nearly(ctx, func(w reconcile.FindWord) search.Word { return search.Word{Key: w.Key} })
}

// maxSounded is how many sounds of a word others are looked for near to.
const maxSounded = 2

func (s *sought) nearly(ctx context.Context, of func(reconcile.FindWord) search.Word) (bool, error) {
	words := s.w.FindWords()
	var asked []search.Word
	var at []int
	for i, w := range words {
		if !w.Common {
			asked = append(asked, of(w))
			at = append(at, i)
		}
	}
	if len(asked) == 0 {
		return false, nil
	}
	found, err := s.c.index.Spellings(ctx, asked)
	if err != nil {
		return false, err
	}
	near := map[int][]search.Spelling{}
	for n, i := range at {
		if len(found[n]) > 0 {
			near[i] = found[n]
		}
	}
	if len(near) == 0 {
		return false, nil
	}
	return s.words(ctx, words, near)
}

// byMeaning looks for the words as a search does, in the row's country: a name that is
// recorded in another language has none of them.
func (s *sought) byMeaning(ctx context.Context) (bool, error) {
	terms := search.Terms(s.w.Name())
	if len(terms) == 0 || s.w.Country == "" || len(s.found) > 0 && s.near() {
		return false, nil
	}
	q := search.Question{Type: directory.Organisations, Terms: terms[:min(len(terms), search.MaxTerms)],
		Filters: search.Filters{Values: map[search.Facet][]string{search.FacetCountry: {string(s.w.Country)}}}}
	q.Groups = s.c.lexicon().Read(q.Terms, q.Type, "")
	if n := asked(q.Groups); n > 1 {
		q.Least = (n + 1) / 2
	}
	return s.ask(ctx, q)
}

// near says whether something is worth asking about already.
func (s *sought) near() bool {
	return s.c.matcher().Judge(s.w, s.found).Verdict != reconcile.None
}

// words looks for records with most of the words in their names, the rarest telling
// most; common words, the country and the town raise what has them.
func (s *sought) words(ctx context.Context, words []reconcile.FindWord, near map[int][]search.Spelling) (bool, error) {
	var groups []search.Group
	own := slices.ContainsFunc(words, func(w reconcile.FindWord) bool { return !w.Common })
	n := 0
	for i, w := range words {
		word := search.Word{Text: w.Text, Key: w.Key, Sounds: w.Sounds, Near: near[i]}
		for _, other := range w.Others[:min(len(w.Others), maxOthers)] {
			word.Near = append(word.Near, search.Spelling{Key: other, Edits: 1})
		}
		// Near a misspelt word there are few; of a town there are many, which would
		// come before them.
		g := search.Group{Words: []search.Word{word}, Optional: w.Common && own || w.Place && near != nil}
		if !g.Optional {
			n++
		}
		groups = append(groups, g)
	}
	if n == 0 {
		return false, nil
	}
	raise := func(f search.Facet, code string) search.Group {
		return search.Group{Optional: true, Senses: []search.Sense{{Values: []search.Value{{Facet: f, Code: code, Weight: 1}}, Weight: raised}}}
	}
	if s.w.Country != "" {
		groups = append(groups, raise(search.FacetCountry, string(s.w.Country)))
	}
	for _, code := range s.w.Cities() {
		groups = append(groups, raise(search.FacetCity, code))
	}
	return s.ask(ctx, search.Question{Type: directory.Organisations, Groups: groups, NamesOnly: true, Least: (n + 1) / 2})
}

// maxOthers is how many other languages' words a common word is looked for by, and
// raised what the country and the town add, in units of the weight of a word's sense:
// less than a word of the name.
const (
	maxOthers = 12
	raised    = 0.5
)

// ask takes in the first records of an answer, and says whether any is new.
func (s *sought) ask(ctx context.Context, q search.Question) (bool, error) {
	q.Sort, q.Page, q.PerPage, q.Today = search.SortRelevance, 1, maxFound, s.c.Today()
	result, err := s.c.index.Search(ctx, q)
	if err != nil {
		return false, err
	}
	var ids []directory.RecordID
	for _, h := range result.Hits {
		if !s.seen[h.ID] {
			s.seen[h.ID] = true
			ids = append(ids, h.ID)
		}
	}
	records, err := s.c.organisations(ctx, ids)
	if err != nil {
		return false, err
	}
	before := len(s.found)
	for _, o := range records {
		if o != nil {
			s.found = append(s.found, o)
		}
	}
	slices.SortFunc(s.found, func(a, b *directory.Organisation) int { return cmp.Compare(a.ID, b.ID) })
	return len(s.found) > before, nil
}

func (s *sought) of(id directory.RecordID) *directory.Organisation {
	i := slices.IndexFunc(s.found, func(o *directory.Organisation) bool { return o.ID == id })
	return s.found[i]
}
