package httpkit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// Problem is what went wrong with a request, ready to be shown. Everything in
// it but Err may be read by the visitor.
type Problem struct {
	Kind      string // message key, one of Kinds
	Status    int
	Title     string // in English, the same for all problems of the kind
	Detail    string // in English
	RequestID string
	Faults    []Fault
	// Err is what happened. A renderer may look for an error of its own in it
	// (to list near matches, say) but never shows its text.
	Err error
}

// Fault is one thing wrong with one parameter of a request or one field of what
// it brought. Detail says it in English; Key and Args let a page say it in the
// reader's language.
type Fault struct {
	Parameter string
	Value     string
	Key       string
	Args      []string
	Detail    string
}

// Keys of the faults this package finds itself. Search has more of its own.
const (
	FaultUnknownParameter = "unknown-parameter" // args: ": use …" or ""
	FaultTooLong          = "too-long"          // args: the limit
	FaultBadText          = "bad-text"
)

// maxFaultValue bounds a value repeated in an answer, in characters: enough to
// recognise it, and hostile input is not sent back at length.
const maxFaultValue = 120

// BadParameters is an error: the request's parameters are at fault. It is an
// ErrInvalid.
type BadParameters []Fault

// Err is nil when there are no faults.
func (b BadParameters) Err() error {
	if len(b) == 0 {
		return nil
	}
	return b
}

func (b BadParameters) Error() string {
	parts := make([]string, len(b))
	for i, f := range b {
		parts[i] = fmt.Sprintf("parameter %q %s", f.Parameter, f.Detail)
	}
	return strings.Join(parts, "; ")
}

// Is makes BadParameters an ErrInvalid.
func (b BadParameters) Is(target error) bool { return target == directory.ErrInvalid }

// Query reads the request's parameters. Other than url.URL.Query it refuses what
// is badly escaped instead of leaving it out.
func Query(c *gin.Context) (url.Values, error) {
	raw := c.Request.URL.RawQuery
	values, err := url.ParseQuery(raw)
	if err == nil {
		return values, nil
	}
	var bad BadParameters
	for pair := range strings.SplitSeq(raw, "&") {
		if _, err := url.ParseQuery(pair); err != nil {
			name, value, _ := strings.Cut(pair, "=")
			bad = append(bad, Fault{Parameter: shorten(name), Value: shorten(value), Key: FaultBadText,
				Detail: "is not escaped as it should be: write % as %25 and ; as %3B"})
		}
	}
	return nil, bad
}

// UnknownParameters names, sorted, the parameters that are not among the known
// ones.
func UnknownParameters(values url.Values, known ...string) BadParameters {
	var bad BadParameters
	for name, vs := range values {
		if !slices.Contains(known, name) {
			hint := ""
			if len(known) > 0 {
				hint = ": use " + strings.Join(known, ", ")
			}
			bad = append(bad, Fault{Parameter: shorten(name), Value: shorten(strings.Join(vs, ", ")),
				Key: FaultUnknownParameter, Args: []string{hint}, Detail: "is not known here" + hint})
		}
	}
	slices.SortFunc(bad, func(a, b Fault) int { return strings.Compare(a.Parameter, b.Parameter) })
	return bad
}

func shorten(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if r := []rune(s); len(r) > maxFaultValue {
		return string(r[:maxFaultValue]) + "…"
	}
	return s
}

// kind is one row of the table from what went wrong to what is answered.
type kind struct {
	key    string
	status int
	is     error // what errors of the kind are, nil where only a refusal has it
	title  string
	detail string // unless the error brings its own
}

// The first row whose error matches decides, so that special kinds stand before
// those they wrap. What no row matches is internal.
var kinds = []kind{
	{"full", http.StatusInsufficientStorage, store.ErrFull,
		"Disk full", "Nothing of it was saved. Reading still works; please tell whoever runs this server."},
	{"not-found", http.StatusNotFound, directory.ErrNotFound,
		"Not found", "There is nothing at this address."},
	{"invalid", http.StatusBadRequest, directory.ErrInvalid,
		"Not acceptable as given", "Something in the request cannot be accepted."},
	{"conflict", http.StatusConflict, directory.ErrConflict,
		"Changed meanwhile", "Somebody else has changed this since it was read. Read it again, then repeat the change."},
	{"unavailable", http.StatusServiceUnavailable, directory.ErrUnavailable,
		"Not available at the moment", "Please try again in a few seconds."},
	{"unavailable", http.StatusServiceUnavailable, context.DeadlineExceeded,
		"Not available at the moment", "This took too long and was stopped. Please try again, or ask for less."},
	{"invalid-parameter", http.StatusBadRequest, nil,
		"Parameters not understood", "Some parameters of the address are wrong; each is named with what would be right."},
	{"forbidden", http.StatusForbidden, nil,
		"Not allowed", "The request came from another site."},
	{"method-not-allowed", http.StatusMethodNotAllowed, nil,
		"Method not allowed", "This address does not answer to this method."},
	{"too-large", http.StatusRequestEntityTooLarge, nil,
		"Too large", "The body of the request is larger than what is accepted here."},
	{"uri-too-long", http.StatusRequestURITooLong, nil,
		"Address too long", "The address is longer than what is accepted here."},
	{"media-type", http.StatusUnsupportedMediaType, nil,
		"Media type not supported", "The body of the request is of a kind that is not accepted here."},
	internal,
}

var internal = kind{"internal", http.StatusInternalServerError, nil,
	"Something went wrong here", "It has been noted under the number of this request."}

// Kinds lists the kinds of problems, sorted: the message keys pages need.
func Kinds() []string {
	var keys []string
	for _, k := range kinds {
		keys = append(keys, k.key)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Say gives err a text the visitor may read. It stays of its kind.
func Say(err error, detail string) error { return &said{err, detail} }

type said struct {
	err    error
	detail string
}

func (s *said) Error() string { return s.err.Error() }
func (s *said) Unwrap() error { return s.err }

// Refuse is an error for what HTTP itself refuses: 403, 405, 413, 414, 415. An
// empty detail leaves the usual one.
func Refuse(status int, detail string) error { return &refusal{status: status, detail: detail} }

type refusal struct {
	status int
	detail string
	faults []Fault
}

func (r *refusal) Error() string { return fmt.Sprintf("refused with %d: %s", r.status, r.detail) }

// ProblemOf is the problem an error is answered with; RequestID is left empty.
func ProblemOf(err error) Problem {
	k, detail := internal, ""
	var faults []Fault
	var bad BadParameters
	var fields directory.Faults
	var refused *refusal
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &bad):
		k, faults = kindByKey("invalid-parameter"), bad
	case errors.As(err, &fields):
		k = kindByKey("invalid")
		for _, f := range fields {
			faults = append(faults, Fault{Parameter: f.Field, Value: f.Value, Key: f.Key, Args: f.Args, Detail: f.Text()})
		}
	case errors.As(err, &refused):
		if i := slices.IndexFunc(kinds, func(k kind) bool { return k.status == refused.status }); i >= 0 {
			k, detail, faults = kinds[i], refused.detail, refused.faults
		}
	case errors.As(err, &tooLarge):
		k = kindByKey("too-large")
	default:
		for _, row := range kinds {
			if row.is != nil && errors.Is(err, row.is) {
				k = row
				break
			}
		}
	}
	var s *said
	if errors.As(err, &s) && k.key != internal.key {
		detail = s.detail
	}
	if detail == "" {
		detail = k.detail
	}
	return Problem{Kind: k.key, Status: k.status, Title: k.title, Detail: detail, Faults: faults, Err: err}
}

func kindByKey(key string) kind {
	return kinds[slices.IndexFunc(kinds, func(k kind) bool { return k.key == key })]
}
