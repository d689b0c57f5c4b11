package memo_test

import (
	"strings"
	"sync"
	"testing"

	"euxine/internal/memo"
)

// Whatever shares a place, every key gets its own value, from many goroutines too.
func TestEveryKeyItsValue(t *testing.T) {
	m := memo.New(8, strings.ToUpper)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 200 {
				for _, key := range strings.Fields("a b c d e f g h i j k l m n o p q r s t " + strings.Repeat("x", 80)) {
					if got := m.Get(key); got != strings.ToUpper(key) {
						t.Errorf("%q gives %q", key, got)
					}
				}
			}
		})
	}
	all.Wait()
}

// What is asked for twice is worked out once, unless another has taken its place.
func TestKept(t *testing.T) {
	calls := 0
	m := memo.New(1, func(key string) int { calls++; return len(key) })
	m.Get("text")
	if m.Get("text"); calls != 1 {
		t.Errorf("worked out %d times", calls)
	}
	m.Get("other")
	if m.Get("text"); calls != 3 {
		t.Errorf("worked out %d times, want 3: there is one place", calls)
	}
}
