package catalogue

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"euxine/internal/directory"
	"euxine/internal/generate"
	"euxine/internal/reconcile"
	"euxine/internal/store/memstore"
)

// The share of certain rows that are right, which every list of 200 must reach, and of
// the rows that mean an organisation the share of which it is said for certain, which
// all lists together must: a list of many dropped words is beyond anybody.
const (
	leastPrecision = 0.99
	leastRecall    = 0.90
)

// The weights were found with other lists: 1 to 5, 101 to 140, 301 to 330 and 401 to 420.
func TestRecogniseLists(t *testing.T) {
	s := overSeed(t)
	var all judged
	for seed := uint64(201); seed <= 210; seed++ {
		j := s.judgeList(t, newList(s.organisations, s.vocabulary, seed))
		t.Logf("list %d: %s", seed, j)
		if j.precision() < leastPrecision {
			t.Errorf("list %d: precision of certain %.3f, want %.2f", seed, j.precision(), leastPrecision)
		}
		all.add(j)
	}
	t.Logf("all: %s", all)
	if all.recall() < leastRecall {
		t.Errorf("recall %.3f, want %.2f", all.recall(), leastRecall)
	}
}

// Where thousands are called by the same few words and made-up roots that differ by a
// letter, what is certain is right as well.
func TestRecogniseAmongMany(t *testing.T) {
	if testing.Short() {
		t.Skip("builds an index of 4,000 records: left to the run without -short, which .ci/run makes first")
	}
	s := overSeed(t)
	g, err := generate.New(s.vocabulary, 8)
	if err != nil {
		t.Fatal(err)
	}
	records := make([]directory.Record, 4000)
	organisations := make([]*directory.Organisation, len(records))
	for i := range records {
		organisations[i] = g.Next()
		records[i] = organisations[i]
	}
	c, x, err := opened(s.vocabulary, memstore.New(), t.TempDir(), records...)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	j := judgeList(t, c, newList(organisations, s.vocabulary, 1))
	j.add(judgeList(t, c, newList(organisations, s.vocabulary, 2)))
	t.Log(j)
	if j.precision() < leastPrecision || j.recall() < leastRecall-0.05 { // names of nothing but a field are among them
		t.Errorf("precision %.3f, recall %.3f", j.precision(), j.recall())
	}
}

// judged counts how rows were recognised.
type judged struct {
	there, right, wrong    int // rows that mean an organisation; certain of it, of another
	asked, askedWithout    int // asked with it among the candidates, without it
	missed                 int // said to be none
	absent, asserted, near int // rows that mean none: of these certain of one, asked
}

func (j judged) precision() float64 {
	return float64(j.right) / float64(max(1, j.right+j.wrong+j.asserted))
}
func (j judged) recall() float64 { return float64(j.right) / float64(max(1, j.there)) }

func (j *judged) add(o judged) {
	j.there, j.right, j.wrong = j.there+o.there, j.right+o.right, j.wrong+o.wrong
	j.asked, j.askedWithout, j.missed = j.asked+o.asked, j.askedWithout+o.askedWithout, j.missed+o.missed
	j.absent, j.asserted, j.near = j.absent+o.absent, j.asserted+o.asserted, j.near+o.near
}

func (j judged) String() string {
	return fmt.Sprintf("precision %.3f recall %.3f; of %d: certain %d, another %d, asked %d, asked without it %d, none %d; of %d absent: certain %d, asked %d",
		j.precision(), j.recall(), j.there, j.right, j.wrong, j.asked, j.askedWithout, j.missed, j.absent, j.asserted, j.near)
}

func (s *seeded) judgeList(t *testing.T, list []listed) judged {
	t.Helper()
	return judgeList(t, s.Catalogue, list)
}

func judgeList(t *testing.T, c *Catalogue, list []listed) (j judged) {
	t.Helper()
	rows := make([]reconcile.Row, len(list))
	for i, r := range list {
		rows[i] = r.row
	}
	found, err := c.Recognise(t.Context(), rows, "en")
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range found {
		want := list[i].means
		among := false
		for _, o := range r.Options {
			among = among || o.ID == want
		}
		good := false
		switch {
		case want == "":
			j.absent++
			switch r.Verdict {
			case reconcile.Certain:
				j.asserted++
			case reconcile.Ask:
				j.near++
			}
			good = r.Verdict != reconcile.Certain
		default:
			j.there++
			switch {
			case r.Best() == want:
				j.right++
				good = true
			case r.Verdict == reconcile.Certain:
				j.wrong++
			case r.Verdict == reconcile.None:
				j.missed++
			case among:
				j.asked++
			default:
				j.askedWithout++
			}
		}
		if !good && testing.Verbose() {
			t.Logf("%+v (%s) means %q: %s %v %s", list[i].row, list[i].how, want, r.Verdict, r.Reasons, options(r))
		}
	}
	return j
}

func options(r Recognised) string {
	s := ""
	for i, o := range r.Options {
		if i == 2 {
			break
		}
		s += fmt.Sprintf("\n      %s %.3f %v %v", o.ID, o.Score, o.AskOnly, o.Reasons)
	}
	return s
}

func TestRecogniseIsTheSameInAnyList(t *testing.T) {
	s := overSeed(t)
	list := newList(s.organisations, s.vocabulary, 99)[:40]
	var rows []reconcile.Row
	for _, r := range list {
		rows = append(rows, r.row)
	}
	together, err := s.Recognise(t.Context(), rows, "bg")
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		alone, err := s.Recognise(t.Context(), []reconcile.Row{row}, "bg")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(fmt.Sprint(together[i]), fmt.Sprint(alone[0])); diff != "" {
			t.Errorf("%+v:\n%s", row, diff)
		}
	}
}

func TestRecogniseRefusesLongLists(t *testing.T) {
	s := overSeed(t)
	if _, err := s.Recognise(t.Context(), make([]reconcile.Row, MaxRows+1), "en"); !errors.Is(err, directory.ErrInvalid) {
		t.Errorf("%d rows: %v, want invalid", MaxRows+1, err)
	}
	if _, err := s.Recognise(t.Context(), nil, directory.Language("en")); err != nil {
		t.Error(err)
	}
}
