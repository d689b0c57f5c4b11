package boltstore_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// filled is a store of n records in batches of MaxOps.
func filled(b *testing.B, n int) store.Store {
	b.Helper()
	s := create(b, filepath.Join(b.TempDir(), "records.db"))
	b.Cleanup(func() { closeStore(b, s) })
	for from := 0; from < n; from += store.MaxOps {
		apply(b, s, batch(from, min(store.MaxOps, n-from), "1")...)
	}
	return s
}

func batch(from, n int, website string) []store.Op {
	ops := make([]store.Op, n)
	for i := range ops {
		ops[i].Put = org(fmt.Sprintf("r%07d", from+i), website)
	}
	return ops
}

func BenchmarkApplySingle(b *testing.B) {
	s := filled(b, 10_000)
	for n := 0; b.Loop(); n++ {
		apply(b, s, batch(n%10_000, 1, fmt.Sprint(n))...)
	}
}

func BenchmarkApplyBatch(b *testing.B) {
	s := filled(b, 10_000)
	for n := 0; b.Loop(); n++ {
		apply(b, s, batch(n%10*store.MaxOps, store.MaxOps, fmt.Sprint(n))...)
	}
	b.ReportMetric(float64(b.N)*store.MaxOps/b.Elapsed().Seconds(), "records/s")
}

func BenchmarkGet(b *testing.B) {
	s := filled(b, 10_000)
	for n := 0; b.Loop(); n++ {
		if _, err := s.Get(ctx, orgKey(fmt.Sprintf("r%07d", n*7919%10_000))); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGetParallel(b *testing.B) {
	s := filled(b, 10_000)
	b.RunParallel(func(p *testing.PB) {
		for n := 0; p.Next(); n++ {
			if _, err := s.Get(ctx, orgKey(fmt.Sprintf("r%07d", n*7919%10_000))); err != nil {
				b.Error(err)
			}
		}
	})
}

// BenchmarkScan reads ten thousand records a round: of the present state, and of
// a past one in which every record was another version.
func BenchmarkScan(b *testing.B) {
	s := filled(b, 10_000)
	past, err := s.Revision(ctx)
	if err != nil {
		b.Fatal(err)
	}
	for from := 0; from < 10_000; from += store.MaxOps {
		apply(b, s, batch(from, store.MaxOps, "2")...)
	}
	for _, c := range []struct {
		name string
		asOf directory.Revision
	}{{"present", 2 * past}, {"past", past}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				n := 0
				for after := directory.RecordID(""); ; {
					rs, err := s.Scan(ctx, store.Scan{Type: directory.Organisations, AsOf: c.asOf, After: after})
					if err != nil {
						b.Fatal(err)
					}
					if n += len(rs); len(rs) < store.MaxScan {
						break
					}
					after = rs[len(rs)-1].Head().ID
				}
				if n != 10_000 {
					b.Fatalf("%d records", n)
				}
			}
			b.ReportMetric(float64(b.N)*10_000/b.Elapsed().Seconds(), "records/s")
		})
	}
}

func BenchmarkImport(b *testing.B) {
	s := filled(b, 0)
	for n := 0; b.Loop(); n++ {
		if err := s.BeginImport(ctx, "bench", time.Unix(1700000000, 0)); err != nil {
			b.Fatal(err)
		}
		for chunk := range 10 {
			if err := s.StageImport(ctx, batch(chunk*store.MaxOps, store.MaxOps, fmt.Sprint(n))); err != nil {
				b.Fatal(err)
			}
		}
		if err := s.CommitImport(ctx); err != nil {
			b.Fatal(err)
		}
		for left := 1; left > 0; {
			var err error
			if left, _, err = s.ApplyImport(ctx); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N)*10*store.MaxOps/b.Elapsed().Seconds(), "records/s")
}

func BenchmarkVerify(b *testing.B) {
	s := filled(b, 10_000)
	for b.Loop() {
		if damage := verify(b, s); len(damage) > 0 {
			b.Fatal(damage)
		}
	}
}
