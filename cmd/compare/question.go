package main

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// question is what an engine is asked.
type question struct {
	text    string
	filters []filter
}

// filter asks for one of the values of a facet.
type filter struct {
	facet  string
	values []string
}

// reader reads the parameters of a search.
type reader struct{ v *directory.Vocabulary }

// read checks the parameters as the program does. Filters that are no facets,
// such as years, are refused: no judged query has them.
func (r reader) read(parameters url.Values) (question, error) {
	asked, faults := search.Parse(parameters, r.v)
	if len(faults) > 0 {
		return question{}, search.ParameterFaults(faults)
	}
	q := question{text: strings.Join(strings.Fields(asked.Q), " ")}
	for f, values := range asked.Filters.Values {
		q.filters = append(q.filters, filter{string(f), values})
	}
	if ids := asked.Filters.MemberOf; len(ids) > 0 {
		f := filter{facet: facetMember}
		for _, id := range ids {
			f.values = append(f.values, string(id))
		}
		q.filters = append(q.filters, f)
	}
	slices.SortFunc(q.filters, func(a, b filter) int { return strings.Compare(a.facet, b.facet) })
	rest := asked.Filters
	rest.Values, rest.MemberOf = nil, nil
	if !rest.IsZero() {
		return question{}, fmt.Errorf("filters %s: only facets can be compared: %w", parameters.Encode(), directory.ErrInvalid)
	}
	return q, nil
}

// where is the filters as conditions on the document's id, each beginning with
// AND; both engines keep the facets in one table.
func (q question) where(id string) string {
	var b strings.Builder
	for _, f := range q.filters {
		values := make([]string, len(f.values))
		for i, v := range f.values {
			values[i] = quote(v)
		}
		fmt.Fprintf(&b, " AND EXISTS (SELECT 1 FROM facet f WHERE f.id = %s AND f.facet = %s AND f.value IN (%s))",
			id, quote(f.facet), strings.Join(values, ", "))
	}
	return b.String()
}

// quote is s as an SQL literal on one line, which both shells read as it stands.
func quote(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == 0:
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

// words are the runs of letters, marks and digits of a text.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r)
	})
}

// plain is a text in lower case and without marks, for a tokenizer that leaves
// them: ș is s. The dotless ı is i, as its capital in most languages.
func plain(text string) string {
	bare := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'ı':
			return 'i'
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(text))
	return norm.NFC.String(bare)
}

// facetTable fills the table of facets, one statement.
func facetTable(docs []document) string {
	var rows []string
	for _, d := range docs {
		for _, f := range d.facets {
			rows = append(rows, fmt.Sprintf("(%s, %s, %s)", quote(d.id), quote(f.facet), quote(f.value)))
		}
	}
	return insert("facet", rows)
}

// insert puts rows into a table.
func insert(table string, rows []string) string {
	if len(rows) == 0 {
		return ""
	}
	return "INSERT INTO " + table + " VALUES\n" + strings.Join(rows, ",\n") + ";\n"
}
