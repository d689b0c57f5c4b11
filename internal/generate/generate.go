// Package generate makes plausible organisations of the Black Sea region that
// do not exist, for load tests: names in the country's language and in Latin
// letters, places, concepts, descriptions, offers, needs and memberships.
//
// Nothing in them is taken from a real organisation. Their ids begin with "x-",
// their sources and websites lie under example.org, and a note in each says
// what it is.
//
// # Distribution
//
//	country       BG 22, RO 20, TR 20, UA 14, GE 7, GR 6, MD 5, AM 3, AZ 3 %
//	city          of the country's in the vocabulary, by population; a sixth has
//	              the region alone
//	kind          sme 62, support 9, cluster 8, research 8, large-company 4,
//	              authority 4, network 3, hub 2 %
//	field         16 fields of work, the n-th in proportion to 1/(n+2); each has
//	              its sectors, of which a record carries one to three
//	member_of     35 % of firms, research and support bodies: one or, a fifth of
//	              them, two clusters of their country made before them
//	members       clusters and networks: from 8 to some 400, most below 60
//	descriptions  English, 30 to 80 words; 30 % in the country's language too
//	goods         six made-up words of 50,000 in each description, the common ones
//	              in a twentieth of all, most in a few: see goods
//	offers, needs three quarters have one to three, half one or two; nearly all with a
//	              kind and concepts: what is wanted, and the sector or subject
//	source date   from 2019 to 2025
//	status        active 82, unknown 10, dormant 4, closed 3, planned 1 %;
//	              unknown too where the source is of 2020 or before
//
// The same vocabulary and seed give the same records in the same order, and a
// shorter run is the beginning of a longer one. Memory does not grow with the
// number of records.
//
// Where to begin: [New], [Generator.Next].
package generate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"euxine/internal/directory"
)

// note is what every record says of itself.
const note = "Synthetic record for load tests; there is no such organisation."

// keptClusters bounds how many clusters of a country can be joined, and so the
// memory: of more a random choice is kept.
const keptClusters = 4096

// Generator makes organisations. Not for concurrent use.
type Generator struct {
	vocabulary *directory.Vocabulary
	random     *rand.Rand
	rare       *rand.Zipf // ranks of goods
	made       int
	countries  []*country
	pick       []int // weights of countries, added up
}

// country is what is needed to place an organisation.
type country struct {
	code     directory.CountryCode
	tongue   *tongue
	cities   []directory.City
	reach    []int // population of cities, added up
	clusters []directory.RecordID
	seen     int // clusters made so far
}

// The weights of countries, and with them the languages of their names.
var countryShares = []struct {
	code  directory.CountryCode
	share int
}{{"BG", 22}, {"RO", 20}, {"TR", 20}, {"UA", 14}, {"GE", 7}, {"GR", 6}, {"MD", 5}, {"AM", 3}, {"AZ", 3}}

var kindShares = []struct {
	kind  directory.Kind
	share int
}{{directory.KindSME, 62}, {directory.KindSupport, 9}, {directory.KindCluster, 8}, {directory.KindResearch, 8},
	{directory.KindLargeCompany, 4}, {directory.KindAuthority, 4}, {directory.KindNetwork, 3}, {directory.KindHub, 2}}

// unknownPopulation stands for that of a city whose population is not known.
const unknownPopulation = 5000

// New is a generator on a vocabulary, which must have cities of every country
// it places organisations in, and the concepts its fields of work name:
// otherwise directory.ErrInvalid.
func New(v *directory.Vocabulary, seed uint64) (*Generator, error) {
	g := &Generator{vocabulary: v, random: rand.New(rand.NewPCG(seed, 0x6575_7869_6e65))}
	g.rare = newRare(g.random)
	total := 0
	for _, s := range countryShares {
		c := &country{code: s.code, tongue: tongues[languageOf[s.code]]}
		people := 0
		for _, city := range v.Cities() {
			if city.Country != s.code {
				continue
			}
			n := city.Population
			if n == 0 {
				n = unknownPopulation
			}
			people += n
			c.cities, c.reach = append(c.cities, city), append(c.reach, people)
		}
		if people == 0 {
			return nil, fmt.Errorf("generate: the vocabulary has no city of %s: %w", s.code, directory.ErrInvalid)
		}
		total += s.share
		g.countries, g.pick = append(g.countries, c), append(g.pick, total)
	}
	for _, f := range fields {
		for _, id := range f.concepts() {
			if _, ok := v.Concept(id); !ok {
				return nil, fmt.Errorf("generate: the vocabulary has no concept %s: %w", id, directory.ErrInvalid)
			}
		}
	}
	return g, nil
}

// Next makes the next organisation. It is valid, and names only organisations
// made before it.
func (g *Generator) Next() *directory.Organisation {
	g.made++
	c := g.countries[g.weighted(g.pick)]
	kind := g.kind()
	f := g.field()
	n := g.name(c.tongue, kind, f)
	o := &directory.Organisation{Kind: kind, Names: n.names, Place: g.place(c)}
	o.ID = directory.RecordID(fmt.Sprintf("x-%s-%06d", strings.ToLower(string(c.code)), g.made))
	o.Provenance = directory.Provenance{Source: "https://example.org/synthetic/" + string(o.ID), Note: note,
		SourceDate: directory.Date{Year: 2019 + g.random.IntN(7), Month: 1 + g.random.IntN(12), Precision: directory.PrecisionMonth}}
	if g.chance(70) {
		o.Website = "https://" + string(o.ID) + ".example.org/"
	}
	if g.chance(80) {
		// The square leans towards late years.
		o.Founded = directory.Date{Year: 2024 - int(34*math.Pow(g.random.Float64(), 2)), Precision: directory.PrecisionYear}
	}
	g.describe(o, c, f, n)
	g.tag(o, f)
	g.trade(o, f)
	g.relate(o, c)
	o.Status = g.status(o)
	return o
}

// chance is true in percent of the cases.
func (g *Generator) chance(percent int) bool { return g.random.IntN(100) < percent }

// weighted chooses a place by weights that are added up.
func (g *Generator) weighted(sums []int) int {
	n := g.random.IntN(sums[len(sums)-1])
	i, _ := slices.BinarySearch(sums, n+1)
	return i
}

func one[E any](g *Generator, list []E) E { return list[g.random.IntN(len(list))] }

// some chooses n different ones, in the order of the list.
func some[E any](g *Generator, list []E, n int) []E {
	n = min(n, len(list))
	var chosen []E
	for i, e := range list {
		if g.random.IntN(len(list)-i) < n-len(chosen) {
			chosen = append(chosen, e)
		}
	}
	return chosen
}

func (g *Generator) kind() directory.Kind {
	n := g.random.IntN(100)
	for _, s := range kindShares {
		if n -= s.share; n < 0 {
			return s.kind
		}
	}
	return directory.KindSME // not reached: the shares make 100
}

// fieldSums are the weights of the fields of work, added up.
var fieldSums = func() []int {
	sums, total := make([]int, len(fields)), 0
	for i := range fields {
		total += 10_000 / (i + 3)
		sums[i] = total
	}
	return sums
}()

func (g *Generator) field() *field { return &fields[g.weighted(fieldSums)] }

func (g *Generator) place(c *country) directory.Place {
	city := c.cities[g.weighted(c.reach)]
	p := directory.Place{Country: c.code, Region: city.Region}
	if g.random.IntN(6) > 0 {
		p.City = city.Name
	}
	if p.City != "" && g.chance(40) {
		// Within some kilometres of the centre; four decimals are ten metres.
		near := func(x float64) float64 { return math.Round((x+g.random.NormFloat64()*0.02)*1e4) / 1e4 }
		p.Point = &directory.Point{Lat: near(city.Point.Lat), Lon: near(city.Point.Lon)}
	}
	return p
}

func (g *Generator) status(o *directory.Organisation) directory.Status {
	n := g.random.IntN(100)
	switch {
	case o.Provenance.SourceDate.Year <= 2020:
		return directory.StatusUnknown
	case n < 82:
		return directory.StatusActive
	case n < 92:
		return directory.StatusUnknown
	case n < 96:
		return directory.StatusDormant
	case n < 99:
		return directory.StatusClosed
	}
	return directory.StatusPlanned
}

// tag gives concepts, keywords and activity codes.
func (g *Generator) tag(o *directory.Organisation, f *field) {
	add := func(s directory.Scheme, codes []string, n int) {
		for _, code := range some(g, codes, n) {
			t := directory.Tag{Concept: directory.NewConceptID(s, code)}
			if g.chance(5) {
				t.Strength = 1 + g.random.IntN(5)
			}
			o.Concepts = append(o.Concepts, t)
		}
	}
	add(directory.SchemeSector, f.sectors, 1+g.random.IntN(3))
	if g.chance(30) {
		add(directory.SchemeEmerging, f.emerging, 1)
	}
	for _, sector := range o.ConceptsOf(directory.SchemeSector) {
		c, _ := g.vocabulary.Concept(sector)
		for _, related := range c.Related {
			t := directory.Tag{Concept: related}
			if related.Scheme() == directory.SchemeEcosystem && !slices.Contains(o.ConceptsOf(directory.SchemeEcosystem), related) {
				o.Concepts = append(o.Concepts, t)
			}
		}
	}
	if g.chance(60) {
		add(directory.SchemeTechnology, technologies, 1+g.random.IntN(3))
	}
	switch o.Kind {
	case directory.KindCluster, directory.KindSupport, directory.KindHub, directory.KindNetwork, directory.KindAuthority:
		add(directory.SchemeService, services, 1+g.random.IntN(4))
	default:
		if g.chance(60) {
			o.NACE = some(g, f.nace, 1+g.random.IntN(2))
		}
	}
	o.Keywords = some(g, f.keywords, g.random.IntN(4))
}

// trade gives offers, needs and the countries they are for.
func (g *Generator) trade(o *directory.Organisation, f *field) {
	offerings := func(goods []good, n int) []directory.Offering {
		var list []directory.Offering
		for _, sold := range some(g, goods, n) {
			of := directory.Offering{Text: strings.ReplaceAll(sold.text, "{field}", strings.ToLower(f.english))}
			if g.chance(97) {
				of.Kind = one(g, directory.OfferingKinds)
			}
			// As in the seed: the sector of half, a subject of a third, at most four together.
			if g.chance(45) {
				of.Concepts = append(of.Concepts, directory.NewConceptID(directory.SchemeSector, one(g, f.sectors)))
			}
			if g.chance(35) {
				of.Concepts = append(of.Concepts, directory.NewConceptID(directory.SchemeTopic, one(g, f.topics)))
			}
			for _, id := range sold.concepts {
				if !slices.Contains(of.Concepts, id) {
					of.Concepts = append(of.Concepts, id)
				}
			}
			list = append(list, of)
		}
		return list
	}
	if g.chance(75) {
		o.Offers = offerings(offerTexts, 1+g.random.IntN(3))
	}
	if g.chance(50) {
		o.Needs = offerings(needTexts, 1+g.random.IntN(2))
	}
	if g.chance(40) {
		for _, c := range some(g, countryShares, 1+g.random.IntN(4)) {
			if c.code != o.Place.Country {
				o.TargetCountries = append(o.TargetCountries, c.code)
			}
		}
	}
}

// relate gives size or members, and membership.
func (g *Generator) relate(o *directory.Organisation, c *country) {
	switch o.Kind {
	case directory.KindCluster, directory.KindNetwork:
		total := 8 + int(math.Exp(g.random.NormFloat64()*0.9+3))
		total = min(total, 400)
		smes, research := total*7/10, total/10
		o.Members.Total = &total
		if g.chance(70) {
			o.Members.SMEs = &smes
		}
		if g.chance(50) {
			o.Members.Research = &research
		}
		if o.Kind == directory.KindCluster && g.chance(12) {
			o.Label = one(g, directory.ExcellenceLabels)
		}
	case directory.KindSME:
		o.Size = one(g, directory.Sizes[:3])
	case directory.KindLargeCompany:
		o.Size = directory.Sizes[3]
	}
	switch o.Kind {
	case directory.KindCluster:
		if c.seen++; len(c.clusters) < keptClusters {
			c.clusters = append(c.clusters, o.ID)
		} else if i := g.random.IntN(c.seen); i < keptClusters {
			c.clusters[i] = o.ID
		}
	case directory.KindSME, directory.KindLargeCompany, directory.KindResearch, directory.KindSupport:
		if len(c.clusters) == 0 || !g.chance(35) {
			return
		}
		o.MemberOf = []directory.RecordID{one(g, c.clusters)}
		if second := one(g, c.clusters); g.chance(20) && second != o.MemberOf[0] {
			o.MemberOf = append(o.MemberOf, second)
		}
	}
}
