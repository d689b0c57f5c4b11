package table

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// model is the same rows in the plainest way.
type model struct {
	rows []Row
	dead map[uint32]bool
}

// randomRows are of two types; every facet has a few common and many rare values.
func randomRows(r *rand.Rand, from, n int) []Row {
	rows := make([]Row, n)
	for i := range rows {
		row := &rows[i]
		row.Type, row.ID = directory.Organisations, directory.RecordID(fmt.Sprintf("o-%06d", from+i))
		if r.IntN(40) == 0 {
			row.Type = directory.Events
		}
		for _, f := range search.CountedOf(row.Type) {
			if f == search.FacetState {
				continue
			}
			for range r.IntN(4) {
				v := Value{f, fmt.Sprintf("%s-%d", f, int(math.Abs(r.NormFloat64())*float64(10+5*len(f))))}
				if !slices.Contains(row.Values, v) {
					row.Values = append(row.Values, v)
				}
			}
		}
		for c := range row.Numbers {
			row.Numbers[c] = None
			if r.IntN(3) > 0 {
				row.Numbers[c] = int32(r.IntN(60))
			}
		}
		if n := row.Numbers[Founded]; n != None {
			row.Numbers[Founded] = (1980+n)*10_000 + int32(r.IntN(13))*100
		}
		row.Name = []byte(fmt.Sprintf("n%04d", r.IntN(3000)))
		row.Point = Nowhere
		if r.IntN(2) == 0 {
			row.Point = Point{float32(40 + 8*r.Float64()), float32(22 + 20*r.Float64())}
		}
		for range r.IntN(3) {
			row.Links = append(row.Links, fmt.Sprintf("c-%d", r.IntN(300)))
		}
		if row.Type == directory.Events {
			for range r.IntN(4) {
				from := int32(19_000 + r.IntN(500))
				to := from + int32(r.IntN(60))
				if r.IntN(5) == 0 {
					to = search.NoDay
				}
				row.Spans = append(row.Spans, Span{from, to})
			}
		}
	}
	return rows
}

func randomQuestion(r *rand.Rand, m *model) search.Question {
	q := search.Question{Type: directory.Organisations, Filters: search.Filters{Values: map[search.Facet][]string{}}}
	if r.IntN(3) == 0 {
		q.Type = directory.Events
	}
	q.Today = directory.Date{Year: 2022, Month: 1 + r.IntN(12), Day: 1 + r.IntN(28), Precision: directory.PrecisionDay}
	for _, f := range search.CountedOf(q.Type) {
		for r.IntN(5) == 0 {
			if f == search.FacetState {
				q.Filters.Values[f] = append(q.Filters.Values[f], search.States[r.IntN(4)])
			} else if of := m.rows[r.IntN(len(m.rows))].Values; len(of) > 0 {
				if v := of[r.IntN(len(of))]; v.Facet == f {
					q.Filters.Values[f] = append(q.Filters.Values[f], v.Code)
				} else {
					q.Filters.Values[f] = append(q.Filters.Values[f], fmt.Sprintf("%s-%d", f, r.IntN(9)))
				}
			}
		}
	}
	bound := func(n int) *int { return &n }
	switch r.IntN(12) {
	case 0:
		q.Filters.Founded = search.Range{From: bound(1980 + r.IntN(60)), To: bound(1990 + r.IntN(60))}
	case 1:
		q.Filters.Members = search.Range{To: bound(r.IntN(60))}
	case 2:
		q.Filters.Near = &search.Near{Point: directory.Point{Lat: 40 + 8*r.Float64(), Lon: 22 + 20*r.Float64()}, Km: 10 + 800*r.Float64()}
	case 3:
		for range 1 + r.IntN(4) {
			q.Filters.MemberOf = append(q.Filters.MemberOf, directory.RecordID(fmt.Sprintf("c-%d", r.IntN(310))))
		}
	case 4:
		q.Filters.From = q.Today
	}
	return q
}

// passes says whether a row passes the filters but one facet's.
func passes(row *Row, q search.Question, but search.Facet) bool {
	if row.Type != q.Type {
		return false
	}
	for f, want := range q.Filters.Values {
		if f == but {
			continue
		}
		met := f == search.FacetState && slices.Contains(want, stateByRule(row, q))
		for _, code := range want {
			met = met || slices.Contains(row.Values, Value{f, code})
		}
		if !met {
			return false
		}
	}
	f := q.Filters
	within := func(n int, r search.Range) bool {
		return r.IsZero() || (r.From == nil || n >= *r.From) && (r.To == nil || n <= *r.To)
	}
	if !f.Founded.IsZero() && (row.Numbers[Founded] == None || !within(int(row.Numbers[Founded])/10_000, f.Founded)) ||
		!f.Members.IsZero() && (row.Numbers[Members] == None || !within(int(row.Numbers[Members]), f.Members)) {
		return false
	}
	if len(f.MemberOf) > 0 && !slices.ContainsFunc(f.MemberOf, func(id directory.RecordID) bool { return slices.Contains(row.Links, string(id)) }) {
		return false
	}
	if f.Near != nil && !(distance(f.Near.Point, row.Point) <= f.Near.Km) {
		return false
	}
	return f.From.IsZero() || slices.ContainsFunc(row.Spans, func(s Span) bool {
		return s.To != search.NoDay && s.To >= int32(search.Day(f.From.First()))
	})
}

// distance is by the law of cosines; NaN from nowhere.
func distance(a directory.Point, b Point) float64 {
	const degree = math.Pi / 180
	x, y := a.Lat*degree, float64(b.Lat)*degree
	return directory.EarthKm * math.Acos(math.Sin(x)*math.Sin(y)+math.Cos(x)*math.Cos(y)*math.Cos((a.Lon-float64(b.Lon))*degree))
}

// stateByRule asks package search about the same spans.
func stateByRule(row *Row, q search.Question) string {
	var spans []search.Span
	for _, s := range row.Spans {
		p := search.Span{From: dayDate(s.From)}
		if s.To != search.NoDay {
			p.To = dayDate(s.To)
		}
		spans = append(spans, p)
	}
	return search.StateOf(spans, q.Today)
}

func dayDate(day int32) directory.Date {
	t := time.Unix(int64(day)*24*60*60, 0).UTC()
	return directory.Date{Year: t.Year(), Month: int(t.Month()), Day: t.Day(), Precision: directory.PrecisionDay}
}

func (m *model) count(q search.Question) (total int, counts map[search.Facet]map[string]int) {
	counts = map[search.Facet]map[string]int{}
	for n := range m.rows {
		row := &m.rows[n]
		if m.dead[uint32(n)] || row.Type != q.Type {
			continue
		}
		if passes(row, q, "") {
			total++
		}
		for _, f := range search.CountedOf(q.Type) {
			if !passes(row, q, f) {
				continue
			}
			if counts[f] == nil {
				counts[f] = map[string]int{}
			}
			if f == search.FacetState {
				counts[f][stateByRule(row, q)]++
				continue
			}
			for _, v := range row.Values {
				if v.Facet == f {
					counts[f][v.Code]++
				}
			}
		}
	}
	for f := range counts {
		if len(counts[f]) == 0 {
			delete(counts, f)
		}
	}
	return total, counts
}

func flat(facets map[search.Facet][]search.Count) map[search.Facet]map[string]int {
	m := map[search.Facet]map[string]int{}
	for f, list := range facets {
		m[f] = map[string]int{}
		for _, c := range list {
			m[f][c.Value] = c.Count
		}
	}
	return m
}

// filled is a table of a few blocks with its log, and the model of the same.
func filled(t *testing.T, r *rand.Rand) (*Table, *model, *Log) {
	t.Helper()
	l, err := CreateLog(filepath.Join(t.TempDir(), "rows"))
	if err != nil {
		t.Fatal(err)
	}
	tab, m := New(), &model{dead: map[uint32]bool{}}
	for len(m.rows) < 2*blockRows+500 {
		tab = step(t, tab, m, l, nil, randomRows(r, len(m.rows), 1+r.IntN(3000)))
	}
	return tab, m, l
}

func step(t *testing.T, tab *Table, m *model, l *Log, dead []uint32, rows []Row) *Table {
	t.Helper()
	next, err := tab.With(dead, rows)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Append(next, dead, tab.Rows()); err != nil {
		t.Fatal(err)
	}
	m.rows = append(m.rows, rows...)
	for _, row := range dead {
		m.dead[row] = true
	}
	return next
}

// edited changes and deletes rows in several steps.
func edited(t *testing.T, r *rand.Rand, tab *Table, m *model, l *Log) *Table {
	t.Helper()
	for range 20 {
		var dead []uint32
		var rows []Row
		for range r.IntN(200) {
			row := uint32(r.IntN(len(m.rows)))
			if m.dead[row] || slices.Contains(dead, row) {
				continue
			}
			dead = append(dead, row)
			if r.IntN(2) == 0 {
				changed := randomRows(r, 0, 1)[0]
				changed.ID = m.rows[row].ID
				rows = append(rows, changed)
			}
		}
		tab = step(t, tab, m, l, dead, rows)
	}
	return tab
}

// Whatever way a question is answered, totals and counts are those of the rows
// looked at one by one.
func check(t *testing.T, r *rand.Rand, tab *Table, m *model, questions int) {
	t.Helper()
	if tab.Living() != len(m.rows)-len(m.dead) {
		t.Fatalf("%d living rows, want %d", tab.Living(), len(m.rows)-len(m.dead))
	}
	for range questions {
		q := randomQuestion(r, m)
		total, counts := m.count(q)
		all := tab.Select(q)
		found := all.All(true)
		if got := flat(all.Counts()); all.Total() != total || !maps.EqualFunc(counts, got, maps.Equal) {
			t.Fatalf("%s %+v: total %d, want %d; counts by block (-want +got):\n%s", q.Type, q.Filters, all.Total(), total, gocmp.Diff(counts, got))
		}
		one, narrow := tab.Select(q), tab.Select(q)
		near, n := narrow.Narrow(true)
		seen := 0
		var living []uint32
		for row := range tab.Rows() {
			if !tab.Alive(row) {
				continue
			}
			if near.Has(row) {
				seen++
			} else if one.missedBy(row) < 2 {
				t.Fatalf("row %d may count and is not among the narrow ones", row)
			}
			living = append(living, row)
		}
		passed := tab.NewRows()
		one.Add(living, true, func(i int) { passed.Add(living[i]) })
		for _, row := range living {
			if passed.Has(row) != found.Has(row) {
				t.Fatalf("row %d passes alone: %v, among all: %v", row, passed.Has(row), found.Has(row))
			}
		}
		if got := flat(one.Counts()); one.Total() != total || !maps.EqualFunc(counts, got, maps.Equal) || n != seen {
			t.Fatalf("%s %+v: total %d, want %d; %d narrow, %d seen; counts row by row (-want +got):\n%s", q.Type, q.Filters, one.Total(), total, n, seen, gocmp.Diff(counts, got))
		}
	}
	for _, typ := range []directory.RecordType{directory.Organisations, directory.Events} {
		q := search.Question{Type: typ}
		want, counts := m.count(q)
		if total, facets, ok := tab.Select(q).Whole(); ok != (typ == directory.Organisations) || ok && (total != want || gocmp.Diff(counts, flat(facets)) != "") {
			t.Errorf("all %s: %d, %v, want %d", typ, total, ok, want)
		}
	}
}

// missedBy is how many filters a row fails; one that is no facet's counts as many.
func (s *Selection) missedBy(row uint32) int {
	b, i := s.t.at(row)
	if !s.typed(&b.classes[i]) || s.others && !s.otherwise(b, i, row) {
		return 99
	}
	n := 0
	for missed := s.missed(&b.classes[i], s.state(b, i)); missed != 0; missed &= missed - 1 {
		n++
	}
	return n
}

func TestCountsAreExact(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	tab, m, l := filled(t, r)
	questions := 120
	if testing.Short() {
		questions = 20
	}
	before := tab
	q := randomQuestion(r, m)
	old := tab.Select(q)
	old.All(true)
	check(t, r, tab, m, questions)
	tab = edited(t, r, tab, m, l)
	check(t, r, tab, m, questions)
	again := before.Select(q)
	if again.All(true); again.Total() != old.Total() || gocmp.Diff(old.Counts(), again.Counts()) != "" {
		t.Error("a state changed after the next was made from it")
	}
	_, back, err := OpenLog(l.f.Name(), l.End())
	if err != nil {
		t.Fatal(err)
	}
	check(t, r, back, m, questions/2)
}

// Every order is that of the rows sorted plainly, page by page.
func TestOrders(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 2))
	tab, m, l := filled(t, r)
	tab.Prepare()
	tab = edited(t, r, tab, m, l)
	for _, order := range []search.Sort{search.SortName, search.SortMembers, search.SortFounded, search.SortUpdated, search.SortDate, search.SortRelevance} {
		q := search.Question{Type: directory.Organisations, Filters: search.Filters{Values: map[search.Facet][]string{search.FacetKind: {"kind-0", "kind-1", "kind-2"}}}}
		value := func(row uint32) float64 {
			column := map[search.Sort]Column{search.SortMembers: Members, search.SortFounded: Founded, search.SortUpdated: Updated, search.SortDate: Start}
			switch c, ok := column[order]; {
			case order == search.SortRelevance:
				return float64(row % 7)
			case !ok:
				return 0
			case m.rows[row].Numbers[c] == None:
				return Unknown
			case order == search.SortFounded:
				return -float64(m.rows[row].Numbers[c])
			default:
				return float64(m.rows[row].Numbers[c])
			}
		}
		var want []uint32
		for n := range m.rows {
			if !m.dead[uint32(n)] && passes(&m.rows[n], q, "") {
				want = append(want, uint32(n))
			}
		}
		slices.SortFunc(want, func(a, b uint32) int {
			return cmp.Or(cmp.Compare(value(b), value(a)), bytes.Compare(m.rows[a].Name, m.rows[b].Name), cmp.Compare(m.rows[a].ID, m.rows[b].ID))
		})
		const page = 37
		var got, walked []uint32
		var after *Place
		for {
			s := tab.Select(q)
			top := tab.Top(order, page, after)
			s.All(false).Each(func(row uint32) { top.Add(row, float64(row%7)) })
			hits := top.Hits()
			for _, h := range hits {
				got = append(got, h.Row)
			}
			if order == search.SortName {
				s := tab.Select(q)
				for _, h := range s.ByName(s.All(false), page, after) {
					walked = append(walked, h.Row)
				}
			}
			if len(hits) < page {
				break
			}
			p := tab.Place(hits[page-1])
			after = &p
		}
		if !slices.Equal(got, want) || order == search.SortName && !slices.Equal(walked, want) {
			t.Errorf("by %s: %d rows, %d walked, not in the order of the %d wanted", order, len(got), len(walked), len(want))
		}
	}
}

// A saved order is taken over where it fits and forgotten where it does not.
func TestSavedOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 3))
	tab, m, l := filled(t, r)
	tab.Prepare()
	path := filepath.Join(t.TempDir(), "order")
	if err := tab.SaveOrder(path); err != nil {
		t.Fatal(err)
	}
	saved, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tab = edited(t, r, tab, m, l)
	tab.Prepare()
	changed := func(row uint32) func([]byte) []byte { // a sound file of it
		return func(b []byte) []byte {
			body := b[:len(b)-4]
			binary.LittleEndian.PutUint32(body[8:], row)
			return binary.LittleEndian.AppendUint32(body, crc32.Checksum(body, crcTable))
		}
	}
	for name, damage := range map[string]func([]byte) []byte{
		"as it was": func(b []byte) []byte { return b },
		"too far":   changed(1 << 30),
		"twice":     changed(binary.LittleEndian.Uint32(saved[4:])),
		"cut":       func(b []byte) []byte { return b[:len(b)/2] },
		"flipped":   func(b []byte) []byte { b[len(b)/2] ^= 1; return b },
		"empty":     func([]byte) []byte { return nil },
	} {
		if err := os.WriteFile(path, damage(slices.Clone(saved)), 0o600); err != nil {
			t.Fatal(err)
		}
		_, back, err := OpenLog(l.f.Name(), l.End())
		if err != nil {
			t.Fatal(err)
		}
		back.LoadOrder(path)
		if !slices.Equal(back.order().list, tab.order().list) {
			t.Errorf("%s: another order", name)
		}
	}
}

// What is read back is what was written, column by column, across blocks; and it can
// be added to.
func TestLogKeepsRows(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	tab, m, l := filled(t, r)
	path := l.f.Name()
	for range 2 {
		tab = edited(t, r, tab, m, l)
		back, again, err := OpenLog(path, l.End())
		if err != nil {
			t.Fatal(err)
		}
		if back.Mark() != l.Mark() || again.Rows() != tab.Rows() || again.Living() != tab.Living() {
			t.Fatalf("%+v, %d rows, %d living, want %+v, %d, %d", back.Mark(), again.Rows(), again.Living(), l.Mark(), tab.Rows(), tab.Living())
		}
		for typ, totals := range tab.totals { // values no row has need no place
			if got := again.totals[typ]; !slices.Equal(totals, got[:len(totals)]) || slices.Max(append(got[len(totals):], 0)) > 0 {
				t.Errorf("totals of %s: %v, want %v", typ, got, totals)
			}
		}
		for row := range tab.Rows() {
			b, i := tab.at(row)
			c, j := again.at(row)
			same := i == j && tab.Alive(row) == again.Alive(row) && b.classes[i] == c.classes[i] &&
				string(b.id(i)) == string(c.id(i)) && string(b.name(i)) == string(c.name(i)) &&
				slices.Equal(b.linksOf(i), c.linksOf(i)) && slices.Equal(b.spansOf(i), c.spansOf(i)) &&
				b.points[i].Known() == c.points[i].Known() && (!b.points[i].Known() || b.points[i] == c.points[i])
			for n := range b.numbers {
				same = same && b.numbers[n][i] == c.numbers[n][i]
			}
			if !same {
				t.Fatalf("row %d is another", row)
			}
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		tab, l = again, back
	}
	check(t, r, tab, m, 20)
}

// A log that is damaged anywhere is refused, and what stands behind its confirmed
// end is cut off.
func TestLogDamage(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 4))
	path := filepath.Join(t.TempDir(), "rows")
	l, err := CreateLog(path)
	if err != nil {
		t.Fatal(err)
	}
	m := &model{dead: map[uint32]bool{}}
	tab := step(t, New(), m, l, nil, randomRows(r, 0, 300))
	end := l.End()
	mark := l.Mark()
	step(t, tab, &model{dead: map[uint32]bool{}}, l, nil, randomRows(r, 300, 50))
	l.Back(mark)
	tab = step(t, tab, m, l, []uint32{3}, randomRows(r, 400, 20)) // in the place of what was taken back
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, back, err := OpenLog(path, l.End()); err != nil || back.Living() != 319 {
		t.Fatalf("after taking a step back: %v", err)
	}
	if _, back, err := OpenLog(path, end); err != nil || back.Living() != 300 {
		t.Fatalf("at an earlier end: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != end {
		t.Errorf("what stood behind the end was left: %v, %v", info.Size(), err)
	}
	for i := 0; i < int(end); i += 1 + r.IntN(400) {
		bad := slices.Clone(whole)
		bad[i] ^= 1 << r.IntN(8)
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := OpenLog(path, end); err == nil {
			t.Errorf("byte %d flipped: no error", i)
		}
	}
	if err := os.WriteFile(path, whole[:end-1], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := OpenLog(path, end); err == nil {
		t.Error("cut short: no error")
	}
}

// Entries that no log has written, checksum or not, are errors and nothing worse.
func FuzzStep(f *testing.F) {
	f.Add([]byte{0, 1, 0})
	f.Fuzz(func(t *testing.T, entry []byte) {
		tab := New()
		d := &decoder{t: tab}
		tab.names.mu.Lock()
		err := d.step(entry)
		if err == nil {
			tab.complete()
		}
		tab.names.mu.Unlock()
		if err == nil {
			tab.Prepare()
		}
	})
}

func TestTooManyValues(t *testing.T) {
	rows := make([]Row, 9)
	for i := range rows {
		rows[i] = Row{Type: directory.Organisations, ID: "o", Point: Nowhere}
		for n := range 8000 {
			rows[i].Values = append(rows[i].Values, Value{search.FacetSector, fmt.Sprint(i*8000 + n)})
		}
	}
	if _, err := New().With(nil, rows); err == nil {
		t.Error("72,000 values: no error")
	}
	if tab, err := New().With(nil, rows[:8]); err != nil {
		t.Error(err)
	} else if s := tab.Select(search.Question{}); len(s.whole.facets[search.FacetSector]) != 64_000 {
		t.Error("values of a row are lost")
	}
}
