package together

import (
	"errors"
	"slices"
	"sync/atomic"
	"testing"
)

func TestDo(t *testing.T) {
	if err := Do(0, func(int) error { return errors.New("a part of none") }); err != nil {
		t.Error(err)
	}
	first, last := errors.New("first"), errors.New("last")
	done := make([]int, 4)
	err := Do(4, func(k int) error {
		done[k]++
		return map[int]error{0: first, 3: last}[k]
	})
	if !errors.Is(err, first) || !errors.Is(err, last) || !slices.Equal(done, []int{1, 1, 1, 1}) {
		t.Errorf("%v, parts done %v", err, done)
	}
}

// Whoever panics, the caller does, and not before all others have ended.
func TestPanicsReachTheCaller(t *testing.T) {
	for k := range 3 {
		var ended atomic.Int32
		told := func() (told any) {
			defer func() { told = recover() }()
			_ = Do(3, func(n int) error {
				if n == k {
					panic(n)
				}
				ended.Add(1)
				return nil
			})
			return "nothing"
		}()
		if told != k || ended.Load() != 2 {
			t.Errorf("part %d panics: told %v, %d others ended", k, told, ended.Load())
		}
	}
}
