package generate_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/generate"
)

func vocabulary(t testing.TB) *directory.Vocabulary {
	t.Helper()
	v, err := exchange.ReadVocabulary(os.DirFS(filepath.Join("..", "..", "seed")))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func generator(t testing.TB, v *directory.Vocabulary, seed uint64) *generate.Generator {
	t.Helper()
	g, err := generate.New(v, seed)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func lines(t testing.TB, v *directory.Vocabulary, seed uint64, n int) [][]byte {
	t.Helper()
	g := generator(t, v, seed)
	list := make([][]byte, n)
	for i := range list {
		list[i] = exchange.Encode(g.Next())
	}
	return list
}

// TestRecordsAreValid: each is without faults, is read back from its exchange
// form as it is, names only what came before it, and says that it is made up.
func TestRecordsAreValid(t *testing.T) {
	v := vocabulary(t)
	g := generator(t, v, 1)
	var file bytes.Buffer
	var made []*directory.Organisation
	seen := map[directory.RecordID]bool{}
	for range 2000 {
		o := g.Next()
		if faults := o.Validate(v); len(faults) > 0 {
			t.Fatalf("%s: %v", o.ID, faults)
		}
		if seen[o.ID] {
			t.Fatalf("%s is given twice", o.ID)
		}
		for _, l := range o.Links() {
			if !seen[l.To.ID] {
				t.Errorf("%s names %s, which is not made yet", o.ID, l.To)
			}
		}
		seen[o.ID] = true
		if !strings.HasPrefix(string(o.ID), "x-") || !strings.HasPrefix(o.Provenance.Source, "https://example.org/") ||
			(o.Website != "" && !strings.HasSuffix(o.Website, ".example.org/")) || !strings.Contains(o.Provenance.Note, "no such organisation") {
			t.Errorf("%s looks like a real organisation: %s, %s, %s", o.ID, o.Provenance.Source, o.Website, o.Provenance.Note)
		}
		for l, text := range o.Descriptions {
			if n := len(strings.Fields(text)); n < 30 || n > 80 {
				t.Errorf("%s: the description in %s has %d words: %s", o.ID, l, n, text)
			}
			if strings.ContainsAny(text, "{}") {
				t.Errorf("%s: a blank is left in %q", o.ID, text)
			}
		}
		for _, n := range o.Names {
			if strings.ContainsAny(n.Text, "{}") || n.Text != strings.TrimSpace(n.Text) {
				t.Errorf("%s: name %q", o.ID, n.Text)
			}
		}
		made = append(made, o)
		file.Write(append(exchange.Encode(o), '\n'))
	}
	i := 0
	err := exchange.NewMapping(v).Read(exchange.Source{File: "organisations.ndjson", Reader: &file}, func(it exchange.Item) error {
		if len(it.Faults) > 0 || !exchange.Same(it.Record, made[i]) {
			t.Errorf("%s is read with faults %v as\n%s", exchange.Encode(made[i]), it.Faults, exchange.Encode(it.Record))
		}
		i++
		return nil
	})
	if err != nil || i != len(made) {
		t.Errorf("%d of %d read back: %v", i, len(made), err)
	}
}

func TestSameSeedSameRecords(t *testing.T) {
	v := vocabulary(t)
	long, short, other := lines(t, v, 7, 500), lines(t, v, 7, 200), lines(t, v, 8, 200)
	differ := 0
	for i := range short {
		if !bytes.Equal(short[i], long[i]) {
			t.Fatalf("record %d is\n%s\nin a short run and in a long one\n%s", i, short[i], long[i])
		}
		if !bytes.Equal(short[i], other[i]) {
			differ++
		}
	}
	if differ != len(short) {
		t.Errorf("%d of %d records are the same under another seed", len(short)-differ, len(short))
	}
}

// TestDistribution holds 10,000 records against what the package comment says.
func TestDistribution(t *testing.T) {
	v := vocabulary(t)
	g := generator(t, v, 3)
	const n = 10_000
	counts := map[string]int{}
	names := map[string]bool{}
	for range n {
		o := g.Next()
		counts["country "+string(o.Place.Country)]++
		counts["kind "+string(o.Kind)]++
		counts["status "+string(o.Status)]++
		if len(o.Descriptions) > 1 {
			counts["native description"]++
		}
		if len(o.MemberOf) > 0 {
			counts["member"]++
		}
		if o.Place.City == "Istanbul" {
			counts["Istanbul"]++
		}
		if len(o.ConceptsOf(directory.SchemeSector)) > 0 {
			counts["sector"]++
		}
		if len(o.Offers) > 0 {
			counts["offers"]++
		}
		if o.OfficialName() != "" {
			counts["native name"]++
		}
		for _, name := range o.Names[:1] {
			names[name.Text] = true
		}
	}
	for what, percent := range map[string]float64{"country BG": 22, "country UA": 14, "country AZ": 3, "kind sme": 62, "kind cluster": 8,
		"kind hub": 2, "native description": 30, "member": 0.83 * 35, "sector": 100, "offers": 75, "native name": 100,
		"status active": 82 * 5.0 / 7, "Istanbul": 20 * 0.29 * 5 / 6} {
		if got := float64(counts[what]) * 100 / n; got < percent*0.85-0.3 || got > percent*1.15+0.3 {
			t.Errorf("%s: %.1f %%, want about %.1f %%", what, got, percent)
		}
	}
	if len(names) < n*95/100 {
		t.Errorf("%d records share %d names", n, len(names))
	}
}

// TestVocabularyMustFit: without the cities or concepts it needs there is no
// generator, rather than records with faults.
// Goods are many, no two ranks the same word, and fall as the package comment says.
func TestGoods(t *testing.T) {
	v := vocabulary(t)
	g := generator(t, v, 5)
	const n = 20_000
	of := map[string]int{}
	for range n {
		_, list, ok := strings.Cut(g.Next().Descriptions["en"], "On offer: ")
		words := strings.Split(strings.TrimSuffix(list, "."), ", ")
		if !ok || len(words) != 6 {
			t.Fatalf("goods %q", list)
		}
		for _, w := range words {
			of[w]++
		}
	}
	most, once := 0, 0
	for _, k := range of {
		most = max(most, k)
		if k <= 2 {
			once++
		}
	}
	if share := float64(most) / n; share < 0.03 || share > 0.3 {
		t.Errorf("the commonest is in %.3f of all", share)
	}
	if len(of) < 8_000 || once < len(of)/3 {
		t.Errorf("%d words, %d of them in one or two records", len(of), once)
	}
}

func TestVocabularyMustFit(t *testing.T) {
	empty, err := directory.NewVocabulary(nil, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := generate.New(empty, 1); err == nil {
		t.Error("a generator without any city")
	}
}

func BenchmarkNext(b *testing.B) {
	g := generator(b, vocabulary(b), 1)
	for b.Loop() {
		exchange.Encode(g.Next())
	}
}

func ExampleGenerator() {
	v, err := exchange.ReadVocabulary(os.DirFS(filepath.Join("..", "..", "seed")))
	if err != nil {
		panic(err)
	}
	g, err := generate.New(v, 1)
	if err != nil {
		panic(err)
	}
	o := g.Next()
	fmt.Println(o.ID[:2], o.Provenance.Note)
	// Output: x- Synthetic record for load tests; there is no such organisation.
}
