package httpkit

import (
	"bufio"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// Bounds of a stream. Together they are the slowest reader served, about 3 kB/s:
// who reads slower than an old telephone line is holding the connection on
// purpose. The whole may take as long as it is large.
const (
	// StreamChunk is what is gathered before it is sent, in bytes.
	StreamChunk = 64 << 10
	// StreamTimeout is how long the visitor may take to accept a chunk.
	StreamTimeout = 20 * time.Second
)

// Stream is the body of an answer of unknown length, sent in chunks, each with a
// deadline of its own in place of the server's for whole answers. Nothing is
// sent before the first chunk is full: an error until then is still a clean
// answer, and one after it breaks the connection (see [Adapt]), so that half a
// stream never looks whole.
type Stream struct {
	*bufio.Writer
}

// NewStream begins an answer of status 200. Flush sends what is left at the end;
// its error, and that of a Write, is that the visitor has gone or is too slow.
func NewStream(c *gin.Context, contentType string) Stream {
	c.Header("Content-Type", contentType)
	return Stream{bufio.NewWriterSize(&chunks{c, http.NewResponseController(c.Writer)}, StreamChunk)}
}

// chunks extends the deadline before each write.
type chunks struct {
	c       *gin.Context
	control *http.ResponseController
}

func (w *chunks) Write(p []byte) (int, error) {
	if err := w.c.Request.Context().Err(); err != nil {
		return 0, fmt.Errorf("send a chunk: %w", err)
	}
	sent := 0
	for sent < len(p) {
		// Not supported by what records answers in memory.
		if err := w.control.SetWriteDeadline(time.Now().Add(StreamTimeout)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return sent, fmt.Errorf("extend the deadline: %w", err)
		}
		// A write larger than the buffer comes past it: it gets its deadlines too.
		n, err := w.c.Writer.Write(p[sent:min(len(p), sent+StreamChunk)])
		sent += n
		if err != nil {
			return sent, fmt.Errorf("send a chunk: %w", err)
		}
	}
	return sent, nil
}
