package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"euxine/internal/directory"
	"euxine/internal/match"
	"euxine/internal/search"
)

// PartnerOptions say how partners are looked for.
type PartnerOptions struct {
	Off match.Off
	// Known shows whom one works with already, marked; else they are left out.
	Known bool
	// Question has the filters, the page and the language; words take no part.
	Question search.Question
}

// Partner is an organisation suggested as a partner.
type Partner struct {
	Ref     Ref
	Contact Contact
	Score   match.Score
	// Known says how the two know each other already; nil: they do not.
	Known         []match.Reason
	Offers, Needs []directory.Offering // of the record: what reasons point into
	Website       string
}

// Partners are the suggestions for one side, best first.
type Partners struct {
	Of       *Ref                 // nil of one described
	Needs    []directory.Offering // what reasons point into
	Offers   []directory.Offering
	Read     []Labelled               // of one described: the concepts its words were read as; their codes are whole ids
	List     []Partner                // the page asked for
	Total    int                      // candidates that were scored and have any reason
	LeftOut  int                      // whom one works with already, where they are left out
	Names    map[directory.Key]string // of the events, projects and clusters of reasons
	Active   []ActiveFilter
	Off      match.Off
	Known    bool
	Question search.Question
	Revision directory.Revision
}

// MaxPartners is how many suggestions there are pages of: as many as one looks over,
// and fewer than the candidates that are scored.
const MaxPartners = 100

// Partners suggests partners for an organisation: who offers what it seeks and seeks
// what it offers, works in its field or one near it, is not far, and so on, as package
// match has it. Candidates come from the index, a few hundred at most. Errors are
// those of Organisation.
func (c *Catalogue) Partners(ctx context.Context, id directory.RecordID, o PartnerOptions) (*Partners, error) {
	rec, err := c.organisation(ctx, id)
	if err != nil {
		return nil, err
	}
	side := c.side(rec)
	met, err := c.acquaintances(ctx, side)
	if err != nil {
		return nil, err
	}
	found := &Partners{Needs: rec.Needs, Offers: rec.Offers}
	ref := c.ref(rec, o.Question.Lang)
	found.Of = &ref
	return found, c.suggest(ctx, found, side, unread(rec, side), rec.Place.Region, met, o)
}

// Described is somebody without a profile who looks for partners. Texts may be in any
// language of the directory.
type Described struct {
	Needs, Offers []string
	Country       directory.CountryCode
	Region        directory.RegionCode
	Kind          directory.Kind
	Concepts      []directory.ConceptID
	Targets       []directory.CountryCode
}

// PartnersFor is Partners for somebody described.
func (c *Catalogue) PartnersFor(ctx context.Context, d Described, o PartnerOptions) (*Partners, error) {
	place := directory.Place{Country: d.Country, Region: d.Region}
	side := &match.Side{Kind: d.Kind, Country: d.Country, Point: c.pointOf(place), Concepts: d.Concepts, Targets: d.Targets}
	found := &Partners{}
	var read []directory.ConceptID
	var texts []string // whose words are searched for as well
	for _, list := range []struct {
		texts []string
		side  *[]match.Statement
		raw   *[]directory.Offering
	}{{d.Needs, &side.Needs, &found.Needs}, {d.Offers, &side.Offers, &found.Offers}} {
		for i, text := range list.texts {
			of := directory.Offering{Text: text}
			st := c.statement(i, of, o.Question.Lang)
			st.Concepts = once(st.Concepts, c.meant(text, o.Question.Lang))
			read = once(read, st.Concepts)
			if list.side == &side.Needs && len(st.Concepts) <= hardlyRead {
				texts = append(texts, text)
			}
			*list.side, *list.raw = append(*list.side, st), append(*list.raw, of)
			side.Topics = once(side.Topics, topicsOf(st.Concepts))
		}
	}
	for _, id := range read {
		found.Read = append(found.Read, c.idLabel(id, o.Question.Lang))
	}
	return found, c.suggest(ctx, found, side, texts, d.Region, &acquainted{}, o)
}

// hardlyRead is how many concepts a text may be read as for its words to be searched
// for as well: with more, who has these is found, and words find less and cost more.
const hardlyRead = 1

// sureSense is how surely a sense of a question must be meant to count as sought: a
// further label of a concept is, one word of a longer label is not.
const sureSense = 0.85

// meant are the concepts the words of a description name when read as a question: it
// knows labels that texts are not read for, as nobody would mean them there.
func (c *Catalogue) meant(text string, l directory.Language) []directory.ConceptID {
	terms := search.Terms(text)
	var ids []directory.ConceptID
	for _, g := range c.lexicon().Read(terms[:min(len(terms), search.MaxTerms)], directory.Organisations, l) {
		for _, s := range g.Senses {
			if s.Told && s.Weight >= sureSense {
				switch s.Concept.Scheme() {
				case directory.SchemeSector, directory.SchemeTechnology, directory.SchemePriority, directory.SchemeService, directory.SchemeTopic, directory.SchemeEmerging:
					ids = once(ids, []directory.ConceptID{s.Concept})
				}
			}
		}
	}
	return ids
}

// unread are the needs of a record that speak of no concept: their words are searched
// for.
func unread(o *directory.Organisation, side *match.Side) (texts []string) {
	for _, n := range side.Needs {
		if len(n.Concepts) == 0 {
			texts = append(texts, o.Needs[n.N].Text)
		}
	}
	return texts
}

// suggest finds, scores and shows partners for a side.
func (c *Catalogue) suggest(ctx context.Context, found *Partners, side *match.Side, texts []string, region directory.RegionCode, met *acquainted, o PartnerOptions) error {
	o.Question.Type, o.Question.Today = directory.Organisations, c.Today()
	found.Question, found.Off, found.Known = o.Question, o.Off, o.Known
	var err error
	if found.Revision, _ = c.index.Revision(); side.ID != "" || len(side.Needs)+len(side.Offers)+len(side.Concepts) > 0 || side.Country != "" || side.Kind != "" {
		err = c.fill(ctx, found, side, texts, region, met, o)
	}
	if err != nil {
		return fmt.Errorf("partners: %w", err)
	}
	found.Active = c.active(ctx, o.Question)
	return nil
}

// ranked is a candidate with its score.
type ranked struct {
	record *directory.Organisation
	known  []match.Reason
	score  match.Score
}

// maxLeftOut is how many of those one works with already are counted, and so many hits
// more are asked of the index for their sake: a network may have thousands of members.
const maxLeftOut = 1000

// countLeftOut is how many of some organisations would be shown, were they not left out.
func (c *Catalogue) countLeftOut(ctx context.Context, without map[directory.RecordID]bool, o PartnerOptions) (n int, err error) {
	ids := slices.Sorted(maps.Keys(without))
	records, err := c.organisations(ctx, ids[:min(len(ids), maxLeftOut)])
	for _, rec := range records {
		if rec != nil && rec.Status != directory.StatusClosed && c.passes(o.Question, rec) {
			n++
		}
	}
	return n, err
}

func (c *Catalogue) fill(ctx context.Context, found *Partners, side *match.Side, texts []string, region directory.RegionCode, met *acquainted, o PartnerOptions) (err error) {
	without := map[directory.RecordID]bool{}
	if !o.Known { // they would take the places of others
		without = met.partners(side)
		if found.LeftOut, err = c.countLeftOut(ctx, without, o); err != nil {
			return err
		}
	}
	if side.ID != "" {
		without[side.ID] = true
	}
	shown, err := c.rankPartners(ctx, side, texts, region, met, o, without)
	if err != nil {
		return err
	}
	found.Total = min(len(shown), MaxPartners)
	from := min(max(0, (o.Question.Page-1)*o.Question.PerPage), found.Total)
	found.Names = map[directory.Key]string{}
	maps.Copy(found.Names, met.names)
	for _, r := range shown[from:min(from+o.Question.PerPage, found.Total)] {
		clusters, err := c.clusters(ctx, r.record)
		if err != nil {
			return err
		}
		for _, cl := range append(clusters, r.record) {
			found.Names[directory.KeyOf(cl)] = cl.DisplayName()
		}
		found.List = append(found.List, Partner{Ref: c.ref(r.record, o.Question.Lang), Contact: contact(r.record, clusters), Score: r.score, Known: r.known,
			Offers: r.record.Offers, Needs: r.record.Needs, Website: r.record.Website})
	}
	if found.Of != nil {
		found.Names[directory.Key{Type: directory.Organisations, ID: found.Of.ID}] = found.Of.Name
	}
	return nil
}

// rankPartners scores the candidates for a side: best first, then by id.
func (c *Catalogue) rankPartners(ctx context.Context, side *match.Side, texts []string, region directory.RegionCode, met *acquainted, o PartnerOptions, without map[directory.RecordID]bool) ([]ranked, error) {
	scale, err := c.scale(ctx)
	if err != nil {
		return nil, err
	}
	ids, err := c.pool(ctx, side, texts, region, met, scale, o, without)
	if err != nil {
		return nil, err
	}
	records, err := c.organisations(ctx, ids)
	if err != nil {
		return nil, err
	}
	var list []ranked
	for _, rec := range records {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if rec == nil || rec.Status == directory.StatusClosed || without[rec.ID] || !c.passes(o.Question, rec) {
			continue
		}
		other := c.side(rec)
		met.meet(other)
		known := match.Known(side, other)
		if known != nil && !o.Known { // by a former id
			continue
		}
		if score := scale.Score(side, other, o.Off); score.Tells() {
			list = append(list, ranked{record: rec, known: known, score: score})
		}
	}
	slices.SortFunc(list, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.score.Points, a.score.Points), cmp.Compare(a.record.ID, b.record.ID))
	})
	return list, nil
}

// Texts are the need and the offer a reason of a factor is about, "" where it is about
// none: of the offers, the need is the partner's and the offer one's own.
func (p *Partners) Texts(of Partner, f match.Factor, r match.Reason) (need, offer string) {
	needs, offers := p.Needs, of.Offers
	if f == match.Offers {
		needs, offers = of.Needs, p.Offers
	}
	if r.Need >= 0 && r.Need < len(needs) {
		need = needs[r.Need].Text
	}
	if r.Offer >= 0 && r.Offer < len(offers) {
		offer = offers[r.Offer].Text
	}
	return need, offer
}
