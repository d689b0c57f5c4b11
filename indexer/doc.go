// Package indexer keeps the search index: it follows the store's change log
// into Bleve and answers search.Question with search.Result. It is the only
// code that knows Bleve.
//
// The index is derived. Nothing in it is stored that the store does not hold;
// it may be deleted at any time and is rebuilt. It stores no field values:
// profiles, labels and highlights are package catalogue's, from the records.
//
// On disk, in a folder of its own:
//
//	CURRENT     name of the generation in use; written last, by rename
//	g000001     a generation: one Bleve index
//	damaged     the last generation that was put aside, for looking into
//
// A generation holds, beside the documents, under internal keys:
//
//	checkpoint  the store revision it stands at, in the same batch as the documents
//	mapping     mappingVersion and a digest of the vocabulary; on mismatch it is rebuilt
//
// A document is named type/id. Its fields are the table in mapping.go.
//
// Where to begin: [Open], [Index.Search], then follow.go for how it keeps up.
package indexer
