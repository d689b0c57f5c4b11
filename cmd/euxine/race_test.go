//go:build race

package main

// slowness is how many times longer than promised things may take under the
// race detector.
const slowness = 10
