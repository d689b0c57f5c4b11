// Package httpkit holds the mechanics of HTTP that the pages and the API share:
// handlers that return errors, the table from kinds of errors to statuses, the
// middleware every request passes, conditional requests, limits and the server
// itself. It knows neither search nor templates, and how a problem looks is the
// business of each face (a [Renderer]).
//
// Every answer has passed, from the outside in: a request id, one log line and
// the metrics, the security headers, compression, recovery from panics, and the
// bounds on URL, origin and body. Gin answers nothing by itself: its redirects
// are off because they happen before any of this.
//
// A complete answer is rendered into memory and written at once; one of unknown
// length is a [Stream].
//
// Where to begin: [NewEngine] for the order of things, [Adapt] and [Problem] for
// what becomes of an error.
package httpkit
