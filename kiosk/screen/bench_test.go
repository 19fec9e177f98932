package screen_test

import (
	"fmt"
	"image"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"linli/kiosk/flow"
	"linli/kiosk/screen"
	"linli/kiosk/widget"
)

// BenchmarkAnswerReachesTheGlass measures how long it takes from a View on the
// link to its picture on the glass, in a real drawing process, each screen once
// after another. Beside it stands, as the measure of this machine, the same for
// the emptiest screen there is.
func BenchmarkAnswerReachesTheGlass(b *testing.B) {
	if os.Getenv("DISPLAY") == "" {
		b.Skip("no DISPLAY")
	}
	d := startDrawing(b)
	seq := uint64(0)
	answer := func(v flow.View) time.Duration {
		seq++
		v.Seq = seq
		began := time.Now()
		d.show(v)
		d.shown(seq)
		return time.Since(began)
	}
	empty := view(flow.Working)
	answer(empty) // the window opens
	rounds := map[string][]time.Duration{}
	var floor, all time.Duration
	n := 0
	for b.Loop() {
		for _, s := range scenes() {
			floor += answer(empty)
			t := answer(s.view)
			rounds[s.name] = append(rounds[s.name], t)
			all += t
			n++
		}
	}
	for name, times := range rounds {
		b.Logf("%s: first %v, last %v", name, times[0].Round(time.Millisecond), times[len(times)-1].Round(time.Millisecond))
	}
	b.ReportMetric(float64(all.Milliseconds())/float64(n), "ms/answer")
	b.ReportMetric(float64(all)/float64(floor), "x-empty")
	touch := pressesShow(b, d, seq+1)
	b.ReportMetric(float64(touch.Milliseconds()), "ms/pressed")
}

// pressesShow measures from a finger coming down to the pressed look of a tile
// on the glass of the X server.
func pressesShow(b *testing.B, d *drawing, seq uint64) time.Duration {
	const presses = 10
	g := openGlass(b)
	v := scenes()[2].view
	v.Seq = seq
	d.show(v)
	s := d.shown(seq)
	x, y := middle(b, s, entries()[0].Control)
	edge := x
	for _, p := range s.Controls {
		if p.Control == entries()[0].Control {
			edge = p.X + 2
		}
	}
	var all time.Duration
	for range presses {
		d.pause(400 * time.Millisecond) // the new picture settles
		g.move(x, y)
		rest := g.pixel(edge, y)
		began := time.Now()
		g.press()
		for g.pixel(edge, y) == rest {
			if time.Since(began) > 5*time.Second {
				b.Fatal("the tile never looks pressed")
			}
		}
		all += time.Since(began)
		g.move(x, 1) // slid off: nothing acts
		d.pause(200 * time.Millisecond)
		g.lift()
	}
	return all / presses
}

// BenchmarkCoresTakenWhile measures how much of a core the drawing process
// takes while a card moves, and while nobody is near.
func BenchmarkCoresTakenWhile(b *testing.B) {
	if os.Getenv("DISPLAY") == "" {
		b.Skip("no DISPLAY")
	}
	for _, name := range []string{"identify-below", "attract"} {
		b.Run(name, func(b *testing.B) {
			d := startDrawing(b)
			v, _ := find(b, name, "portrait")
			d.show(v)
			d.shown(v.Seq)
			d.pause(200 * time.Millisecond)
			for b.Loop() {
				before, began := d.busy(), time.Now()
				d.pause(6 * time.Second)
				b.ReportMetric((d.busy()-before).Seconds()/time.Since(began).Seconds(), "cores")
			}
		})
	}
}

// pause lets the drawing process go on by itself.
func (d *drawing) pause(long time.Duration) {
	d.within(long, func(flow.FromScreen) bool { return false })
}

// busy is the processor time that the drawing process has taken.
func (d *drawing) busy() time.Duration {
	d.t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", d.cmd.Process.Pid))
	if err != nil {
		d.t.Skip(err)
	}
	const tick = time.Second / 100
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick
}

// BenchmarkPaintInMemory paints whole screens with all glyphs and plates known,
// one after another.
func BenchmarkPaintInMemory(b *testing.B) {
	k, err := load()
	if err != nil {
		b.Fatal(err)
	}
	r := widget.NewRaster(k, true)
	for _, name := range []string{"home", "attract", "choose"} {
		v, o := find(b, name, "portrait")
		s := screen.Lay(k, v, o).Scene
		dst := image.NewRGBA(image.Rect(0, 0, s.Width, s.Height))
		whole := widget.Rect{W: float64(s.Width), H: float64(s.Height)}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				r.Paint(dst, s, "", whole)
			}
		})
		b.Run(name+"-lay", func(b *testing.B) {
			for b.Loop() {
				screen.Lay(k, v, o)
			}
		})
	}
}
