package indexer

import (
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/search/query"
	bleveindex "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// known tells which terms a state of the index has. Most of the forms, sounds
// and spellings a question allows are in no record, and asking a dictionary
// costs less than making a searcher that finds nothing. It is for one search.
type known struct {
	reader   bleveindex.IndexReader
	segments []segment.Segment
	fields   map[string][]segment.TermDictionary
}

// in turns to the state that is searched; asked of any other kind of index than
// scorch's, everything counts as there.
func (k *known) in(reader bleveindex.IndexReader) {
	if k.reader == reader {
		return
	}
	*k = known{reader: reader}
	if s, ok := reader.(*scorch.IndexSnapshot); ok {
		for _, part := range s.Segments() {
			k.segments = append(k.segments, part.Segment())
		}
		k.fields = map[string][]segment.TermDictionary{}
	}
}

// has says whether some record may have the term.
func (k *known) has(field, term string) (bool, error) {
	if k.fields == nil {
		return true, nil
	}
	dictionaries, ok := k.fields[field]
	if !ok {
		for _, s := range k.segments {
			d, err := s.Dictionary(field)
			if err != nil {
				return false, err
			}
			dictionaries = append(dictionaries, d)
		}
		k.fields[field] = dictionaries
	}
	for _, d := range dictionaries {
		if there, err := d.Contains([]byte(term)); there || err != nil {
			return there, err
		}
	}
	return false, nil
}

// able says whether a part may match anything, and leaves out of a phrase the
// words that nothing has.
func (k *known) able(p *part) (bool, error) {
	switch q := p.query.(type) {
	case *query.TermQuery:
		return k.has(q.FieldVal, q.Term)
	case *query.MultiPhraseQuery:
		kept := make([][]string, len(q.Terms))
		for i, words := range q.Terms {
			for _, w := range words {
				there, err := k.has(q.FieldVal, w)
				if err != nil {
					return false, err
				}
				if there {
					kept[i] = append(kept[i], w)
				}
			}
			if len(kept[i]) == 0 {
				return false, nil
			}
		}
		p.query = query.NewMultiPhraseQuery(kept, q.FieldVal)
	}
	return true, nil
}
