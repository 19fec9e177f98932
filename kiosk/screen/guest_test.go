package screen_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/exp/vmhost"

	"linli/assets"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/screen"
)

// guest is a drawing process without a window: its frames are drawn into a
// picture of ours, and it feels touches as a touch panel gives them, which no X
// server here does.
type guest struct {
	t       *testing.T
	session *vmhost.GuestSession
	glass   *ebiten.Image
	x, y    int
}

// inFrame does what must be done within a frame of our own window.
func inFrame(do func()) {
	done := make(chan struct{})
	frames <- func() { defer close(done); do() }
	<-done
}

// startGuest starts a drawing process as a guest and lets its time pass.
func startGuest(t *testing.T) (*drawing, *guest) {
	t.Helper()
	listener, err := net.Listen("unix", filepath.Join(t.TempDir(), "vm"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	endpoint, err := vmhost.EndpointURLFromAddr(listener.Addr())
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "guest")
	build := exec.Command("go", "test", "-c", "-tags", "ebitenginevmguest", "-o", program, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	d := startDrawingOf(t, program, "EBITENGINE_VM_ENDPOINT="+endpoint, engineOf+"="+string(screen.Library))
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	g := &guest{t: t}
	g.session, err = vmhost.NewGuestSession(conn, nil)
	if err != nil {
		t.Fatal(err)
	}
	inFrame(func() {
		g.glass = ebiten.NewImage(1080, 1920)
		err = g.session.SetOutsideScreen(g.glass)
	})
	if err != nil {
		t.Fatal(err)
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				inFrame(g.pass)
			}
		}
	}()
	t.Cleanup(func() {
		close(stop)
		<-stopped
		inFrame(func() { g.session.Close(); g.glass.Deallocate() })
	})
	return d, g
}

// pass lets one tick and one frame of the guest pass.
func (g *guest) pass() {
	g.session.AdvanceTicks(1)
	g.session.WaitTicks()
	g.session.AdvanceFrame()
	g.session.WaitFrame()
	g.session.CompositeFrame()
}

func (g *guest) move(x, y int)      { g.x, g.y = x, y }
func (g *guest) origin() (x, y int) { return 0, 0 }

func (g *guest) press() {
	inFrame(func() { g.session.PressTouch(1, float64(g.x), float64(g.y)); g.pass() })
}

func (g *guest) lift() { inFrame(func() { g.session.ReleaseTouch(1); g.pass() }) }

func (g *guest) look() (picture []byte) {
	inFrame(func() {
		g.pass()
		picture = make([]byte, 4*1080*1920)
		g.glass.ReadPixels(picture)
	})
	return picture
}

// TestItemsByTouchPanelWithoutAWindow takes one item of each kind to its end by
// touches that have ids, as on a touch panel.
func TestItemsByTouchPanelWithoutAWindow(t *testing.T) {
	needDisplay(t) // the pictures are drawn with it, in a window that is not shown
	if os.Getenv("LINLI_VERIFY") == "" {
		t.Skip("builds a program of its own: LINLI_VERIFY=1")
	}
	c, err := catalogue.Load(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	m := flow.Machine{Catalogue: c}
	items := oneOfEach(c.Items)
	d, g := startGuest(t)
	r := &resident{t: t, d: d, g: g, m: m}
	r.takeEach(items, endsOf(m, items))
}
