package store_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"linli/kiosk/store"
)

// BenchmarkBlockLayer counts what a ticket taken while the line is up costs a
// disk: bytes and flushes as a block device sees them, journal included. The
// device is a loop over a file in memory with ext4 on it.
func BenchmarkBlockLayer(b *testing.B) {
	disk := newLoopDisk(b)
	p := newPlayer(b, filepath.Join(disk.dir, "queue.db"))
	p.visits(300, nil) // the file has its pages
	var tickets float64
	var commit, visit diskStat
	for b.Loop() {
		for range 100 {
			start := disk.stat()
			r := submit(p.b, p.s, p.submission()) // deletes what is acknowledged, too
			commit.add(start, disk.stat())
			must(b, p.print(r))
			drain(b, p.s, live, true)
			visit.add(start, disk.stat())
			tickets++
		}
	}
	b.ReportMetric(float64(commit.bytes)/tickets, "disk-B/ticket")
	b.ReportMetric(float64(commit.flushes)/tickets, "flushes/ticket")
	b.ReportMetric(float64(visit.bytes)/tickets, "disk-B/visit")
	b.ReportMetric(float64(visit.flushes)/tickets, "flushes/visit")
}

// loopDisk is a file system on a block device of its own.
type loopDisk struct {
	b      *testing.B
	dir    string
	device string
}

func newLoopDisk(b *testing.B) *loopDisk {
	b.Helper()
	if os.Getuid() != 0 {
		b.Skip("counting at a block device wants root, for mount -o loop")
	}
	image := filepath.Join("/dev/shm", fmt.Sprintf("linli-bench-%d.img", os.Getpid()))
	f, err := os.Create(image)
	must(b, err)
	b.Cleanup(func() { os.Remove(image) })
	must(b, f.Truncate(256<<20))
	must(b, f.Close())
	run := func(name string, args ...string) string {
		out, err := exec.Command(name, args...).CombinedOutput()
		if err != nil {
			b.Skipf("no loop device with ext4: %s: %v: %s", name, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	run("mkfs.ext4", "-q", "-F", image)
	device := run("losetup", "--find", "--show", image)
	b.Cleanup(func() { run("losetup", "--detach", device) })
	d := &loopDisk{b: b, dir: b.TempDir(), device: device}
	run("mount", device, d.dir)
	b.Cleanup(func() { run("umount", d.dir) })
	return d
}

type diskStat struct{ bytes, flushes int64 }

// add counts what was between two moments.
func (s *diskStat) add(from, to diskStat) {
	s.bytes += to.bytes - from.bytes
	s.flushes += to.flushes - from.flushes
}

// stat reads /sys/block/<dev>/stat: Documentation/block/stat.rst, fields 7
// (write sectors of 512 bytes) and 16 (flush I/Os).
func (d *loopDisk) stat() diskStat {
	text, err := os.ReadFile(filepath.Join("/sys/block", filepath.Base(d.device), "stat"))
	must(d.b, err)
	fields := strings.Fields(string(text))
	if len(fields) < 16 {
		d.b.Skip("this kernel counts no flushes")
	}
	sectors, err := strconv.ParseInt(fields[6], 10, 64)
	must(d.b, err)
	flushes, err := strconv.ParseInt(fields[15], 10, 64)
	must(d.b, err)
	return diskStat{sectors * 512, flushes}
}

// BenchmarkGrowth tells what a queue costs as it grows: 1,000, 100,000 and,
// with LINLI_VERIFY set, 1,000,000 records that wait for the office.
func BenchmarkGrowth(b *testing.B) {
	for _, n := range []int{1_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if n > 100_000 && !verify() {
				b.Skip("a million takes minutes: LINLI_VERIFY=1")
			}
			for b.Loop() {
				grow(b, n)
			}
		})
	}
}

func grow(b *testing.B, n int) {
	p, f := newPlayer(b, newPath(b)), newFloor(b)
	p.queue(n)
	info, err := os.Stat(p.path)
	must(b, err)
	b.ReportMetric(float64(info.Size())/float64(n), "file-B/record")
	var ours []time.Duration
	for range 100 {
		f.write()
		sub := p.submission()
		start := time.Now()
		submit(b, p.s, sub)
		ours = append(ours, time.Since(start))
	}
	b.ReportMetric(float64(median(ours))/float64(f.median()), "x-floor")
	shut(b, p.s)
	start := time.Now()
	_, err = store.Check(p.path)
	must(b, err)
	b.ReportMetric(float64(time.Since(start).Microseconds())/float64(n), "check-us/record")
	start = time.Now()
	p.s, err = store.Open(p.path, p.o)
	must(b, err)
	b.ReportMetric(float64(time.Since(start).Microseconds())/float64(n), "open-us/record")
	start = time.Now()
	sent := 0
	for _, batch := range drain(b, p.s, live, true) {
		sent += len(batch.GetRecords())
	}
	b.ReportMetric(float64(time.Since(start).Microseconds())/float64(sent), "drain-us/record")
	shut(b, p.s)
}
