package boltstore

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"

	"github.com/klauspost/compress/s2"
)

// What a version or a staged op holds of a record is its JSON, packed where that
// makes it shorter: a mark, and an S2 block that refers to a dictionary. JSON of a
// record begins with a brace, so that what format 1 wrote is told from what is
// packed. A block is unpacked in some microseconds, which is little beside reading
// the JSON.

// packedMark begins what is packed with dictionary-1. Another dictionary would have
// another mark, since a block can be read with its own alone.
const packedMark = 1

// dictionaryText is records of the seed as they are stored, with the codes of the
// vocabulary: the names of fields and what records have in common. It is part of
// the format and never changed.
//
//go:embed dictionary-1
var dictionaryText []byte

var dictionary = s2.MakeDict(dictionaryText, nil)

// maxUnpacked bounds what a damaged length could have reserved. The seal makes sure
// of it already; a record as an import may bring it stays far below.
const maxUnpacked = 64 << 20

// pack gives what to keep of a record's JSON.
func pack(json []byte) []byte {
	packed := slices.Insert(dictionary.Encode(nil, json), 0, packedMark)
	if len(packed) >= len(json) {
		return json
	}
	return slices.Clip(packed)
}

// unpack gives the JSON that was kept.
func unpack(content []byte) ([]byte, error) {
	if len(content) == 0 || content[0] != packedMark {
		return content, nil
	}
	n, err := s2.DecodedLen(content[1:])
	if err == nil && n > maxUnpacked {
		err = errors.New("it is too long")
	}
	var json []byte
	if err == nil {
		json, err = dictionary.Decode(nil, content[1:])
	}
	if err != nil {
		return nil, fmt.Errorf("its content cannot be unpacked: %w", err)
	}
	return json, nil
}
