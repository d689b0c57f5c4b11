package match

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"euxine/internal/directory"
	"euxine/internal/exchange"
)

func vocabulary(t testing.TB) *directory.Vocabulary {
	t.Helper()
	v, err := exchange.ReadVocabulary(os.DirFS(filepath.Join("..", "..", "seed")))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

const (
	furniture = "sector:furniture"
	wood      = "sector:wood-products"
	tourism   = "sector:hospitality-and-tourism"
	it        = "sector:information-technology-and-analytical-instruments"
)

// scale is one over 100 organisations: 10 of furniture, 8 of wood, 6 of both, 40 of
// tourism, 20 of IT, 2 of IT and tourism; 10 that speak of export.
func scale(t testing.TB) *Scale {
	v := vocabulary(t)
	counts := map[directory.ConceptID]int{furniture: 10, wood: 8, tourism: 40, it: 20, "topic:export": 10, "service:upskilling": 10, "technology:robotics": 1}
	together := map[[2]directory.ConceptID]int{{furniture, wood}: 6, {tourism, it}: 2}
	return NewScale(v, Relate(v, counts, together, 100), counts, 100)
}

func about(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestRelated(t *testing.T) {
	s := scale(t)
	// Furniture and wood: lift 6·100/(10·8) = 7.5, cosine 6/√80 = 0.6708; both are of the
	// ecosystem construction: 1 - (1-0.6708)·(1-0.3) = 0.7696.
	want := 1 - (1-6/math.Sqrt(80))*(1-SameEcosystem)
	if got := s.related.Of(furniture, wood); !about(got, want) || !about(s.related.Of(wood, furniture), want) {
		t.Errorf("furniture and wood: %v, want %v", got, want)
	}
	// Tourism and IT: two organisations are too few to tell, and they share no ecosystem.
	if got := s.related.Of(tourism, it); got != 0 {
		t.Errorf("tourism and IT: %v", got)
	}
	if s.related.Of(it, it) != 1 {
		t.Error("a sector is not the same as itself")
	}
	pairs := s.related.Pairs()
	if p := pairs[0]; p.A != furniture || p.B != wood || p.Together != 6 || !about(p.Lift, 7.5) {
		t.Errorf("%+v", p)
	}
	// Many together, but no more often than by chance: 8 of 100 where 40 % and 20 % meet.
	v := vocabulary(t)
	if r := Relate(v, map[directory.ConceptID]int{tourism: 40, it: 20}, map[[2]directory.ConceptID]int{{it, tourism}: 8}, 100); r.Of(tourism, it) != 0 {
		t.Errorf("what is together by chance is near: %v", r.Of(tourism, it))
	}
}

func TestSays(t *testing.T) {
	s := scale(t)
	for id, want := range map[directory.ConceptID]float64{
		"topic:wine":          1,   // nobody has it
		"technology:robotics": 1,   // one in a hundred
		furniture:             0.5, // one in ten
		tourism:               -math.Log10(0.4) / 2,
	} {
		if got := s.Says(id); !about(got, want) {
			t.Errorf("%s says %v, want %v", id, got, want)
		}
	}
	if got := NewScale(s.vocabulary, nil, map[directory.ConceptID]int{it: 100}, 100).Says(it); got != leastSaid {
		t.Errorf("what all have says %v", got)
	}
}

// TestMeet: how one need is met, by hand. Furniture says 0.5, training and export 0.5,
// each where it is one in ten.
func TestMeet(t *testing.T) {
	s := scale(t)
	offer := func(ids ...directory.ConceptID) Statement { return Statement{Concepts: ids} }
	for name, tt := range map[string]struct {
		need  []directory.ConceptID
		gives Side
		worth float64
		how   How
	}{
		"field and what is wanted":              {[]directory.ConceptID{furniture, "topic:export"}, Side{Offers: []Statement{offer(furniture, "topic:export")}}, 1, ByOffer},
		"the field by the record":               {[]directory.ConceptID{furniture, "topic:export"}, Side{Concepts: []directory.ConceptID{furniture}, Offers: []Statement{offer("topic:export")}}, math.Sqrt(0.7), ByOffer},
		"what is wanted, of another field":      {[]directory.ConceptID{furniture, "topic:export"}, Side{Concepts: []directory.ConceptID{it}, Offers: []Statement{offer("topic:export")}}, 0.3, ByOffer},
		"the field alone is not what is wanted": {[]directory.ConceptID{furniture, "topic:export"}, Side{Concepts: []directory.ConceptID{furniture}, Offers: []Statement{offer(furniture)}}, 0, ""},
		"an offer of another field, from somebody of the field": {[]directory.ConceptID{furniture, "topic:export"},
			Side{Concepts: []directory.ConceptID{furniture}, Offers: []Statement{offer(it, "topic:export")}}, 0.3, ByOffer},
		"what is wanted by the record, the offer of something else": {[]directory.ConceptID{furniture, "topic:export"},
			Side{Concepts: []directory.ConceptID{furniture, "service:internationalisation"}, Offers: []Statement{offer(furniture, "service:upskilling")}}, math.Sqrt(0.7 * 0.49), ByRecord},
		"no field, but one's own":              {[]directory.ConceptID{"topic:export", "service:upskilling"}, Side{Offers: []Statement{offer(furniture, "topic:export", "service:upskilling")}}, 1, ByOffer},
		"no field, and another than one's own": {[]directory.ConceptID{"topic:export", "service:upskilling"}, Side{Offers: []Statement{offer(it, "topic:export", "service:upskilling")}}, 0.6, ByOffer},
		"a vague need":                         {[]directory.ConceptID{furniture}, Side{Offers: []Statement{offer(furniture)}}, 0.5, ByOffer},
		"partners of a field":                  {[]directory.ConceptID{furniture, "topic:partner-search"}, Side{Offers: []Statement{offer(furniture)}}, 0.5, ByOffer},
		"help in the field is not the good":    {[]directory.ConceptID{furniture}, Side{Offers: []Statement{offer(furniture, "service:upskilling")}}, 0.35, ByOffer},
		"a near sector":                        {[]directory.ConceptID{furniture}, Side{Offers: []Statement{offer(wood)}}, 0.5 * meetNear * s.related.Of(furniture, wood), ByOffer},
		"a kind that is sought":                {[]directory.ConceptID{"topic:universities"}, Side{Kind: directory.KindResearch}, meetKind, ByRecord},
		"a topic and its sector":               {[]directory.ConceptID{"topic:wine"}, Side{Concepts: []directory.ConceptID{"sector:food-processing-and-manufacturing"}}, meetKindred * recordFactor, ByRecord},
		"nothing":                              {[]directory.ConceptID{furniture}, Side{Concepts: []directory.ConceptID{it}, Offers: []Statement{offer(it)}}, 0, ""},
	} {
		worth, why := s.meet(&Side{Concepts: []directory.ConceptID{furniture}}, &Statement{Concepts: tt.need}, &tt.gives)
		if !about(worth, tt.worth) || why.How != tt.how {
			t.Errorf("%s: %v by %q, want %v by %q", name, worth, why.How, tt.worth, tt.how)
		}
		if tt.how == ByOffer && why.Offer != 0 || worth > 0 && len(why.Meets) == 0 {
			t.Errorf("%s: %+v", name, why)
		}
	}
	// Words decide where no concept does: two of three.
	need := Statement{Words: Words("thermal insulation panels for wooden houses", "en")}
	gives := Side{Offers: []Statement{{Words: Words("panels of thermal insulation from hemp", "en")}}}
	if worth, why := s.meet(&Side{}, &need, &gives); why.How != ByWords || !about(worth, mostWords*3/5) {
		t.Errorf("words %v: %v by %q", need.Words, worth, why.How)
	}
}

func TestSectors(t *testing.T) {
	s := scale(t)
	value := func(a, b []directory.ConceptID) float64 {
		v, _ := s.sectors(&Side{Concepts: a}, &Side{Concepts: b})
		return v
	}
	// Both of furniture alone: covered whole, and furniture says 0.5: 0.4 + 0.6·0.5.
	if got := value([]directory.ConceptID{furniture}, []directory.ConceptID{furniture}); !about(got, 0.7) {
		t.Errorf("the same: %v", got)
	}
	near := s.related.Of(furniture, wood)
	if got, want := value([]directory.ConceptID{furniture}, []directory.ConceptID{wood}), near*(0.4+0.6*near*s.Says(wood)); !about(got, want) {
		t.Errorf("related: %v, want %v", got, want)
	}
	if value([]directory.ConceptID{it}, []directory.ConceptID{furniture}) != 0 || value(nil, []directory.ConceptID{furniture}) != 0 {
		t.Error("sectors that have nothing in common count")
	}
}

func TestKnown(t *testing.T) {
	a := &Side{ID: "a", MemberOf: []directory.RecordID{"c"}, Projects: []directory.RecordID{"p", "q"}}
	for name, tt := range map[string]struct {
		b    Side
		want int
	}{
		"its cluster": {Side{ID: "c"}, 1}, "its member": {Side{ID: "m", MemberOf: []directory.RecordID{"a"}}, 1},
		"of the same cluster": {Side{ID: "x", MemberOf: []directory.RecordID{"c"}}, 0}, "of one project": {Side{ID: "x", Projects: []directory.RecordID{"q"}}, 1}, "a stranger": {Side{}, 0},
	} {
		if got := Known(a, &tt.b); len(got) != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestWeights(t *testing.T) {
	sum := 0.0
	for _, f := range Factors {
		sum += Weight(f)
		if factors[f] == nil || Weight(f) <= 0 {
			t.Errorf("factor %s is not worked out, or weighs nothing", f)
		}
	}
	if sum != 100 || len(weights) != len(Factors) || len(factors) != len(Factors) {
		t.Errorf("the weights make %v", sum)
	}
	// What decides between equals is together less than one's needs met.
	if weightKinds+weightDistance+weightLinks >= weightNeeds {
		t.Error("kind, place and acquaintance weigh as much as a need")
	}
	for pair, v := range completes {
		if v <= 0 || v > 1 || !slices.Contains(directory.Kinds, pair[0]) || !slices.Contains(directory.Kinds, pair[1]) {
			t.Errorf("%v: %v", pair, v)
		}
		if _, twice := completes[[2]directory.Kind{pair[1], pair[0]}]; twice && pair[0] != pair[1] {
			t.Errorf("%v stands twice", pair)
		}
	}
	for id := range kindSought {
		if _, ok := vocabulary(t).Concept(id); !ok {
			t.Errorf("no concept %s", id)
		}
	}
	for id := range open {
		if _, ok := vocabulary(t).Concept(id); !ok {
			t.Errorf("no concept %s", id)
		}
	}
}

// TestScoreHolds: whatever two sides are, the points are those of the parts and within
// a hundred; needs of one are offers of the other seen from there; a factor that is off
// takes no part; what is more to share never counts less; and the same is answered again.
func TestScoreHolds(t *testing.T) {
	s := scale(t)
	ids := slices.Concat(s.vocabulary.ConceptsOf(directory.SchemeSector)[:12], s.vocabulary.ConceptsOf(directory.SchemeTopic)[320:], s.vocabulary.ConceptsOf(directory.SchemeService),
		s.vocabulary.ConceptsOf(directory.SchemeTechnology), s.vocabulary.ConceptsOf(directory.SchemePriority)[:8])
	concepts := rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 0, 5, rapid.ID)
	records := rapid.SliceOfNDistinct(rapid.SampledFrom([]directory.RecordID{"r1", "r2", "r3"}), 0, 2, rapid.ID)
	side := rapid.Custom(func(t *rapid.T) Side {
		statements := func(name string) (list []Statement) {
			for i, c := range rapid.SliceOfN(concepts, 0, 3).Draw(t, name) {
				list = append(list, Statement{N: i, Concepts: c})
			}
			return list
		}
		v := Side{Kind: rapid.SampledFrom(directory.Kinds).Draw(t, "kind"), Country: rapid.SampledFrom(directory.Countries).Draw(t, "country"), Concepts: concepts.Draw(t, "concepts"),
			Topics: concepts.Draw(t, "topics"), Offers: statements("offers"), Needs: statements("needs"), MemberOf: records.Draw(t, "clusters"), Events: records.Draw(t, "events"),
			Targets: rapid.SliceOfN(rapid.SampledFrom(directory.Countries), 0, 3).Draw(t, "targets")}
		if rapid.Bool().Draw(t, "placed") {
			v.Point = &directory.Point{Lat: rapid.Float64Range(36, 52).Draw(t, "lat"), Lon: rapid.Float64Range(20, 48).Draw(t, "lon")}
		}
		return v
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := side.Draw(t, "a"), side.Draw(t, "b")
		score := s.Score(&a, &b, nil)
		sum := 0.0
		for _, p := range score.Parts {
			if p.Value < 0 || p.Value > 1+1e-9 || !about(p.Points, p.Value*p.Most) {
				t.Fatalf("%+v", p)
			}
			if p.Value > 0 && len(p.Reasons) == 0 && p.Factor != Kinds && p.Factor != Distance {
				t.Fatalf("%s counts %v for no reason", p.Factor, p.Value)
			}
			sum += p.Points
		}
		if !about(sum, score.Points) || score.Points > 100+1e-9 {
			t.Fatalf("the parts make %v of %v", sum, score.Points)
		}
		back := s.Score(&b, &a, nil)
		for _, pair := range [][2]Factor{{Needs, Offers}, {Offers, Needs}, {Sectors, Sectors}, {Kinds, Kinds}, {Distance, Distance}, {Links, Links}, {Countries, Countries}} {
			if x, y := score.Part(pair[0]).Value, back.Part(pair[1]).Value; !about(x, y) {
				t.Fatalf("%s is %v, and seen from there %s %v", pair[0], x, pair[1], y)
			}
		}
		off := rapid.SampledFrom(Factors).Draw(t, "off")
		without := s.Score(&a, &b, Off{off: true})
		if len(without.Parts) != len(Factors)-1 || without.Part(off).Most != 0 {
			t.Fatalf("%s is off and takes part", off)
		}
		for _, p := range without.Parts {
			if !about(p.Value, score.Part(p.Factor).Value) {
				t.Fatalf("%s changes with %s off", p.Factor, off)
			}
		}
		// One more offer never makes the needs less met.
		more := b
		more.Offers = append(slices.Clone(b.Offers), Statement{N: len(b.Offers), Concepts: concepts.Draw(t, "more")})
		if x, y := s.Score(&a, &more, nil).Part(Needs).Value, score.Part(Needs).Value; x < y-1e-9 {
			t.Fatalf("with an offer more the needs are met %v, without %v", x, y)
		}
		if again := s.Score(&a, &b, nil); again.Points != score.Points {
			t.Fatalf("%v, and asked again %v", score.Points, again.Points)
		}
	})
}
