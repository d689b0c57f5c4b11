package httpkit

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// NotModified tags the answer with what it depends on (revision, build,
// language, date: an address's answer must be the same while its parts are) and
// lets caches keep it if they ask again before each use. When the visitor has
// that answer already, 304 is sent and NotModified is true: the handler returns
// nil.
//
// The tag is weak, since compression changes the bytes.
func NotModified(c *gin.Context, parts ...string) bool {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	tag := base64.RawURLEncoding.EncodeToString(sum[:12])
	h := c.Writer.Header()
	h.Set("ETag", `W/"`+tag+`"`)
	h.Set("Cache-Control", "public, no-cache")
	if !matches(c.Request.Header.Values("If-None-Match"), tag) {
		return false
	}
	// What a 304 says takes the place of what the kept answer said, and a page's policy
	// knows the style that stands in it.
	h.Del("Content-Security-Policy")
	c.Status(http.StatusNotModified)
	c.Writer.WriteHeaderNow()
	return true
}

// matches compares weakly (RFC 9110, section 8.8.3.2).
func matches(headers []string, tag string) bool {
	for _, header := range headers {
		for part := range strings.SplitSeq(header, ",") {
			part = strings.TrimSpace(part)
			if part == "*" || strings.TrimPrefix(part, "W/") == `"`+tag+`"` {
				return true
			}
		}
	}
	return false
}

// Immutable lets caches keep the answer for good: for addresses that change
// with their content.
func Immutable(c *gin.Context) {
	c.Writer.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
}
