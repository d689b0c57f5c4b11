package httpkit_test

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"euxine/internal/httpkit"
)

// line is one of many that make a long stream.
var line = strings.Repeat("clusters ", 11) + "\n"

// stream sends the line so often, then fails with err.
func stream(times int, err error) httpkit.Handler {
	return func(c *gin.Context) error {
		c.Header("Content-Disposition", `attachment; filename="lines.txt"`)
		s := httpkit.NewStream(c, "text/plain; charset=utf-8")
		for range times {
			if _, err := s.WriteString(line); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
		return s.Flush()
	}
}

func TestStreamsArriveWhole(t *testing.T) {
	const times = 5000 // many chunks
	s := newSite(t, func(e *gin.Engine) {
		get(e, "/long", stream(times, nil))
		get(e, "/short", stream(1, nil))
		get(e, "/empty", stream(0, nil))
		get(e, "/one-write", func(c *gin.Context) error {
			s := httpkit.NewStream(c, "text/plain; charset=utf-8")
			if _, err := s.WriteString(strings.Repeat(line, times)); err != nil {
				return err
			}
			return s.Flush()
		})
	})
	for path, want := range map[string]string{"/long": strings.Repeat(line, times), "/one-write": strings.Repeat(line, times), "/short": line, "/empty": ""} {
		for _, encoding := range []string{"identity", "gzip"} {
			resp, body := s.do(t, "GET", path, "Accept-Encoding", encoding)
			coded := resp.Header.Get("Content-Encoding")
			if coded == "" && encoding != "identity" && len(want) > httpkit.StreamChunk {
				t.Errorf("GET %s is not compressed by %s", path, encoding)
			}
			body, err := unpack(coded, body)
			if err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != 200 || body != want {
				t.Errorf("GET %s, %s: %d with %d bytes, want 200 with %d", path, encoding, resp.StatusCode, len(body), len(want))
			}
		}
	}
}

func TestStreamThatFailsBeforeItsFirstChunkIsAProblem(t *testing.T) {
	s := newSite(t, func(e *gin.Engine) { get(e, "/fails", stream(5, errors.New("no more lines"))) })
	resp, body := s.do(t, "GET", "/fails")
	if resp.StatusCode != 500 || strings.Contains(body, "clusters") || resp.Header.Get("Content-Disposition") != "" {
		t.Errorf("answer %d %.80q, headers %v, want a problem that is no file", resp.StatusCode, body, resp.Header)
	}
}

func TestStreamThatFailsLaterBreaksOff(t *testing.T) {
	for _, encoding := range []string{"identity", "gzip"} {
		s := newSite(t, func(e *gin.Engine) { get(e, "/fails", stream(5000, errors.New("no more lines"))) })
		req, _ := http.NewRequest("GET", s.URL+"/fails", nil)
		req.Header.Set("Accept-Encoding", encoding)
		resp, err := plain.Do(req)
		if err == nil {
			_, err = io.ReadAll(resp.Body)
			resp.Body.Close()
		}
		if err == nil {
			t.Errorf("%s: a broken stream arrived as if whole", encoding)
		}
		if e := s.lines(t)[0]; e["broken_off"] != true || e["level"] != "ERROR" || e["error"] != "no more lines" {
			t.Errorf("%s: log event %v, want it broken off with its error", encoding, e)
		}
	}
}

// patient notes the deadlines set.
type patient struct {
	*httptest.ResponseRecorder
	deadlines []time.Time
}

func (p *patient) SetWriteDeadline(t time.Time) error {
	p.deadlines = append(p.deadlines, t)
	return nil
}

func TestEveryChunkHasADeadlineOfItsOwn(t *testing.T) {
	const times = 5000
	e := httpkit.NewEngine(httpkit.EngineConfig{Log: slog.New(slog.DiscardHandler), Registry: prometheus.NewRegistry(), Render: httpkit.RenderPlain})
	get(e, "/long", stream(times, nil))
	for _, encoding := range []string{"identity", "gzip"} {
		w := &patient{ResponseRecorder: httptest.NewRecorder()}
		req := httptest.NewRequest("GET", "/long", nil)
		req.Header.Set("Accept-Encoding", encoding)
		before := time.Now()
		e.ServeHTTP(w, req)
		if want := times*len(line)/httpkit.StreamChunk + 1; len(w.deadlines) != want {
			t.Fatalf("%s: %d deadlines, want %d", encoding, len(w.deadlines), want)
		}
		if !slices.IsSortedFunc(w.deadlines, time.Time.Compare) || w.deadlines[0].Before(before.Add(httpkit.StreamTimeout)) {
			t.Errorf("%s: deadlines %v are not each %v ahead", encoding, w.deadlines, httpkit.StreamTimeout)
		}
	}
}

func TestAStreamOutlivesTheServersDeadline(t *testing.T) {
	e := httpkit.NewEngine(httpkit.EngineConfig{Log: slog.New(slog.DiscardHandler), Registry: prometheus.NewRegistry(), Render: httpkit.RenderPlain})
	const timeout = time.Millisecond
	get(e, "/late", func(c *gin.Context) error {
		<-time.After(2 * timeout) // the server's deadline has passed for certain
		return stream(5000, nil)(c)
	})
	s := httptest.NewUnstartedServer(e)
	s.Config.WriteTimeout = timeout
	s.Start()
	defer s.Close()
	resp, err := plain.Get(s.URL + "/late")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || len(body) != 5000*len(line) {
		t.Errorf("%d bytes (%v), want %d", len(body), err, 5000*len(line))
	}
}

func TestAVisitorWhoLeavesEndsTheStream(t *testing.T) {
	ended := make(chan error, 1)
	s := newSite(t, func(e *gin.Engine) {
		get(e, "/endless", func(c *gin.Context) error {
			s := httpkit.NewStream(c, "text/plain")
			for {
				if _, err := s.WriteString(line); err != nil {
					ended <- err
					return err
				}
			}
		})
	})
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "GET /endless HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(conn, make([]byte, httpkit.StreamChunk)); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	if err := <-ended; err == nil {
		t.Error("the stream went on")
	}
	if e := s.lines(t)[0]; e["broken_off"] != true || e["level"] != "INFO" {
		t.Errorf("log event %v, want it broken off and no error of ours", e)
	}
}

func TestLimiterOfStreams(t *testing.T) {
	inside, leave := make(chan struct{}), make(chan struct{})
	limiter := httpkit.NewLimiter(1, 10*time.Millisecond)
	s := newSite(t, func(e *gin.Engine) {
		get(e, "/stream", limiter.Stream(func(c *gin.Context) error {
			if _, ok := c.Request.Context().Deadline(); ok {
				return errors.New("a deadline for the whole")
			}
			inside <- struct{}{}
			<-leave
			return stream(1, nil)(c)
		}))
		get(e, "/other", limiter.Stream(stream(1, nil)))
	})
	done := make(chan int)
	go func() {
		resp, err := plain.Get(s.URL + "/stream")
		if err != nil {
			done <- 0
			return
		}
		resp.Body.Close()
		done <- resp.StatusCode
	}()
	<-inside
	if resp, _ := s.do(t, "GET", "/other"); resp.StatusCode != 503 {
		t.Errorf("while full: %d, want 503", resp.StatusCode)
	}
	close(leave)
	if status := <-done; status != 200 {
		t.Errorf("the one inside: %d, want 200", status)
	}
	if resp, _ := s.do(t, "GET", "/other"); resp.StatusCode != 200 {
		t.Errorf("afterwards: %d, want 200", resp.StatusCode)
	}
}
