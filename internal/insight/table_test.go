package insight

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"euxine/internal/directory"
)

// tourism is a table of one group in twenty regions of 20 organisations each:
// region R01 has the organisations given first and so on.
func tourism(here ...int) *Table {
	t := &Table{
		Reference: Tally{Organisations: 20 * len(here)},
		Regions:   map[directory.RegionCode]Tally{},
		Groups:    map[directory.ConceptID]Tally{},
		Cells:     map[Place]Tally{},
	}
	sum := 0
	for i, n := range here {
		region := directory.RegionCode(fmt.Sprintf("R%02d", i+1))
		t.Regions[region] = Tally{Organisations: 20}
		t.Cells[Place{region, "sector:tourism"}] = Tally{Organisations: n}
		sum += n
	}
	t.Groups["sector:tourism"] = Tally{Organisations: sum}
	return t
}

func TestStarsAsTheObservatory(t *testing.T) {
	// 20 regions, so two stars of rank. 12 and 9 of 20 lead; the reference has
	// 21+18 of 400, and 12·400/(20·39) = 6.15.
	table := tourism(12, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
	s := table.Specialise("R01")[0]
	if !near(s.Quotient, 12.0*400/(20*39), 1e-12) || s.Verdict != VerdictAbove || s.Stars.Count() != 3 {
		t.Errorf("the largest: %+v", s)
	}
	want := Stars{Size: true, Specialisation: true, Focus: true, SizeRank: 2, SizeOf: 20, FocusRank: 2, FocusOf: 20}
	if s := table.Specialise("R02")[0]; !cmp.Equal(s.Stars, want) {
		t.Errorf("the second: %+v", s.Stars)
	}
	if s := table.Specialise("R03")[0]; s.Stars.Count() != 0 || s.Stars.SizeRank != 3 || s.Reason != ReasonFewInGroup {
		t.Errorf("a region of one: %+v", s)
	}
	// Three tie for two stars of rank: none has one. Specialisation is a matter of
	// its own.
	table = tourism(9, 9, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
	if s := table.Specialise("R02")[0]; s.Stars.Size || s.Stars.Focus || !s.Stars.Specialisation || s.Stars.SizeRank != 1 {
		t.Errorf("one of three that tie: %+v", s.Stars)
	}
	// A tenth of nine regions is none.
	table = tourism(12, 1, 1, 1, 1, 1, 1, 1, 1)
	if s := table.Specialise("R01")[0]; s.Stars.Size || s.Stars.Focus || s.Stars.SizeOf != 9 {
		t.Errorf("the largest of nine: %+v", s.Stars)
	}
	// A region of one organisation, wholly in the group, has the highest share but
	// is not ranked by it, and takes nobody's place.
	table = tourism(12, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
	table.Regions["R20"] = Tally{Organisations: 1}
	if s := table.Specialise("R20")[0]; s.Stars.Focus || s.Stars.FocusRank != 0 || s.Stars.SizeOf != 20 {
		t.Errorf("a region of one organisation: %+v", s.Stars)
	}
	if s := table.Specialise("R01")[0]; s.Stars.FocusRank != 1 || s.Stars.FocusOf != 19 {
		t.Errorf("beside it: %+v", s.Stars)
	}
}

func TestSpecialiseOrdersByWhatIsSaid(t *testing.T) {
	table := &Table{
		Reference: Tally{Organisations: 1000, Members: 20000},
		Regions:   map[directory.RegionCode]Tally{"BG341": {100, 4000}},
		Groups: map[directory.ConceptID]Tally{
			"sector:tourism": {100, 2000}, "sector:logistics": {50, 1000}, "sector:software": {200, 9000},
			"sector:metal": {100, 500}, "sector:wood": {10, 100}, "sector:textiles": {12, 100}, "sector:furniture": {12, 100},
		},
		Cells: map[Place]Tally{
			{"BG341", "sector:tourism"}:   {30, 800}, // 10 expected
			{"BG341", "sector:logistics"}: {20, 300}, // 5 expected
			{"BG341", "sector:software"}:  {20, 900}, // 20 expected
			{"BG341", "sector:metal"}:     {1, 10},   // 10 expected
			{"BG341", "sector:wood"}:      {3, 10},   // 1 expected
			{"BG341", "sector:textiles"}:  {1, 10},
			{"BG341", "sector:furniture"}: {1, 10},
		},
	}
	list := table.Specialise("BG341")
	var got []string
	for _, s := range list {
		got = append(got, fmt.Sprintf("%s %s", s.Group, s.Verdict))
	}
	want := []string{
		"sector:logistics above", "sector:tourism above", "sector:software alike", "sector:metal below",
		"sector:wood too-few", "sector:furniture too-few", "sector:textiles too-few",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// Members as a second basis, by hand: (800/4000) / (2000/20000) = 2.
	if s := list[1]; s.MembersQuotient != 2 || s.Members.Here != 800 {
		t.Errorf("tourism by members: %+v", s)
	}
	if s := list[4]; s.MembersQuotient != 0 || s.Members.Here != 10 {
		t.Errorf("wood by members, too few to say: %+v", s)
	}
	for _, s := range table.Specialise("XX") {
		if s.Said() || s.Stars.Count() > 0 {
			t.Errorf("a region not in the table: %+v", s)
		}
	}
}

func TestAcrossIsSpecialiseOfEachRegion(t *testing.T) {
	table := tourism(12, 9, 1, 0, 1, 1, 3, 4, 5, 6, 1)
	list := table.Across("sector:tourism")
	if len(list) != 11 {
		t.Fatalf("%d regions", len(list))
	}
	for i, s := range list {
		if want := table.Specialise(s.Region)[0]; !cmp.Equal(s, want) || i > 0 && list[i-1].Region >= s.Region {
			t.Errorf("%s: %+v, want %+v", s.Region, s, want)
		}
	}
}

func TestTablesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Any numbers, also contradictory ones, and members of their own.
		table := tourism(rapid.SliceOfN(rapid.IntRange(-1, 25), 1, 30).Draw(t, "here")...)
		sum, whole := 0.0, true
		for place, tally := range table.Cells {
			whole = whole && tally.Organisations >= 0 && tally.Organisations <= 20
			tally.Members = rapid.IntRange(-1, 1000).Draw(t, "members")
			table.Cells[place] = tally
			table.Reference.Members += tally.Members
		}
		table.Groups["sector:tourism"] = Tally{table.Groups["sector:tourism"].Organisations, table.Reference.Members}
		stars := 0
		for _, s := range table.Across("sector:tourism") {
			finite(t, s.Quotient, s.Low, s.High, s.P, s.MembersQuotient, s.Share(), s.SizeShare())
			sum += s.SizeShare()
			if s.Stars.Size {
				stars++
			}
			if s.Stars.SizeRank > s.Stars.SizeOf || s.Stars.FocusRank > s.Stars.FocusOf || s.Stars.Specialisation && s.Low <= 1 {
				t.Fatalf("%+v", s)
			}
		}
		// The regions are the whole reference: their parts of the group sum to all of it.
		if whole && table.Groups["sector:tourism"].Organisations > 0 && !near(sum, 1, 1e-9) {
			t.Fatalf("sizes sum to %v", sum)
		}
		if stars > len(table.Regions)/10 {
			t.Fatalf("%d stars of size for %d regions", stars, len(table.Regions))
		}
	})
}

// A million organisations in 400 regions and 51 groups: what a brief and a map
// cost beside the aggregation.
func BenchmarkMillion(b *testing.B) {
	table := &Table{
		Reference: Tally{Organisations: 1_000_000},
		Regions:   map[directory.RegionCode]Tally{},
		Groups:    map[directory.ConceptID]Tally{},
		Cells:     map[Place]Tally{},
	}
	for r := range 400 {
		region := directory.RegionCode(fmt.Sprintf("R%03d", r))
		table.Regions[region] = Tally{Organisations: 2500}
		for g := range 51 {
			group := directory.ConceptID(fmt.Sprintf("sector:%02d", g))
			n := 20 + (r*31+g*17)%60
			table.Cells[Place{region, group}] = Tally{Organisations: n}
			table.Groups[group] = Tally{Organisations: table.Groups[group].Organisations + n}
		}
	}
	b.Run("region", func(b *testing.B) {
		for b.Loop() {
			table.Specialise("R007")
		}
	})
	b.Run("map", func(b *testing.B) {
		for b.Loop() {
			table.Across("sector:07")
		}
	})
	b.Run("country", func(b *testing.B) {
		for b.Loop() {
			Judge(Counts{Here: 12_000, OfRegion: 200_000, OfGroup: 50_000, OfReference: 1_000_000})
		}
	})
}
