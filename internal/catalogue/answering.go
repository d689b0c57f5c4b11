package catalogue

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"time"

	"euxine/internal/directory"
	"euxine/internal/eligibility"
	"euxine/internal/search"
	"euxine/internal/together"
)

// Search answers a question about organisations in its language, with the
// profiles shown.
func (c *Catalogue) Search(ctx context.Context, q search.Question) (*Answer, error) {
	q.Type, q.Today = directory.Organisations, c.Today()
	a, found, err := c.ask(ctx, q)
	if err != nil {
		return nil, err
	}
	err = together.Do(2, func(k int) (err error) {
		if k == 0 {
			a.Hits, err = c.hits(ctx, a.Question, found.Hits)
			return err
		}
		return c.arrange(ctx, a, found.Facets)
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// ask is what answers about all record types begin with: how the question was
// understood, and what was found.
func (c *Catalogue) ask(ctx context.Context, q search.Question) (*Answer, *search.Result, error) {
	start := time.Now()
	u, err := c.understandBy(ctx, q, c.index.Search)
	if err != nil {
		return nil, nil, err
	}
	result := u.found
	if result == nil {
		asked, err := c.index.Search(ctx, u.Question)
		if err != nil {
			return nil, nil, err
		}
		result = &asked
	}
	q = u.Question
	a := &Answer{Question: q, Interpretation: c.interpretations(u, result.Total), Total: result.Total, AllWords: result.Total, Next: result.Next, Revision: result.Revision, Took: time.Since(start),
		Active: c.active(ctx, q)}
	if u.Least > 0 {
		a.AllWords = u.all
	}
	return a, result, nil
}

// answer is what answers about all record types share: everything but the records shown.
func (c *Catalogue) answer(ctx context.Context, q search.Question) (*Answer, []search.Hit, error) {
	a, found, err := c.ask(ctx, q)
	if err == nil {
		err = c.arrange(ctx, a, found.Facets)
	}
	if err != nil {
		return nil, nil, err
	}
	return a, found.Hits, nil
}

// arrange adds to an answer what it tells beside its hits: the facets, and the ways out
// where there are none. It touches no hits.
func (c *Catalogue) arrange(ctx context.Context, a *Answer, found map[search.Facet][]search.Count) (err error) {
	q := a.Question
	for _, f := range search.FacetsOf(q.Type) {
		selected := q.Filters.Values[f]
		if counts := found[f]; q.WithFacets && (len(counts) > 0 || len(selected) > 0) {
			a.Facets = append(a.Facets, c.facetCounts(q.Type, f, counts, selected, q.Lang))
		}
	}
	if err := c.spoken(ctx, q, a); err != nil {
		return err
	}
	if a.Total == 0 {
		a.Suggestions, err = c.waysOut(ctx, q, a.Active)
	}
	return err
}

// spoken adds the facets of what is offered and needed where they are filtered by,
// with the values asked for alone: of the hundreds there are, pages list no others.
// What has a value asked for passes the facet's filter, so that hits are all there is
// to count.
func (c *Catalogue) spoken(ctx context.Context, q search.Question, a *Answer) error {
	for _, f := range search.Spoken {
		asked := q.Filters.Values[f]
		if len(asked) == 0 || !q.WithFacets {
			continue
		}
		counts := []search.Count{{Value: asked[0], Count: a.Total}}
		if len(asked) > 1 {
			cells, err := c.index.Aggregate(ctx, q, []search.Facet{f}, search.MeasureCount)
			if err != nil {
				return err
			}
			counts = counts[:0]
			for _, cell := range cells {
				if slices.Contains(asked, cell.Values[0]) {
					counts = append(counts, search.Count{Value: cell.Values[0], Count: cell.N})
				}
			}
		}
		a.Facets = append(a.Facets, c.facetCounts(q.Type, f, counts, asked, q.Lang))
	}
	return nil
}

// FoundIDs is the ids of all records a question finds, whatever its page.
func (c *Catalogue) FoundIDs(ctx context.Context, q search.Question) (map[directory.RecordID]bool, error) {
	q.Today = c.Today()
	u, err := c.understand(ctx, q)
	if err != nil {
		return nil, err
	}
	list, _, err := c.index.All(ctx, u.Question)
	if err != nil {
		return nil, err
	}
	ids := make(map[directory.RecordID]bool, len(list))
	for _, id := range list {
		ids[id] = true
	}
	return ids, nil
}

// hits reads the records found. One that was deleted since the index saw it is
// left out; one that is damaged is left out and logged.
func (c *Catalogue) hits(ctx context.Context, q search.Question, found []search.Hit) ([]Hit, error) {
	ids := make([]directory.RecordID, len(found))
	for i, h := range found {
		ids[i] = h.ID
	}
	records, err := c.organisations(ctx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]Hit, len(found))
	// Looking for the words in twenty profiles takes as long as finding them did.
	parts := min(runtime.GOMAXPROCS(0), len(found)/hitsApart)
	parts = max(parts, 1)
	err = together.Do(parts, func(k int) error {
		f := c.newFinder(q)
		for i := len(found) * k / parts; i < len(found)*(k+1)/parts; i++ {
			if records[i] != nil {
				list[i] = c.hit(f, records[i], q, found[i].Score)
			}
		}
		return nil
	})
	return slices.DeleteFunc(list, func(h Hit) bool { return h.ID == "" }), err
}

// hitsApart is how many hits are worth a goroutine.
const hitsApart = 5

func (c *Catalogue) hit(f *finder, o *directory.Organisation, q search.Question, score float64) Hit {
	texts := search.TextsOf(o, c.vocabulary)
	mainName, native := shownNames(o)
	h := Hit{
		ID: o.ID, Name: f.name(mainName), NameLang: mainName.Language,
		Kind: c.kindLabel(o.Kind, q.Lang), Country: c.countryLabel(o.Place.Country, q.Lang), City: o.Place.City,
		Sectors:    c.conceptLabels(o.ConceptsOf(directory.SchemeSector), q.Lang),
		Ecosystems: c.conceptLabels(o.ConceptsOf(directory.SchemeEcosystem), q.Lang),
		Matched:    c.matched(f, texts, o, q.Lang), Website: o.Website, Founded: o.Founded,
		Label: c.excellenceLabel(o.Label, q.Lang), Status: o.Status,
		SourceDate: o.Provenance.SourceDate, Score: score, Applicant: eligibility.Of(o),
	}
	if native.Text != "" {
		h.Native, h.NativeLang = f.name(native), native.Language
	}
	if r := o.Place.Region; r != "" {
		h.Region = Labelled{string(r), c.vocabulary.RegionName(r, q.Lang)}
	}
	h.Members, _ = o.Members.Known()
	h.Snippet, h.SnippetLang = f.passageOf(texts, o.Descriptions, q.Lang)
	return h
}

// name is a name marked where it answers the question.
func (f *finder) name(n directory.Name) Marked {
	return mark(n.Text, f.spans(search.Text{Field: search.InName, Text: n.Text, Language: n.Language}))
}

// told are the fields a passage may be taken from, beside descriptions.
var told = []search.TextField{search.InOffer, search.InNeed, search.InProgramme, search.InKeyword}

// passageOf is the passage of a record that answers most of the question: from
// the description in the reader's language, another description, an offer, a
// need, a programme or the keywords; without words the beginning of the
// description.
func (f *finder) passageOf(texts []search.Text, descriptions map[directory.Language]string, l directory.Language) (best Marked, lang directory.Language) {
	_, first := inLanguage(descriptions, l)
	most := -1
	consider := func(t search.Text) {
		found := f.spans(t)
		groups := map[int]bool{}
		for _, s := range found {
			if !f.groups[s.group].Optional {
				groups[s.group] = true
			}
		}
		if len(groups) > most {
			most, best, lang = len(groups), passage(t.Text, found), t.Language
		}
	}
	for _, t := range texts {
		if t.Field == search.InDescription && t.Language == first {
			consider(t)
		}
	}
	for _, t := range texts {
		if t.Field == search.InDescription && t.Language != first {
			consider(t)
		}
	}
	for _, field := range told {
		for _, t := range texts {
			if t.Field == field {
				consider(t)
			}
		}
	}
	return best, lang
}

// inLanguage picks the text in l, else in English, else in the first language
// of the directory that has one.
func inLanguage(texts map[directory.Language]string, l directory.Language) (string, directory.Language) {
	for _, try := range append([]directory.Language{l}, directory.Languages...) {
		if t := texts[try]; t != "" {
			return t, try
		}
	}
	return "", ""
}

// shownNames is the display name and the official one where it differs.
func shownNames(o *directory.Organisation) (main, native directory.Name) {
	for _, n := range o.Names {
		switch {
		case n.Type == directory.NameDisplay && main.Text == "":
			main = n
		case n.Type == directory.NameOfficial && native.Text == "":
			native = n
		}
	}
	if main.Text == "" && len(o.Names) > 0 {
		main = o.Names[0]
	}
	if native.Text == main.Text {
		native = directory.Name{}
	}
	return main, native
}

// active lists the filters in force, in the order of search.Facets and then as
// they are named in addresses.
func (c *Catalogue) active(ctx context.Context, q search.Question) []ActiveFilter {
	var list []ActiveFilter
	for _, f := range search.DimensionsOf(q.Type) {
		for _, v := range q.Filters.Values[f] {
			list = append(list, ActiveFilter{string(f), v, c.valueLabel(q.Type, f, v, q.Lang)})
		}
	}
	for _, id := range q.Filters.MemberOf {
		label := string(id)
		if r, err := c.store.Get(ctx, directory.Key{Type: directory.Organisations, ID: id}); err == nil {
			label = r.DisplayName()
		}
		list = append(list, ActiveFilter{"member_of", string(id), label})
	}
	if n := len(q.Filters.IDs); n > 0 { // a hundred names are no help
		list = append(list, ActiveFilter{"ids", "", strconv.Itoa(n)})
	}
	if t := q.Filters.Theme; t != nil {
		list = append(list, ActiveFilter{"theme", t.Code, t.Name(q.Lang)})
	}
	number := func(parameter string, n *int) {
		if n != nil {
			list = append(list, ActiveFilter{parameter, strconv.Itoa(*n), strconv.Itoa(*n)})
		}
	}
	number("founded_from", q.Filters.Founded.From)
	number("founded_to", q.Filters.Founded.To)
	number("members_from", q.Filters.Members.From)
	number("members_to", q.Filters.Members.To)
	date := func(parameter string, d directory.Date) {
		if !d.IsZero() {
			list = append(list, ActiveFilter{parameter, d.String(), d.String()})
		}
	}
	date("from", q.Filters.From)
	date("to", q.Filters.To)
	if n := q.Filters.Near; n != nil {
		value := q.Values().Get("near")
		list = append(list, ActiveFilter{"near", value, fmt.Sprintf("%s, %g km", value, n.Km)})
	}
	return list
}

// waysOut asks, for an answer without hits, what leaving out each filter and
// each word would give. The number of questions is bounded by the limits of a
// question; maxWaysOut bounds it further.
func (c *Catalogue) waysOut(ctx context.Context, q search.Question, active []ActiveFilter) ([]Suggestion, error) {
	const maxWaysOut = 12 // more choices than a person reads
	var list []Suggestion
	try := func(without search.Question, s Suggestion) error {
		without.Today, without.Lang = q.Today, q.Lang
		total, err := c.howMany(ctx, without)
		if err == nil && total > 0 {
			s.Total = total
			list = append(list, s)
		}
		return err
	}
	for i, f := range active {
		if i == maxWaysOut {
			break
		}
		without, faults := search.ParseFor(q.Type, search.Without(q, f.Parameter, f.Value), c.vocabulary)
		if len(faults) > 0 || len(without.Terms) == 0 && without.Filters.IsZero() {
			continue // everything there is: no help
		}
		if err := try(without, Suggestion{Parameter: f.Parameter, Value: f.Value, Label: f.Label}); err != nil {
			return nil, err
		}
	}
	for i, t := range q.Terms {
		if len(q.Terms) < 2 || i == maxWaysOut {
			break
		}
		word := t.Typed()
		if slices.ContainsFunc(q.Terms[:i], func(earlier search.Term) bool { return earlier.Typed() == word }) {
			continue
		}
		// By the address a page will give it, so that its count is true there.
		without, faults := search.ParseFor(q.Type, search.WithoutWord(q, word), c.vocabulary)
		if len(faults) > 0 || len(without.Terms) == 0 {
			continue
		}
		if err := try(without, Suggestion{Parameter: "q", Value: word, Label: word}); err != nil {
			return nil, err
		}
	}
	return list, nil
}
