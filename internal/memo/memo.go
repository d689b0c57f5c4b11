// Package memo keeps what was worked out of words: texts use few words again and
// again. It is bounded, safe for concurrent use and never in the way: what two keys
// fall on the same place is worked out anew.
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
	seed   maphash.Seed
	places []atomic.Pointer[result[V]]
	work   func(key string) V
}

type result[V any] struct {
	key   string
	value V
}

// maxKey is the longest key kept, in bytes: words are shorter, and what is longer
// is rarely met again.
const maxKey = 64

// New makes a memo of a function, with a number of places that is a power of two.
// The values are shared: they are not to be changed.
func New[V any](places int, work func(key string) V) *Memo[V] {
	return &Memo[V]{seed: maphash.MakeSeed(), places: make([]atomic.Pointer[result[V]], places), work: work}
}

// Get gives the function's value of a key.
func (m *Memo[V]) Get(key string) V {
	if len(key) > maxKey {
		return m.work(key)
	}
	place := &m.places[maphash.String(m.seed, key)&uint64(len(m.places)-1)]
	if r := place.Load(); r != nil && r.key == key {
		return r.value
	}
	v := m.work(key)
	place.Store(&result[V]{strings.Clone(key), v}) // the key may be part of a long text
	return v
}
