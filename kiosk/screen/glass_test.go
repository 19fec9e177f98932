package screen_test

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"linli/kiosk/flow"
	"linli/kiosk/screen"
)

// soon is how long anything on the glass may take on a machine that does much
// else.
const soon = 30 * time.Second

// until waits for ok, which is asked again and again.
func (d *drawing) until(what string, ok func() bool) {
	d.t.Helper()
	for began := time.Now(); !ok(); d.pause(10 * time.Millisecond) {
		if time.Since(began) > soon {
			d.t.Fatalf("waited in vain for %s", what)
		}
	}
}

// home shows the home screen and returns the edge of its first tile, on the
// picture and on the glass.
func (d *drawing) home(g *glass) (edge [2]int, pixel func() [4]byte) {
	d.t.Helper()
	v, _ := find(d.t, "home", "portrait")
	d.show(v)
	s := d.shown(v.Seq)
	for _, p := range s.Controls {
		if p.Control == entries()[0].Control {
			edge = [2]int{p.X + 2, p.Y + p.H/2}
		}
	}
	left, top := g.window(1080, 1920)
	edge[0], edge[1] = edge[0]+left, edge[1]+top
	return edge, func() [4]byte { return g.pixel(edge[0], edge[1]) }
}

func TestTileLooksPressedWhileTheFingerIsOnIt(t *testing.T) {
	needDisplay(t)
	d, g := startDrawing(t), openGlass(t)
	edge, pixel := d.home(g)
	d.pause(300 * time.Millisecond) // the new picture settles
	rest := pixel()
	g.move(edge[0]+20, edge[1])
	g.press()
	d.until("the pressed look", func() bool { return pixel() != rest })
	g.move(edge[0]+20, 1)
	d.until("the look of rest, the finger having slid off", func() bool { return pixel() == rest })
	g.lift()
	if m, acted := d.within(300*time.Millisecond, func(m flow.FromScreen) bool { return m.Touched != "" }); acted {
		t.Errorf("%s acted", m.Touched)
	}
}

// TestFirstTapAfterRestActs rests for ten minutes with LINLI_VERIFY=1, else for
// as long as it takes until frames come once a second.
func TestFirstTapAfterRestActs(t *testing.T) {
	needDisplay(t)
	rest := 2 * time.Second
	if os.Getenv("LINLI_VERIFY") != "" {
		rest = 10 * time.Minute
	}
	d, g := startDrawing(t), openGlass(t)
	edge, _ := d.home(g)
	d.pause(rest)
	busy := d.busy()
	const watched = 3 * time.Second
	d.pause(watched)
	if took := (d.busy() - busy).Seconds() / watched.Seconds(); took > 0.025 {
		t.Errorf("while nobody is near it takes %.1f %% of a core", 100*took)
	}
	g.move(edge[0]+20, edge[1])
	g.press()
	d.pause(80 * time.Millisecond)
	g.lift()
	d.next("the first tap to act", func(m flow.FromScreen) bool { return m.Touched == entries()[0].Control })
}

// ghost has another window come over a drawing process and go, and returns
// where it was and what was seen there before.
func ghost(t *testing.T, d *drawing) (pixel func() [4]byte, before [4]byte) {
	t.Helper()
	g := openGlass(t)
	edge, pixel := d.home(g)
	d.pause(2500 * time.Millisecond) // all presents of the picture are made
	before = pixel()
	id, err := xproto.NewWindowId(g.x)
	if err != nil {
		t.Fatal(err)
	}
	setup := xproto.Setup(g.x).DefaultScreen(g.x)
	const red = 0xFF0000
	err = xproto.CreateWindowChecked(g.x, setup.RootDepth, id, setup.Root, int16(edge[0]-50), int16(edge[1]-50), 100, 100, 0,
		xproto.WindowClassInputOutput, setup.RootVisual, xproto.CwBackPixel|xproto.CwOverrideRedirect, []uint32{red, 1}).Check()
	if err != nil {
		t.Fatal(err)
	}
	if err := xproto.MapWindowChecked(g.x, id).Check(); err != nil {
		t.Fatal(err)
	}
	d.until("the other window", func() bool { return pixel() != before })
	if err := xproto.DestroyWindowChecked(g.x, id).Check(); err != nil {
		t.Fatal(err)
	}
	return pixel, before
}

// TestGhostOfAnotherWindowIsPaintedOver looks at the graphics library, which X
// does not tell. The next minute on the clock heals it, or, with LINLI_VERIFY=1,
// the minute that passes without one.
func TestGhostOfAnotherWindowIsPaintedOver(t *testing.T) {
	needDisplay(t)
	d := startDrawing(t, engineOf+"="+string(screen.Library))
	pixel, before := ghost(t, d)
	if os.Getenv("LINLI_VERIFY") != "" {
		d.pause(time.Minute)
	} else {
		v, _ := find(t, "home", "portrait")
		v.Band.Now = v.Band.Now.Add(time.Minute)
		d.show(v)
	}
	d.until("the ghost to go", func() bool { return pixel() == before })
}

func TestGhostGoesAtOnceWhereTheProcessorPaints(t *testing.T) {
	needDisplay(t)
	d := startDrawing(t, engineOf+"="+string(screen.Memory))
	pixel, before := ghost(t, d)
	began := time.Now()
	d.until("the ghost to go", func() bool { return pixel() == before })
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}

// ownServer starts an X server for one test, and returns its name and what ends
// it.
func ownServer(t *testing.T, args ...string) (name string, kill func()) {
	t.Helper()
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		t.Skip("Xvfb is not installed: apt-get install xvfb")
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	x := exec.Command(path, append([]string{"-displayfd", "3", "-nolisten", "tcp"}, args...)...)
	x.ExtraFiles = []*os.File{w}
	if err := x.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	kill = sync.OnceFunc(func() {
		x.Process.Kill()
		x.Wait()
	})
	t.Cleanup(kill)
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return ":" + strings.TrimSpace(number), kill
}

func TestDrawingProcessEndsWithItsXServer(t *testing.T) {
	server, kill := ownServer(t, "-screen", "0", "1080x1920x24")
	d := startDrawing(t, "DISPLAY="+server)
	v, _ := find(t, "home", "portrait")
	d.show(v)
	d.shown(v.Seq)
	kill()
	for late := time.After(soon); ; {
		select {
		case _, open := <-d.in:
			if !open {
				return // its socket is closed: the terminal starts the next one
			}
		case <-late:
			t.Fatal("goes on without an X server, where nobody sees it")
		}
	}
}

// TestDisplayThatDoesNotTakeOurMemoryShowsThePicture holds displays that cannot
// read our memory, and one that the picture has to be made smaller for, against
// what is known of the home screen.
func TestDisplayThatDoesNotTakeOurMemoryShowsThePicture(t *testing.T) {
	for name, args := range map[string][]string{
		"no shared memory":  {"-extension", "MIT-SHM", "-screen", "0", "1080x1920x24"},
		"other pixels":      {"-screen", "0", "1080x1920x16"},
		"a smaller display": {"-screen", "0", "540x960x24"},
	} {
		t.Run(name, func(t *testing.T) {
			server, _ := ownServer(t, args...)
			d := startDrawing(t, "DISPLAY="+server)
			v, _ := find(t, "home", "portrait")
			d.show(v)
			d.shown(v.Seq)
			x, err := xgb.NewConnDisplay(server)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(x.Close)
			g := &glass{t, x}
			colours := func() int {
				seen := map[[2]byte]bool{}
				img, err := xproto.GetImage(x, xproto.ImageFormatZPixmap, xproto.Drawable(xproto.Setup(x).DefaultScreen(x).Root), 0, 0, 500, 500, 0xFFFFFFFF).Reply()
				if err != nil {
					g.t.Fatal(err)
				}
				for i := 0; i+1 < len(img.Data); i += 2 {
					seen[[2]byte(img.Data[i:])] = true
				}
				return len(seen)
			}
			d.until("a picture of more than a ground", func() bool { return colours() > 30 })
		})
	}
}
