package insight

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// closely compares floating point to within rounding.
var closely = cmp.Comparer(func(a, b float64) bool { return near(a, b, 1e-9) })

func TestJudgeDataByHand(t *testing.T) {
	got := JudgeData(DataCounts{
		Total:   20,
		Facts:   []string{"website", "founded", "city", "members", "label", "city"},
		Lacking: map[string]int{"website": 5, "members": 3, "founded": 5, "colour": 20},
		Of:      map[string]int{"members": 4, "label": 0},
		// 12 dated of 20: 2 from this year, 4 a year old, 3 of five years, 3 of nine.
		Years:    map[int]int{2026: 2, 2025: 4, 2021: 3, 2017: 3, 1990: 0},
		ThisYear: 2026, StaleYears: 5,
	})
	want := DataState{
		Total: 20,
		Facts: []Fact{
			{"members", 1, 4, 0.25}, {"founded", 15, 20, 0.75}, {"website", 15, 20, 0.75}, {"city", 20, 20, 1},
		},
		Completeness: 2.75 / 4,
		Dated:        12, Undated: 8, Old: 6, StaleShare: 14.0 / 20,
		MedianAge: 3, // between the sixth, 1 year, and the seventh, 5
		NewestAge: 0, OldestAge: 9, OldestYear: 2017,
	}
	if diff := cmp.Diff(want, got, closely); diff != "" {
		t.Error(diff)
	}
	// An odd number has a middle one; a source from the future is new.
	got = JudgeData(DataCounts{Total: 3, Years: map[int]int{2027: 1, 2024: 1, 2020: 1}, ThisYear: 2026, StaleYears: 5})
	if got.MedianAge != 2 || got.NewestAge != 0 || got.OldestAge != 6 || got.Old != 1 {
		t.Errorf("three sources: %+v", got)
	}
}

func TestJudgeDataOfNothing(t *testing.T) {
	got := JudgeData(DataCounts{Facts: []string{"city"}, ThisYear: 2026, StaleYears: 5})
	if diff := cmp.Diff(DataState{}, got); diff != "" {
		t.Error(diff)
	}
}

func TestDataStateAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.IntRange(-2, 30)
		s := JudgeData(DataCounts{
			Total:   number.Draw(t, "total"),
			Facts:   rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 4).Draw(t, "facts"),
			Lacking: rapid.MapOf(rapid.SampledFrom([]string{"a", "b", "d"}), number).Draw(t, "lacking"),
			Of:      rapid.MapOf(rapid.SampledFrom([]string{"a", "d"}), number).Draw(t, "of"),
			Years:   rapid.MapOf(rapid.IntRange(1990, 2030), number).Draw(t, "years"), ThisYear: 2026, StaleYears: 5,
		})
		finite(t, s.Completeness, s.StaleShare, s.MedianAge)
		if s.Dated+s.Undated != s.Total || s.Undated < 0 || s.Old > s.Dated || s.Completeness < 0 || s.Completeness > 1 || s.StaleShare > 1 ||
			s.MedianAge < float64(s.NewestAge) || s.MedianAge > float64(s.OldestAge) {
			t.Fatalf("%+v", s)
		}
	})
}
