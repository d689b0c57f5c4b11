package httpkit_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"euxine/internal/directory"
	"euxine/internal/httpkit"
	"euxine/internal/store"
)

// site is an engine on a real server, with its log and metrics.
type site struct {
	*httptest.Server
	log bytes.Buffer
	reg *prometheus.Registry
}

func newSite(t *testing.T, routes func(e *gin.Engine)) *site {
	t.Helper()
	s := &site{reg: prometheus.NewRegistry()}
	e := httpkit.NewEngine(httpkit.EngineConfig{
		Log:      slog.New(slog.NewJSONHandler(&s.log, nil)),
		Registry: s.reg,
		Render:   httpkit.RenderPlain,
	})
	routes(e)
	s.Server = httptest.NewServer(e)
	t.Cleanup(s.Close)
	return s
}

// lines are the log's events; the server is stopped first, so that all are there.
func (s *site) lines(t *testing.T) []map[string]any {
	t.Helper()
	s.Close()
	var events []map[string]any
	for line := range strings.SplitSeq(strings.TrimSpace(s.log.String()), "\n") {
		var e map[string]any
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("log line %q: %v", line, err)
		}
		events = append(events, e)
	}
	return events
}

// plain asks without the transport's own gzip.
var plain = &http.Client{
	Transport:     &http.Transport{DisableCompression: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func (s *site) do(t *testing.T, method, target string, header ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(method, s.URL+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return s.send(t, req)
}

func (s *site) send(t *testing.T, req *http.Request) (*http.Response, string) {
	t.Helper()
	resp, err := plain.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	return resp, string(body)
}

func answer(text string) httpkit.Handler {
	return func(c *gin.Context) error {
		httpkit.Write(c, http.StatusOK, "text/plain; charset=utf-8", []byte(text))
		return nil
	}
}

func get(e *gin.Engine, path string, h httpkit.Handler) {
	httpkit.Get(e, path, httpkit.Adapt(httpkit.RenderPlain, h))
}

func TestProblemOf(t *testing.T) {
	var fields directory.Faults
	fields.Add("founded", "soon", directory.FaultBadDate)
	tests := map[string]struct {
		err    error
		kind   string
		status int
	}{
		"not found":         {fmt.Errorf("organisation x: %w", directory.ErrNotFound), "not-found", 404},
		"invalid":           {fmt.Errorf("cursor: %w", directory.ErrInvalid), "invalid", 400},
		"faults of fields":  {fmt.Errorf("put: %w", fields.Err()), "invalid", 400},
		"faulty parameters": {httpkit.BadParameters{{Parameter: "q"}}, "invalid-parameter", 400},
		"conflict":          {fmt.Errorf("put: %w", directory.ErrConflict), "conflict", 409},
		"unavailable":       {fmt.Errorf("search: %w", directory.ErrUnavailable), "unavailable", 503},
		"closed store":      {store.ErrClosed, "unavailable", 503},
		"full disk":         {fmt.Errorf("apply: %w", store.ErrFull), "full", 507},
		"damaged record":    {fmt.Errorf("read: %w", directory.ErrDamaged), "internal", 500},
		"body too large":    {fmt.Errorf("read: %w", &http.MaxBytesError{Limit: 1}), "too-large", 413},
		"media type":        {httpkit.Refuse(415, ""), "media-type", 415},
		"unknown":           {io.ErrUnexpectedEOF, "internal", 500},
		"said not found":    {httpkit.Say(directory.ErrNotFound, "no such thing"), "not-found", 404},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := httpkit.ProblemOf(tt.err)
			if p.Kind != tt.kind || p.Status != tt.status {
				t.Errorf("ProblemOf(%v) = %s %d, want %s %d", tt.err, p.Kind, p.Status, tt.kind, tt.status)
			}
			if p.Title == "" || p.Detail == "" {
				t.Errorf("ProblemOf(%v) has title %q and detail %q, want both", tt.err, p.Title, p.Detail)
			}
			if !slices.Contains(httpkit.Kinds(), p.Kind) {
				t.Errorf("kind %q is not listed", p.Kind)
			}
		})
	}
	if got := httpkit.ProblemOf(httpkit.Say(directory.ErrNotFound, "no such thing")).Detail; got != "no such thing" {
		t.Errorf("said detail = %q", got)
	}
	want := []httpkit.Fault{{Parameter: "founded", Value: "soon", Key: directory.FaultBadDate,
		Detail: "is not a date: write YYYY, YYYY-MM or YYYY-MM-DD"}}
	if diff := cmp.Diff(want, httpkit.ProblemOf(fields).Faults); diff != "" {
		t.Errorf("faults of fields (-want +got):\n%s", diff)
	}
}

func TestInternalErrorsShowOnlyTheRequestID(t *testing.T) {
	s := newSite(t, func(e *gin.Engine) {
		get(e, "/error", func(*gin.Context) error { return httpkit.Say(errors.New("secret one"), "secret two") })
		get(e, "/panic", func(*gin.Context) error { panic("secret three") })
	})
	var ids []string
	for _, path := range []string{"/error", "/panic"} {
		resp, body := s.do(t, "GET", path)
		id := resp.Header.Get("X-Request-Id")
		if resp.StatusCode != 500 || strings.Contains(body, "secret") || id == "" || !strings.Contains(body, id) {
			t.Errorf("GET %s = %d %q, want 500 with the id %q and no secret", path, resp.StatusCode, body, id)
		}
		if resp.Header.Get("Content-Security-Policy") == "" || resp.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("GET %s: headers %v, want a policy and no-store", path, resp.Header)
		}
		ids = append(ids, id)
	}
	events := s.lines(t)
	for i, secret := range []string{"secret one", "secret three"} {
		if e := events[i]; e["id"] != ids[i] || !strings.Contains(fmt.Sprint(e["error"]), secret) || e["level"] != "ERROR" {
			t.Errorf("log event %v, want id %s, level ERROR and %q", e, ids[i], secret)
		}
	}
}

func TestPanickingRendererStillAnswers(t *testing.T) {
	e := httpkit.NewEngine(httpkit.EngineConfig{Log: slog.New(slog.DiscardHandler), Registry: prometheus.NewRegistry(),
		Render: func(*gin.Context, httpkit.Problem) { panic("template") }})
	rec := httptest.NewRecorder()
	get(e, "/panic", func(*gin.Context) error { panic("first") })
	e.ServeHTTP(rec, httptest.NewRequest("GET", "/panic", nil))
	if rec.Code != 500 || !strings.Contains(rec.Body.String(), "500 Something went wrong here") {
		t.Errorf("answer %d %q, want a plain 500", rec.Code, rec.Body)
	}
}

func TestFailureAfterTheFirstByteBreaksTheConnection(t *testing.T) {
	for _, encoding := range []string{"identity", "gzip"} {
		t.Run(encoding, func(t *testing.T) {
			s := newSite(t, func(e *gin.Engine) {
				get(e, "/half", func(c *gin.Context) error {
					c.Header("Content-Type", "text/plain")
					_, _ = c.Writer.WriteString(strings.Repeat("half ", 1000))
					c.Writer.Flush()
					return errors.New("the other half is missing")
				})
			})
			req, _ := http.NewRequest("GET", s.URL+"/half", nil)
			req.Header.Set("Accept-Encoding", encoding)
			resp, err := plain.Do(req)
			if err == nil {
				_, err = io.ReadAll(resp.Body)
				resp.Body.Close()
			}
			if err == nil {
				t.Error("half an answer arrived as if whole")
			}
			if e := s.lines(t)[0]; e["broken_off"] != true || !strings.Contains(fmt.Sprint(e["error"]), "other half") {
				t.Errorf("log event %v, want it broken off with its error", e)
			}
		})
	}
}

func TestEveryAnswerHasTheSecurityHeaders(t *testing.T) {
	s := newSite(t, func(e *gin.Engine) { get(e, "/page", answer("page")) })
	for _, request := range []string{"GET /page", "HEAD /page", "POST /page", "GET /page/", "GET /absent", "GET /absent?" + strings.Repeat("x", httpkit.MaxURL)} {
		method, target, _ := strings.Cut(request, " ")
		resp, _ := s.do(t, method, target)
		for _, h := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy",
			"Permissions-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "X-Request-Id"} {
			if resp.Header.Get(h) == "" {
				t.Errorf("%.40s: no %s", request, h)
			}
		}
	}
}

func TestRequestIDsAreOurOwn(t *testing.T) {
	s := newSite(t, func(e *gin.Engine) { get(e, "/page", answer("page")) })
	first, _ := s.do(t, "GET", "/page", "X-Request-Id", "theirs")
	second, _ := s.do(t, "GET", "/page")
	a, b := first.Header.Get("X-Request-Id"), second.Header.Get("X-Request-Id")
	if a == "theirs" || a == b || len(a) != 16 {
		t.Errorf("request ids %q and %q, want two of ours", a, b)
	}
}

// rawHandler writes events for people and escapes nothing.
type rawHandler struct{ w io.Writer }

func (rawHandler) Enabled(context.Context, slog.Level) bool { return true }
func (h rawHandler) WithAttrs([]slog.Attr) slog.Handler     { return h }
func (h rawHandler) WithGroup(string) slog.Handler          { return h }
func (h rawHandler) Handle(_ context.Context, r slog.Record) error {
	line := r.Message
	r.Attrs(func(a slog.Attr) bool {
		line += " " + a.String()
		return true
	})
	_, err := fmt.Fprintln(h.w, line)
	return err
}

func TestOneLineARequest(t *testing.T) {
	for name, handler := range map[string]func(io.Writer) slog.Handler{
		"text": func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) },
		"json": func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) },
		"raw":  func(w io.Writer) slog.Handler { return rawHandler{w} },
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			e := httpkit.NewEngine(httpkit.EngineConfig{Log: slog.New(handler(&log)), Registry: prometheus.NewRegistry(), Render: httpkit.RenderPlain})
			get(e, "/say/*text", func(c *gin.Context) error { return fmt.Errorf("bad %s", c.Param("text")) })
			target := "/say/a%0d%0alevel=ERROR%20msg=forged%1b%5b31m%E2%80%A8?q=private"
			e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", target, nil))
			got := log.String()
			if strings.Count(got, "\n") != 1 || strings.ContainsAny(got, "\r\x1b\u2028") {
				t.Errorf("log %q, want one line without control characters", got)
			}
			if strings.Contains(got, "private") {
				t.Errorf("log %q tells what was searched for", got)
			}
		})
	}
}

func TestBounds(t *testing.T) {
	s := newSite(t, func(e *gin.Engine) {
		get(e, "/page", answer("page"))
		e.POST("/form", httpkit.Adapt(httpkit.RenderPlain, func(c *gin.Context) error {
			if _, err := io.ReadAll(c.Request.Body); err != nil {
				return fmt.Errorf("read form: %w", err)
			}
			return answer("read")(c)
		}))
	})
	t.Run("long address", func(t *testing.T) {
		resp, body := s.do(t, "GET", "/page?lang=en&q="+strings.Repeat("a", httpkit.MaxURL))
		if resp.StatusCode != 414 || !strings.Contains(body, "q: is too long") {
			t.Errorf("answer %d %q, want 414 that names q", resp.StatusCode, body)
		}
	})
	t.Run("address within the bound", func(t *testing.T) {
		target := "/page?q="
		resp, _ := s.do(t, "GET", target+strings.Repeat("a", httpkit.MaxURL-len(target)))
		if resp.StatusCode != 200 {
			t.Errorf("status %d, want 200", resp.StatusCode)
		}
	})
	t.Run("body says it is too large", func(t *testing.T) {
		req, _ := http.NewRequest("POST", s.URL+"/form", strings.NewReader(strings.Repeat("a", httpkit.MaxBody+1)))
		if resp, body := s.send(t, req); resp.StatusCode != 413 {
			t.Errorf("answer %d %q, want 413", resp.StatusCode, body)
		}
	})
	t.Run("body does not say so", func(t *testing.T) {
		req, _ := http.NewRequest("POST", s.URL+"/form", io.MultiReader(strings.NewReader(strings.Repeat("a", httpkit.MaxBody+1))))
		if resp, body := s.send(t, req); resp.StatusCode != 413 || !resp.Close {
			t.Errorf("answer %d %q, closed %v, want 413 and the connection closed", resp.StatusCode, body, resp.Close)
		}
	})
	t.Run("body within the bound", func(t *testing.T) {
		req, _ := http.NewRequest("POST", s.URL+"/form", io.MultiReader(strings.NewReader(strings.Repeat("a", httpkit.MaxBody))))
		if resp, body := s.send(t, req); resp.StatusCode != 200 {
			t.Errorf("answer %d %q, want 200", resp.StatusCode, body)
		}
	})
	t.Run("form of another site", func(t *testing.T) {
		if resp, _ := s.do(t, "POST", "/form", "Sec-Fetch-Site", "cross-site"); resp.StatusCode != 403 {
			t.Errorf("status %d, want 403", resp.StatusCode)
		}
		if resp, _ := s.do(t, "POST", "/form", "Sec-Fetch-Site", "same-origin"); resp.StatusCode != 200 {
			t.Errorf("own form: status %d, want 200", resp.StatusCode)
		}
	})
	t.Run("other method", func(t *testing.T) {
		resp, _ := s.do(t, "DELETE", "/page")
		if allow := resp.Header.Get("Allow"); resp.StatusCode != 405 || !strings.Contains(allow, "GET") || !strings.Contains(allow, "HEAD") {
			t.Errorf("status %d, Allow %q, want 405 with GET and HEAD", resp.StatusCode, allow)
		}
	})
}

func TestForwardedHeadersAreNotBelieved(t *testing.T) {
	s := newSite(t, func(e *gin.Engine) {
		get(e, "/ip", func(c *gin.Context) error { return answer(c.ClientIP())(c) })
	})
	if _, body := s.do(t, "GET", "/ip", "X-Forwarded-For", "203.0.113.9"); body != "127.0.0.1" {
		t.Errorf("client address %q, want the connection's", body)
	}
}

func TestCompression(t *testing.T) {
	long := strings.Repeat("Clusters of the Black Sea. ", 200)
	var b strings.Builder // of words that are not said again
	for n := range 40_000 {
		fmt.Fprintf(&b, "%x ", n*n*7919)
	}
	huge := b.String()
	s := newSite(t, func(e *gin.Engine) {
		get(e, "/long", answer(long))
		get(e, "/huge", answer(huge))
		get(e, "/short", answer("short"))
		get(e, "/image", func(c *gin.Context) error {
			httpkit.Write(c, 200, "image/png", []byte(long))
			return nil
		})
	})
	tests := []struct {
		path, accept string
		want         string
	}{
		{"/long", "gzip", "gzip"},
		{"/long", "x-gzip", "gzip"},
		{"/long", "br, gzip;q=0.5", "gzip"},
		{"/long", "gzip, deflate, br, zstd", "gzip"}, // as browsers ask
		{"/long", "zstd", ""},
		{"/long", "*", "gzip"},
		{"/long", "", ""},
		{"/long", "gzip;q=0, *", ""},
		{"/long", "gzip;q=x", ""},
		{"/long", "identity", ""},
		{"/short", "gzip", ""},
		{"/image", "gzip", ""},
		{"/huge", "gzip", "gzip"},
	}
	for _, tt := range tests {
		resp, body := s.do(t, "GET", tt.path, "Accept-Encoding", tt.accept)
		got := resp.Header.Get("Content-Encoding")
		if got != tt.want {
			t.Errorf("GET %s with Accept-Encoding %q: coded as %q, want %q", tt.path, tt.accept, got, tt.want)
		}
		if resp.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("GET %s: Vary %q", tt.path, resp.Header.Get("Vary"))
		}
		if got == "" {
			continue
		}
		want, length := long, int64(len(body))
		if tt.path == "/huge" { // it is sent as it is made
			want, length = huge, -1
		}
		if unpacked, err := unpack(got, body); err != nil || unpacked != want {
			t.Errorf("GET %s unpacks from %s to %d bytes (%v), want %d", tt.path, got, len(unpacked), err, len(want))
		}
		if resp.ContentLength != length {
			t.Errorf("GET %s: length %d of %d bytes, want %d", tt.path, resp.ContentLength, len(body), length)
		}
	}
}

// unpack reads what was sent in a content coding.
func unpack(coding, body string) (string, error) {
	var r io.Reader = strings.NewReader(body)
	var err error
	if coding == "gzip" {
		r, err = gzip.NewReader(r)
	}
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(r)
	return string(b), err
}

func TestNotModified(t *testing.T) {
	revision := "1"
	s := newSite(t, func(e *gin.Engine) {
		get(e, "/page", func(c *gin.Context) error {
			if httpkit.NotModified(c, revision, "en") {
				return nil
			}
			return answer("page")(c)
		})
	})
	resp, _ := s.do(t, "GET", "/page")
	tag := resp.Header.Get("ETag")
	if resp.StatusCode != 200 || !strings.HasPrefix(tag, `W/"`) || resp.Header.Get("Cache-Control") != "public, no-cache" {
		t.Fatalf("answer %d, headers %v, want 200 with a weak tag", resp.StatusCode, resp.Header)
	}
	for _, header := range []string{tag, strings.TrimPrefix(tag, "W/"), `"other", ` + tag, "*"} {
		for _, method := range []string{"GET", "HEAD"} {
			resp, body := s.do(t, method, "/page", "If-None-Match", header)
			if resp.StatusCode != 304 || body != "" || resp.Header.Get("ETag") != tag {
				t.Errorf("%s with If-None-Match %s: %d %q, want 304", method, header, resp.StatusCode, body)
			}
		}
	}
	revision = "2"
	if resp, _ := s.do(t, "GET", "/page", "If-None-Match", tag); resp.StatusCode != 200 || resp.Header.Get("ETag") == tag {
		t.Errorf("after a change: %d with tag %s, want 200 with another", resp.StatusCode, resp.Header.Get("ETag"))
	}
}

func TestLimiter(t *testing.T) {
	inside, leave := make(chan struct{}), make(chan struct{})
	limiter := httpkit.NewLimiter(1, 10*time.Millisecond)
	s := newSite(t, func(e *gin.Engine) {
		get(e, "/slow", limiter.Limit(func(c *gin.Context) error {
			if _, ok := c.Request.Context().Deadline(); !ok {
				return errors.New("no deadline")
			}
			inside <- struct{}{}
			<-leave
			return answer("done")(c)
		}))
		get(e, "/fast", limiter.Limit(answer("fast")))
	})
	done := make(chan int)
	go func() {
		resp, err := plain.Get(s.URL + "/slow")
		if err != nil {
			done <- 0
			return
		}
		resp.Body.Close()
		done <- resp.StatusCode
	}()
	<-inside
	if resp, body := s.do(t, "GET", "/fast"); resp.StatusCode != 503 || resp.Header.Get("Retry-After") == "" {
		t.Errorf("while full: %d %q, want 503 with Retry-After", resp.StatusCode, body)
	}
	close(leave)
	if status := <-done; status != 200 {
		t.Errorf("the one inside: %d, want 200", status)
	}
	if resp, body := s.do(t, "GET", "/fast"); resp.StatusCode != 200 {
		t.Errorf("afterwards: %d %q, want 200", resp.StatusCode, body)
	}
}

func TestMetricsAreByRoutePattern(t *testing.T) {
	s := newSite(t, func(e *gin.Engine) {
		get(e, "/things/:id", func(c *gin.Context) error {
			httpkit.CountEmpty(c)
			return answer("thing")(c)
		})
	})
	for i := range 5 {
		s.do(t, "GET", fmt.Sprintf("/things/%d", i))
		s.do(t, "GET", fmt.Sprintf("/nothing/%d", i))
		s.do(t, fmt.Sprintf("MADE%d", i), "/things/1")
	}
	s.Close()
	if n, err := testutil.GatherAndCount(s.reg, "euxine_http_request_seconds"); err != nil || n != 3 {
		t.Errorf("%d series (%v), want 3: the route, no route, another method", n, err)
	}
	want := `# HELP euxine_http_empty_results_total Searches answered without a hit, by route pattern.
# TYPE euxine_http_empty_results_total counter
euxine_http_empty_results_total{route="/things/:id"} 5
`
	if err := testutil.GatherAndCompare(s.reg, strings.NewReader(want), "euxine_http_empty_results_total"); err != nil {
		t.Error(err)
	}
}

func TestUnknownParameters(t *testing.T) {
	values := url.Values{"lang": {"en"}, "b": {"1", "2"}, "a": {strings.Repeat("x", 1000) + "\xff"}}
	bad := httpkit.UnknownParameters(values, "lang")
	if len(bad) != 2 || bad[0].Parameter != "a" || bad[1].Parameter != "b" || bad[1].Value != "1, 2" ||
		bad[0].Key != httpkit.FaultUnknownParameter || len(bad[0].Value) > 200 {
		t.Errorf("faults %+v, want a and b, values cut", bad)
	}
	if err := httpkit.UnknownParameters(values, "lang", "a", "b").Err(); err != nil {
		t.Errorf("all known: %v, want nil", err)
	}
}

func TestQueryRefusesBadEscapes(t *testing.T) {
	s := newSite(t, func(e *gin.Engine) {
		get(e, "/page", func(c *gin.Context) error {
			values, err := httpkit.Query(c)
			if err != nil {
				return err
			}
			return answer(values.Get("q"))(c)
		})
	})
	if resp, body := s.do(t, "GET", "/page?q=a%20b"); resp.StatusCode != 200 || body != "a b" {
		t.Errorf("well escaped: %d %q", resp.StatusCode, body)
	}
	for _, query := range []string{"lang=en&q=100%", "q=a;b"} {
		if resp, body := s.do(t, "GET", "/page?"+query); resp.StatusCode != 400 || !strings.Contains(body, "q: ") || strings.Contains(body, "lang") {
			t.Errorf("%s: %d %q, want 400 that names q alone", query, resp.StatusCode, body)
		}
	}
}

func TestServerHasEveryBound(t *testing.T) {
	s := httpkit.NewServer(httpkit.ServerConfig{Addr: "127.0.0.1:0", Handler: http.NotFoundHandler(), Log: slog.New(slog.DiscardHandler)})
	if s.ReadHeaderTimeout <= 0 || s.ReadTimeout <= 0 || s.WriteTimeout <= 0 || s.IdleTimeout <= 0 || s.MaxHeaderBytes <= 0 || s.ErrorLog == nil {
		t.Errorf("server without a bound: %+v", s)
	}
}
