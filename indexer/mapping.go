package indexer

import (
	"hash/fnv"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// mappingVersion changes whenever the fields, the analysis or what goes into
// them change; an index of another version is rebuilt.
//
//	1  words, facets and sort keys of organisations
//	2  events, calls and projects too; what organisations lack, source years
//	3  words: apostrophes of every kind, Turkish suffixes told from parts of names,
//	   numbers such as ² and ½
//	4  stems; names in any script; towns; no labels of concepts: those are read in
//	   the question
//	5  what texts speak of, as concepts
//	6  stems: endings come off under conditions; some words have two
//	7  what is counted, filtered and sorted by is in a table beside Bleve
//	8  what needs speak of, apart from what offers do
//	9  the table's log has its rows column by column
//	10  what offers and needs are stated to be about, and broader concepts
//	11  a description in several languages says a thing once
//	12  what one statement is about together; the kinds of organisation it is for
const mappingVersion = 12

// The text fields, with how much a word found there weighs. The name beats
// everything; acronyms are apart and weigh little, so that "IT" the acronym does
// not outrank names with the word. Names have the field of sounds beside: their
// words in any script.
var textFields = []textField{
	{fieldName, 10},
	{fieldAcronym, 4},
	{fieldPlace, 3},
	{fieldKeyword, 3},
	{fieldOffer, 3},
	{fieldText, 1},
}

// saidFields are where the concepts are that texts speak of: apart by what the
// text is to its record, with how much it weighs that they are spoken of there.
var saidFields = []textField{
	{fieldSaid + fieldName, 3},
	{fieldSaid + fieldKeyword, 6},
	{fieldSaid + fieldOffer, 10},
	{fieldSaid + fieldNeed, 6},
	{fieldSaid + fieldText, 8},
}

// needFields are the same where those are looked for who need something.
var needFields = []textField{
	{fieldSaid + fieldName, 1},
	{fieldSaid + fieldKeyword, 1},
	{fieldSaid + fieldOffer, 1},
	{fieldSaid + fieldNeed, 40},
	{fieldSaid + fieldText, 1},
}

type textField struct {
	name  string
	boost float64
}

// Field names. What is counted, filtered and sorted by is in the table; here is
// only what words find.
//
//	key         record type and id, keyword
//	full_name   every name as one folded key, for the exact whole name
//	name …      words and stems; see textFields and entry
//	said_name … ids of the concepts the texts are about, once for each time; see saidFields
//	            and search.Text.About
//	together    each two concepts one offer or need is about, keyword; see bothOf
//	sound       the words of names and acronyms as keys in any script
//	city        the town's code, keyword; see search.CityCode
//	kind …      one keyword per search.Facet that words may mean a value of, with every
//	            broader concept and enclosing region beside the value itself
const (
	fieldKey      = "key"
	fieldFullName = "full_name"
	fieldName     = "name"
	fieldAcronym  = "acronym"
	fieldSound    = "sound"
	fieldCity     = string(search.FacetCity)
	fieldPlace    = "place"
	fieldKeyword  = "keyword"
	fieldOffer    = "offer" // and what is needed: what is looked for is found with who offers and who needs it
	fieldNeed     = "need"  // of fieldSaid alone
	fieldText     = "text"
	fieldSaid     = "said_"
	fieldTogether = "together"
)

// senseFields are the facets words may mean a value of.
var senseFields = []search.Facet{search.FacetKind, search.FacetWho, search.FacetCountry, search.FacetRegion, search.FacetSector, search.FacetEmerging,
	search.FacetTechnology, search.FacetEcosystem, search.FacetPriority, search.FacetLabel, search.FacetService, search.FacetCity}

// How fields are indexed.
const (
	alone         = bleveindex.IndexField | bleveindex.SkipFreqNorm       // a key that is there or not
	withFrequency = bleveindex.IndexField                                 // how often ranks
	withPositions = bleveindex.IndexField | bleveindex.IncludeTermVectors // phrases need places
)

// newMapping maps nothing: documents come with their fields made. It says how words
// are scored.
func newMapping() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	m.DefaultMapping = bleve.NewDocumentDisabledMapping()
	m.ScoringModel = bleveindex.BM25Scoring
	return m
}

// mappingMark is what a generation must carry to be used: the version of the
// mapping and a digest of the part of the vocabulary that is written into
// documents: hierarchies, the labels that texts speak of concepts by, and the
// names of regions and cities.
func mappingMark(v *directory.Vocabulary) string {
	h := fnv.New64a()
	put := func(parts ...string) {
		for _, p := range parts {
			h.Write([]byte(p))
			h.Write([]byte{0})
		}
	}
	for _, s := range directory.Schemes {
		for _, id := range v.ConceptsOf(s) {
			c, _ := v.Concept(id)
			put(string(id), string(c.Broader))
			for _, l := range directory.Languages {
				put(c.PrefLabel[l])
				put(c.AltLabel[l]...)
			}
		}
	}
	for _, r := range v.Regions() {
		put(string(r.Code), string(r.Parent), r.Name, r.Native)
	}
	for _, c := range v.Cities() {
		put(c.Name, c.Native, string(c.Region))
	}
	return strconv.Itoa(mappingVersion) + "-" + strconv.FormatUint(h.Sum64(), 16)
}
