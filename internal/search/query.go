package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"euxine/internal/translit"
)

// parseTerms reads the query grammar: words, "phrases", and a minus before
// either to leave it out. Quotes may be „ “ ” « » as keyboards of the region
// give them; one that is not closed is a sign like others. Nothing a person can
// type is a syntax error.
func parseTerms(q string) []Term {
	var terms []Term
	rest := q
	for rest != "" {
		r, n := utf8.DecodeRuneInString(rest)
		if unicode.IsSpace(r) {
			rest = rest[n:]
			continue
		}
		not := false
		if isMinus(r) {
			// A minus leaves out only at the start of a term and directly
			// before it; elsewhere it is punctuation (win-win, 2021-2027).
			next, _ := utf8.DecodeRuneInString(rest[n:])
			not = next != utf8.RuneError && !unicode.IsSpace(next) && !isMinus(next)
			rest = rest[n:]
			if !not {
				continue
			}
			r, n = utf8.DecodeRuneInString(rest)
		}
		if isQuote(r) {
			body := rest[n:]
			if end := strings.IndexFunc(body, isQuote); end >= 0 {
				_, qn := utf8.DecodeRuneInString(body[end:])
				rest = body[end+qn:]
				terms = appendTerm(terms, body[:end], true, not, false)
				continue
			}
			// Still being typed, or part of a name: its words are words.
			rest = body
			if r, _ := utf8.DecodeRuneInString(rest); unicode.IsSpace(r) || isMinus(r) {
				continue
			}
		}
		end := strings.IndexFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || isQuote(r) })
		open := end < 0 // the word reaches the end: it may still be being typed
		if open {
			end = len(rest)
		}
		terms = appendTerm(terms, rest[:end], false, not, open && !not)
		rest = rest[end:]
	}
	return terms
}

// appendTerm adds what text folds to. A "word" of several words (win-win, A.Ş.)
// is a phrase: its parts belong together.
func appendTerm(terms []Term, text string, phrase, not, prefix bool) []Term {
	words := translit.Words(text)
	if len(words) == 0 {
		return terms
	}
	t := Term{Text: strings.TrimSpace(text), Phrase: phrase || len(words) > 1, Quoted: phrase, Not: not}
	for _, w := range words {
		t.Words, t.Typings = append(t.Words, w.Key), append(t.Typings, text[w.Start:w.End])
	}
	last := words[len(words)-1]
	t.Prefix = prefix && last.End == len(text)
	return append(terms, t)
}

func isQuote(r rune) bool {
	switch r {
	case '"', '“', '”', '„', '«', '»', '‟':
		return true
	}
	return false
}

func isMinus(r rune) bool { return r == '-' || r == '−' || r == '–' }

// Terms reads a text as Parse reads q, typed to its end.
func Terms(text string) []Term {
	terms := parseTerms(text)
	for i := range terms {
		terms[i].Prefix = false
	}
	return terms
}

// Phrase is the terms of a text searched for as it stands.
func Phrase(text string) []Term { return appendTerm(nil, text, true, false, false) }
