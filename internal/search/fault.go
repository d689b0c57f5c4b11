package search

import (
	"fmt"
	"slices"
	"strings"

	"euxine/internal/directory"
)

// ParameterFault is one thing wrong with one URL parameter; like a
// directory.Fault its message is a key ("param.<key>" of the locale files) with
// arguments, English built in.
type ParameterFault struct {
	Parameter string
	Value     string // as given, cut to a quotable length
	Key       string
	Args      []string
}

// The message keys of parameters.
const (
	FaultUnknownParameter = "unknown-parameter" // args: nearest known parameter or ""
	FaultRepeated         = "repeated"
	FaultNotANumber       = "not-a-number"  // args: lowest, highest
	FaultUnknownValue     = "unknown-value" // args: a hint: the allowed values, or the nearest
	FaultTooLong          = "too-long"      // args: limit in characters
	FaultTooMany          = "too-many"      // args: limit
	FaultBadCursor        = "bad-cursor"
	FaultBadNear          = "bad-near"
	FaultNearAndWithin    = "near-and-within"
	FaultPastWindow       = "past-window" // args: limit
	FaultNoWords          = "no-words"
	FaultBadText          = "bad-text"
	FaultBadDate          = "bad-date"
)

var faultTexts = map[string]string{
	FaultUnknownParameter: "is not a parameter of this search%[1]s",
	FaultRepeated:         "is given more than once: give it once",
	FaultNotANumber:       "is not a whole number from %[1]s to %[2]s",
	FaultUnknownValue:     "is not a known value%[1]s",
	FaultTooLong:          "is too long: at most %[1]s characters",
	FaultTooMany:          "has too many values or words: at most %[1]s",
	FaultBadCursor:        "does not continue this search: start again without it",
	FaultBadNear:          "is not a place: write latitude,longitude in degrees, such as 42.51,27.47",
	FaultNearAndWithin:    "needs the other: give near=lat,lon and within=km together",
	FaultPastWindow:       "reaches past hit %[1]s: continue with the cursor of the last answer",
	FaultNoWords:          "has no word to search for, only words to leave out or signs: add one",
	FaultBadDate:          "is not a date: write YYYY, YYYY-MM or YYYY-MM-DD",
	FaultBadText:          "is not clean text: it holds bytes that are not UTF-8, or control characters",
}

// ParameterFaultKeys lists every message key, sorted.
func ParameterFaultKeys() []string {
	keys := make([]string, 0, len(faultTexts))
	for k := range faultTexts {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Text is the English message without parameter and value.
func (f ParameterFault) Text() string {
	t := faultTexts[f.Key]
	if len(f.Args) == 0 {
		return t
	}
	args := make([]any, len(f.Args))
	for i, a := range f.Args {
		args[i] = a
	}
	return fmt.Sprintf(t, args...)
}

// ParameterFaults is an error of the kind directory.ErrInvalid.
type ParameterFaults []ParameterFault

func (fs ParameterFaults) Error() string {
	parts := make([]string, len(fs))
	for i, f := range fs {
		parts[i] = fmt.Sprintf("%s %q %s", f.Parameter, f.Value, f.Text())
	}
	return strings.Join(parts, "; ")
}

// Is makes ParameterFaults an ErrInvalid.
func (fs ParameterFaults) Is(target error) bool { return target == directory.ErrInvalid }
