package table

import (
	"encoding/binary"
	"math"
)

// This file writes the entries of a log; decode.go reads them. What they hold: see Log.

type encoder struct{ b []byte }

func (e *encoder) uint(n uint64) { e.b = binary.AppendUvarint(e.b, n) }
func (e *encoder) int(n int64)   { e.b = binary.AppendVarint(e.b, n) }

func (e *encoder) text(s string) {
	e.uint(uint64(len(s)))
	e.b = append(e.b, s...)
}

func (e *encoder) bytes(b []byte) {
	e.uint(uint64(len(b)))
	e.b = append(e.b, b...)
}

// registered writes what the registry has beyond what the log has.
func (e *encoder) registered(m Mark, r *registry) Mark {
	r.mu.RLock()
	defer r.mu.RUnlock()
	e.uint(uint64(len(r.values) - m.values))
	for _, v := range r.values[m.values:] {
		e.text(string(v.Facet))
		e.text(v.Code)
	}
	e.uint(uint64(len(r.linked) - m.links))
	for _, id := range r.linked[m.links:] {
		e.text(id)
	}
	m.values, m.links = len(r.values), len(r.linked)
	for g := range r.classes {
		c := &r.classes[g]
		e.uint(uint64(len(c.ends) - m.classes[g]))
		for n := m.classes[g]; n < len(c.ends); n++ {
			codes := c.of(uint32(n))
			e.uint(uint64(len(codes)))
			for _, code := range codes {
				e.uint(uint64(code))
			}
		}
		m.classes[g] = len(c.ends)
	}
	return m
}

func (e *encoder) four(n uint32) { e.b = binary.LittleEndian.AppendUint32(e.b, n) }

// stretch is what an entry has of a block: the rows from one up to another.
type stretch struct {
	*block
	from, to int
}

// stretchesFrom is where the rows from one on stand.
func (t *Table) stretchesFrom(row uint32) []stretch {
	var parts []stretch
	for row < t.Rows() {
		b := t.blocks[row/blockRows]
		parts = append(parts, stretch{b, int(row % blockRows), b.rows})
		row += uint32(b.rows) - row%blockRows
	}
	return parts
}

// rows writes the rows of a table from one on.
func (e *encoder) rows(t *Table, from uint32) {
	parts := t.stretchesFrom(from)
	e.uint(uint64(t.Rows() - from))
	for _, p := range parts {
		for _, row := range p.classes[p.from:p.to] {
			for _, class := range row {
				e.four(class)
			}
		}
	}
	for c := range Columns {
		for _, p := range parts {
			for _, n := range p.numbers[c][p.from:p.to] {
				e.four(uint32(n))
			}
		}
	}
	for _, p := range parts {
		for _, at := range p.points[p.from:p.to] {
			e.four(math.Float32bits(at.Lat))
			e.four(math.Float32bits(at.Lon))
		}
	}
	e.texts(parts, func(b *block) ([]uint32, []byte) { return b.idEnds, b.ids })
	e.texts(parts, func(b *block) ([]uint32, []byte) { return b.keyEnds, b.keys })
	e.tails(parts)
}

// texts writes where each text of a column ends, and the texts.
func (e *encoder) texts(parts []stretch, column func(*block) ([]uint32, []byte)) {
	before := uint32(0)
	for _, p := range parts {
		ends, _ := column(p.block)
		begin := beginOf(ends, p.from)
		for _, end := range ends[p.from:p.to] {
			e.four(before + end - begin)
		}
		before += ends[p.to-1] - begin
	}
	for _, p := range parts {
		ends, texts := column(p.block)
		e.b = append(e.b, texts[beginOf(ends, p.from):ends[p.to-1]]...)
	}
}

// beginOf is where the text of a row begins.
func beginOf(ends []uint32, row int) uint32 {
	if row == 0 {
		return 0
	}
	return ends[row-1]
}

// tails writes links and spans, of which rows have any number.
func (e *encoder) tails(parts []stretch) {
	links, spans := 0, 0
	for _, p := range parts {
		links += len(p.links) - firstOfLinks(p.links, p.from)
		spans += len(p.spans) - firstOfSpans(p.spans, p.from)
	}
	e.four(uint32(links))
	first := 0 // of the block among the entry's rows
	for _, p := range parts {
		first -= p.from
		for _, l := range p.links[firstOfLinks(p.links, p.from):] {
			e.four(uint32(first + int(l.row)))
			e.four(l.to)
		}
		first += p.to
	}
	e.uint(uint64(spans))
	first = 0
	for _, p := range parts {
		first -= p.from
		for _, s := range p.spans[firstOfSpans(p.spans, p.from):] {
			e.uint(uint64(first + int(s.row)))
			e.uint(uint64(len(s.spans)))
			for _, span := range s.spans {
				e.int(int64(span.From))
				e.int(int64(span.To))
			}
		}
		first += p.to
	}
}
