package httpkit

import (
	"io"
	"os"
	"testing"
)

// How long it takes to compress an answer of the search, and how long that is then.
func BenchmarkCompress(b *testing.B) {
	text, err := os.ReadFile("../api/openapi.yaml") // of about a page's length, and with as many words said again
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range codings {
		b.Run(c.name, func(b *testing.B) {
			w := c.pool.Get().(coder)
			n := counter(0)
			for b.Loop() {
				n = 0
				w.Reset(&n)
				if _, err := w.Write(text); err != nil {
					b.Fatal(err)
				}
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)/float64(len(text)), "of-its-length")
		})
	}
}

type counter int

func (n *counter) Write(b []byte) (int, error) {
	*n += counter(len(b))
	return len(b), nil
}

var _ io.Writer = (*counter)(nil)
