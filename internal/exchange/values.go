package exchange

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"euxine/internal/directory"
)

// The codecs of single values. They say only whether a value has the right form;
// whether it is allowed, Validate of the domain says.

// str is the text of a value, trimmed, for codes and addresses.
func (c *reading) str(path string, n node) string {
	return c.clean(path, n, "", directory.CleanText)
}

// clean is the cleaned text of a value. The language decides what Romanian
// cedillas are; "" guesses it from the text and the record's country.
func (c *reading) clean(path string, n node, language directory.Language, by func(s, language string) (string, bool)) string {
	if n = n.scalar(); n.kind != text && n.kind != cell {
		c.fault(path, n, directory.FaultWrongType, "a text in quotes")
		return ""
	}
	s, ok := by(n.text, string(language))
	if !ok {
		c.fault(path, n, directory.FaultBadText)
		return ""
	}
	c.noteCleaned(path, n)
	if language == "" {
		s = c.romanian(s)
	}
	return s
}

const maxCleaned = 8 // kinds of invisible characters named in a notice

// noteCleaned tells of invisible characters that cleaning took out.
func (c *reading) noteCleaned(path string, n node) {
	var seen []string
	for _, r := range n.text {
		if r < utf8.RuneSelf || !directory.Invisible(r) {
			continue
		}
		if u := fmt.Sprintf("%U", r); !slices.Contains(seen, u) {
			if seen = append(seen, u); len(seen) == maxCleaned {
				break
			}
		}
	}
	if len(seen) > 0 {
		c.row.notes = append(c.row.notes, noticeAt(c.file, c.row.sheet, n.place, path, NoticeCleaned, strings.Join(seen, " ")))
	}
}

// romanian folds cedillas where a clean text is guessed to be Romanian.
func (c *reading) romanian(s string) string {
	if strings.ContainsAny(s, "şŞţŢ") && directory.GuessLanguage(s, c.country) == "ro" {
		s, _ = directory.CleanParagraphs(s, "ro")
	}
	return s
}

// address is the address of a page. That it is one, the domain checks; but one
// that a page or program has cut short for showing would pass.
var address = codec[string]{
	read: func(c *reading, path string, n node) string {
		s := c.str(path, n)
		if strings.Contains(s, "…") || strings.HasSuffix(s, "...") {
			c.fault(path, n, directory.FaultWrongType, "the whole address: this one has been cut off where the dots are")
			return ""
		}
		return s
	},
	write: textNode,
}

// words is a text of one line in whatever language.
var words = codec[string]{
	read:  (*reading).str,
	write: textNode,
}

// paragraphs is a text that may hold line breaks, in whatever language.
var paragraphs = codec[string]{
	read: func(c *reading, path string, n node) string {
		return c.clean(path, n, "", directory.CleanParagraphs)
	},
	write: textNode,
}

// code is a value of a closed list: forgiving in case and in what joins words.
func code[T ~string]() codec[T] {
	return codec[T]{
		read: func(c *reading, path string, n node) T {
			return T(strings.ToLower(hyphens.Replace(c.str(path, n))))
		},
		write: func(v T) node { return textNode(string(v)) },
	}
}

var hyphens = strings.NewReplacer(" ", "-", "_", "-")

// recordID is an id, as it is.
var recordID = codec[directory.RecordID]{
	read:  func(c *reading, path string, n node) directory.RecordID { return directory.RecordID(c.str(path, n)) },
	write: func(id directory.RecordID) node { return textNode(string(id)) },
}

// country understands Greece as EL too.
var country = codec[directory.CountryCode]{
	read: func(c *reading, path string, n node) directory.CountryCode {
		return directory.CountryCode(greece(c.str(path, n), "EL", "GR"))
	},
	write: func(code directory.CountryCode) node { return textNode(string(code)) },
}

// region understands Greek codes with GR for EL.
var region = codec[directory.RegionCode]{
	read: func(c *reading, path string, n node) directory.RegionCode {
		s := strings.ToUpper(c.str(path, n))
		if len(s) > 2 { // GR alone is the country's own code
			s = greece(s, "GR", "EL")
		}
		return directory.RegionCode(s)
	},
	write: func(code directory.RegionCode) node { return textNode(string(code)) },
}

// greece writes a code in upper case, and one beginning with from with to.
func greece(code, from, to string) string {
	code = strings.ToUpper(code)
	if rest, ok := strings.CutPrefix(code, from); ok {
		return to + rest
	}
	return code
}

// countryOf peeks at a record's country, which decides how its texts are read.
func countryOf(n node) string {
	if n.kind != text && n.kind != cell {
		return ""
	}
	return greece(strings.TrimSpace(n.text), "EL", "GR")
}

// date is written as a text; a bare year is understood as a number too.
var date = codec[directory.Date]{
	read: func(c *reading, path string, n node) directory.Date {
		if n = n.scalar(); n.kind != text && n.kind != number && n.kind != cell {
			c.fault(path, n, directory.FaultWrongType, "a date such as 2023-09-26")
			return directory.Date{}
		}
		given := strings.TrimSpace(n.text)
		if n.kind == cell {
			if dayNumber(given) {
				c.fault(path, n, directory.FaultWrongType, "a date such as 2023-09-26: this is a spreadsheet's count of days, format the column as text or as a date")
				return directory.Date{}
			}
			given = midnight.Replace(trimZeros(given))
		}
		d, err := directory.ParseDate(given)
		if err != nil {
			c.fault(path, n, directory.FaultBadDate)
		}
		return d
	},
	write: func(d directory.Date) node { return textNode(d.String()) },
}

// midnight are the times that programs add to a date, and which say nothing.
var midnight = strings.NewReplacer(" 00:00:00", "", "T00:00:00Z", "", "T00:00:00", "")

// trimZeros takes the decimals from a number of a cell that has none but zeros.
func trimZeros(s string) string {
	s = strings.TrimSpace(s)
	if digits, decimals, ok := strings.Cut(s, "."); ok && digits != "" && decimals != "" && strings.Trim(decimals, "0") == "" {
		return digits
	}
	return s
}

// dayNumber says whether a cell holds a date as spreadsheets count: days since
// 1900, five digits from 1927 to 2173.
func dayNumber(s string) bool {
	s = trimZeros(s)
	return len(s) == 5 && strings.Trim(s, "0123456789") == ""
}

// yearOrDate is a date that is written as a number when only a year is known.
var yearOrDate = codec[directory.Date]{
	read: date.read,
	write: func(d directory.Date) node {
		if d.Precision == directory.PrecisionYear {
			return numberNode(int64(d.Year))
		}
		return date.write(d)
	},
}

// whole is a whole number. It is taken from its digits, never through a float;
// one too large for the type becomes the largest, which Validate refuses.
func whole[T int | int64](zero bool) codec[T] {
	return codec[T]{
		read: func(c *reading, path string, n node) T {
			wanted := "a whole number"
			switch n = n.scalar(); n.kind {
			case cell:
				// Programs write whole numbers of a column with gaps as 30.0.
				n.text, wanted = trimZeros(n.text), "a whole number such as 1200, without separators, decimals, % or currency"
				fallthrough
			case number:
				i, err := strconv.ParseInt(n.text, 10, 64)
				if err == nil || errors.Is(err, strconv.ErrRange) {
					return T(i)
				}
			}
			c.fault(path, n, directory.FaultWrongType, wanted)
			return 0
		},
		write: func(i T) node {
			if i == 0 && !zero {
				return node{}
			}
			return numberNode(int64(i))
		},
	}
}

var (
	// count is a whole number whose zero says something.
	count  = whole[int](true)
	amount = whole[int64](true)
	// stated is a whole number that is left out when zero.
	stated = whole[int](false)
)

// degrees is part of a point. The shortest digits that give the same number
// back are written.
var degrees = codec[float64]{
	read: func(c *reading, path string, n node) float64 {
		wanted := "a number of degrees"
		switch n = n.scalar(); n.kind {
		case cell:
			wanted = "a number of degrees with a decimal point, such as 42.5"
			if strings.Trim(n.text, " +-.0123456789eE") != "" { // no NaN, Inf or 0x1p4
				break
			}
			fallthrough
		case number:
			if f, err := strconv.ParseFloat(strings.TrimSpace(n.text), 64); err == nil {
				return f
			}
		}
		c.fault(path, n, directory.FaultWrongType, wanted)
		return 0
	},
	write: func(f float64) node {
		if f == 0 {
			f = 0 // no negative zero: "-0" and "0" are one place
		}
		return node{kind: number, text: strconv.FormatFloat(f, 'f', -1, 64)}
	},
}

// yes is a statement that holds or is left out.
var yes = codec[bool]{
	read: func(c *reading, path string, n node) bool {
		if n = n.scalar(); n.kind == cell {
			switch strings.ToLower(strings.TrimSpace(n.text)) {
			case "true", "yes", "1":
				return true
			case "false", "no", "0":
				return false
			}
		}
		if n.kind != boolean {
			c.fault(path, n, directory.FaultWrongType, "true or false")
		}
		return n.text == "true"
	},
	write: func(b bool) node {
		if !b {
			return node{}
		}
		return node{kind: boolean, text: "true"}
	},
}

var point = record(
	one("lat", func(p *directory.Point) *float64 { return &p.Lat }, degrees),
	one("lon", func(p *directory.Point) *float64 { return &p.Lon }, degrees),
)

// wholePoint wants both parts: half a point would lie on the equator or in Greenwich.
var wholePoint = codec[directory.Point]{
	shape: point.shape,
	read: func(c *reading, path string, n node) directory.Point {
		if n.kind == object {
			for _, part := range []string{"lat", "lon"} {
				if n.get(part).empty() {
					c.fault(path+"."+part, node{place: n.place}, directory.FaultRequired)
				}
			}
		}
		return point.read(c, path, n)
	},
	write: point.write,
}

// party is an organisation that takes part: a name, or more than that.
var party = orText(
	record(
		one("name", func(p *directory.Party) *string { return &p.Name }, words),
		one("organisation", func(p *directory.Party) *directory.RecordID { return &p.Organisation }, recordID),
		one("role", func(p *directory.Party) *string { return &p.Role }, words),
	),
	func(c *reading, path string, n node) directory.Party { return directory.Party{Name: c.str(path, n)} },
	func(p directory.Party) (string, bool) { return p.Name, p == directory.Party{Name: p.Name} },
)

// fieldSources is how the provenance of fields stands in tables: the field, then
// what its source says.
var fieldSources = shape{keyed: true, inline: append([]string{"field"}, provenance.shape.names()...)}

// provenance is what a source says for a single field.
var provenance = record(
	one("source", func(p *directory.Provenance) *string { return &p.Source }, address),
	one("source_date", func(p *directory.Provenance) *directory.Date { return &p.SourceDate }, date),
	one("note", func(p *directory.Provenance) *string { return &p.Note }, words),
)

// headRules and sourceRules begin and end every table.
func headRules[R directory.Record]() []rule[R] {
	return []rule[R]{
		one("id", func(r R) *directory.RecordID { return &r.Head().ID }, recordID),
		many("former_ids", func(r R) *[]directory.RecordID { return &r.Head().FormerIDs }, recordID),
	}
}

func sourceRules[R directory.Record]() []rule[R] {
	return []rule[R]{
		one("source", func(r R) *string { return &r.Head().Provenance.Source }, address),
		one("source_date", func(r R) *directory.Date { return &r.Head().Provenance.SourceDate }, date),
		one("note", func(r R) *string { return &r.Head().Provenance.Note }, words),
		{
			name:  "field_sources",
			shape: fieldSources,
			read: func(c *reading, path string, n node, into R) {
				if n = n.byName(fieldSources); n.kind != object {
					c.fault(path, n, directory.FaultWrongType, "an object: field name to source")
					return
				}
				sources := map[string]directory.Provenance{}
				for _, f := range n.fields {
					head := f.name
					if i := strings.IndexAny(head, ".["); i >= 0 {
						head = head[:i]
					}
					if !slices.Contains(c.fieldNames(), head) {
						c.add(located(c.file, c.row.sheet, f.place, path+"."+f.name, "", directory.FaultUnknownField, ""))
					} else if _, ok := sources[f.name]; ok {
						c.fault(path+"."+f.name, f.value, directory.FaultDuplicate, path)
					} else if !f.value.empty() {
						sources[f.name] = provenance.read(c, path+"."+f.name, f.value)
					}
				}
				if len(sources) > 0 {
					into.Head().FieldSources = sources
				}
			},
			write: func(from R) node {
				sources := from.Head().FieldSources
				var fields []field
				for _, name := range slices.Sorted(maps.Keys(sources)) {
					fields = append(fields, field{name: name, value: provenance.write(sources[name])})
				}
				return objectNode(fields)
			},
		},
	}
}

// placeRules are country, region, city and point.
func placeRules[T any](at func(T) *directory.Place) []rule[T] {
	return []rule[T]{
		one("country", func(t T) *directory.CountryCode { return &at(t).Country }, country),
		one("region", func(t T) *directory.RegionCode { return &at(t).Region }, region),
		one("city", func(t T) *string { return &at(t).City }, words),
		maybe("point", func(t T) **directory.Point { return &at(t).Point }, wholePoint),
	}
}

// languageParts are the columns of descriptions in other languages than English.
func languageParts() []part {
	var parts []part
	for _, l := range directory.Languages {
		if l != "en" {
			parts = append(parts, part{name: string(l)})
		}
	}
	return parts
}

// descriptionRules are the description in English and those in other languages.
func descriptionRules[T any](at func(T) *map[directory.Language]string) []rule[T] {
	put := func(c *reading, path string, n node, into T, l directory.Language, s string) {
		d := at(into)
		if _, ok := (*d)[l]; ok {
			c.fault(path, n, directory.FaultDuplicate, "the other description in "+string(l))
			return
		}
		if *d == nil {
			*d = map[directory.Language]string{}
		}
		(*d)[l] = s
	}
	return []rule[T]{
		{
			name: "description",
			read: func(c *reading, path string, n node, into T) {
				if s := c.clean(path, n, "", directory.CleanParagraphs); s != "" {
					put(c, path, n, into, "en", s)
				}
			},
			write: func(from T) node { return textNode((*at(from))["en"]) },
		},
		{
			// In the language of the record's country, which has to be told from
			// the text; exports name the language.
			name: "description_native",
			read: func(c *reading, path string, n node, into T) {
				s := c.clean(path, n, "", directory.CleanParagraphs)
				if s == "" {
					return
				}
				l := directory.GuessLanguage(s, c.country)
				if l == "" {
					c.fault(path, n, directory.FaultWrongType, `descriptions with the language, such as {"bg": "…"}: which one this is cannot be told`)
					return
				}
				put(c, path, n, into, l, s)
			},
		},
		{
			name:  "descriptions",
			shape: shape{parts: languageParts()},
			read: func(c *reading, path string, n node, into T) {
				if n.kind != object {
					c.fault(path, n, directory.FaultWrongType, `an object such as {"bg": "…"}`)
					return
				}
				for _, f := range n.fields {
					l := directory.Language(f.name)
					if f.value.empty() {
						continue
					}
					if s := c.clean(path+"."+f.name, f.value, l, directory.CleanParagraphs); s != "" {
						put(c, path+"."+f.name, f.value, into, l, s)
					}
				}
			},
			write: func(from T) node {
				d := *at(from)
				var fields []field
				for _, l := range slices.Sorted(maps.Keys(d)) {
					if l != "en" {
						fields = append(fields, field{name: string(l), value: textNode(d[l])})
					}
				}
				return objectNode(fields)
			},
		},
	}
}
