package audit_test
import ("syscall";"testing";"time")
func cpuTime() time.Duration { var u syscall.Rusage; syscall.Getrusage(0,&u); return time.Duration(u.Utime.Nano()+u.Stime.Nano()) }
func TestZ(t *testing.T){
	const rows = 1_000_000
	d, l := open(t)
	start,c := time.Now(),cpuTime()
	fill(t, d, l, rows)
	t.Logf("append: %.0f rows/s cpu %.0f", rows/time.Since(start).Seconds(), rows/(cpuTime()-c).Seconds())
	start,c = time.Now(),cpuTime()
	seal(t, d, l)
	t.Logf("seal: %.0f rows/s cpu %.0f", rows/time.Since(start).Seconds(), rows/(cpuTime()-c).Seconds())
	for range 4 {
	start,c = time.Now(),cpuTime()
	mustVerify(t,d,l)
	t.Logf("verify: %.0f rows/s cpu %.0f", rows/time.Since(start).Seconds(), rows/(cpuTime()-c).Seconds())
	}
}
