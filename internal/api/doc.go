// Package api is the directory for programs: JSON over HTTP, read-only, open to
// every origin. It has its own types, so that a renamed field of the domain
// never changes an answer, and a document that describes them, openapi.yaml,
// kept by hand and held against routes, types and real answers by a test.
//
// It decides nothing about the directory: package catalogue does, for the pages
// as well. It never renders HTML.
//
// Text with marks (the words a query found) comes in pieces, each a plain text
// that is marked or not: whoever shows them joins them and needs to unescape
// nothing. Codes come with their labels in the language asked for. What is not
// known is left out, never null.
//
// A search with the parameter format is an export: a file of all the records
// found, in the exchange form, which is not the form of the API's own answers,
// or as a view for other programs.
//
// Where to begin: the route table in [API.Register], then answer.go for searches,
// record.go for single records, export.go for files.
package api
