package beside_test

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"linli/assets"
	"linli/internal/beside"
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/screen"
	"linli/kiosk/widget"
)

// Everything shown here is synthetic: place and figures are invented.

const (
	rounds    = 3
	presses   = 6
	fullIn    = 30 * time.Second
	idleFor   = 20 * time.Second
	scrollFor = 10 * time.Second
	settling  = 5 * time.Second // after the picture is full, before anything is measured
)

func panel() screen.Options { return screen.Options{Width: 1080, Height: 1920, PitchMM: 0.248} }

// views are the home screen and the longest list of the shipped catalogue.
func views(b *testing.B) (home, list flow.View) {
	b.Helper()
	c, err := catalogue.Load(assets.FS)
	if err != nil {
		b.Fatal(err)
	}
	m := flow.Machine{Catalogue: c}
	amb := flow.Ambient{ReaderSide: "right", PrinterSide: "below", Band: flow.Band{
		Place: kiosk.Text{ZH: "示例街道 · 向阳社区", EN: "Xiangyang Community, Shili Subdistrict"},
		Now:   time.Date(2026, 11, 23, 9, 35, 0, 0, time.FixedZone("CST", 8*3600)),
		Hours: kiosk.Text{ZH: "周一至周五 9:00-17:00", EN: "Monday to Friday, 9:00 to 17:00"},
		Open:  true, LineUp: true, Device: "K1", Demo: true,
	}}
	at := flow.State{Screen: flow.Home, Lang: kiosk.Chinese}
	home = m.View(at, amb)
	for _, e := range c.Entries {
		next, _ := m.Next(at, flow.Touched{Control: flow.EntryControl(e.ID)})
		if v := m.View(next, amb); v.Screen == flow.ChooseItem && len(v.Tiles) > len(list.Tiles) {
			list = v
		}
	}
	home.Seq, list.Seq = 1, 2
	return home, list
}

type bench struct {
	b        *testing.B
	dir      string
	kiosk    string
	chromium string
	glass    *beside.Glass
	kit      *widget.Kit
	fonts    string
}

func open(b *testing.B) *bench {
	b.Helper()
	if os.Getenv("LINLI_VERIFY") == "" {
		b.Skip("takes minutes: make bench-ui")
	}
	chromium, err := beside.Chromium()
	if err != nil {
		b.Skip(err)
	}
	t := &bench{b: b, dir: b.TempDir(), chromium: chromium}
	t.kiosk = filepath.Join(t.dir, "kiosk")
	if out, err := exec.Command("go", "build", "-trimpath", "-o", t.kiosk, "linli/cmd/kiosk").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	if t.glass, err = beside.OpenGlass(t.dir, image.Pt(panel().Width, panel().Height)); err != nil {
		b.Skip(err)
	}
	b.Cleanup(func() { t.glass.Close() })
	if t.kit, err = widget.LoadKit(); err != nil {
		b.Fatal(err)
	}
	if t.fonts, err = filepath.Abs("../../assets/fonts"); err != nil {
		b.Fatal(err)
	}
	return t
}

// figures are what one run of one program came to.
type figures struct {
	full           time.Duration // from exec
	spent          time.Duration // processor time until then
	memory         float64       // MiB
	idle           float64       // of a core
	scroll, server float64       // of a core: the program's, the X server's meanwhile
	frames         float64       // a second, while it was scrolled
}

func (f figures) String() string {
	return fmt.Sprintf("full after %v (%v of a core), %.0f MiB, idle %.2f %%, scrolling %.1f %% and %.1f %% of the X server, %.0f pictures/s",
		f.full.Round(time.Millisecond), f.spent.Round(time.Millisecond), f.memory, 100*f.idle, 100*f.scroll, 100*f.server, f.frames)
}

// await waits until all of s is on the glass.
func (t *bench) await(s *widget.Scene, p program) time.Duration {
	t.b.Helper()
	for !t.glass.Full(s) {
		if time.Since(p.began) > fullIn {
			t.keep(p.name + "-missing")
			t.b.Fatalf("%s: the picture is not full after %v", p.name, fullIn)
		}
		t.pause(2 * time.Millisecond)
	}
	return time.Since(p.began)
}

// measure watches a program that has just been started.
func (t *bench) measure(s *widget.Scene, p program) figures {
	t.b.Helper()
	f := figures{full: t.await(s, p), spent: t.processor(p.pid)}
	t.keep(p.name)
	t.pause(settling)
	bytes, err := beside.Memory(p.pid)
	if err != nil {
		t.b.Fatal(err)
	}
	f.memory = float64(bytes) / (1 << 20)
	before := t.processor(p.pid)
	t.pause(idleFor)
	f.idle = (t.processor(p.pid) - before).Seconds() / idleFor.Seconds()
	return f
}

func (t *bench) processor(pid int) time.Duration {
	t.b.Helper()
	d, err := beside.Processor(pid)
	if err != nil {
		t.b.Fatal(err)
	}
	return d
}

// pause lets the programs go on by themselves.
func (t *bench) pause(long time.Duration) { <-time.After(long) }

// keep writes the picture on the glass into LINLI_BESIDE, to be looked at.
func (t *bench) keep(name string) {
	dir := os.Getenv("LINLI_BESIDE")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.b.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, t.glass.Picture()); err != nil {
		t.b.Fatal(err)
	}
}

// page writes all pages of v for the browser.
func (t *bench) page(v flow.View, name string) string {
	t.b.Helper()
	file := filepath.Join(t.dir, name+".html")
	f, err := os.Create(file)
	if err != nil {
		t.b.Fatal(err)
	}
	defer f.Close()
	var pages []*widget.Scene
	laid := screen.Lay(t.kit, v, panel())
	for v.Page = range laid.Pages {
		pages = append(pages, screen.Lay(t.kit, v, panel()).Scene)
	}
	if err := beside.Page(f, pages, laid.Rolls, t.fonts); err != nil {
		t.b.Fatal(err)
	}
	return file
}

// scene is what both show of v.
func (t *bench) scene(v flow.View) *widget.Scene { return screen.Lay(t.kit, v, panel()).Scene }

// gone waits until what a program showed has left the glass after it.
func (t *bench) gone(s *widget.Scene) {
	t.b.Helper()
	for began := time.Now(); t.glass.Full(s); t.pause(10 * time.Millisecond) {
		if time.Since(began) > fullIn {
			t.b.Fatal("the picture of a program that has ended stays on the glass")
		}
	}
}

// program is one of the two, with one picture on the glass.
type program struct {
	name   string
	pid    int
	began  time.Time
	scroll func(*beside.Finger) error
	close  func() error
}

func (t *bench) drawing(v flow.View) program {
	t.b.Helper()
	d, err := beside.Draw(t.kiosk, t.glass.Name, panel(), v)
	if err != nil {
		t.b.Fatal(err)
	}
	return program{"drawing", d.PID, d.Began, func(f *beside.Finger) error { return f.Pull(540, 1400, scrollFor) }, d.Close}
}

func (t *bench) browser(v flow.View) program {
	t.b.Helper()
	profile, err := os.MkdirTemp(t.dir, "profile")
	if err != nil {
		t.b.Fatal(err)
	}
	p, err := beside.Browse(t.chromium, t.glass.Name, t.page(v, string(v.Screen)), profile, panel())
	if err != nil {
		t.b.Fatal(err)
	}
	return program{"browser", p.PID, p.Began, func(f *beside.Finger) error { return f.Wheel(540, 1200, scrollFor) }, p.Close}
}

// scrolled measures the processor time while the list is scrolled, and how
// often its picture changed.
func (t *bench) scrolled(p program, v flow.View) (cores, server, frames float64) {
	t.b.Helper()
	s := t.scene(v)
	defer t.gone(s)
	defer p.close()
	t.await(s, p)
	t.pause(settling)
	f, err := beside.OpenFinger(t.glass.Name)
	if err != nil {
		t.b.Fatal(err)
	}
	defer f.Close()
	stop, seen := make(chan struct{}), make(chan int)
	go func() { seen <- t.changes(stop) }()
	before, served := t.processor(p.pid), t.processor(t.glass.PID())
	if err := p.scroll(f); err != nil {
		t.b.Fatal(err)
	}
	cores = (t.processor(p.pid) - before).Seconds() / scrollFor.Seconds()
	server = (t.processor(t.glass.PID()) - served).Seconds() / scrollFor.Seconds()
	close(stop)
	t.keep(p.name + "-scrolled")
	return cores, server, float64(<-seen) / scrollFor.Seconds()
}

// changes counts how often a column of pixels in the list changes.
func (t *bench) changes(stop <-chan struct{}) int {
	n, last := 0, [600]color.NRGBA{}
	for {
		select {
		case <-stop:
			return n
		case <-time.After(4 * time.Millisecond):
		}
		var now [600]color.NRGBA
		for i := range now {
			now[i] = t.glass.At(400, 600+i)
		}
		if now != last {
			n++
		}
		last = now
	}
}

func (t *bench) start(p program, v flow.View) figures {
	t.b.Helper()
	s := t.scene(v)
	f := t.measure(s, p)
	t.must(p.close())
	t.gone(s)
	return f
}

// pressed measures how long after a finger came down on a tile its pressed look
// is on the glass: the slowest of several.
func (t *bench) pressed(p program, v flow.View) time.Duration {
	t.b.Helper()
	defer p.close()
	s := t.scene(v)
	t.await(s, p)
	f, err := beside.OpenFinger(t.glass.Name)
	if err != nil {
		t.b.Fatal(err)
	}
	defer f.Close()
	tile, _ := s.Target(string(v.Tiles[0].Control))
	x, y := int(tile.Box.X)+2, int(tile.Box.Y+tile.Box.H/2)
	var slowest time.Duration
	for i := range presses {
		if i == 1 {
			t.pause(settling) // from now on after some rest
		}
		t.pause(time.Second)
		t.must(f.Move(x+20, y))
		rest, began := t.glass.At(x, y), time.Now()
		t.must(f.Press(1))
		for t.glass.At(x, y) == rest {
			if time.Since(began) > fullIn {
				t.b.Fatal("the tile never looks pressed")
			}
		}
		if i > 0 {
			slowest = max(slowest, time.Since(began))
		}
		t.must(f.Move(x+20, 1)) // slid off: nothing acts
		t.pause(300 * time.Millisecond)
		t.must(f.Lift(1))
	}
	return slowest
}

func (t *bench) must(err error) {
	t.b.Helper()
	if err != nil {
		t.b.Fatal(err)
	}
}

func BenchmarkBesideChromium(b *testing.B) {
	t := open(b)
	home, list := views(b)
	for b.Loop() {
		var ours, theirs []figures
		for range rounds {
			a, c := t.start(t.drawing(home), home), t.start(t.browser(home), home)
			a.scroll, a.server, a.frames = t.scrolled(t.drawing(list), list)
			c.scroll, c.server, c.frames = t.scrolled(t.browser(list), list)
			ours, theirs = append(ours, a), append(theirs, c)
			b.Logf("drawing process: %v\nChromium: %v", a, c)
		}
		b.ReportMetric(float64(t.pressed(t.drawing(home), home).Milliseconds()), "ms/touch")
		ratio := func(of func(figures) float64) float64 { return median(ours, of) / median(theirs, of) }
		b.ReportMetric(ratio(func(f figures) float64 { return f.full.Seconds() }), "x-start")
		b.ReportMetric(ratio(func(f figures) float64 { return f.memory }), "x-PSS")
		b.ReportMetric(ratio(func(f figures) float64 { return f.idle }), "x-idle")
		b.ReportMetric(ratio(func(f figures) float64 { return f.scroll }), "x-scroll")
	}
}

func median(all []figures, of func(figures) float64) float64 {
	var v []float64
	for _, f := range all {
		v = append(v, of(f))
	}
	slices.Sort(v)
	return v[len(v)/2]
}
