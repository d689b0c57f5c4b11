package exchange

import "strings"

// TableCell is a text as a cell of CSV or a workbook may hold it: behind an
// apostrophe where a spreadsheet would take it for a formula or an error. Readers of
// this package take the apostrophe away again.
func TableCell(s string) string { return neutral(s) }

// TableList is several texts as one such cell: parted by |, and those within a text
// marked, as lists stand in the tables of this package.
func TableList(items []string) string {
	parts := make([]string, len(items))
	for i, s := range items {
		parts[i] = escape(s, `\|`)
	}
	return neutral(strings.Join(parts, "|"))
}
