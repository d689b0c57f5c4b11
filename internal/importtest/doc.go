// Package importtest holds the tests that read the program's own source: which
// package may import which (the table in imports_test.go is the architecture, from
// top to bottom), calls that must not be written, and how files are formatted.
//
// It has no code of its own.
package importtest
