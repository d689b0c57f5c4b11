package eval

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"text/tabwriter"
)

// PairDepth is how far a ranking of partners is looked at: recall is taken at it.
const PairDepth = 10

// Pair is a link between two organisations that is known and is hidden to see whether
// it would have been suggested.
type Pair struct {
	Class    string // the kind of link and the side that looks
	From, To string
	Left     []string // whom From is linked with besides: neither right nor wrong, and left out
}

// Rank gives the ids that would be suggested to the first of a pair, best first, as if
// the two were not linked. Those left out may be among them.
type Rank func(ctx context.Context, p Pair) ([]string, error)

// Ranker is a way to rank, with its name.
type Ranker struct {
	Name string
	Rank Rank
}

// PairScore is how a ranker did with the pairs of a class.
type PairScore struct {
	Class  string
	Ranker string
	Pairs  int
	Recall float64 // share of pairs whose other side is among the first PairDepth
	MRR    float64 // mean of 1/rank; 0 where it is not suggested at all
}

// Pairs hides each link in turn and looks where it comes in the ranking: leave one
// out. The classes come in the order in which they first occur, the rankers in theirs,
// and at last all pairs together.
func Pairs(ctx context.Context, pairs []Pair, rankers []Ranker) ([]PairScore, error) {
	var classes []string
	scores := map[string][]PairScore{}
	add := func(class string, n int, rank int) {
		if scores[class] == nil {
			scores[class] = make([]PairScore, len(rankers))
		}
		s := &scores[class][n]
		s.Class, s.Ranker = class, rankers[n].Name
		s.Pairs++
		if rank > 0 {
			s.MRR += 1 / float64(rank)
		}
		if rank > 0 && rank <= PairDepth {
			s.Recall++
		}
	}
	const all = "all"
	for _, p := range pairs {
		if !slices.Contains(classes, p.Class) {
			classes = append(classes, p.Class)
		}
		for n, r := range rankers {
			ids, err := r.Rank(ctx, p)
			if err != nil {
				return nil, fmt.Errorf("pair %s – %s: %s: %w", p.From, p.To, r.Name, err)
			}
			rank := rankOf(ids, p)
			add(p.Class, n, rank)
			add(all, n, rank)
		}
	}
	var list []PairScore
	for _, class := range append(classes, all) {
		for _, s := range scores[class] {
			n := float64(s.Pairs)
			s.Recall, s.MRR = s.Recall/n, s.MRR/n
			list = append(list, s)
		}
	}
	return list, nil
}

// rankOf is where the other side comes, those left out not counted; 0: nowhere.
func rankOf(ids []string, p Pair) int {
	rank := 0
	for _, id := range ids {
		if id == p.From || slices.Contains(p.Left, id) {
			continue
		}
		rank++
		if id == p.To {
			return rank
		}
	}
	return 0
}

// ByKey ranks ids by falling keys, and those with the same key by chance: the same
// chance for the same pair of ids whenever it is asked.
func ByKey(from string, ids []string, key func(id string) float64) []string {
	type keyed struct {
		id     string
		key    float64
		chance uint64
	}
	list := make([]keyed, 0, len(ids))
	for _, id := range ids {
		h := fnv.New64a()
		h.Write([]byte(from + "\x00" + id))
		sum := h.Sum64()
		sum ^= sum >> 29 // the last letters of ids move but the low bits
		sum *= 0xbf58476d1ce4e5b9
		list = append(list, keyed{id, key(id), sum ^ sum>>32})
	}
	slices.SortFunc(list, func(a, b keyed) int {
		return cmp.Or(cmp.Compare(b.key, a.key), cmp.Compare(a.chance, b.chance), cmp.Compare(a.id, b.id))
	})
	sorted := make([]string, len(list))
	for i, k := range list {
		sorted[i] = k.id
	}
	return sorted
}

// ReportPairs writes the scores as a table.
func ReportPairs(w io.Writer, scores []PairScore) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "link\tranked by\tpairs\trecall@%d\tMRR\n", PairDepth)
	for _, s := range scores {
		fmt.Fprintf(t, "%s\t%s\t%d\t%.3f\t%.3f\n", s.Class, s.Ranker, s.Pairs, s.Recall, s.MRR)
	}
	return t.Flush()
}
