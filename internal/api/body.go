package api

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// post registers a question too long or too private for an address: it is asked
// with POST and changes nothing. Pages of other origins may not ask it.
func post(r gin.IRouter, path string, handler httpkit.Handler) {
	r.POST(path, open, adapt(handler))
	r.OPTIONS(path, func(c *gin.Context) {
		c.Writer.Header().Set("Allow", "OPTIONS, POST")
		c.Status(http.StatusNoContent)
	})
}

// readBody reads a body of one JSON object into a value; fields it does not know
// are refused with the ones it does, wrong types with the field.
func readBody(c *gin.Context, into any, known ...string) error {
	kind, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || kind != "application/json" {
		return httpkit.Refuse(http.StatusUnsupportedMediaType, "Send a JSON object with Content-Type: application/json.")
	}
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return err // too large: the adapter knows it
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
		return httpkit.BadParameters{bodyFault("body", string(body), ": send one JSON object with the fields "+strings.Join(known, ", "))}
	}
	unknown := url.Values{}
	for name := range fields {
		if !slices.Contains(known, name) {
			unknown.Set(name, quotable(string(fields[name])))
		}
	}
	if err := httpkit.UnknownParameters(unknown, known...).Err(); err != nil {
		return err
	}
	if err := json.Unmarshal(body, into); err != nil {
		field := "body"
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
			field, _, _ = strings.Cut(wrong.Field, ".")
		}
		return httpkit.BadParameters{bodyFault(field, string(fields[field]), ": it is of another type")}
	}
	return nil
}

func bodyFault(field, value, hint string) httpkit.Fault {
	return faultOf(search.ParameterFault{Parameter: field, Value: quotable(value), Key: search.FaultUnknownValue, Args: []string{hint}})
}
