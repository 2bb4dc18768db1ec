package site

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"samverk/internal/app"
)

// metrics are the measurements of the outlet: by pattern, never by path, since
// a path names a case.
type metrics struct {
	took *prometheus.HistogramVec
}

func newMetrics(a *app.App, o Options) metrics {
	to := o.Registerer
	if to == nil {
		to = prometheus.DefaultRegisterer
	}
	took := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "samverk_http_request_seconds", Help: "Time to answer, by route and status.",
		Buckets: []float64{.002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5},
	}, []string{"route", "status"})
	statements := prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "samverk_sql_statements_total", Help: "SQL statements since the start.",
	}, func() float64 { return float64(a.Statements()) })
	// Where the same registry is given to two servers, the first one's serve both.
	if before, ok := errors.AsType[prometheus.AlreadyRegisteredError](to.Register(took)); ok {
		if same, ok := before.ExistingCollector.(*prometheus.HistogramVec); ok {
			took = same
		}
	}
	alarm := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "samverk_log_alarm", Help: "1 while the log is not as its witnesses say.",
	}, func() float64 {
		if a.Alarm() != "" {
			return 1
		}
		return 0
	})
	for _, c := range []prometheus.Collector{statements, alarm} {
		if err := to.Register(c); err != nil {
			o.Logger.Debug("metrics", "err", err)
		}
	}
	return metrics{took}
}

func (m metrics) observe(r *http.Request, status int, took time.Duration) {
	route := r.Pattern
	if route == "" {
		route = "none"
	}
	m.took.WithLabelValues(route, strconv.Itoa(status)).Observe(took.Seconds())
}
