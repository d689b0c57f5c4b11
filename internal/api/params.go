package api

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"euxine/internal/directory"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// params reads the parameters of a request and gathers what is wrong with them;
// search has a reader of its own.
type params struct {
	values url.Values
	faults httpkit.BadParameters
}

// query reads the parameters of a route that knows only the named ones.
func query(c *gin.Context, known ...string) (*params, error) {
	values, err := httpkit.Query(c)
	if err != nil {
		return nil, err
	}
	return &params{values, httpkit.UnknownParameters(values, known...)}, nil
}

func (p *params) fault(f search.ParameterFault) {
	p.faults = append(p.faults, faultOf(f))
}

func faultOf(f search.ParameterFault) httpkit.Fault {
	return httpkit.Fault{Parameter: f.Parameter, Value: f.Value, Key: f.Key, Args: f.Args, Detail: f.Text()}
}

// one is a parameter that may be given once; empty is as none.
func (p *params) one(name string) string {
	vs := slices.DeleteFunc(slices.Clone(p.values[name]), func(s string) bool { return s == "" })
	switch len(vs) {
	case 0:
		return ""
	case 1:
		return vs[0]
	}
	p.fault(search.ParameterFault{Parameter: name, Value: quotable(vs[1]), Key: search.FaultRepeated})
	return vs[0]
}

// oneOf is a parameter with a closed list of values.
func oneOf[T ~string](p *params, name string, allowed []T) T {
	s := T(p.one(name))
	if s == "" || slices.Contains(allowed, s) {
		return s
	}
	list := make([]string, len(allowed))
	for i, v := range allowed {
		list[i] = string(v)
	}
	p.fault(search.ParameterFault{Parameter: name, Value: quotable(string(s)), Key: search.FaultUnknownValue,
		Args: []string{": use one of " + strings.Join(list, ", ")}})
	return ""
}

// language is the language of labels, English unless asked otherwise.
func (p *params) language() directory.Language {
	if l := oneOf(p, "lang", directory.Languages); l != "" {
		return l
	}
	return "en"
}

// number is a whole number within bounds, or the fallback.
func (p *params) number(name string, lowest, highest, fallback uint64) uint64 {
	s := p.one(name)
	if s == "" {
		return fallback
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || n < lowest || n > highest {
		p.fault(search.ParameterFault{Parameter: name, Value: quotable(s), Key: search.FaultNotANumber,
			Args: []string{strconv.FormatUint(lowest, 10), strconv.FormatUint(highest, 10)}})
		return fallback
	}
	return n
}

// maxQuoted is how much of a wrong value an answer repeats, as search does.
const maxQuoted = 80

func quotable(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if r := []rune(s); len(r) > maxQuoted {
		return string(r[:maxQuoted]) + "…"
	}
	return s
}

// none reads a route that has no parameters.
func none(c *gin.Context) error {
	p, err := query(c)
	if err != nil {
		return err
	}
	return p.faults.Err()
}

// address is a path with its parameters; the language is kept unless it is the
// default.
func address(path string, values url.Values, l directory.Language) string {
	if l != "en" {
		values.Set("lang", string(l))
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}
