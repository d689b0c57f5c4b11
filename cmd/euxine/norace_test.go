//go:build !race

package main

// slowness is how many times longer than promised things may take: no longer.
const slowness = 1
