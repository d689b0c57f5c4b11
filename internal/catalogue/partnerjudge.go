package catalogue

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"euxine/internal/directory"
	"euxine/internal/eval"
	"euxine/internal/search"
	"euxine/internal/store"
)

// maxJudgedPairs bounds the links that are hidden in turn; the seed has some hundreds.
const maxJudgedPairs = 2000

// JudgePartners hides every known link in turn, a membership or a common project, and
// looks where the other side would have come among the partners suggested: beside what
// the same sectors, the same sectors with the nearest first, and chance would have
// given. Whom the first side is linked with besides takes no part, as in the answer.
func (c *Catalogue) JudgePartners(ctx context.Context) ([]eval.PairScore, error) {
	all := map[directory.RecordID]*directory.Organisation{}
	at, err := c.store.Revision(ctx)
	if err != nil {
		return nil, err
	}
	for after := directory.RecordID(""); ; {
		records, err := c.store.Scan(ctx, store.Scan{Type: directory.Organisations, After: after, AsOf: at})
		if err != nil {
			return nil, fmt.Errorf("judge partners: %w", err)
		}
		for _, r := range records {
			o := r.(*directory.Organisation)
			all[o.ID], after = o, o.ID
		}
		if len(records) < store.MaxScan {
			break
		}
	}
	ids := slices.Sorted(maps.Keys(all))
	var names []string
	for _, id := range ids {
		names = append(names, string(id))
	}
	var pairs []eval.Pair
	for _, id := range ids {
		side := c.side(all[id])
		met, err := c.acquaintances(ctx, side)
		if err != nil {
			return nil, err
		}
		linked := slices.Sorted(maps.Keys(met.partners(side)))
		for _, other := range linked {
			if all[other] == nil || len(pairs) == maxJudgedPairs {
				continue
			}
			p := eval.Pair{From: string(id), To: string(other), Class: "project"}
			switch {
			case slices.Contains(side.MemberOf, other):
				p.Class = "member → its cluster"
			case met.members[other]:
				p.Class = "cluster → its member"
			}
			for _, left := range linked {
				if left != other {
					p.Left = append(p.Left, string(left))
				}
			}
			pairs = append(pairs, p)
		}
	}
	slices.SortStableFunc(pairs, func(a, b eval.Pair) int { return classRank(a.Class) - classRank(b.Class) })
	by := func(key func(from, to *directory.Organisation) float64) eval.Rank {
		return func(_ context.Context, p eval.Pair) ([]string, error) {
			from := all[directory.RecordID(p.From)]
			return eval.ByKey(p.From, names, func(id string) float64 { return key(from, all[directory.RecordID(id)]) }), nil
		}
	}
	scores, err := eval.Pairs(ctx, pairs, []eval.Ranker{
		{Name: "match", Rank: func(ctx context.Context, p eval.Pair) ([]string, error) {
			return c.suggestedWithout(ctx, all[directory.RecordID(p.From)], directory.RecordID(p.To))
		}},
		{Name: "same sector, nearest first", Rank: by(func(from, to *directory.Organisation) float64 {
			key := sameSectors(from, to)
			if a, b := c.pointOf(from.Place), c.pointOf(to.Place); a != nil && b != nil && key > 0 {
				key += 1 / (2 + a.Km(*b)) // less than a sector
			}
			return key
		})},
		{Name: "same sector", Rank: by(sameSectors)},
		{Name: "random", Rank: by(func(_, _ *directory.Organisation) float64 { return 0 })},
	})
	if err != nil {
		return nil, fmt.Errorf("judge partners: %w", err)
	}
	return scores, nil
}

func classRank(class string) int {
	return slices.Index([]string{"member → its cluster", "cluster → its member", "project"}, class)
}

// sameSectors is how many sectors two have in common.
func sameSectors(a, b *directory.Organisation) float64 {
	n := 0
	for _, id := range a.ConceptsOf(directory.SchemeSector) {
		if slices.Contains(b.ConceptsOf(directory.SchemeSector), id) {
			n++
		}
	}
	return float64(n)
}

// suggestedWithout are the partners that would be suggested if an organisation had no
// link with another.
func (c *Catalogue) suggestedWithout(ctx context.Context, o *directory.Organisation, hidden directory.RecordID) ([]string, error) {
	side := c.side(o)
	met, err := c.acquaintances(ctx, side)
	if err != nil {
		return nil, err
	}
	met.hidden = hidden
	side.MemberOf = slices.DeleteFunc(slices.Clone(side.MemberOf), func(id directory.RecordID) bool { return id == hidden })
	delete(met.members, hidden)
	delete(met.projects, hidden)
	without := met.partners(side)
	without[o.ID] = true
	list, err := c.rankPartners(ctx, side, unread(o, side), o.Place.Region, met, PartnerOptions{Question: search.Question{Lang: "en"}}, without)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(list))
	for i, r := range list {
		ids[i] = string(r.record.ID)
	}
	return ids, nil
}
