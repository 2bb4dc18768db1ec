package bench

import (
	"math"
	"time"
)

// line is one measurement. Fields that mean nothing for it are left out.
type line struct {
	DB          string  `json:"db"`
	Cases       int     `json:"cases"`
	Op          string  `json:"op"`
	Of          string  `json:"of,omitempty"`
	From        int     `json:"from,omitempty"` // cases that growth is counted from
	Connections int     `json:"connections,omitempty"`
	Requests    int     `json:"requests,omitempty"`
	Failed      int     `json:"failed,omitempty"`
	Seconds     float64 `json:"seconds,omitempty"`
	PerSecond   float64 `json:"per_second,omitempty"`
	Median      float64 `json:"median_ms,omitempty"`
	P99         float64 `json:"p99_ms,omitempty"`
	CPUApp      float64 `json:"cpu_app_us,omitempty"`
	CPUDB       float64 `json:"cpu_db_us,omitempty"`
	Statements  float64 `json:"statements,omitempty"`
	Allocs      float64 `json:"allocs,omitempty"`
	Bytes       float64 `json:"bytes_alloc,omitempty"`
	// Throughput as a share of the rulers', and processor time as a multiple.
	RatioFloor      float64 `json:"ratio_floor,omitempty"`
	RatioAudit      float64 `json:"ratio_floor_audit,omitempty"`
	CPUFloor        float64 `json:"cpu_ratio_floor,omitempty"`
	CPUAudit        float64 `json:"cpu_ratio_floor_audit,omitempty"`
	RatioGrowth     float64 `json:"ratio_growth,omitempty"`
	Milliseconds    float64 `json:"ms,omitempty"`
	Nanoseconds     float64 `json:"ns,omitempty"`
	MemoryAnonymous float64 `json:"memory_mib,omitempty"`       // of the process alone
	MemoryFiles     float64 `json:"memory_files_mib,omitempty"` // of mapped files, which the system can take back
	FileMB          float64 `json:"file_mb,omitempty"`
}

// cpu is the processor time of a request in microseconds, application and
// database.
func (l line) cpu() float64 { return l.CPUApp + l.CPUDB }

// round keeps three significant digits.
func round(v float64) float64 {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return 0
	}
	scale := math.Pow(10, 2-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}

func ms(d time.Duration) float64 { return round(float64(d) / float64(time.Millisecond)) }

func mib(bytes int64) float64 { return round(float64(bytes) / (1 << 20)) }

// compare fills in the shares of the rulers, where there are any.
func (l *line) compare(floor, audited *line) {
	if floor != nil {
		l.RatioFloor, l.CPUFloor = round(l.PerSecond/floor.PerSecond), round(l.cpu()/floor.cpu())
	}
	if audited != nil {
		l.RatioAudit, l.CPUAudit = round(l.PerSecond/audited.PerSecond), round(l.cpu()/audited.cpu())
	}
}
