package catalogue

import (
	"context"

	"euxine/internal/directory"
)

// BookletEntry is an organisation as the booklet of an event shows it.
type BookletEntry struct {
	Ref      Ref
	Website  string
	Text     string
	TextLang directory.Language
	Sectors  []string // labels
	Offers   []directory.Offering
	Needs    []directory.Offering
}

// Booklet are the entries of organisations; those that are not there are left out.
func (c *Catalogue) Booklet(ctx context.Context, ids []directory.RecordID, l directory.Language) (map[directory.RecordID]BookletEntry, error) {
	records, err := c.organisations(ctx, ids)
	if err != nil {
		return nil, err
	}
	entries := map[directory.RecordID]BookletEntry{}
	for _, o := range records {
		if o == nil {
			continue
		}
		e := BookletEntry{Ref: c.ref(o, l), Website: o.Website}
		for _, lang := range append([]directory.Language{l, "en"}, directory.Languages...) {
			if e.Text = o.Descriptions[lang]; e.Text != "" {
				e.TextLang = lang
				break
			}
		}
		for _, id := range o.ConceptsOf(directory.SchemeSector) {
			e.Sectors = append(e.Sectors, c.vocabulary.ConceptLabel(id, l))
		}
		today := c.Today()
		for _, list := range []struct {
			from []directory.Offering
			to   *[]directory.Offering
		}{{o.Offers, &e.Offers}, {o.Needs, &e.Needs}} {
			for _, of := range list.from {
				if !of.Lapsed(today) {
					*list.to = append(*list.to, of)
				}
			}
		}
		entries[o.ID] = e
	}
	return entries, nil
}
