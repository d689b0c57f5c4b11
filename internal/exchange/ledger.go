package exchange

import (
	"slices"
	"strconv"
	"strings"

	"euxine/internal/directory"
)

// Ledger knows what single records cannot: which ids the files of one import
// hold, and which other records they name. It keeps ids and places, not
// records, so that a million of them fit. Not safe for concurrent use.
type Ledger struct {
	files  []string
	ids    map[directory.Key]spot
	former map[directory.Key]Located       // former ids, where they stand
	wanted map[directory.Key]*namedRecords // named, and not among ids when named
}

// spot is file and line in few bytes.
type spot struct {
	file int32
	line int32
}

// namedRecords is where a record is named. Of many places the first are kept:
// enough to mend the data by.
type namedRecords struct {
	places []Located
	more   int
}

const maxPlaces = 20

// NewLedger is an empty ledger.
func NewLedger() *Ledger {
	return &Ledger{ids: map[directory.Key]spot{}, former: map[directory.Key]Located{}, wanted: map[directory.Key]*namedRecords{}}
}

// Add enters what was read and returns what is wrong with it beside what was
// there before: an id or former id given twice. Faulty records are entered too,
// so that what names them is not called dangling as well.
func (l *Ledger) Add(it Item) []Located {
	if it.Record == nil {
		return nil
	}
	var faults []Located
	key, head := directory.KeyOf(it.Record), it.Record.Head()
	if key.ID != "" {
		if first, ok := l.ids[key]; ok {
			faults = append(faults, it.Locate(faultOf("id", string(key.ID), directory.FaultDuplicate, l.where(first))))
		} else {
			l.ids[key] = l.spot(it.rows.file, it.Line)
			delete(l.wanted, key)
		}
	}
	for i, id := range head.FormerIDs {
		k := directory.Key{Type: key.Type, ID: id}
		f := "former_ids[" + strconv.Itoa(i) + "]"
		if first, ok := l.former[k]; ok {
			faults = append(faults, it.Locate(faultOf(f, string(id), directory.FaultDuplicate, first.Where())))
			continue
		}
		l.former[k] = it.Locate(faultOf(f, string(id), directory.FaultFormerID, string(id)))
		delete(l.wanted, k)
	}
	for _, link := range it.Record.Links() {
		if _, ok := l.ids[link.To]; ok || link.To.ID == "" {
			continue
		}
		if _, ok := l.former[link.To]; ok {
			continue
		}
		w := l.wanted[link.To]
		if w == nil {
			w = &namedRecords{}
			l.wanted[link.To] = w
		}
		if len(w.places) == maxPlaces {
			w.more++
			continue
		}
		w.places = append(w.places, it.Locate(faultOf(link.Field, string(link.To.ID), directory.FaultDanglingLink, string(link.To.Type))))
	}
	return faults
}

// Has says whether the files hold the record.
func (l *Ledger) Has(k directory.Key) bool {
	_, ok := l.ids[k]
	return ok
}

// Wanted lists the records that are named and that the files do not hold, in
// order of type and id.
func (l *Ledger) Wanted() []directory.Key {
	keys := make([]directory.Key, 0, len(l.wanted))
	for k := range l.wanted {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, compareKeys)
	return keys
}

// Dangling are the faults of naming a record that does not exist; more is how
// many beside them were not kept.
func (l *Ledger) Dangling(k directory.Key) (faults []Located, more int) {
	if w := l.wanted[k]; w != nil {
		return w.places, w.more
	}
	return nil, 0
}

// FormerIDs lists the former ids the files give, in order of type and id, each
// with the fault that it would be if the id belonged to another record.
func (l *Ledger) FormerIDs() []FormerID {
	list := make([]FormerID, 0, len(l.former))
	for k, f := range l.former {
		list = append(list, FormerID{Key: k, Of: f.Record, IfTaken: f})
	}
	slices.SortFunc(list, func(a, b FormerID) int { return compareKeys(a.Key, b.Key) })
	return list
}

// FormerID is a former id given in the files.
type FormerID struct {
	Key     directory.Key
	Of      directory.RecordID // the record that gives it
	IfTaken Located
}

func compareKeys(a, b directory.Key) int {
	if a.Type != b.Type {
		return strings.Compare(string(a.Type), string(b.Type))
	}
	return strings.Compare(string(a.ID), string(b.ID))
}

func (l *Ledger) spot(file string, line int) spot {
	// Items come file by file: the one entered last is almost always it.
	i := len(l.files) - 1
	if i < 0 || l.files[i] != file {
		l.files = append(l.files, file)
		i++
	}
	return spot{file: int32(i), line: int32(line)}
}

func (l *Ledger) where(s spot) string {
	return l.files[s.file] + ":" + strconv.Itoa(int(s.line))
}

func faultOf(field, value, key string, args ...string) directory.Fault {
	var fs directory.Faults
	fs.Add(field, value, key, args...)
	return fs[0]
}
