package wordform

import (
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// englishForms are words the Snowball stemmer gets wrong for this directory: the
// plurals that are not made with s, and words whose derivation is a thing of its
// own (a university is no universe, marketing no market).
var englishForms = irregular(
	"man men", "woman women", "child children", "foot feet", "tooth teeth", "goose geese", "mouse mice",
	"knife knives", "shelf shelves", "leaf leaves", "half halves", "loaf loaves", "wolf wolves", "calf calves", "thief thieves",
	"analysi analysis analyses", "axi axis axes", "basi basis bases", "crisi crisis crises", "thesi thesis theses", "synthesi synthesis syntheses",
	"datum data", "medium media", "bacterium bacteria", "spectrum spectra", "stadium stadia",
	"bus buses bused busing", "dye dyes dyed dyeing",
	"organis organise organises organised organising organisation organisations organisational organize organizes organized organizing organization organizations organizational",
	"organ organs", "university universities", "universe universes", "universal universally",
	"marketing", "banking", "building buildings", "housing", "clothing", "printing", "customs", "goods",
	"international internationally", "internal internally", "intern interns", "animal animals", "animation animations",
	"important importantly importance", "past", "paste pastes", "authority authorities",
	"experience experiences experienced", "experiment experiments experimental", "department departments departmental",
	"physician physicians", "ration rations", "rational rationally", "ratio ratios", "secret secrets", "secretary secretaries",
	"several", "numerous", "policy policies", "police", "hospital hospitals", "hospice hospices",
)

// englishStem is a word's stem by Snowball, unless that is too short to mean
// anything or the word is one it gets wrong.
func englishStem(key string) string {
	if stem, ok := englishForms[key]; ok {
		return stem
	}
	if utf8.RuneCountInString(key) <= minStem {
		return key
	}
	env := snowballstem.NewEnv(key)
	english.Stem(env)
	if s := env.Current(); utf8.RuneCountInString(s) >= minStem {
		return s
	}
	return key
}
