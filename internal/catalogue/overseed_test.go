package catalogue

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"euxine/indexer"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/lexicon"
	"euxine/internal/search"
	"euxine/internal/store"
	"euxine/internal/store/memstore"
	"euxine/seed"
)

// today is the day the tests of this package live on.
var today = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// seeded is a catalogue over the whole seed: the real records in a store in
// memory, found by a real index. Opening takes a second, so that the tests share
// one; none of them writes to it.
type seeded struct {
	*Catalogue
	records       []directory.Record
	organisations []*directory.Organisation
	index         *indexer.Index
	folder        string
}

var shared = sync.OnceValues(func() (*seeded, error) {
	v, err := exchange.ReadVocabulary(seed.Files)
	if err != nil {
		return nil, err
	}
	s := &seeded{}
	names, err := fs.Glob(seed.Files, "*.ndjson")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		typ := directory.RecordType(strings.TrimSuffix(name, ".ndjson"))
		if strings.HasPrefix(name, "organisations-") {
			typ = directory.Organisations
		}
		f, err := seed.Files.Open(name)
		if err != nil {
			return nil, err
		}
		err = exchange.NewMapping(v).Read(exchange.Source{File: name, Type: typ, Reader: f}, func(it exchange.Item) error {
			s.records = append(s.records, it.Record)
			if o, ok := it.Record.(*directory.Organisation); ok {
				s.organisations = append(s.organisations, o)
			}
			return nil
		})
		f.Close()
		if err != nil {
			return nil, err
		}
	}
	if s.folder, err = os.MkdirTemp("", "catalogue"); err != nil {
		return nil, err
	}
	s.Catalogue, s.index, err = opened(v, memstore.New(), s.folder, s.records...)
	putAway = func() {
		if s.index != nil {
			s.index.Close()
		}
		os.RemoveAll(s.folder)
	}
	return s, err
})

// opened is a catalogue over the records, with an index that has read them.
func opened(v *directory.Vocabulary, s store.Store, folder string, records ...directory.Record) (*Catalogue, *indexer.Index, error) {
	// A minute, and one more for every 12,000 records: ten times what a quiet machine needs.
	ctx, stop := context.WithTimeout(context.Background(), time.Minute+time.Duration(len(records))*5*time.Millisecond)
	defer stop()
	for chunk := range slices.Chunk(records, store.MaxOps) {
		b := store.Batch{By: "test", At: today}
		for _, r := range chunk {
			b.Ops = append(b.Ops, store.Op{Put: r})
		}
		if _, err := s.Apply(ctx, b); err != nil {
			return nil, nil, err
		}
	}
	log := slog.New(slog.DiscardHandler)
	words, said := lexicon.Later(v)
	x, err := indexer.Open(ctx, indexer.Config{Dir: folder, Store: s, Vocabulary: v, Mentions: said, Log: log})
	if err != nil {
		return nil, nil, err
	}
	if err := x.WaitReady(ctx); err != nil {
		return nil, nil, err
	}
	return New(Config{Store: s, Index: x, Vocabulary: v, Lexicon: words, Log: log, Now: func() time.Time { return today }}), x, nil
}

func overSeed(t testing.TB) *seeded {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestMain puts away what overSeed opened, if it did.
func TestMain(m *testing.M) {
	code := m.Run()
	if putAway != nil {
		putAway()
	}
	os.Exit(code)
}

var putAway func()

// question reads parameters as they stand in an address.
func question(t testing.TB, v *directory.Vocabulary, query string) search.Question {
	t.Helper()
	vs, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	q, faults := search.Parse(vs, v)
	if len(faults) > 0 {
		t.Fatalf("%s: %v", query, faults)
	}
	return q
}

// readQuestion is a question with its words read.
func (s *seeded) readQuestion(t testing.TB, query string) search.Question {
	t.Helper()
	q := question(t, s.vocabulary, query)
	if !q.Exact {
		q.Groups = s.lexicon().Read(q.Terms, q.Type, q.Lang)
	}
	return q
}

func ids(hits []Hit) (list []directory.RecordID) {
	for _, h := range hits {
		list = append(list, h.ID)
	}
	return list
}

func BenchmarkSearch(b *testing.B) {
	s := overSeed(b)
	for _, query := range []string{"", "q=tourism", "q=cluster&per_page=100", "q=клъстер+бургас&lang=bg", "q=tourism+wine+digital+health+energy+-steel&per_page=100", "q=zzzz+burgas&kind=sme", "region=TR&sort=members"} {
		q := question(b, s.vocabulary, query)
		b.Run(fmt.Sprintf("%q", query), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Search(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("profile", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Organisation(b.Context(), s.organisations[0].ID, "en"); err != nil {
				b.Fatal(err)
			}
		}
	})
}
