// Package catalogue is what a visitor or a command can do with the directory:
// search with the profiles shown, read the facts of a page, import, export,
// look at history. Pages, API and commands call it and never each other.
//
// It knows storage and search by their contracts only, and neither HTTP nor
// templates. What it hands out carries labels in the reader's language but no
// sentences: those belong to the pages.
//
// Where to begin: [Catalogue.Search] and [Catalogue.Organisation] for reading,
// [Catalogue.Import] for writing.
package catalogue

import (
	"log/slog"
	"sync"
	"time"

	"euxine/internal/directory"
	"euxine/internal/lexicon"
	"euxine/internal/memo"
	"euxine/internal/reconcile"
	"euxine/internal/search"
	"euxine/internal/store"
)

// Config is what a catalogue stands on; all fields are needed but Index, which
// a command that only imports or exports may leave nil, Lexicon, Address, Pages and Rank.
type Config struct {
	Store      store.Store
	Index      search.Index
	Vocabulary *directory.Vocabulary
	Lexicon    func() *lexicon.Lexicon // of the vocabulary, nil for one of its own; see lexicon.Later
	Now        func() time.Time
	Log        *slog.Logger
	// Address is where people reach the directory, as [exchange.ParseAddress]
	// gives it; without it there are no exports that name records. Pages are the
	// languages there are pages in.
	Address string
	Pages   []directory.Language
	// Rank orders candidates for a consortium; nil: as partners of the group, and by
	// the concepts they share with the call.
	Rank Ranker
}

// Catalogue is safe for concurrent use.
type Catalogue struct {
	store      store.Store
	index      search.Index
	vocabulary *directory.Vocabulary
	now        func() time.Time
	log        *slog.Logger
	writing    sync.Mutex              // one import at a time: its plan must still hold when applied
	lexicon    func() *lexicon.Lexicon // built when first asked for: a command that imports has no use for it
	home       homeCache
	compared   referenceCache
	maps       mapCache
	scales     scaleCache
	parts      partsCache
	shelves    shelves
	pools      pools
	mostPooled int // maxPooled, but in tests
	address    string
	pages      []directory.Language
	rank       Ranker
	matcher    func() *reconcile.Matcher // made when first asked for
	hearing    *memo.Memo[*heard]
}

// New puts a catalogue on its parts.
func New(c Config) *Catalogue {
	if c.Lexicon == nil {
		c.Lexicon, _ = lexicon.Later(c.Vocabulary)
	}
	v := c.Vocabulary
	of := &Catalogue{matcher: sync.OnceValue(func() *reconcile.Matcher { return reconcile.New(v) }), store: c.Store, index: c.Index, vocabulary: v, now: c.Now, log: c.Log,
		lexicon: c.Lexicon, address: c.Address, pages: c.Pages, rank: c.Rank, mostPooled: maxPooled}
	of.hearing = of.newHearing()
	if of.rank == nil {
		of.rank = of.byMatch
	}
	return of
}

// Vocabulary is the regions, cities and concepts in force.
func (c *Catalogue) Vocabulary() *directory.Vocabulary { return c.vocabulary }

// Today is the civil date ages and deadlines are measured against.
func (c *Catalogue) Today() directory.Date { return directory.DateOf(c.now().UTC()) }
