package generate

import (
	"math/rand/v2"
	"strings"
)

// Words of a real directory are few that are common and very many that are rare.
// The sentences of descriptions are made of some hundred common ones, so each
// description names goods beside: made-up words, the n-th in proportion to
// 1/(n+goodsFlat)^goodsFall.
const (
	goodsKnown = 50_000
	goodsFlat  = 8
	goodsFall  = 1.07
)

// goods gives a number of distinct words.
func (g *Generator) goods(n int) []string {
	words := make([]string, 0, n)
	seen := map[uint64]bool{}
	for len(words) < n {
		if rank := g.rare.Uint64(); !seen[rank] {
			seen[rank] = true
			words = append(words, Word(int(rank)))
		}
	}
	return words
}

// Word is the made-up word of a rank below 400,000: three syllables and an ending, no
// two ranks the same, and neighbours not alike. None has a w.
func Word(rank int) string {
	const consonants, vowels, endings = "bdfghklmnprstvz", "aeiou", "lnrstx"
	const syllables = len(consonants) * len(vowels)
	const all = syllables * syllables * syllables
	n := (rank*163_847 + 91_811) % all // the factor shares none with all
	var b strings.Builder
	for range 3 {
		s := n % syllables
		n /= syllables
		b.WriteByte(consonants[s%len(consonants)])
		b.WriteByte(vowels[s/len(consonants)])
	}
	b.WriteByte(endings[rank%len(endings)])
	return b.String()
}

func newRare(r *rand.Rand) *rand.Zipf { return rand.NewZipf(r, goodsFall, goodsFlat, goodsKnown-1) }
