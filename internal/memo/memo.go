// Package memo keeps what was worked out of words, or of short texts: texts use few words
// again and again, and people ask for the same few. It is bounded, safe for concurrent use
// and never in the way: what has no place left is worked out anew.
//
// It is not for what must be found again, nor for values that change.
//
// Where to begin: [New], [Memo.Get].
package memo

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// Memo holds results of a function of strings. The zero Memo is not usable.
type Memo[V any] struct {
	seed    maphash.Seed
	places  []atomic.Pointer[result[V]]
	longest int
	work    func(key string) V
}

type result[V any] struct {
	key   string
	value V
}

// maxWord is the longest word kept, in bytes: words are shorter, and what is longer
// is rarely met again.
const maxWord = 64

// New makes a memo of a function of words, with a number of places that is a power of
// two. The values are shared: they are not to be changed.
func New[V any](places int, work func(key string) V) *Memo[V] {
	return NewOf(places, maxWord, work)
}

// NewOf is a memo of a function of texts up to so many bytes; what is longer is worked out
// each time.
func NewOf[V any](places, longest int, work func(key string) V) *Memo[V] {
	return &Memo[V]{seed: maphash.MakeSeed(), places: make([]atomic.Pointer[result[V]], places), longest: longest, work: work}
}

// Get gives the function's value of a key. Every key has two places: the one asked for
// last is in the first, and what was there goes to the second.
func (m *Memo[V]) Get(key string) V {
	if len(key) > m.longest {
		return m.work(key)
	}
	h := maphash.String(m.seed, key)
	first := &m.places[h&uint64(len(m.places)-1)]
	before := first.Load()
	if before != nil && before.key == key {
		return before.value
	}
	second := &m.places[h>>32&uint64(len(m.places)-1)]
	if r := second.Load(); r != nil && r.key == key {
		return r.value
	}
	v := m.work(key)
	if before != nil {
		second.Store(before)
	}
	first.Store(&result[V]{strings.Clone(key), v}) // the key may be part of a long text
	return v
}
