package httpkit

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
)

// metrics measure requests by route pattern, never by raw path, so that a
// visitor cannot make new series.
type metrics struct {
	seconds  *prometheus.HistogramVec
	inFlight prometheus.Gauge
	empty    *prometheus.CounterVec
}

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "euxine_http_request_seconds",
			Help: "Time to answer a request, by route pattern, method and class of status.",
			// From a cached answer to the longest a search may take.
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route", "method", "status"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "euxine_http_in_flight",
			Help: "Requests being answered.",
		}),
		empty: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "euxine_http_empty_results_total",
			Help: "Searches answered without a hit, by route pattern.",
		}, []string{"route"}),
	}
	reg.MustRegister(m.seconds, m.inFlight, m.empty)
	return m
}

const emptyKey = "httpkit.empty"

// CountEmpty notes that the request was a search without hits.
func CountEmpty(c *gin.Context) { c.Set(emptyKey, true) }

func (m *metrics) measure(c *gin.Context, took time.Duration) {
	route := c.FullPath()
	if route == "" {
		route = "none"
	}
	method := c.Request.Method
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
	default:
		method = "other"
	}
	class := strconv.Itoa(c.Writer.Status()/100) + "xx"
	m.seconds.WithLabelValues(route, method, class).Observe(took.Seconds())
	if c.GetBool(emptyKey) {
		m.empty.WithLabelValues(route).Inc()
	}
}
