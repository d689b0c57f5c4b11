package catalogue

import (
	"reflect"
	"slices"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// exchanged lists the offers, then the needs, of a version of an organisation that a
// question asks for by side, kind, concepts and theme; nil has none. Whether they have
// lapsed takes no part: a change stays told as it was.
func (c *Catalogue) exchanged(asked search.Opportunities, r directory.Record) []Exchanged {
	o, ok := r.(*directory.Organisation)
	if !ok || o == nil {
		return nil
	}
	// Words, places and kinds of organisation are for the version as a whole.
	asked.Question.Filters = search.Filters{}
	var list []Exchanged
	for _, e := range c.offerReader(search.Question{}).read(o) {
		if missed, ok := c.misses(asked, e); ok && missed == "" {
			list = append(list, Exchanged{e.side, *e.what})
		}
	}
	return list
}

// parted is what of has is not in had, and what of had is gone: a text that stays with
// something else stated of it has come anew, and is not gone.
func parted(had, has []Exchanged) (came, gone []Exchanged) {
	for _, e := range has {
		if !slices.ContainsFunc(had, func(b Exchanged) bool { return reflect.DeepEqual(e, b) }) {
			came = append(came, e)
		}
	}
	for _, e := range had {
		if !slices.ContainsFunc(has, func(b Exchanged) bool { return e.Side == b.Side && e.Text == b.Text }) {
			gone = append(gone, e)
		}
	}
	return came, gone
}
