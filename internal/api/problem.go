package api

import (
	"errors"

	"github.com/gin-gonic/gin"

	"euxine/internal/httpkit"
)

// problem is a problem document (RFC 9457). Its type and instance are names,
// not addresses to open.
type problem struct {
	Type     string  `json:"type"`
	Title    string  `json:"title"`
	Status   int     `json:"status"`
	Detail   string  `json:"detail"`
	Instance string  `json:"instance"`
	Faults   []fault `json:"faults,omitempty"`
	Near     []near  `json:"near,omitempty"`
}

// fault names a parameter and says what would be right.
type fault struct {
	Parameter string `json:"parameter"`
	Value     string `json:"value"`
	Key       string `json:"key"`
	Detail    string `json:"detail"`
}

// near is a record that may have been meant.
type near struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Address string `json:"address"`
}

// nearError is a record not found, with those that may have been meant.
type nearError struct {
	error
	near []near
}

func (e *nearError) Unwrap() error { return e.error }

// Render shows a problem as the API does. It is also for requests below the
// API's prefix that no route answers.
func Render(c *gin.Context, p httpkit.Problem) {
	open(c)
	doc := problem{
		Type: "urn:euxine:problem:" + p.Kind, Title: p.Title, Status: p.Status, Detail: p.Detail,
		Instance: "urn:euxine:request:" + p.RequestID,
	}
	for _, f := range p.Faults {
		doc.Faults = append(doc.Faults, fault{f.Parameter, f.Value, f.Key, f.Detail})
	}
	if n, ok := errors.AsType[*nearError](p.Err); ok {
		doc.Near = n.near
	}
	body, err := encode(doc)
	if err != nil {
		httpkit.RenderPlain(c, p)
		return
	}
	httpkit.Write(c, p.Status, problemType, body)
}
