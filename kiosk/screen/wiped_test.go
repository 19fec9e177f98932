package screen_test

import (
	"bytes"
	"slices"
	"syscall"
	"testing"
	"time"

	"linli/assets"
	"linli/internal/crawl"
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// attractOnly is the picture of an empty lobby on a window that never showed
// anything else.
func attractOnly(t *testing.T, v flow.View) []byte {
	t.Helper()
	d, g := startDrawing(t), openGlass(t)
	d.show(v)
	d.shown(v.Seq)
	picture := comesToRest(t, g, nil)
	d.conn.Close()
	d.cmd.Wait()
	return picture
}

// comesToRest looks at the window until it is as want, or, without one, until
// it stays as it is for a while. It gives up after ten seconds and returns what
// it saw last.
func comesToRest(t *testing.T, g *glass, want []byte) []byte {
	t.Helper()
	late := time.After(10 * time.Second)
	var last []byte
	for same := 0; same < 3; {
		now := g.picture(1080, 1920)
		switch {
		case want != nil && bytes.Equal(now, want):
			return now
		case want == nil && bytes.Equal(now, last):
			same++
		default:
			same = 0
		}
		last = now
		select {
		case <-late:
			return last
		case <-time.After(200 * time.Millisecond):
		}
	}
	return last
}

// privateViews are pictures that hold something of a person: a number, a name,
// what was written, what staff wrote, a code.
func privateViews(t *testing.T) []flow.View {
	t.Helper()
	c, err := catalogue.Load(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	var some kiosk.ItemID
	for _, i := range c.Items {
		if i.Apply.Offered() && !i.Ballot.Offered() {
			some = i.ID
			break
		}
	}
	want := []flow.Screen{flow.Identify, flow.Form, flow.Confirm, flow.Number, flow.Received, flow.CaseShown}
	found := map[flow.Screen]flow.View{}
	for _, p := range crawl.Walk(flow.Machine{Catalogue: c}, crawl.Ambient(), []kiosk.ItemID{some}).Views {
		v := p.View
		if slices.Contains(want, v.Screen) && v.Idle == 0 && v.Help == nil &&
			(v.Card == nil || v.Card.Name != "") && (v.Form == nil || v.Form.Text != "") {
			found[v.Screen] = v
		}
	}
	var all []flow.View
	for _, s := range want {
		if _, ok := found[s]; !ok {
			t.Fatalf("no %s was come to", s)
		}
		all = append(all, found[s])
	}
	return all
}

// TestWipedGlassIsThatOfATerminalNobodyUsed holds the window after a wipe, and
// two frames later, against one that never showed a visit: pixel by pixel.
func TestWipedGlassIsThatOfATerminalNobodyUsed(t *testing.T) {
	needDisplay(t)
	empty := view(flow.Attract, flow.Begin)
	empty.Visit = ""
	clean := attractOnly(t, empty)
	d, g := startDrawing(t), openGlass(t)
	seq := uint64(1)
	for _, v := range privateViews(t) {
		seq++
		v.Seq = seq
		d.show(v)
		d.shown(seq)
		if bytes.Equal(g.picture(1080, 1920), clean) {
			t.Fatalf("%s looks as an empty lobby: nothing can be proven", v.Screen)
		}
		for frame := range 3 {
			seq++
			empty.Seq = seq
			d.show(empty)
			d.shown(seq)
			if now := comesToRest(t, g, clean); !bytes.Equal(now, clean) {
				t.Errorf("%d frames after %s was wiped, %d bytes of the window are other than on one that nobody used", frame, v.Screen, different(now, clean))
			}
		}
	}
}

func different(a, b []byte) (n int) {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

// TestStoppedDrawingProcessShowsTheNewestPictureWhenItGoesOn holds the process
// back as an overloaded machine would, with touches and pictures meanwhile.
func TestStoppedDrawingProcessShowsTheNewestPictureWhenItGoesOn(t *testing.T) {
	needDisplay(t)
	d := startDrawing(t)
	d.show(view(flow.Attract, flow.Begin))
	d.shown(1)
	if err := d.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	last, _ := find(t, "number-printed", "portrait")
	for last.Seq = 2; last.Seq < 20; last.Seq++ {
		d.show(last)
	}
	d.show(last)
	if err := d.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	d.shown(last.Seq)
}
