package exchange

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	utf "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"euxine/internal/directory"
)

// Text files come in the encodings the region's programs write: UTF-8, UTF-16,
// and the code pages of Windows. UTF-8 and UTF-16 show by their form. A code
// page does not: almost any bytes are letters in each of them. It is told by
// which reading gives words of the region's languages.

// encodingSample is how much of a file decides its encoding.
const encodingSample = 1 << 20

// decoded makes UTF-8 of a text file. What is wrong, or was decided, has been
// emitted; ok says whether to read on.
func (r *rowReader) decoded() (ok bool, err error) {
	r.in = bufio.NewReaderSize(r.in, encodingSample)
	sample, err := r.in.Peek(encodingSample)
	if err != nil && err != io.EOF {
		return false, err
	}
	var from encoding.Encoding
	start := place{line: 1, column: 1}
	switch {
	case bytes.HasPrefix(sample, []byte(byteOrderMark)):
		_, _ = r.in.Discard(len(byteOrderMark)) // they are there
		return true, nil
	case utf16(sample):
		from = utf.UTF16(utf.LittleEndian, utf.UseBOM)
	case plainUTF16(sample, 1):
		from = utf.UTF16(utf.LittleEndian, utf.IgnoreBOM)
	case plainUTF16(sample, 0):
		from = utf.UTF16(utf.BigEndian, utf.IgnoreBOM)
	case mostlyUTF8(sample):
		return true, nil
	default:
		page, rivals := guessPage(sample)
		if page == nil {
			return false, r.refuse(start, "file", "", directory.FaultSyntax,
				fmt.Sprintf("it is not UTF-8, and whether it is %s cannot be told: save it as UTF-8", strings.Join(rivals, " or ")))
		}
		r.notes = append(r.notes, noticeAt(r.src.File, "", place{}, "", NoticeEncoding, page.name))
		from = page.encoding
	}
	r.in = bufio.NewReaderSize(transform.NewReader(r.in, from.NewDecoder()), 64<<10)
	return true, nil
}

// plainUTF16 says whether the first characters of a file without byte order
// mark are Latin ones in UTF-16: headers are. zero is where the empty byte of
// each pair stands.
func plainUTF16(sample []byte, zero int) bool {
	sample = sample[:min(len(sample), 32)&^1]
	for i := 0; i < len(sample); i += 2 {
		if sample[i+zero] != 0 || sample[i+1-zero] == 0 {
			return false
		}
	}
	return len(sample) >= 4
}

// mostlyUTF8 says whether a text is UTF-8, damaged here and there at most: in a
// code page, bytes that happen to be UTF-8 are rare.
func mostlyUTF8(sample []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(sample); {
		r, n := utf8.DecodeRune(sample[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			if i > len(sample)-utf8.UTFMax && len(sample) == encodingSample {
				return bad == 0 || good > 2*bad // cut by the end of the sample
			}
			bad++
		case n > 1:
			good++
		}
		i += n
	}
	return bad == 0 || good > 2*bad
}

// codePage is one of the encodings of 256 characters.
type codePage struct {
	name      string
	encoding  *charmap.Charmap
	languages []alphabet
}

// alphabet is the letters beyond ASCII that words of a language are made of.
type alphabet struct {
	letters string // in lower case
	common  string // of these, the most frequent: of scripts of their own, where every letter counts
	weight  float64
	script  *unicode.RangeTable // nil: Latin, words have ASCII letters too
}

// The weights favour the languages of the directory over those that only lend
// it names. Letters are those of the orthographies, as in CLDR's exemplar sets;
// the common ones make up well over half of any text.
var codePages = []codePage{
	{"Windows-1250", charmap.Windows1250, []alphabet{
		{letters: "ăâîşţ", weight: 1},
		{letters: "áčďéěíňóřšťúůýž", weight: 0.9},
		{letters: "čćđšž", weight: 0.6},
		{letters: "äöüß", weight: 0.5},
		{letters: "áéíóöőúüű", weight: 0.5},
		{letters: "ąćęłńóśźż", weight: 0.5},
	}},
	{"Windows-1251", charmap.Windows1251, []alphabet{
		{letters: "абвгдежзийклмнопрстуфхцчшщъьюя", common: "аеионтрсвлдпк", weight: 1, script: unicode.Cyrillic},
		{letters: "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", common: "аоинтеірсвлдк", weight: 1, script: unicode.Cyrillic},
		{letters: "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", common: "аоеинтрсвлдкп", weight: 1, script: unicode.Cyrillic},
		{letters: "абвгдђежзијклљмнњопрстћуфхцчџш", common: "аоеинтрсвјдкп", weight: 0.8, script: unicode.Cyrillic},
	}},
	{"Windows-1253", charmap.Windows1253, []alphabet{
		{letters: "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋ", common: "αοιετσνηυρπκλμ", weight: 1, script: unicode.Greek},
	}},
	{"Windows-1254", charmap.Windows1254, []alphabet{
		{letters: "çğıişöüâîû", weight: 1}, // i, since İ is written small as i with a dot
		{letters: "äöüß", weight: 0.5},
		{letters: "àâçèéêëîïôùûü", weight: 0.5},
		{letters: "áéíñóúü", weight: 0.5},
	}},
}

// pageMargin is by how much the best reading must beat the next one that reads
// differently.
const pageMargin = 1.25

// guessPage is the code page in which the sample reads best. It is nil when two
// that read differently are too close, or none makes sense; rivals are then
// their names.
func guessPage(sample []byte) (page *codePage, rivals []string) {
	words := foreignWords(sample)
	scores := make([]float64, len(codePages))
	best := 0
	for i := range codePages {
		scores[i] = codePages[i].score(words)
		if scores[i] > scores[best] {
			best = i
		}
	}
	for i := range codePages {
		if i != best && scores[i]*pageMargin > scores[best] && codePages[i].differs(&codePages[best], words) {
			rivals = append(rivals, codePages[i].name)
		}
	}
	if scores[best] > 0 && len(rivals) == 0 {
		return &codePages[best], nil
	}
	if len(rivals) == 0 {
		for _, p := range codePages {
			rivals = append(rivals, p.name)
		}
		return nil, rivals
	}
	return nil, append([]string{codePages[best].name}, rivals...)
}

// Enough to judge by.
const (
	maxForeignWords = 5000
	maxForeignWord  = 50 // bytes of one
)

// foreignWords are runs of letters, taking every byte beyond ASCII for one,
// that have such a byte.
func foreignWords(sample []byte) [][]byte {
	var words [][]byte
	for _, w := range bytes.FieldsFunc(asciiApart(sample), func(r rune) bool { return r == ' ' }) {
		if len(words) == maxForeignWords {
			break
		}
		w = w[:min(len(w), maxForeignWord)]
		if bytes.ContainsFunc(w, func(r rune) bool { return r >= utf8.RuneSelf }) {
			words = append(words, w)
		}
	}
	return words
}

// asciiApart puts blanks for everything that is surely no letter: ASCII ones,
// and quotes, dashes and the like, which stand in the same places of all pages.
func asciiApart(sample []byte) []byte {
	b := bytes.Clone(sample)
	for i, c := range b {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		case c < utf8.RuneSelf, c == 0x82, c == 0x84, c == 0x85, c >= 0x91 && c <= 0x97, c == 0xA0, c == 0xAB, c == 0xBB:
			b[i] = ' '
		}
	}
	return b
}

// score is how well the words read: each counts its letters beyond ASCII by the
// language it fits best, and against the page where it fits none.
func (p *codePage) score(words [][]byte) float64 {
	total := 0.0
	for _, w := range words {
		var runes []rune
		foreign := 0
		for _, c := range w {
			r := p.encoding.DecodeByte(c)
			runes = append(runes, r)
			if c >= utf8.RuneSelf {
				foreign++
			}
		}
		best := -1.0
		for _, a := range p.languages {
			best = max(best, a.fit(runes))
		}
		total += best * float64(foreign)
	}
	return total
}

// fit is from 0 to 1 how likely a word of the language looks so, -1 if it cannot.
func (a alphabet) fit(word []rune) float64 {
	common, foreign := 0, 0
	for i, r := range word {
		small := unicode.ToLower(r)
		if r == 'İ' {
			small = 'i'
		}
		if r < utf8.RuneSelf && a.script == nil {
			continue
		}
		if !strings.ContainsRune(a.letters, small) || r == 'ς' && i < len(word)-1 {
			return -1
		}
		if i > 0 && unicode.IsUpper(r) && unicode.IsLower(word[i-1]) {
			return -1 // a capital inside a word
		}
		foreign++
		if strings.ContainsRune(a.common, small) {
			common++
		}
	}
	if a.script == nil {
		if foreign == len(word) && len(word) > 2 {
			return -1 // no Latin word is made of such letters alone
		}
		return a.weight
	}
	return a.weight * (0.2 + 0.8*float64(common)/float64(max(foreign, 1)))
}

// differs says whether two pages read the words differently.
func (p *codePage) differs(q *codePage, words [][]byte) bool {
	for _, w := range words {
		for _, c := range w {
			if p.encoding.DecodeByte(c) != q.encoding.DecodeByte(c) {
				return true
			}
		}
	}
	return false
}
