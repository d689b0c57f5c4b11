package catalogue

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/search"
	"euxine/internal/store"
)

// Bounds of one reading of changes. A change is read as two versions of a record
// and compared field by field, some hundred microseconds together.
const (
	// maxExamined is how many log entries are looked at for an answer, however
	// few of them pass its filters: some tenths of a second. The cursor goes on.
	maxExamined = 2000
	// maxCounted is how many more of the last batch are looked at to say how many
	// changes it holds; beyond, the number is a lower bound.
	maxCounted = 2000
	// wordCost is as how many entries one counts whose texts are looked through for
	// words: that takes a little longer than reading it.
	wordCost = 2
)

// ChangeList is what changed, newest first.
type ChangeList struct {
	Batches []ChangeBatch
	// Next goes on; "" at the end. An answer may hold fewer changes than asked for,
	// or none, and still go on: then the bound of one reading was met, and
	// ReadBackTo is the time of the oldest batch looked at.
	Next       string
	ReadBackTo time.Time
	Active     []ActiveFilter     // filters in force
	Revision   directory.Revision // of the store when it was read
	// NewestAt is when the directory was last written, zero where it never was.
	NewestAt time.Time
	// KnownFrom is the oldest revision there still is a log entry of, where earlier
	// ones have been compacted away, and when that was written; 0: all are known.
	KnownFrom   directory.Revision
	KnownFromAt time.Time
	// Unreadable is how many revisions of the log are damaged and left out.
	Unreadable int
}

// Len is how many changes the list holds.
func (l *ChangeList) Len() int {
	n := 0
	for _, b := range l.Batches {
		n += len(b.Changes)
	}
	return n
}

// ChangeBatch is what was written by one import, edit or other act: neighbouring
// revisions of the same author and time.
type ChangeBatch struct {
	First   directory.Revision // names the batch for good
	By      string             // "" not known
	At      time.Time          // zero not known
	Changes []RecordChange
	// How many records of the batch pass the filters, by what was done to them;
	// AtLeast: more may, they were not all looked at. Without meaning for a batch
	// that is Continued from an earlier page.
	Created, Changed, Removed int
	AtLeast                   bool
	Continued                 bool
}

// ChangeKind is what was done to a record.
type ChangeKind string

const (
	ChangeCreated ChangeKind = "created"
	ChangeChanged ChangeKind = "changed"
	ChangeRemoved ChangeKind = "removed"
)

// ChangeKinds lists them.
var ChangeKinds = []ChangeKind{ChangeCreated, ChangeChanged, ChangeRemoved}

// ChangeScope is how a changed record stands to the filters.
type ChangeScope string

const (
	ScopeWithin  ChangeScope = "within"  // it passes them as it did, or nothing is filtered
	ScopeEntered ChangeScope = "entered" // it passes them since
	ScopeLeft    ChangeScope = "left"    // it passed them before
)

// ChangeScopes lists them.
var ChangeScopes = []ChangeScope{ScopeWithin, ScopeEntered, ScopeLeft}

// RecordChange is one record written or deleted by one revision.
type RecordChange struct {
	Revision directory.Revision
	Key      directory.Key
	Change   ChangeKind
	Scope    ChangeScope // of a changed record; created and removed ones are within
	Name     string      // as of the change; of a removed record its last; "" where damaged
	Kind     Labelled    // zero for projects
	Country  Labelled    // zero where it has none or several
	// Fields are what differs, of a changed record only.
	Fields []exchange.FieldChange
	// Came and Gone are the offers and needs that are new or worded anew, and those that
	// are no longer there, where the question is about them.
	Came, Gone []Exchanged
	// Exists says that the record is there now, under its own id or MovedTo.
	Exists  bool
	MovedTo directory.RecordID // who holds the id as a former one
	// Damaged says that the version written cannot be read; NoBefore that the one
	// before cannot, so that Fields are not known.
	Damaged  bool
	NoBefore bool
}

// Exchanged is an offer or need of a change.
type Exchanged struct {
	Side search.Side
	directory.Offering
}

// Changes reads from the log and the history what changed, newest first.
//
// With filters a change counts when the record passed them before or after it, so
// that what leaves a search is told as well as what enters it, and a change once
// told stays told however the record changes later. Filters are tested on the
// versions themselves; what depends on the day (the states of events and calls) is
// as of today. Words are read as a search reads them today (with what the index
// says of spellings) and looked for in the versions as the marks of a search look
// for them: no index holds what was superseded. Over the seed that agrees with the
// index in all but one hit of a thousand.
//
// Writes that leave all that is exchanged as it was are passed over. Time is the
// order of revisions: a clock set back does not move anything, but ends a list by
// Since early.
//
// Errors: search.ParameterFaults for a cursor of another list.
func (c *Catalogue) Changes(ctx context.Context, q search.ChangesQuestion) (*ChangeList, error) {
	r, err := c.changeReader(ctx, q)
	if err != nil {
		return nil, err
	}
	if err := r.read(ctx); err != nil {
		return nil, fmt.Errorf("changes: %w", err)
	}
	if err := c.whereNow(ctx, r.list); err != nil {
		return nil, fmt.Errorf("changes: %w", err)
	}
	switch {
	case q.Opportunities != nil:
		r.list.Active = c.activeOpportunities(ctx, *q.Opportunities)
	case len(q.Filters) > 0: // they are the same for each type
		r.list.Active = c.active(ctx, q.Filters[0])
	}
	return r.list, nil
}

// Address is where people reach the directory, "" where nobody said.
func (c *Catalogue) Address() string { return c.address }

// changeReader goes through the log for one answer.
type changeReader struct {
	c     *Catalogue
	q     search.ChangesQuestion
	tests map[directory.RecordType]*changeTest // of the types asked about
	log   *changeLog
	list  *ChangeList

	from     directory.Revision // the newest revision to read
	past     directory.Key      // of from: only what stands behind; zero: all
	to       directory.Revision // the oldest
	found    int
	examined int
	cost     int          // of an entry: 1 or wordCost
	batch    *ChangeBatch // the one being read, nil before the first
	left     bool         // the list is full, and what is read now is of a later batch
	more     bool         // there is something for a later page
}

func (c *Catalogue) changeReader(ctx context.Context, q search.ChangesQuestion) (*changeReader, error) {
	if q.PerPage <= 0 || q.PerPage > search.MaxChanges {
		q.PerPage = search.DefaultChanges
	}
	r := &changeReader{c: c, q: q, list: &ChangeList{}, cost: 1, tests: map[directory.RecordType]*changeTest{}, log: &changeLog{store: c.store}}
	types := q.Types
	if len(types) == 0 {
		types = directory.RecordTypes
	}
	for _, t := range types {
		r.tests[t] = nil
	}
	for _, f := range q.Filters {
		test, err := c.changeTest(ctx, f)
		if err != nil {
			return nil, fmt.Errorf("changes: %w", err)
		}
		if _, asked := r.tests[test.q.Type]; asked {
			r.tests[test.q.Type] = test
			if len(test.groups) > 0 {
				r.cost = wordCost
			}
		}
	}
	now, err := c.store.Revision(ctx)
	if err != nil {
		return nil, fmt.Errorf("changes: %w", err)
	}
	r.list.Revision, r.from = now, now
	known, err := r.log.knownFrom(ctx, now)
	if err != nil {
		return nil, fmt.Errorf("changes: %w", err)
	}
	r.to = max(known, q.After+1)
	if known > 1 {
		r.list.KnownFrom = known
		if at, err := r.log.stamp(ctx, known); err != nil {
			return nil, fmt.Errorf("changes: %w", err)
		} else if at != nil {
			r.list.KnownFromAt = at.at
		}
	}
	if at, err := r.log.stamp(ctx, now); err != nil {
		return nil, fmt.Errorf("changes: %w", err)
	} else if at != nil {
		r.list.NewestAt = at.at
	}
	if q.Batch > 0 {
		first, last, err := r.log.bounds(ctx, q.Batch, r.to, now)
		if err != nil {
			return nil, fmt.Errorf("changes: %w", err)
		}
		r.from, r.to = min(r.from, last), max(r.to, first)
	}
	if q.Cursor != "" {
		at, key, ok := parseChangeCursor(q.Cursor)
		if !ok || at > now {
			return nil, search.ParameterFaults{{Parameter: "cursor", Value: q.Cursor, Key: search.FaultBadCursor}}
		}
		if at <= r.from {
			r.from, r.past = at, key
		}
	}
	return r, nil
}

// read goes from revision to revision, newest first, until there is enough. Then
// it goes on a little, to count what is left of the last batch and to find out
// whether anything else is left at all.
func (r *changeReader) read(ctx context.Context) error {
	looked := 0 // at what comes behind the last change listed
	for rev := r.from; rev >= r.to && rev > 0; rev-- {
		entries, err := r.log.entries(ctx, rev)
		r.examined++ // the revision itself: a log of nothing but small ones is bounded too
		if errors.Is(err, directory.ErrDamaged) {
			if !r.full() {
				r.c.log.Error("damaged log entry left out", "revision", rev, "error", err)
				r.list.Unreadable++
			}
			continue
		}
		if err != nil {
			return err
		}
		behind := r.past
		r.past = directory.Key{}
		for i, e := range entries {
			if behind.ID != "" && compareKeys(e.Key, behind) <= 0 {
				continue
			}
			if !r.full() && (r.found >= r.q.PerPage || r.examined >= maxExamined) {
				key := directory.Key{}
				if i > 0 {
					key = entries[i-1].Key
				}
				r.list.Next = changeCursor(rev, key)
			}
			if r.full() {
				if looked += r.cost; looked > maxCounted {
					return r.stopped(ctx, rev)
				}
			}
			stop, err := r.take(ctx, e)
			if err != nil {
				return err
			}
			if stop {
				return r.ended()
			}
			r.examined += r.cost
		}
	}
	return r.ended()
}

// full says that no more changes are listed.
func (r *changeReader) full() bool { return r.list.Next != "" }

// ended is when everything was looked at that there is.
func (r *changeReader) ended() error {
	if !r.more {
		r.list.Next = ""
	}
	// Batches nothing of which passed the filters are not told of.
	r.list.Batches = slices.DeleteFunc(r.list.Batches, func(b ChangeBatch) bool { return len(b.Changes) == 0 })
	return nil
}

// stopped is when the bound was met, in the batch listed last or behind it.
func (r *changeReader) stopped(ctx context.Context, rev directory.Revision) error {
	r.more = true // there may be
	if r.batch != nil && !r.left {
		r.batch.AtLeast = true
		first, _, err := r.log.bounds(ctx, rev, r.to, rev)
		if err != nil {
			return err
		}
		r.batch.First = first
	}
	return r.ended()
}

// take looks at one entry. stop says that nothing behind it matters.
func (r *changeReader) take(ctx context.Context, e store.Change) (stop bool, err error) {
	now, prior, err := r.log.versions(ctx, e)
	if err != nil {
		return false, err
	}
	var s *stamp
	if now != nil {
		s = &stamp{now.By, now.At}
		if !r.q.Since.IsZero() && !s.at.IsZero() && s.at.Before(r.q.Since.First()) {
			return true, nil
		}
	}
	// What cannot be read is taken to be of the batch around it.
	if r.batch == nil || s != nil && (r.batch.By != s.by || !r.batch.At.Equal(s.at)) {
		if r.full() {
			r.left = true
		} else if err := r.beginBatch(ctx, e, s); err != nil {
			return false, err
		}
	}
	if !r.left {
		r.batch.First = e.Revision
	}
	change, ok := r.judge(e, now, prior)
	switch {
	case !ok:
		return false, nil
	case r.full():
		r.more = true
		if r.left {
			return true, nil
		}
	default:
		r.found++
		r.batch.Changes = append(r.batch.Changes, change)
	}
	switch change.Change {
	case ChangeCreated:
		r.batch.Created++
	case ChangeChanged:
		r.batch.Changed++
	default:
		r.batch.Removed++
	}
	return false, nil
}

// beginBatch opens a batch. The first of a page may have begun on an earlier one.
func (r *changeReader) beginBatch(ctx context.Context, e store.Change, s *stamp) error {
	b := ChangeBatch{First: e.Revision}
	if s != nil {
		b.By, b.At = s.by, s.at
		r.list.ReadBackTo = s.at
	}
	if r.batch == nil && r.q.Cursor != "" && s != nil {
		_, last, err := r.log.bounds(ctx, e.Revision, e.Revision, r.list.Revision)
		if err != nil {
			return err
		}
		b.Continued = last > e.Revision || e.Key != r.log.first(e.Revision)
	}
	r.list.Batches = append(r.list.Batches, b)
	r.batch = &r.list.Batches[len(r.list.Batches)-1]
	return nil
}

// judge makes a change of an entry; ok is false for one not asked about.
func (r *changeReader) judge(e store.Change, now, prior *version) (change RecordChange, ok bool) {
	test, asked := r.tests[e.Key.Type]
	if !asked {
		return change, false
	}
	change = RecordChange{Revision: e.Revision, Key: e.Key, Change: ChangeChanged, Scope: ScopeWithin}
	switch {
	case e.Deleted:
		change.Change = ChangeRemoved
	case prior == nil || prior.Deleted:
		change.Change = ChangeCreated
	}
	if now == nil {
		// It cannot be told whether it passes the filters; that something is wrong
		// with it is told to those who ask for everything.
		change.Damaged = true
		return change, test == nil
	}
	change.NoBefore = prior != nil && prior.damaged
	after, earlier := now.Record, prior.record()
	if e.Deleted && earlier == nil || !e.Deleted && after == nil {
		change.Damaged = true
		return change, test == nil
	}
	was, is := earlier != nil && test.passes(earlier), after != nil && test.passes(after)
	if !was && !is {
		return change, false
	}
	shown := after
	if shown == nil {
		shown = earlier
	}
	if change.Change == ChangeChanged && earlier != nil {
		if change.Fields = exchange.Diff(earlier, after); len(change.Fields) == 0 {
			return change, false
		}
		switch {
		case !was:
			change.Scope = ScopeEntered
		case !is:
			change.Scope = ScopeLeft
		}
	}
	if o := r.q.Opportunities; o != nil {
		had, has := r.c.exchanged(*o, earlier), r.c.exchanged(*o, after)
		if change.Came, change.Gone = parted(had, has); len(change.Came)+len(change.Gone) == 0 {
			return change, false
		}
	}
	change.Name = shown.DisplayName()
	change.Kind, change.Country = r.c.kindAndCountry(shown, r.q.Lang)
	return change, true
}

// kindAndCountry is what tells a record from others of like name.
func (c *Catalogue) kindAndCountry(r directory.Record, l directory.Language) (kind, country Labelled) {
	var place directory.Place
	switch r := r.(type) {
	case *directory.Organisation:
		kind, place = c.kindLabel(r.Kind, l), r.Place
	case *directory.Event:
		kind, place = c.conceptLabel(directory.SchemeEventKind, string(r.Kind), l), r.Place
	case *directory.Call:
		kind = c.conceptLabel(directory.SchemeCallKind, string(r.Kind), l)
	}
	if place.Country != "" {
		country = c.countryLabel(place.Country, l)
	}
	return kind, country
}

// whereNow finds out which of the records are there now, and where their ids lead.
func (c *Catalogue) whereNow(ctx context.Context, list *ChangeList) error {
	var keys []directory.Key
	for _, b := range list.Batches {
		for _, change := range b.Changes {
			keys = append(keys, change.Key)
		}
	}
	records, err := c.store.GetMany(ctx, keys)
	if err != nil && !errors.Is(err, directory.ErrDamaged) {
		return err
	}
	i := 0
	for b := range list.Batches {
		for k := range list.Batches[b].Changes {
			change := &list.Batches[b].Changes[k]
			change.Exists = i < len(records) && records[i] != nil
			i++
			if change.Exists {
				continue
			}
			switch to, err := c.store.Resolve(ctx, change.Key); {
			case err == nil:
				change.Exists, change.MovedTo = true, to
			case errors.Is(err, directory.ErrDamaged):
				c.log.Error("damaged record", "error", err)
			case !errors.Is(err, directory.ErrNotFound):
				return err
			}
		}
	}
	return nil
}
