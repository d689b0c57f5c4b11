package main

import (
	"fmt"
	"strings"

	"euxine/internal/eval"
)

// tokenizer is how FTS5 cuts texts, and what is done about it outside.
type tokenizer struct {
	option string // of the table
	// fold is done to texts and queries: what the tokenizer leaves undone.
	fold func(string) string
	// every and some are the match for all the words, the last a beginning, and
	// for some; "" when there is nothing to look for.
	every, some func(words []string) string
}

var unicode61 = tokenizer{
	option: "unicode61 remove_diacritics 2",
	fold:   func(s string) string { return s },
	every:  func(words []string) string { return match(words, " ", true) },
	some:   func(words []string) string { return match(words, " OR ", true) },
}

// trigram finds parts of words of three letters and more. What has some of the
// trigrams comes after what has the words: that is how it finds other spellings.
var trigram = tokenizer{
	option: "trigram",
	fold:   plain, // its own remove_diacritics came with SQLite 3.45
	every: func(words []string) string {
		var long []string
		for _, w := range words {
			if len([]rune(w)) >= gram {
				long = append(long, w)
			}
		}
		return match(long, " ", false)
	},
	some: func(words []string) string {
		var grams []string
		for _, w := range words {
			letters := []rune(w)
			for i := 0; i+gram <= len(letters); i++ {
				grams = append(grams, string(letters[i:i+gram]))
			}
		}
		return match(distinct(grams), " OR ", false)
	},
}

const gram = 3 // letters of a trigram

// match is words as an FTS5 expression; the last as a beginning where prefix.
func match(words []string, between string, prefix bool) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = `"` + strings.ReplaceAll(w, `"`, `""`) + `"`
	}
	if prefix && len(quoted) > 0 {
		quoted[len(quoted)-1] += "*"
	}
	return strings.Join(quoted, between)
}

// schema makes the tables and fills them.
func (t tokenizer) schema(docs []document) string {
	rows := make([]string, len(docs))
	for i, d := range docs {
		column := func(texts []string) string { return quote(t.fold(strings.Join(texts, " ; "))) }
		rows[i] = fmt.Sprintf("(%s, %s, %s, %s)", quote(d.id), column(d.names), column(d.labels), column(d.texts))
	}
	return fmt.Sprintf("CREATE VIRTUAL TABLE doc USING fts5(id UNINDEXED, names, labels, texts, tokenize = %s);\n", quote(t.option)) +
		"CREATE TABLE facet (id TEXT, facet TEXT, value TEXT, PRIMARY KEY (id, facet, value)) WITHOUT ROWID;\n" +
		"BEGIN;\n" + insert("doc", rows) + facetTable(docs) + "COMMIT;\n" +
		"INSERT INTO doc(doc) VALUES ('optimize');\nANALYZE;\n"
}

// weights of id, names, labels and texts for bm25.
const weights = "0.0, 10.0, 4.0, 2.0"

// sql is the question as one query of ids, best first: what has every word, then
// what has some.
func (t tokenizer) sql(q question) string {
	ws := words(t.fold(q.text))
	var tiers []string
	for i, expression := range []string{t.every(ws), t.some(ws)} {
		if expression != "" {
			tiers = append(tiers, fmt.Sprintf("SELECT id, %d + bm25(doc, %s) AS score FROM doc WHERE doc MATCH %s%s",
				i*1e6, weights, quote(expression), q.where("doc.id")))
		}
	}
	if len(tiers) == 0 {
		return "SELECT '' AS id WHERE false"
	}
	return fmt.Sprintf("SELECT id FROM (%s) GROUP BY id ORDER BY min(score), id LIMIT %d",
		strings.Join(tiers, " UNION ALL "), eval.Depth)
}
