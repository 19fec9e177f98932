package screen_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"

	"linli/kiosk/flow"
	"linli/kiosk/screen"
)

// childOf names the variable that makes this test binary a drawing process.
const childOf = "LINLI_TEST_DRAWING_PROCESS"

// engineOf names the variable that says what brings the pixels of the drawing
// processes under test to the glass: memory or library.
const engineOf = "LINLI_TEST_ENGINE"

// child draws what arrives on file 3.
func child() int {
	conn, err := net.FileConn(os.NewFile(3, "terminal"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	o := panels()[0].opts
	if degrees, err := strconv.Atoi(os.Getenv(turnedBy)); err == nil {
		o = turnedPanel(degrees)
	}
	o.Title, o.Handwriting, o.Engine = "drawing process under test", true, screen.Engine(os.Getenv(engineOf))
	if err := screen.Run(context.Background(), conn, o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// drawing is a drawing process and the terminal's end of its connection.
type drawing struct {
	t    testing.TB
	cmd  *exec.Cmd
	conn net.Conn
	in   chan flow.FromScreen // closed when the connection is over
	out  *json.Encoder
}

func startDrawing(t testing.TB, env ...string) *drawing {
	t.Helper()
	return startDrawingOf(t, os.Args[0], env...)
}

// startDrawingOf starts one of another build of this test.
func startDrawingOf(t testing.TB, program string, env ...string) *drawing {
	t.Helper()
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs := os.NewFile(uintptr(fds[0]), "ours"), os.NewFile(uintptr(fds[1]), "theirs")
	defer ours.Close()
	defer theirs.Close()
	conn, err := net.FileConn(ours)
	if err != nil {
		t.Fatal(err)
	}
	d := &drawing{t: t, conn: conn, in: make(chan flow.FromScreen, 64), out: json.NewEncoder(conn)}
	d.cmd = exec.Command(program)
	d.cmd.Env = append(append(os.Environ(), childOf+"=1"), env...)
	d.cmd.ExtraFiles = []*os.File{theirs}
	d.cmd.Stderr = os.Stderr
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go d.read()
	t.Cleanup(func() {
		conn.Close()
		d.cmd.Process.Kill()
		d.cmd.Wait()
	})
	return d
}

func (d *drawing) read() {
	defer close(d.in)
	for in := json.NewDecoder(d.conn); ; {
		var m flow.FromScreen
		if in.Decode(&m) != nil {
			return
		}
		d.in <- m
	}
}

func (d *drawing) show(v flow.View) {
	d.t.Helper()
	if err := d.out.Encode(v); err != nil {
		d.t.Fatal(err)
	}
}

// next reads lines until one satisfies want, and fails after ten seconds.
func (d *drawing) next(what string, want func(flow.FromScreen) bool) flow.FromScreen {
	d.t.Helper()
	m, ok := d.within(10*time.Second, want)
	if !ok {
		d.t.Fatalf("waited in vain for %s", what)
	}
	return m
}

func (d *drawing) within(limit time.Duration, want func(flow.FromScreen) bool) (flow.FromScreen, bool) {
	late := time.After(limit)
	for {
		select {
		case m, open := <-d.in:
			if !open {
				return m, false
			}
			if want(m) {
				return m, true
			}
		case <-late:
			return flow.FromScreen{}, false
		}
	}
}

func (d *drawing) shown(seq uint64) flow.Shown {
	d.t.Helper()
	m := d.next(fmt.Sprintf("view %d to be shown", seq), func(m flow.FromScreen) bool { return m.Shown != nil && m.Seq == seq })
	return *m.Shown
}

// glass puts a finger on the root window, as the X server tells it.
type glass struct {
	t testing.TB
	x *xgb.Conn
}

func openGlass(t testing.TB) *glass {
	t.Helper()
	x, err := xgb.NewConn()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.Close)
	if err := xtest.Init(x); err != nil {
		t.Fatal(err)
	}
	return &glass{t, x}
}

func (g *glass) fake(kind, detail byte, x, y int) {
	g.t.Helper()
	root := xproto.Setup(g.x).DefaultScreen(g.x).Root
	if err := xtest.FakeInputChecked(g.x, kind, detail, 0, root, int16(x), int16(y), 0).Check(); err != nil {
		g.t.Fatal(err)
	}
}

// pixel is what the X server shows at a point of the root window.
func (g *glass) pixel(x, y int) [4]byte {
	g.t.Helper()
	root := xproto.Setup(g.x).DefaultScreen(g.x).Root
	img, err := xproto.GetImage(g.x, xproto.ImageFormatZPixmap, xproto.Drawable(root), int16(x), int16(y), 1, 1, 0xFFFFFFFF).Reply()
	if err != nil {
		g.t.Fatal(err)
	}
	return [4]byte(img.Data)
}

func (g *glass) move(x, y int) { g.fake(xproto.MotionNotify, 0, x, y) }
func (g *glass) press()        { g.fake(xproto.ButtonPress, 1, 0, 0) }
func (g *glass) lift()         { g.fake(xproto.ButtonRelease, 1, 0, 0) }

func middle(t testing.TB, s flow.Shown, c flow.Control) (x, y int) {
	t.Helper()
	for _, p := range s.Controls {
		if p.Control == c {
			return p.X + p.W/2, p.Y + p.H/2
		}
	}
	t.Fatalf("%s is not on the glass", c)
	return 0, 0
}

func needDisplay(t *testing.T) {
	t.Helper()
	if os.Getenv("DISPLAY") == "" {
		t.Skip("no DISPLAY and no Xvfb: run make test, which brings one")
	}
}

func TestTouchReachesTheTerminalAndIsAnsweredOnce(t *testing.T) {
	needDisplay(t)
	d, g := startDrawing(t), openGlass(t)
	first := view(flow.Attract, flow.Begin)
	d.show(first)
	s := d.shown(1)
	if s.Width != 1080 || s.Height != 1920 || s.Pages != 1 {
		t.Errorf("shown %dx%d with %d pages", s.Width, s.Height, s.Pages)
	}

	second := scenes()[2].view
	second.Seq = 2
	d.show(second)
	s = d.shown(2)
	tile := entries()[0].Control
	g.move(middle(t, s, tile))
	tapUntil(d, g, tile)
	for range 20 { // nothing more may act until the answer is shown
		g.press()
		g.lift()
	}
	third := scenes()[4].view
	third.Seq = 3
	d.show(third)
	d.next("the answer, with no touch before it", func(m flow.FromScreen) bool {
		if m.Touched != "" {
			t.Errorf("%s acted on view %d", m.Touched, m.Seq)
		}
		return m.Shown != nil && m.Seq == 3
	})
}

// finger is one that a drawing process feels.
type finger interface {
	move(x, y int)
	press()
	lift()
}

// aMoment is how long a tap may take to act.
const aMoment = 400 * time.Millisecond

// tapUntil taps until c has acted: a new picture takes no touch for a moment.
func tapUntil(d *drawing, g finger, c flow.Control) {
	d.t.Helper()
	for range 20 {
		g.press()
		// A slow process may answer the tap before only now, or see the finger
		// leave and come back within one frame: as one that never left.
		m, _ := d.within(4*aMoment, func(m flow.FromScreen) bool { return m.Any || m.Touched == c })
		g.lift()
		if m.Touched == c {
			return
		}
		if _, acted := d.within(aMoment, func(m flow.FromScreen) bool { return m.Touched == c }); acted {
			return
		}
	}
	d.t.Fatalf("%s never acted", c)
}

func TestDrawingProcessEndsWithItsConnection(t *testing.T) {
	needDisplay(t)
	d := startDrawing(t)
	d.show(view(flow.Attract, flow.Begin))
	d.shown(1)
	d.conn.Close()
	ended := make(chan error, 1)
	go func() { ended <- d.cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Error("still runs 5 s after its connection closed")
	}
}

func TestRunWithoutDisplayIsRefused(t *testing.T) {
	t.Setenv("DISPLAY", "")
	a, b := net.Pipe()
	defer a.Close()
	defer b.Close()
	err := screen.Run(context.Background(), a, panels()[0].opts)
	if !errors.Is(err, screen.ErrNoDisplay) {
		t.Errorf("Run answered %v", err)
	}
}
