package httpkit

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"euxine/internal/directory"
)

var (
	errNoRoute  = fmt.Errorf("no route: %w", directory.ErrNotFound)
	errNoMethod = Refuse(http.StatusMethodNotAllowed, "")
)

const requestIDKey = "httpkit.request-id"

// identify gives the request an id. One sent along is not believed: ids in the
// log are ours, unique and harmless.
func identify(c *gin.Context) {
	id := strings.ToLower(rand.Text()[:16]) // 80 bits
	c.Set(requestIDKey, id)
	c.Writer.Header().Set("X-Request-Id", id)
	c.Next()
}

// RequestID is the id of the request, also in the header X-Request-Id of its
// answer and in its log line.
func RequestID(c *gin.Context) string { return c.GetString(requestIDKey) }

// observe writes the log line of the request, with the errors of its handlers,
// and measures it. The query is left out of the log: what people look for is
// not the operator's business. So is their address, which a proxy may log.
func observe(log *slog.Logger, m *metrics) gin.HandlerFunc {
	return func(c *gin.Context) {
		start := time.Now()
		m.inFlight.Inc()
		whole := false
		defer func() {
			took := time.Since(start)
			m.inFlight.Dec()
			m.measure(c, took)
			attrs := []slog.Attr{
				slog.String("id", RequestID(c)),
				slog.String("method", c.Request.Method),
				slog.String("route", c.FullPath()),
				// Escaped, so that no decoded line break can look like a
				// second event, whatever the log's format.
				slog.String("path", c.Request.URL.EscapedPath()),
				slog.Int("status", c.Writer.Status()),
				slog.Int("bytes", max(0, c.Writer.Size())),
				slog.Duration("took", took),
			}
			level := slog.LevelInfo
			if c.Writer.Status() >= 500 {
				level = slog.LevelError
			}
			if !whole {
				// A visitor who leaves during a download is no fault here.
				if !errors.Is(c.Request.Context().Err(), context.Canceled) {
					level = slog.LevelError
				}
				attrs = append(attrs, slog.Bool("broken_off", true))
			}
			if len(c.Errors) > 0 {
				texts := make([]string, len(c.Errors))
				for i, e := range c.Errors {
					texts[i] = e.Err.Error()
				}
				attrs = append(attrs, slog.String("error", oneLine(strings.Join(texts, "; "))))
			}
			log.LogAttrs(c.Request.Context(), level, "request", attrs...)
		}()
		c.Next()
		whole = true
	}
}

// oneLine escapes control characters.
func oneLine(s string) string {
	q := strconv.Quote(s)
	return strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`)
}

// Policy is a content security policy that lets a page use this server's files and
// nothing else, and styles of the given source alone, such as a hash of what stands in the
// page. data: images are for small pictures inside style sheets.
func Policy(styles string) string {
	return "default-src 'none'; script-src 'self'; style-src " + styles + "; img-src 'self' data:; " +
		"font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

// contentSecurityPolicy is that of answers that say no other.
var contentSecurityPolicy = Policy("'self'")

// secure sets the security headers. What is open to other origins (the API)
// loosens Cross-Origin-Resource-Policy for itself.
func secure(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", contentSecurityPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin") // searches are in the address: other sites need not know them
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Next()
}

// panicError carries what a handler panicked with to the log.
type panicError struct {
	value any
	stack []byte
}

func (p *panicError) Error() string { return fmt.Sprintf("panic: %v\n%s", p.value, p.stack) }

// recoverPanics makes an internal problem of a panic. http.ErrAbortHandler is
// not one: it breaks the connection and goes on to net/http.
func recoverPanics(render Renderer) gin.HandlerFunc {
	return func(c *gin.Context) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(v)
			}
			fail(c, surely(render), &panicError{v, debug.Stack()})
		}()
		c.Next()
	}
}

// surely falls back to plain text when the renderer itself panics: it may be
// what did in the first place.
func surely(render Renderer) Renderer {
	return func(c *gin.Context, p Problem) {
		defer func() {
			if v := recover(); v != nil {
				_ = c.Error(fmt.Errorf("rendering the problem: %v", v))
				if c.Writer.Written() {
					panic(http.ErrAbortHandler)
				}
				RenderPlain(c, p)
			}
		}()
		render(c, p)
	}
}

// limitURL refuses a request target over MaxURL and names the parameter that
// is longest.
func limitURL(render Renderer) gin.HandlerFunc {
	return func(c *gin.Context) {
		if len(c.Request.RequestURI) > MaxURL {
			fail(c, render, &refusal{http.StatusRequestURITooLong, "", longest(c.Request.URL.Query())})
			return
		}
		c.Next()
	}
}

// longest names the parameter that takes most room.
func longest(values url.Values) []Fault {
	name, most := "", 0
	for n, vs := range values {
		size := 0
		for _, v := range vs {
			size += len(n) + len(v)
		}
		if size > most || size == most && n < name {
			name, most = n, size
		}
	}
	if most == 0 {
		return nil
	}
	limit := strconv.Itoa(MaxURL)
	return []Fault{{Parameter: shorten(name), Value: shorten(strings.Join(values[name], ", ")), Key: FaultTooLong,
		Args: []string{limit}, Detail: "is too long: the whole address may have " + limit + " characters"}}
}

// refuseCrossOrigin refuses what a page of another site makes a browser send,
// except reading, and what is open to all.
func refuseCrossOrigin(render Renderer, asking []string) gin.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	for _, path := range asking {
		protection.AddInsecureBypassPattern(http.MethodPost + " " + path)
	}
	return func(c *gin.Context) {
		if protection.Check(c.Request) != nil {
			fail(c, render, Refuse(http.StatusForbidden, ""))
			return
		}
		c.Next()
	}
}

// limitBody bounds what can be read of the body and refuses at once what says
// that it is longer.
func limitBody(render Renderer, larger map[string]int64) gin.HandlerFunc {
	return func(c *gin.Context) {
		most := max(int64(MaxBody), larger[c.FullPath()])
		if c.Request.ContentLength > most {
			fail(c, render, &http.MaxBytesError{Limit: most})
			return
		}
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, most)
		c.Next()
	}
}
