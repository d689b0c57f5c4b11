package directory

import (
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing wrong with one field of a record. Its message is a key
// with arguments, so that a page can say it in the reader's language and an
// importer can add file and line. Key names a message "fault.<key>" of the
// locale files; English is built in (see faultTexts) for commands and logs.
type Fault struct {
	Field string   // dotted path in the exchange form: "members.smes", "sectors[2]"
	Value string   // the offending value as given, cut to [maxFaultValue]
	Key   string   // one of the Fault… constants
	Args  []string // in the order of the message's placeholders
}

// The message keys. Every key has an English text in faultTexts; a test of the
// locale files holds the translations against [FaultKeys].
const (
	FaultRequired       = "required"         // the field is missing or empty
	FaultUnknownValue   = "unknown-value"    // not one of the allowed values; args: allowed
	FaultUnknownRegion  = "unknown-region"   // no such region code; args: nearest or ""
	FaultUnknownCountry = "unknown-country"  // not an ISO 3166-1 alpha-2 code
	FaultUnknownConcept = "unknown-concept"  // no such concept; args: scheme, nearest or ""
	FaultRegionCountry  = "region-country"   // region lies in another country; args: region's country
	FaultBadDate        = "bad-date"         // not YYYY, YYYY-MM or YYYY-MM-DD
	FaultDateOrder      = "date-order"       // ends before it starts; args: the other date
	FaultBadURL         = "bad-url"          // not an absolute http or https address
	FaultBadID          = "bad-id"           // not a lower-case slug
	FaultBadNumber      = "bad-number"       // not a whole number; args: lowest, highest
	FaultTooLong        = "too-long"         // args: the limit in characters
	FaultTooMany        = "too-many"         // args: the limit
	FaultBadText        = "bad-text"         // not valid UTF-8 or holds control characters
	FaultBadPoint       = "bad-point"        // latitude or longitude out of range
	FaultBadLanguage    = "bad-language"     // not a language of the directory; args: allowed
	FaultDuplicate      = "duplicate"        // given twice; args: where first
	FaultUnknownField   = "unknown-field"    // the exchange form has no such field; args: nearest or ""
	FaultWrongType      = "wrong-type"       // args: what is wanted
	FaultSyntax         = "syntax"           // the file cannot be read here; args: what the parser said
	FaultDanglingLink   = "dangling-link"    // names a record that does not exist; args: record type
	FaultTooLarge       = "too-large"        // file or line over the limit; args: the limit
	FaultMembersSum     = "members-sum"      // a part exceeds the total; args: total
	FaultSelfLink       = "self-link"        // a record cannot be its own member or successor
	FaultWebsiteIsLabel = "website-is-label" // words where an address should be
	FaultFormerID       = "former-id"        // a former id is in use by another record; args: that record
)

// faultTexts are the English messages; %[1]s … are the arguments.
var faultTexts = map[string]string{
	FaultRequired:       "is missing: give a value",
	FaultUnknownValue:   "is not a known value: use one of %[1]s",
	FaultUnknownRegion:  "is not a region code of the directory (NUTS 2024 or ISO 3166-2)%[1]s",
	FaultUnknownCountry: "is not a country code: use ISO 3166-1 alpha-2, such as BG",
	FaultUnknownConcept: "is not a concept of the scheme %[1]s: use its code or label%[2]s, or move it to keywords",
	FaultRegionCountry:  "lies in %[1]s, not in the record's country: correct one of the two",
	FaultBadDate:        "is not a date: write YYYY, YYYY-MM or YYYY-MM-DD",
	FaultDateOrder:      "is before %[1]s: it must not end before it starts",
	FaultBadURL:         "is not a web address: write a full one, such as https://example.org/",
	FaultBadID:          "is not an id: use lower-case Latin letters, digits and single hyphens, at most 100",
	FaultBadNumber:      "is not a whole number from %[1]s to %[2]s",
	FaultTooLong:        "is too long: at most %[1]s characters",
	FaultTooMany:        "has too many values: at most %[1]s",
	FaultBadText:        "is not clean text: it holds bytes that are not UTF-8, or control characters",
	FaultBadPoint:       "is not a place on Earth: latitude -90 to 90, longitude -180 to 180",
	FaultBadLanguage:    "is not a language of the directory: use one of %[1]s",
	FaultDuplicate:      "is given twice, first at %[1]s: keep one",
	FaultUnknownField:   "is not a field of this record%[1]s",
	FaultWrongType:      "has the wrong form: wanted %[1]s",
	FaultSyntax:         "cannot be read: %[1]s",
	FaultDanglingLink:   "names a record of type %[1]s that does not exist: import that first, or correct the id",
	FaultTooLarge:       "is too large: at most %[1]s",
	FaultMembersSum:     "is more than the total of %[1]s members: correct one of the two",
	FaultSelfLink:       "names the record itself: remove it",
	FaultWebsiteIsLabel: "is a label, not a web address: give the address, or move the words to other_names",
	FaultFormerID:       "is the id of another record, %[1]s: give that record up first, or remove it here",
}

const maxFaultValue = 120 // characters of a value quoted in a message

// FaultKeys lists every message key, sorted.
func FaultKeys() []string {
	keys := make([]string, 0, len(faultTexts))
	for k := range faultTexts {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Text is the English message without field and value.
func (f Fault) Text() string {
	args := make([]any, len(f.Args))
	for i, a := range f.Args {
		args[i] = a
	}
	t, ok := faultTexts[f.Key]
	if !ok {
		return f.Key
	}
	if len(args) == 0 {
		return t
	}
	return fmt.Sprintf(t, args...)
}

// Error says field, value and message in English.
func (f Fault) Error() string {
	if f.Value == "" {
		return f.Field + " " + f.Text()
	}
	return fmt.Sprintf("%s %q %s", f.Field, f.Value, f.Text())
}

// Faults gathers all that is wrong with a record, in field order of validation.
type Faults []Fault

// Add appends a fault; the value is made valid UTF-8 and cut to a quotable length.
func (fs *Faults) Add(field, value, key string, args ...string) {
	value = strings.ToValidUTF8(value, "\uFFFD")
	n := 0
	for i := range value { // not all of it: it may be large
		if n++; n > maxFaultValue {
			value = value[:i] + "…"
			break
		}
	}
	*fs = append(*fs, Fault{Field: field, Value: value, Key: key, Args: args})
}

// Err is nil when there are no faults.
func (fs Faults) Err() error {
	if len(fs) == 0 {
		return nil
	}
	return fs
}

func (fs Faults) Error() string {
	parts := make([]string, len(fs))
	for i, f := range fs {
		parts[i] = f.Error()
	}
	return strings.Join(parts, "; ")
}

// Is makes Faults an ErrInvalid.
func (fs Faults) Is(target error) bool { return target == ErrInvalid }
