package catalogue

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/store"
)

// changeLog reads the store's log backwards, revision by revision: the contract
// reads it forwards, as those who follow it do. It is for one answer.
type changeLog struct {
	store store.Store
	at    directory.Revision // of read
	read  []store.Change
}

// entries are those of one revision, in the log's order; none where it wrote none.
func (l *changeLog) entries(ctx context.Context, rev directory.Revision) ([]store.Change, error) {
	if rev == 0 {
		return nil, nil
	}
	if l.at == rev {
		return l.read, nil
	}
	// A transaction is never cut in two, and a bound of one ends behind the first.
	read, err := l.store.Changes(ctx, rev-1, 1)
	if err != nil {
		return nil, err
	}
	if len(read) > 0 && read[0].Revision != rev {
		read = nil
	}
	l.at, l.read = rev, read
	return read, nil
}

// first is the key of the first entry of the revision read last.
func (l *changeLog) first(rev directory.Revision) directory.Key {
	if l.at != rev || len(l.read) == 0 {
		return directory.Key{}
	}
	return l.read[0].Key
}

// stamp is who wrote a revision, and when: the same in all its entries.
type stamp struct {
	by string
	at time.Time
}

func (s *stamp) is(o *stamp) bool { return s != nil && o != nil && s.by == o.by && s.at.Equal(o.at) }

// stamp is nil where nothing of the revision can be read.
func (l *changeLog) stamp(ctx context.Context, rev directory.Revision) (*stamp, error) {
	kept := *l
	entries, err := l.entries(ctx, rev)
	*l = kept
	if errors.Is(err, directory.ErrDamaged) || errors.Is(err, store.ErrCompacted) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		v, err := l.version(ctx, e.Key, rev)
		if err != nil {
			return nil, err
		}
		if v != nil {
			return &stamp{v.By, v.At}, nil
		}
	}
	return nil, nil
}

// version is the version of a record that a revision wrote, nil where it cannot be
// read.
func (l *changeLog) version(ctx context.Context, key directory.Key, rev directory.Revision) (*store.Version, error) {
	list, err := l.store.History(ctx, key, rev+1, 1)
	switch {
	case unreadable(err):
		return nil, nil
	case err != nil:
		return nil, err
	case len(list) == 0 || list[0].Revision != rev:
		return nil, nil
	}
	return &list[0], nil
}

// version is one before a change, or that there is one that cannot be read.
type version struct {
	store.Version
	damaged bool
}

// record is nil where there is none.
func (v *version) record() directory.Record {
	if v == nil {
		return nil
	}
	return v.Record
}

// versions are what an entry wrote and what was there before. now is nil where it
// cannot be read, prior where there was none.
func (l *changeLog) versions(ctx context.Context, e store.Change) (now, prior *version, err error) {
	list, err := l.store.History(ctx, e.Key, e.Revision+1, 2)
	if err != nil {
		if !unreadable(err) {
			return nil, nil, err
		}
		v, err := l.version(ctx, e.Key, e.Revision)
		if err != nil {
			return nil, nil, err
		}
		if v != nil {
			return &version{Version: *v}, &version{damaged: true}, nil
		}
		switch list, err = l.store.History(ctx, e.Key, e.Revision, 1); {
		case unreadable(err):
			return nil, &version{damaged: true}, nil
		case err != nil:
			return nil, nil, err
		}
	} else if len(list) > 0 && list[0].Revision == e.Revision {
		now, list = &version{Version: list[0]}, list[1:]
	}
	if len(list) > 0 {
		prior = &version{Version: list[0]}
	}
	return now, prior, nil
}

// unreadable is what is told of a damaged version, or of a record all versions of
// which are gone though the log knows it.
func unreadable(err error) bool {
	return errors.Is(err, directory.ErrDamaged) || errors.Is(err, directory.ErrNotFound)
}

// knownFrom is the oldest revision the log still has, between 1 and now+1.
func (l *changeLog) knownFrom(ctx context.Context, now directory.Revision) (directory.Revision, error) {
	compacted := func(after directory.Revision) (bool, error) {
		_, err := l.store.Changes(ctx, after, 1)
		switch {
		case errors.Is(err, store.ErrCompacted):
			return true, nil
		case errors.Is(err, directory.ErrDamaged):
			return false, nil
		}
		return false, err
	}
	if gone, err := compacted(0); !gone || err != nil {
		return 1, err
	}
	var failed error
	// What is compacted away is a beginning: the first revision whose successor is
	// still there is where it ends.
	n := sort.Search(int(now), func(i int) bool {
		gone, err := compacted(directory.Revision(i))
		failed = cmp.Or(failed, err)
		return !gone
	})
	return directory.Revision(n) + 1, failed
}

// bounds are the first and last revision of the batch a revision is of, as far as
// they lie within lowest and highest. Those of a batch follow upon each other (an
// import lets no other write in between), so that both ends are searched for in
// steps that double.
func (l *changeLog) bounds(ctx context.Context, rev, lowest, highest directory.Revision) (first, last directory.Revision, err error) {
	own, err := l.stamp(ctx, rev)
	if err != nil || own == nil {
		return rev, rev, err
	}
	// reach is how many of most steps away revisions are still of the batch.
	reach := func(most directory.Revision, at func(n directory.Revision) directory.Revision) directory.Revision {
		same := func(n directory.Revision) bool {
			if n > most || err != nil {
				return false
			}
			var s *stamp
			s, err = l.stamp(ctx, at(n))
			return own.is(s)
		}
		step := directory.Revision(1)
		for same(step) {
			step *= 2
		}
		low := step / 2 // the last known to be of it
		return low + directory.Revision(sort.Search(int(step-low), func(i int) bool { return !same(low + 1 + directory.Revision(i)) }))
	}
	first, last = rev, rev
	if rev > lowest {
		first -= reach(rev-lowest, func(n directory.Revision) directory.Revision { return rev - n })
	}
	if highest > rev {
		last += reach(highest-rev, func(n directory.Revision) directory.Revision { return rev + n })
	}
	return first, last, err
}

// compareKeys is the order of entries within a revision.
func compareKeys(a, b directory.Key) int {
	return cmp.Or(slices.Index(directory.RecordTypes, a.Type)-slices.Index(directory.RecordTypes, b.Type), strings.Compare(string(a.ID), string(b.ID)))
}

// changeCursor goes on in a revision behind a key; the zero key is its beginning.
func changeCursor(rev directory.Revision, behind directory.Key) string {
	s := strconv.FormatUint(uint64(rev), 10)
	if behind.ID != "" {
		s += "." + string(behind.Type) + "." + string(behind.ID)
	}
	return s
}

func parseChangeCursor(s string) (directory.Revision, directory.Key, bool) {
	if len(s) > search.MaxCursor {
		return 0, directory.Key{}, false
	}
	parts := strings.Split(s, ".")
	rev, err := strconv.ParseUint(parts[0], 10, 63)
	if err != nil || rev == 0 || strconv.FormatUint(rev, 10) != parts[0] {
		return 0, directory.Key{}, false
	}
	switch len(parts) {
	case 1:
		return directory.Revision(rev), directory.Key{}, true
	case 3:
		key := directory.Key{Type: directory.RecordType(parts[1]), ID: directory.RecordID(parts[2])}
		return directory.Revision(rev), key, store.CheckKey(key) == nil
	}
	return 0, directory.Key{}, false
}

// changeTest is the words and filters of a question, for testing versions of
// records.
type changeTest struct {
	c      *Catalogue
	q      search.Question
	least  int       // how many of asked a version must answer
	asked  []*finder // one for each group of words that is asked for
	not    []*finder
	groups map[*finder]search.Group
}

// changeTest reads a question's words as a search does.
func (c *Catalogue) changeTest(ctx context.Context, q search.Question) (*changeTest, error) {
	if q.Type == "" {
		q.Type = directory.Organisations
	}
	q.Today = c.Today()
	t := &changeTest{c: c, q: q, groups: map[*finder]search.Group{}}
	if len(q.Terms) == 0 {
		return t, nil
	}
	// In the order of names nothing is let in that has some of the words only.
	words := search.Question{Type: q.Type, Today: q.Today, Q: q.Q, Terms: q.Terms, Exact: q.Exact, Lang: q.Lang,
		Sort: search.SortName, Page: 1, PerPage: 1}
	u, err := c.understand(ctx, words)
	if err != nil {
		return nil, err
	}
	for _, g := range u.Question.Read() {
		if g.Optional {
			continue
		}
		wanted := g
		wanted.Not = false
		one := u.Question
		one.Groups, one.Exact = []search.Group{wanted}, false
		// Groups are looked for one by one: marks would not overlap.
		f := c.newFinder(one)
		t.groups[f] = wanted
		if g.Not {
			t.not = append(t.not, f)
		} else {
			t.asked = append(t.asked, f)
		}
	}
	if t.least = len(t.asked); u.Least > 0 {
		t.least = min(t.least, u.Least)
	}
	return t, nil
}

// passes says whether a version answers the question. Nil tests nothing.
func (t *changeTest) passes(r directory.Record) bool {
	if t == nil {
		return true
	}
	if !search.Matches(t.q, r, t.c.vocabulary, t.c.lexicon().Said) {
		return false
	}
	if len(t.groups) == 0 {
		return true
	}
	texts := search.TextsOf(r, t.c.vocabulary)
	for _, f := range t.not {
		if t.answers(f, r, texts) {
			return false
		}
	}
	n := 0
	for _, f := range t.asked {
		if t.answers(f, r, texts) {
			n++
		}
	}
	return n >= t.least
}

// answers says whether a record has a group: its words, or one of its senses.
func (t *changeTest) answers(f *finder, r directory.Record, texts []search.Text) bool {
	g := t.groups[f]
	clear(f.found) // what is kept of one record is of no use for the next
	if t.c.carried(r, g, t.q.Lang).How != "" || t.c.stated(texts, g, t.q.Lang).How != "" {
		return true
	}
	words := make([]bool, len(g.Words))
	for _, text := range texts {
		for _, s := range f.spans(text) {
			if s.word < 0 {
				return true
			}
			words[s.word] = true
		}
	}
	// The words of a phrase are one answer only together, but while its last is
	// still being typed.
	together := g.Phrase && len(g.Words) > 1 && !g.Words[len(g.Words)-1].Prefix
	return !together && !slices.Contains(words, false)
}
