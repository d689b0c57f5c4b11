package httpkit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
)

// Handler answers a request or returns an error; never both. It renders into
// memory before it writes (see [Write]), so that an error can still become a
// clean answer.
type Handler func(c *gin.Context) error

// Renderer shows a problem in the manner of a face: status, headers and body. It
// must always answer; where its own template may fail it falls back to
// [RenderPlain].
type Renderer func(c *gin.Context, p Problem)

// retryAfter is what a 503 asks for, in seconds: a busy search is over by then
// and an index usually ready.
const retryAfter = "2"

// statusClientGone is what the log and the metrics say of a visitor who left
// before the answer; nobody receives it. The number is nginx's.
const statusClientGone = 499

// Adapt makes a Gin handler of h, whose errors the renderer shows.
func Adapt(render Renderer, h Handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c); err != nil {
			fail(c, render, err)
		}
	}
}

// fail answers a request with the problem an error means and leaves the error
// for the access log, which is the one place it is logged.
func fail(c *gin.Context, render Renderer, err error) {
	_ = c.Error(err)
	c.Abort()
	if c.Writer.Written() {
		// Half an answer is out under a good status: breaking the connection is
		// the only way left to say that it is not whole.
		panic(http.ErrAbortHandler)
	}
	if errors.Is(c.Request.Context().Err(), context.Canceled) {
		c.Status(statusClientGone)
		return
	}
	p := ProblemOf(err)
	p.RequestID = RequestID(c)
	h := c.Writer.Header()
	h.Del("ETag")
	h.Del("Content-Disposition") // a problem is not the file asked for
	h.Set("Cache-Control", "no-store")
	switch p.Status {
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", retryAfter)
	case http.StatusRequestEntityTooLarge:
		// The rest of the body is not worth reading.
		h.Set("Connection", "close")
	}
	render(c, p)
}

// Get registers handlers for GET and HEAD: Gin does not derive one from the
// other, and net/http drops the body of a HEAD.
func Get(r gin.IRoutes, path string, handlers ...gin.HandlerFunc) {
	r.GET(path, handlers...)
	r.HEAD(path, handlers...)
}

// RenderByPath chooses the renderer by the beginning of the path: for requests
// no handler of a face answers.
func RenderByPath(prefix string, inside, otherwise Renderer) Renderer {
	return func(c *gin.Context, p Problem) {
		if strings.HasPrefix(c.Request.URL.Path, prefix) {
			inside(c, p)
			return
		}
		otherwise(c, p)
	}
}

// RenderPlain shows a problem as plain text: the last resort.
func RenderPlain(c *gin.Context, p Problem) {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s\n%s\n", p.Status, p.Title, p.Detail)
	for _, f := range p.Faults {
		fmt.Fprintf(&b, "%s: %s\n", f.Parameter, f.Detail)
	}
	fmt.Fprintf(&b, "Request %s\n", p.RequestID)
	Write(c, p.Status, "text/plain; charset=utf-8", []byte(b.String()))
}

// Write sends a complete answer.
func Write(c *gin.Context, status int, contentType string, body []byte) {
	h := c.Writer.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.Status(status)
	if len(body) == 0 {
		c.Writer.WriteHeaderNow()
		return
	}
	// The only way this fails is that the visitor has gone.
	_, _ = c.Writer.Write(body)
}
