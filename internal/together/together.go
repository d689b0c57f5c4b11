// Package together shares work out among goroutines and waits for them. It is for work
// that would otherwise be done one after the other, in the caller's goroutine: what goes
// wrong in a part goes wrong in the caller, who knows what to do about it. It is no pool
// and starts nothing that outlives the call.
//
// Where to begin: [Do].
package together

import (
	"errors"
	"sync"
)

// Do does some parts beside each other, the first in the caller's goroutine, and gives
// their errors joined. A panic of a part becomes one of the caller when all have ended:
// in a goroutine of its own it would end the program, which no handler of a request
// could prevent.
func Do(parts int, part func(k int) error) error {
	if parts <= 0 {
		return nil
	}
	errs, panics := make([]error, parts), make([]any, parts)
	var others sync.WaitGroup
	for k := 1; k < parts; k++ {
		others.Go(func() {
			defer func() { panics[k] = recover() }()
			errs[k] = part(k)
		})
	}
	func() {
		defer others.Wait() // also where the first panics
		errs[0] = part(0)
	}()
	for _, p := range panics {
		if p != nil {
			panic(p)
		}
	}
	return errors.Join(errs...)
}
