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
// Tables (CSV, TSV, workbooks) hold untyped cells under a header of dotted field
// names in canonical order. How a value stands there (shape.go, cells.go):
//
//	members.smes            part of an object
//	BG|RO                   a list, in one cell; \| is no separator
//	keywords.1 keywords.2   a list over several columns, where one cell is too small
//	lots.1.opens            part of an object of a list (lots, sessions)
//	DIGITOUR {project: digitour}|Vine
//	                        names, concepts, offers and partners that are more than
//	                        a text: the main value first, the rest in braces, where
//	                        \{ \} \; are those characters
//	website {source: https://example.org/; note: …}
//	                        field_sources, one item a field
//	'=1+1                   a text that a spreadsheet would take for a formula
//	# …                     in the column of ids: a row that is not read
//
// GeoJSON, JSON-LD and iCalendar are written and not read: views of the records
// for other programs. [Setting] is what they need beyond the records.
// [WriteAtom], [DCAT] and [MarkdownCell] know no records at all: they put down
// what they are handed, for feeds, catalogues of open data and briefs.
//
// [ReadList] reads tables and lines that are no records, such as lists of participants,
// by the same readers.
//
// Where to begin: [Mapping.Read], [NewWriter], the tables in organisations.go,
// and [ReadVocabulary].
package exchange
