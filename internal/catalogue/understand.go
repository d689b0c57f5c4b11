package catalogue

import (
	"context"
	"slices"
	"strings"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/translit"
)

// An Interpretation says how words of the question were understood beyond their
// letters.
type Interpretation struct {
	Query     string // the words as typed
	As        InterpretedAs
	Parameter string // the facet of a concept or place, "" else
	Value     string // its code; of a town that of its region, towns being no filter
	Label     string // its name in the reader's language, or the words searched for
	// Terms are those the interpretation rests on: search.AsWritten(question,
	// Terms) is the question without it.
	Terms []int
}

// InterpretedAs is a kind of interpretation.
type InterpretedAs string

const (
	AsConcept  InterpretedAs = "concept"
	AsFor      InterpretedAs = "for"  // a kind of organisation, for whom something is offered or needed
	AsNeed     InterpretedAs = "need" // those are looked for who need it, not who offers it
	AsPlace    InterpretedAs = "place"
	AsSpelling InterpretedAs = "spelling" // the index has no such word but one like it
	AsLayout   InterpretedAs = "layout"   // typed with another keyboard layout on
	AsSome     InterpretedAs = "some"     // nothing has all the words: what has some is shown
	AsFew      InterpretedAs = "few"      // few have all the words, perhaps none within the filters: what has some comes after
)

// Interpretations lists the kinds.
var Interpretations = []InterpretedAs{AsConcept, AsFor, AsNeed, AsPlace, AsSpelling, AsLayout, AsSome, AsFew}

// understood is a question as it is asked of the index.
type understood struct {
	search.Question
	layout string         // the text retyped, "" as typed
	total  int            // hits; -1 not counted
	found  *search.Result // what was found with the words as they are read, where that is enough
	all    int            // hits that have all the words, where Least lets in others
	whole  int            // the same without the filters
}

// few is how many hits are too few to be left alone: where fewer have all the
// words, those that have some of them come after. A reader looks over ten.
const few = 10

// understand reads the words of a question. Where nothing has them all as they
// are read, it tries what may have been meant: another keyboard layout, other
// spellings, then some of the words instead of all; where few have them all, what
// has some comes after. An exact question is left as it is. Filters take no part:
// what they leave, or that they leave nothing, is what was asked for, and counts
// beside them stay true.
func (c *Catalogue) understand(ctx context.Context, q search.Question) (understood, error) {
	return c.understandBy(ctx, q, c.counted)
}

// understandBy is understand where what is found with the words as they are read is
// looked for by search: mostly that is the answer already.
func (c *Catalogue) understandBy(ctx context.Context, q search.Question,
	look func(context.Context, search.Question) (search.Result, error)) (understood, error) {
	u := c.asRead(q)
	if u.Groups == nil {
		return u, nil
	}
	found, err := look(ctx, u.Question)
	if u.total = found.Total; err != nil {
		return u, err
	}
	if u.total < few || search.SeveralRelated(u.Groups) {
		if u, err = c.reconsider(ctx, u); err != nil {
			return u, err
		}
	}
	if u.total >= 0 { // it is asked as it was read
		u.found = &found
	}
	return u, nil
}

// reconsider is what a question with few hits, or with few that have all of its words
// and not just something related to one, asks for after all.
func (c *Catalogue) reconsider(ctx context.Context, u understood) (understood, error) {
	var err error
	if u.whole = u.total; u.total < few && !u.Filters.IsZero() {
		if u.whole, err = c.countWords(ctx, u.Question, few); err != nil {
			return u, err
		}
	}
	if all := u.whole; all >= few {
		if search.SeveralRelated(u.Groups) {
			all, err = c.countWords(ctx, sober(u.Question), few)
		}
		if err != nil || all >= few {
			return u, err
		}
	}
	if u.whole == 0 {
		return c.mend(ctx, u)
	}
	if begun(u.Groups) {
		if retyped, err := c.retypeBegun(ctx, u); err != nil || retyped.layout != "" {
			return retyped, err
		}
	}
	return c.widen(ctx, u)
}

// asRead is the question with its words read, nothing asked yet.
func (c *Catalogue) asRead(q search.Question) understood {
	u := understood{Question: q, total: -1}
	if !q.Exact && q.Groups == nil && len(q.Terms) > 0 {
		u.Groups = c.lexicon().Read(q.Terms, q.Type, q.Lang)
	}
	return u
}

// widen lets in what has half of the words, or where that is few too what has
// any. In any other order than by relevance it would stand among what has them
// all.
func (c *Catalogue) widen(ctx context.Context, u understood) (understood, error) {
	if u.Sort != search.SortRelevance {
		return u, nil
	}
	least, _, err := c.leastFor(ctx, u.Question)
	if err != nil || least == 0 {
		return u, err
	}
	if u.all, err = c.count(ctx, sober(u.Question)); err != nil {
		return u, err
	}
	if u.all == 0 && u.Filters.IsZero() {
		u.whole = 0
	}
	u.Least, u.total = least, -1
	return u, nil
}

// sober is the question of those that have all of the words and not just something
// related to one of them: they come first.
func sober(q search.Question) search.Question {
	q.Sober = true
	return q
}

// leastFor is how many of its groups are asked for where few records or none answer
// all, and how many records answer so many, filters aside (see countWords): half of the groups, or
// where that finds few too, any. 0 where there is but one to ask for.
func (c *Catalogue) leastFor(ctx context.Context, q search.Question) (least, total int, err error) {
	for _, q.Least = range halves(asked(q.Groups)) {
		if total, err = c.countWords(ctx, q, few); err != nil || total >= few {
			break
		}
	}
	return q.Least, total, err
}

// halves are the numbers of groups that are asked for where all of n are too
// many: half of them, then any.
func halves(n int) []int {
	var list []int
	for _, least := range []int{(n + 1) / 2, 1} {
		if least < n && (len(list) == 0 || list[0] != least) {
			list = append(list, least)
		}
	}
	return list
}

// asked is how many groups a record must answer.
func asked(groups []search.Group) int {
	n := 0
	for _, g := range groups {
		if !g.Not && !g.Optional {
			n++
		}
	}
	return n
}

// mend is what may have been meant by a question whose words nothing has as they
// were read; the same question where nothing helps.
func (c *Catalogue) mend(ctx context.Context, as understood) (understood, error) {
	strange, err := c.strange(ctx, as)
	if err != nil {
		return as, err
	}
	u := as
	u.total = -1
	some := slices.Contains(strange, true)
	for _, try := range []struct {
		worth bool
		do    func() (bool, error)
	}{
		{some, func() (bool, error) { return c.retype(ctx, &u) }},
		{some, func() (bool, error) { return c.respell(ctx, &u, strange) }},
		// Each word is found: one may be a slip that is a word too.
		{asked(u.Groups) <= maxRespelled, func() (bool, error) { return c.respell(ctx, &u, nil) }},
		{true, func() (bool, error) { return c.relax(ctx, &u) }},
	} {
		if !try.worth {
			continue
		}
		done, err := try.do()
		if err != nil {
			return u, err
		}
		if !done {
			continue
		}
		if u.layout == "" && u.Least == 0 {
			return c.widenRespelt(ctx, u)
		}
		return u, nil
	}
	return as, nil
}

// widenRespelt lets in what has some of the words where few have them all even in
// other spellings: a word nobody has would else hide what the others mean.
func (c *Catalogue) widenRespelt(ctx context.Context, u understood) (understood, error) {
	whole, err := c.countWords(ctx, u.Question, few)
	if err != nil || whole >= few {
		return u, err
	}
	if u.total, err = c.count(ctx, u.Question); err != nil {
		return u, err
	}
	u, err = c.widen(ctx, u)
	u.total = -1
	return u, err
}

// maxRespelled is how many words that are found each are looked for in other
// spellings together: more are a description, and what has some of them is nearer.
const maxRespelled = 4

// strange says which groups nothing answers even alone.
func (c *Catalogue) strange(ctx context.Context, u understood) ([]bool, error) {
	list := make([]bool, len(u.Groups))
	for i, g := range u.Groups {
		if g.AsWritten || g.Not || g.Optional {
			continue
		}
		alone := u.Question
		alone.Groups = u.Groups[i : i+1]
		total, err := c.countWords(ctx, alone, 1)
		if err != nil {
			return nil, err
		}
		list[i] = total == 0
	}
	return list, nil
}

// howMany is how many hits a question has as it is understood.
func (c *Catalogue) howMany(ctx context.Context, q search.Question) (int, error) {
	u, err := c.understand(ctx, q)
	if err != nil || u.total >= 0 {
		return u.total, err
	}
	return c.count(ctx, u.Question)
}

// count is how many hits a question has.
func (c *Catalogue) count(ctx context.Context, q search.Question) (int, error) {
	result, err := c.counted(ctx, q)
	return result.Total, err
}

// counted is a search for the total alone.
func (c *Catalogue) counted(ctx context.Context, q search.Question) (search.Result, error) {
	q.PerPage, q.Page, q.Cursor, q.WithFacets, q.Sort = 0, 1, "", false, search.SortName
	return c.index.Search(ctx, q)
}

// countWords is how many hits the words of a question have without its filters, as
// far as that matters: from enough on it may be any number.
func (c *Catalogue) countWords(ctx context.Context, q search.Question, enough int) (int, error) {
	q.Filters, q.Enough = search.Filters{}, enough
	return c.count(ctx, q)
}

// minRetyped is how many letters the words of a text must have together for a
// wrong keyboard layout to be thought of.
const minRetyped = 3

// retype looks whether the text makes sense with another keyboard layout: of
// those that do, the one whose best hit answers best.
func (c *Catalogue) retype(ctx context.Context, u *understood) (bool, error) {
	best := 0.0
	original := *u
	for _, r := range translit.Retypings(original.Q) {
		q := original.Question
		q.Terms = search.Terms(r.Text)
		letters := 0
		for _, t := range q.Terms {
			for _, key := range t.Words {
				letters += len([]rune(key))
			}
		}
		if letters < minRetyped || len(q.Terms) > search.MaxTerms {
			continue
		}
		if last := &q.Terms[len(q.Terms)-1]; original.Terms[len(original.Terms)-1].Prefix && len([]rune(last.Words[len(last.Words)-1])) >= minRetyped {
			last.Prefix = true
		}
		q.Groups = soberly(c.lexicon().Read(q.Terms, q.Type, q.Lang))
		ask := q
		ask.Filters = search.Filters{}
		ask.PerPage, ask.Page, ask.Cursor, ask.WithFacets, ask.Sort = 1, 1, "", false, search.SortRelevance
		result, err := c.index.Search(ctx, ask)
		if err != nil {
			return false, err
		}
		if len(result.Hits) > 0 && result.Hits[0].Score > best {
			best = result.Hits[0].Score
			u.Question, u.layout = q, r.Text
		}
	}
	return best > 0, nil
}

// begun says whether some word may be found by sounding like the beginning of a
// name.
func begun(groups []search.Group) bool {
	return slices.ContainsFunc(groups, func(g search.Group) bool {
		return slices.ContainsFunc(g.Words, func(w search.Word) bool { return len(w.Begins) > 0 })
	})
}

// retypeBegun looks for another keyboard layout where words are found by nothing
// but sounding like the beginning of a name: фиьсш begins like fish, and is abmci.
func (c *Catalogue) retypeBegun(ctx context.Context, u understood) (understood, error) {
	sober := u.Question
	sober.Groups = soberly(sober.Groups)
	if total, err := c.countWords(ctx, sober, 1); err != nil || total > 0 {
		return u, err
	}
	retyped := u
	if done, err := c.retype(ctx, &retyped); !done || err != nil {
		return u, err
	}
	retyped.total = -1
	return retyped, nil
}

// soberly is groups without what words that mean nothing are found by too easily:
// the beginnings of sounds, and sounds of one or two letters. Any string of
// letters sounds like the beginning of some name.
func soberly(groups []search.Group) []search.Group {
	sober := slices.Clone(groups)
	for i, g := range sober {
		words := slices.Clone(g.Words)
		for k := range words {
			words[k].Begins = nil
			words[k].Sounds = slices.DeleteFunc(slices.Clone(words[k].Sounds), func(key string) bool { return len(key) < minRetyped })
		}
		sober[i].Words = words
	}
	return sober
}

// respell gives the strange words the spellings the index does have; without any
// list all words, which keep their own spelling unless another finds something.
func (c *Catalogue) respell(ctx context.Context, u *understood, strange []bool) (bool, error) {
	before := u.Groups
	any, err := c.spellings(ctx, u, func(i int) bool { return strange == nil || strange[i] })
	if err != nil || !any {
		return false, err
	}
	if total, err := c.countWords(ctx, u.Question, 1); err != nil || total > 0 {
		return true, err
	}
	if strange == nil {
		u.Groups = before
	}
	return false, nil
}

// spellings fills in the spellings of the words of chosen groups, and the senses
// these have, and says whether there are any.
func (c *Catalogue) spellings(ctx context.Context, u *understood, chosen func(group int) bool) (any bool, err error) {
	type at struct{ group, word int }
	var words []search.Word
	var places []at
	for i, g := range u.Groups {
		if g.AsWritten || g.Not || !chosen(i) {
			continue
		}
		for k, w := range g.Words {
			if len(w.Near) == 0 {
				words, places = append(words, w), append(places, at{i, k})
			}
		}
	}
	if len(words) == 0 {
		return false, nil
	}
	found, err := c.index.Spellings(ctx, words)
	if err != nil {
		return false, err
	}
	u.Groups = slices.Clone(u.Groups)
	for n, p := range places {
		g := u.Groups[p.group]
		near := c.lexicon().Spellings(g.Words[p.word].Key)
		for _, s := range found[n] {
			if !slices.ContainsFunc(near, func(have search.Spelling) bool { return have.Key == s.Key && have.Sound == s.Sound }) {
				near = append(near, s)
			}
		}
		any = any || len(near) > 0
		slices.SortStableFunc(near, func(a, b search.Spelling) int { return a.Edits - b.Edits })
		g.Words = slices.Clone(g.Words)
		g.Words[p.word].Near = near
		if len(g.Words) == 1 && len(g.Senses) == 0 {
			g.Senses = c.lexicon().SensesNear(near, u.Type, u.Lang)
		}
		u.Groups[p.group] = g
	}
	return any, nil
}

// relax asks for some of the groups where nothing answers all.
func (c *Catalogue) relax(ctx context.Context, u *understood) (bool, error) {
	least, total, err := c.leastFor(ctx, u.Question)
	if err != nil || total == 0 {
		return false, err
	}
	u.Least = least
	return true, nil
}

// interpretations tells how a question with so many hits was understood, in the
// order of its words: the concept and the place each group most likely names, the
// spellings searched for beside, and what was done to all of it. That some of the
// words were let in is told where it brought something.
func (c *Catalogue) interpretations(u understood, total int) []Interpretation {
	list := []Interpretation{}
	all := make([]int, len(u.Terms))
	for i := range all {
		all[i] = i
	}
	if u.layout != "" {
		list = append(list, Interpretation{Query: strings.TrimSpace(u.Q), As: AsLayout, Label: u.layout, Terms: all})
	}
	for _, g := range u.Groups {
		if g.Needs {
			list = append(list, Interpretation{Query: g.Text(), As: AsNeed, Terms: g.Terms})
		}
		if g.Not || g.AsWritten || g.Optional {
			continue
		}
		concept, place := false, false
		for _, s := range g.Senses {
			if !s.Told || s.Concept == "" && place || s.Concept != "" && concept {
				continue
			}
			i := Interpretation{Query: g.Text(), Label: c.lexicon().Name(s, u.Lang), Terms: g.Terms}
			if s.Concept != "" {
				concept = true
				i.As, i.Parameter, i.Value = AsConcept, string(s.Concept.Scheme()), s.Concept.Code()
				if s.Said && s.Concept.Scheme() == directory.SchemeKind {
					i.As = AsFor
				}
			} else {
				place = true
				i.As, i.Parameter, i.Value = AsPlace, string(search.FacetRegion), string(s.Place.Region)
				if s.Values[0].Facet == search.FacetCountry {
					i.Parameter = string(search.FacetCountry)
				}
			}
			list = append(list, i)
		}
		if label := corrected(g); label != "" {
			list = append(list, Interpretation{Query: g.Text(), As: AsSpelling, Label: label, Terms: g.Terms})
		}
	}
	if u.Least > 0 && total > u.all {
		as := AsSome
		if u.whole > 0 { // though the filters may leave none of them
			as = AsFew
		}
		list = append(list, Interpretation{Query: strings.TrimSpace(u.Q), As: as, Terms: all})
	}
	return list
}

// corrected is a group with the nearest spelling of each word that has one; ""
// where none has.
func corrected(g search.Group) string {
	words := make([]string, len(g.Words))
	changed := false
	for i, w := range g.Words {
		words[i] = w.Text
		for _, n := range w.Near {
			if !n.Sound {
				words[i], changed = n.Key, true
				break
			}
		}
		if words[i] == w.Text && len(w.Near) > 0 {
			words[i], changed = w.Near[0].Key, true
		}
	}
	if !changed {
		return ""
	}
	return strings.Join(words, " ")
}
