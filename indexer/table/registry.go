package table

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sync"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// Value is a code in a facet.
type Value struct {
	Facet search.Facet
	Code  string
}

// typeFacet is the facet a row's type is a value of. It is not counted.
const typeFacet search.Facet = ""

// Rows hold no values but classes: all values of a row in the facets of a group are
// one class, told by number. Few combinations of values occur, so that a row is four
// numbers however many values it has, and to count it is to count four classes;
// what values those stand for is looked up once at the end.
const groups = 4

// groupOf says which facets go together: those whose values come in few
// combinations. A facet that is not here is in the last group.
var groupOf = map[search.Facet]int{
	typeFacet: 0, search.FacetCountry: 0, search.FacetRegion: 0,
	search.FacetKind: 1, search.FacetWho: 1, search.FacetLabel: 1, search.FacetHas: 1, search.FacetLacks: 1, search.FacetSourceYear: 1,
	search.FacetSector: 2, search.FacetEcosystem: 2,
}

func groupFor(f search.Facet) int {
	if g, ok := groupOf[f]; ok {
		return g
	}
	return groups - 1
}

// maxValues is how many values of all facets together there can be: they are
// numbered with 16 bits. They come from vocabularies of some hundreds.
const maxValues = 1<<16 - 16

// registry numbers values, links and classes. What has a number keeps it; tables
// share the registry and see in it what their rows have. It is written by the maker
// of tables and read by searches.
type registry struct {
	mu      sync.RWMutex
	codes   map[Value]uint16
	values  []Value
	links   map[string]uint32
	linked  []string
	classes [groups]classes
}

// classes are those of a group.
type classes struct {
	numbers map[string]uint32 // by the codes
	ends    []uint32
	codes   []uint16 // of all classes; a type first
}

func newRegistry() *registry {
	r := &registry{codes: map[Value]uint16{}, links: map[string]uint32{}}
	for g := range r.classes {
		r.classes[g].numbers = map[string]uint32{}
	}
	return r
}

// of is the codes of a class.
func (c *classes) of(class uint32) []uint16 { return part(c.ends, c.codes, class) }

func (c *classes) number(codes []uint16) uint32 {
	var buf [64]byte
	key := buf[:0]
	for _, code := range codes {
		key = binary.LittleEndian.AppendUint16(key, code)
	}
	n, ok := c.numbers[string(key)]
	if !ok {
		n = uint32(len(c.ends))
		c.numbers[string(key)] = n
		c.codes = append(c.codes, codes...)
		c.ends = append(c.ends, uint32(len(c.codes)))
	}
	return n
}

// code numbers a value. The caller holds the lock.
func (r *registry) code(v Value) (uint16, error) {
	code, ok := r.codes[v]
	if !ok {
		if len(r.values) == maxValues {
			return 0, fmt.Errorf("more than %d values of facets: %s %q is one too many", maxValues, v.Facet, v.Code)
		}
		code = uint16(len(r.values))
		r.codes[v] = code
		r.values = append(r.values, v)
	}
	return code, nil
}

// link numbers a link. The caller holds the lock.
func (r *registry) link(id string) uint32 {
	n, ok := r.links[id]
	if !ok {
		n = uint32(len(r.linked))
		r.links[id] = n
		r.linked = append(r.linked, id)
	}
	return n
}

func (r *registry) find(v Value) (uint16, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	code, ok := r.codes[v]
	return code, ok
}

func (r *registry) findLink(id string) (uint32, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	n, ok := r.links[id]
	return n, ok
}

// known is what is registered at a moment: it does not change.
type known struct {
	values  []Value
	classes [groups]classes // without the numbers
}

func (r *registry) known() known {
	r.mu.RLock()
	defer r.mu.RUnlock()
	k := known{values: r.values}
	for g, c := range r.classes {
		k.classes[g] = classes{ends: c.ends, codes: c.codes}
	}
	return k
}

// typeOf is the type of a class of the first group.
func (k *known) typeOf(class uint32) directory.RecordType {
	return directory.RecordType(k.values[k.classes[0].of(class)[0]].Code)
}

// coded is a row with its values and links as numbers.
type coded struct {
	classes [groups]uint32
	links   []uint32
	id      []byte
	name    []byte
	numbers [Columns]int32
	point   Point
	spans   []Span
	codes   [groups][]uint16
}

// set registers what a row has. The caller holds the lock.
func (c *coded) set(row *Row, r *registry) error {
	for g := range c.codes {
		c.codes[g] = c.codes[g][:0]
	}
	put := func(v Value) error {
		code, err := r.code(v)
		g := groupFor(v.Facet)
		c.codes[g] = append(c.codes[g], code)
		return err
	}
	if err := put(Value{typeFacet, string(row.Type)}); err != nil {
		return err
	}
	for _, v := range row.Values {
		if err := put(v); err != nil {
			return err
		}
	}
	for g, codes := range c.codes {
		if g > 0 {
			slices.Sort(codes)
		} else {
			slices.Sort(codes[1:])
		}
		c.classes[g] = r.classes[g].number(codes)
	}
	c.links = c.links[:0]
	for _, id := range row.Links {
		c.links = append(c.links, r.link(id))
	}
	c.id, c.name, c.numbers, c.point, c.spans = append(c.id[:0], row.ID...), row.Name, row.Numbers, row.Point, row.Spans
	return nil
}
