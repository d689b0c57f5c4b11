package boltstore

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"euxine/internal/directory"
)

// Databases are read with the dictionary they were written with.
func TestTheDictionaryStaysAsItIs(t *testing.T) {
	const want = "98d975d0c656043bf5463bb98ce6d8e7be0b29efcb6859874863835a6c9c2152"
	if got := fmt.Sprintf("%x", sha256.Sum256(dictionaryText)); got != want {
		t.Errorf("dictionary-1 has the digest %s, want %s: a changed dictionary makes every database unreadable", got, want)
	}
}

func TestPackedContentComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body, err := json.Marshal(&directory.Organisation{
			Header: directory.Header{ID: "bg-x"},
			Names:  []directory.Name{{Text: rapid.String().Draw(t, "name"), Language: "bg"}},
			Descriptions: map[directory.Language]string{
				"en": rapid.StringMatching(`([a-z]{1,9} ){0,80}`).Draw(t, "description")},
		})
		if err != nil {
			t.Fatal(err)
		}
		packed := pack(body)
		if back, err := unpack(packed); err != nil || !bytes.Equal(back, body) {
			t.Fatalf("%q came back as %q, %v", body, back, err)
		}
	})
}

func TestPackingMakesRecordsShorter(t *testing.T) {
	body, err := json.Marshal(&directory.Organisation{
		Header: directory.Header{ID: "ge-wine"}, Kind: directory.KindCluster,
		Names: []directory.Name{{Text: "Wine Cluster", Language: "en", Script: "Latn", Type: directory.NameDisplay}},
		Place: directory.Place{Country: "GE"}, Status: directory.StatusUnknown,
	})
	if err != nil {
		t.Fatal(err)
	}
	if packed := pack(body); len(packed) > len(body)/2 || packed[0] != packedMark {
		t.Errorf("%d bytes of %d are kept", len(packed), len(body))
	}
}

// As format 1 wrote it.
func TestUnpackedContentIsRead(t *testing.T) {
	if back, err := unpack([]byte(`{"id":"a"}`)); err != nil || string(back) != `{"id":"a"}` {
		t.Errorf("%q, %v", back, err)
	}
	if _, err := unpack([]byte{packedMark, 0xFF, 0xFF}); err == nil {
		t.Error("what is no block was unpacked")
	}
}
