package bench

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// clockTick is the unit of processor time in /proc/*/stat on Linux (USER_HZ).
const clockTick = 10 * time.Millisecond

// ownCPU returns the processor time that this process has used.
func ownCPU() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// memory returns what the process keeps in memory, and how much of that are
// pages of files, which the system can take back.
func memory() (anonymous, files int64) {
	text, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		kib, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
		switch name {
		case "RssAnon", "RssShmem":
			anonymous += kib << 10
		case "RssFile":
			files += kib << 10
		}
	}
	return anonymous, files
}

// stat returns fields of /proc/<pid>/stat: the parent, own processor time, and
// that of children that have ended.
func stat(pid string) (parent int, own, ended time.Duration) {
	text, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	if err != nil {
		return 0, 0, 0
	}
	f := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	if len(f) < 15 {
		return 0, 0, 0
	}
	field := func(n int) time.Duration {
		v, _ := strconv.Atoi(f[n])
		return time.Duration(v) * clockTick
	}
	parent, _ = strconv.Atoi(f[1])
	return parent, field(11) + field(12), field(13) + field(14)
}

// treeCPU returns the processor time of a process and its children, 0 when it
// runs on another machine.
func treeCPU(pid int) time.Duration {
	if pid == 0 {
		return 0
	}
	_, own, ended := stat(strconv.Itoa(pid))
	sum := own + ended
	all, _ := filepath.Glob("/proc/[0-9]*")
	for _, p := range all {
		if parent, own, ended := stat(filepath.Base(p)); parent == pid {
			sum += own + ended
		}
	}
	return sum
}
