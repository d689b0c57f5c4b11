// Package exchange turns files into domain values and domain values into files:
// records of the four types in the exchange form, and the vocabulary (regions,
// cities, concepts) the program ships with.
//
// Three parts are kept apart. A reader of a format yields rows: trees of named
// values, each with its place in the file. The mapping, one table of fields per
// record type, turns a row into a record and a record into a row; it knows no
// format. A writer of a format puts rows down. A new format is a reader and a
// writer; a new field is one line of a table.
//
// Nothing wrong ends a reading early if it can be helped: every fault is
// gathered with file, line, column, field, value and what would be right. What
// is read is bounded (see the Max… constants), so that no file costs unbounded
// time or memory. The package neither reads nor writes the store; package
// catalogue plans and applies imports.
//
// Where to begin: [Mapping.Read], [NewWriter], the tables in organisations.go,
// and [ReadVocabulary].
package exchange
