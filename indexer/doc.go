// Package indexer keeps the search index: it follows the store's change log
// into Bleve and answers search.Question with search.Result. It is the only
// code that knows Bleve.
//
// The index is derived. Nothing in it is stored that the store does not hold;
// it may be deleted at any time and is rebuilt. It stores no field values:
// profiles, labels and highlights are package catalogue's, from the records.
//
// Bleve holds the words of records and nothing else: its segments, merging and
// durability, and the statistics its BM25 is worked out of. What is counted,
// filtered and sorted by is a table in memory beside it, package table. A question
// is answered in these steps:
//
//	query.go    what the words ask for: groups of ways to match
//	lookup.go   where each way is to be read in Bleve's segments; term.go and prefix.go
//	            keep what was found there of words and their beginnings
//	match.go    which documents answer, from the sets of documents of every word
//	phrase.go   where words stand together
//	weigh.go    what the documents that answer are worth, a stretch of a segment at a time;
//	            impacts.go keeps what common words weigh
//	search.go   the first of them in order, and what is counted
//	view.go     which row of the table each document is
//	table       which rows pass the filters, what they count as, which come first
//
// On disk, in a folder of its own:
//
//	CURRENT     name of the generation in use; written last, by rename
//	g000001     a generation: one Bleve index, and in it
//	  rows      the table of its documents, as a log
//	  order     the rows in the order of their names; may be missing
//	damaged     the last generation that was put aside, for looking into
//
// A generation holds, beside the documents, under internal keys, written in the same
// batch as the documents:
//
//	checkpoint  the store revision it stands at
//	rows        the length of the log of rows that belongs to it
//	mapping     mappingVersion and a digest of the vocabulary; on mismatch it is rebuilt
//
// A document is named by the number of its row. Its fields are the table in
// mapping.go.
//
// Where to begin: [Open], [Index.Search], then follow.go for how it keeps up.
package indexer
