package drivertest_test

import (
	"bytes"
	"errors"
	"image"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/drivertest"

	"golang.org/x/image/font/gofont/goregular"
)

// computer is the computer's end of a line to a simulated printer.
type computer struct {
	*drivertest.ReceiptPrinter
	t    *testing.T
	line net.Conn
}

// withPrinter runs a test in a bubble of fake time.
func withPrinter(t *testing.T, opts drivertest.ReceiptPrinterOpts, test func(h computer)) {
	t.Helper()
	opts.Font = goregular.TTF
	synctest.Test(t, func(t *testing.T) {
		p, err := drivertest.NewReceiptPrinter(opts)
		if err != nil {
			t.Fatal(err)
		}
		near, far := net.Pipe()
		served := make(chan error, 1)
		go func() { served <- p.Serve(t.Context(), far) }()
		test(computer{p, t, near})
		near.Close()
		if err := <-served; !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("serving ended with %v", err)
		}
		p.Close()
	})
}

// send writes a stream and waits until the printer rests.
func (h computer) send(parts ...string) {
	h.t.Helper()
	if _, err := io.WriteString(h.line, strings.Join(parts, "")); err != nil {
		h.t.Fatal(err)
	}
	synctest.Wait()
}

// answer reads everything the printer has said by now.
func (h computer) answer() []byte {
	h.t.Helper()
	var all []byte
	b := make([]byte, 16)
	for {
		h.line.SetReadDeadline(time.Now().Add(time.Millisecond))
		n, err := h.line.Read(b)
		all = append(all, b[:n]...)
		if err != nil {
			return all
		}
	}
}

// expect checks what the printer says.
func (h computer) expect(situation, want string) {
	h.t.Helper()
	if got := h.answer(); string(got) != want {
		h.t.Errorf("%s: answer % X, want % X", situation, got, want)
	}
}

const (
	feedAndCut = "\x1dVB\x00"
	clearAll   = "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
)

// fence is GS ( H with a name of four characters.
func fence(name string) string { return "\x1d(H\x06\x0000" + name }

// echo is the answer to it.
func echo(name string) string { return "\x37\x22" + name + "\x00" }

func TestQuestionsAreAnsweredOutsideTheQueue(t *testing.T) {
	for _, c := range []struct {
		fault drivertest.Fault
		want  string // DLE EOT 1 to 4
	}{
		{"", "\x12\x12\x12\x12"},
		{drivertest.PaperOut, "\x1a\x32\x12\x7e"},
		{drivertest.NearEnd, "\x12\x12\x12\x1e"},
		{drivertest.CoverOpen, "\x1a\x16\x12\x12"},
		{drivertest.Overheated, "\x1a\x52\x52\x12"},
	} {
		withPrinter(t, drivertest.ReceiptPrinterOpts{}, func(h computer) {
			h.SetFault(drivertest.PaperOut, true)
			h.send("a line that waits\n")
			h.SetFault(drivertest.PaperOut, false)
			h.SetFault(c.fault, true)
			h.send("\x10\x04\x01", "\x10\x04\x02", "\x10", "\x04\x03\x10\x04", "\x04")
			h.expect(string(c.fault), c.want)
		})
	}
}

func TestChangesAreReportedOnlyWhenAskedFor(t *testing.T) {
	withPrinter(t, drivertest.ReceiptPrinterOpts{}, func(h computer) {
		h.SetFault(drivertest.NearEnd, true)
		h.expect("not asked for", "")
		h.send("\x1da\x0e")
		h.expect("switched on", "\x10\x00\x03\x00")
		h.SetFault(drivertest.CoverOpen, true)
		h.expect("cover", "\x38\x00\x03\x00")
		h.SetFault(drivertest.CoverOpen, true)
		h.expect("no change", "")
		h.SetFault(drivertest.CoverOpen, false)
		h.expect("cover shut", "\x10\x00\x03\x00")
		h.send("\x1b@")
		h.SetFault(drivertest.NearEnd, false)
		h.expect("after ESC @", "")
	})
}

func TestFenceComesBackWhenItsPaperIsOut(t *testing.T) {
	withPrinter(t, drivertest.ReceiptPrinterOpts{Speed: 100}, func(h computer) {
		h.send("\x1bJ\xff", fence("ABCD"))
		h.expect("paper still moves", "")
		time.Sleep(time.Second) // fake
		h.expect("paper is out", echo("ABCD"))
		h.SetFault(drivertest.PaperOut, true)
		h.send(fence("EFGH"), "\x1dr\x01")
		h.expect("no paper", "")
		h.SetFault(drivertest.PaperOut, false)
		h.expect("new roll", echo("EFGH")+"\x00")
	})
}

func TestStaleBufferIsPrintedOnRefillUnlessCleared(t *testing.T) {
	for situation, c := range map[string]struct {
		command string
		opts    drivertest.ReceiptPrinterOpts
		lines   int
	}{
		"left alone":             {"", drivertest.ReceiptPrinterOpts{}, 1},
		"DLE DC4":                {clearAll, drivertest.ReceiptPrinterOpts{}, 0},
		"DLE ENQ at paper end":   {"\x10\x05\x02", drivertest.ReceiptPrinterOpts{}, 1},
		"DLE ENQ on a clone":     {"\x10\x05\x02", drivertest.ReceiptPrinterOpts{ClearByENQ: true}, 0},
		"ESC @ waits in a queue": {"\x1b@", drivertest.ReceiptPrinterOpts{}, 1},
	} {
		withPrinter(t, c.opts, func(h computer) {
			h.SetFault(drivertest.PaperOut, true)
			h.send("stale\n", c.command)
			h.SetFault(drivertest.PaperOut, false)
			synctest.Wait()
			lines := 0
			for _, p := range h.Papers() {
				lines += len(p.Text)
			}
			if lines != c.lines {
				t.Errorf("%s: %d lines", situation, lines)
			}
			if want := strings.HasPrefix(c.command, "\x10\x14"); want != bytes.Equal(h.answer(), []byte("\x37\x25\x00")) {
				t.Errorf("%s: confirmation", situation)
			}
		})
	}
}

func TestRollThatEndsMidTicketGivesTwoPieces(t *testing.T) {
	withPrinter(t, drivertest.ReceiptPrinterOpts{}, func(h computer) {
		h.send("\x1da\x0e")
		h.answer()
		h.RunOutAfter(50)
		h.send("one\ntwo\nthree\n", feedAndCut)
		h.expect("paper end", "\x18\x00\x0f\x00")
		h.SetFault(drivertest.PaperOut, false)
		synctest.Wait()
		papers := h.Papers()
		if len(papers) != 2 || papers[0].Cut || !papers[1].Cut {
			t.Fatalf("papers %+v", papers)
		}
		if got := papers[1].Text; !slices.Equal(got, []string{"three"}) {
			t.Errorf("second piece holds %q", got)
		}
	})
}

func TestJammedCutterStopsUntilRecovered(t *testing.T) {
	withPrinter(t, drivertest.ReceiptPrinterOpts{}, func(h computer) {
		h.SetFault(drivertest.CutterJam, true)
		h.send("text\n", fence("AAAA"), feedAndCut, fence("BBBB"))
		h.send("\x10\x04\x03")
		h.expect("jammed", echo("AAAA")+"\x1a")
		h.send("\x10\x05\x01\x10\x04\x03")
		h.expect("still jammed", "\x1a")
		h.SetFault(drivertest.CutterJam, false)
		h.expect("freed by hand", echo("BBBB"))
		if papers := h.Papers(); len(papers) != 1 || !papers[0].Cut {
			t.Errorf("papers %+v", papers)
		}
	})
}

func TestRealTimeCommandInsideARasterIsObeyed(t *testing.T) {
	withPrinter(t, drivertest.ReceiptPrinterOpts{}, func(h computer) {
		h.send("\x1dv0\x00\x03\x00\x01\x00", "\x10\x04\x01")
		h.expect("the picture lost three bytes", "\x12")
		h.send("\x80\x10\x06")
		if p := h.Papers(); len(p) != 1 || ink(p[0].Image).Dx() != 23 {
			t.Errorf("papers %+v", p)
		}
	})
}

// ink is the smallest box around all black dots.
func ink(m *image.Paletted) image.Rectangle {
	box := image.Rectangle{}
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			if m.Pix[y*m.Stride+x] != 0 {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

func TestPaperShowsWhatWasSent(t *testing.T) {
	for _, c := range []struct {
		situation string
		stream    string
		box       image.Rectangle // of the ink; margin 32, white above 96
	}{
		{"raster at the left", "\x1dv0\x00\x01\x00\x02\x00\xff\xff", image.Rect(32, 96, 40, 98)},
		{"raster in the middle", "\x1ba\x01\x1dv0\x00\x01\x00\x02\x00\xff\xff", image.Rect(316, 96, 324, 98)},
		{"raster at the right", "\x1ba\x02\x1dv0\x00\x01\x00\x02\x00\xff\xff", image.Rect(600, 96, 608, 98)},
		{"after a feed", "\x1bJ\x0a\x1dv0\x00\x01\x00\x02\x00\xff\xff", image.Rect(32, 106, 40, 108)},
		{"after lines", "\x1b3\x14\x1bd\x02\x1dv0\x00\x01\x00\x02\x00\xff\xff", image.Rect(32, 136, 40, 138)},
		{"code with modules of 4", "\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x04\x1d(k\x03\x001E1\x1d(k\x05\x001P0HI\x1d(k\x03\x001Q0", image.Rect(32, 96, 116, 180)},
	} {
		withPrinter(t, drivertest.ReceiptPrinterOpts{}, func(h computer) {
			h.send(c.stream, feedAndCut)
			papers := h.Papers()
			if len(papers) != 1 {
				t.Fatalf("%s: %d papers", c.situation, len(papers))
			}
			if got := ink(papers[0].Image); got != c.box {
				t.Errorf("%s: ink in %v, want %v", c.situation, got, c.box)
			}
			if !strings.HasPrefix(string(papers[0].Raw), c.stream) {
				t.Errorf("%s: raw % X", c.situation, papers[0].Raw)
			}
			if unknown := h.Unknown(); unknown != nil {
				t.Errorf("%s: unknown %q", c.situation, unknown)
			}
		})
	}
}

func TestTextIsRead(t *testing.T) {
	withPrinter(t, drivertest.ReceiptPrinterOpts{WidthDots: 120}, func(h computer) {
		h.send("\x1c&\xc8\xa1\xba\xc5 1\n", "0123456789overflow\n", "\x1d!\x11AB\x1d!\x00c\n", "\x1b!\x38D\n")
		papers := h.Papers()
		want := []string{"取号 1", "0123456789", "overflow", "ABc", "D"}
		if len(papers) != 1 || !slices.Equal(papers[0].Text, want) {
			t.Fatalf("papers %+v", papers)
		}
		if unknown := h.Unknown(); len(unknown) != 2 { // the Latin test font has neither Chinese character
			t.Errorf("unknown %q", unknown)
		}
	})
}

func TestCutWithoutFeedCutsThroughTheText(t *testing.T) {
	withPrinter(t, drivertest.ReceiptPrinterOpts{}, func(h computer) {
		h.send("text\n", "\x1dV\x00", feedAndCut)
		papers := h.Papers()
		if len(papers) != 2 || len(papers[0].Text) != 0 || !slices.Equal(papers[1].Text, []string{"text"}) {
			t.Errorf("papers %+v", papers)
		}
	})
}

func TestUnknownCommandsAreRecorded(t *testing.T) {
	withPrinter(t, drivertest.ReceiptPrinterOpts{}, func(h computer) {
		h.send("\x1bz", "\x1b$\x10\x00", "\x1dL\x10\x00", "\x1dz", "\x1cz", "\x07", "\x1c.\xc8", "\x1c&\xff\xff", "\x1d(Z\x01\x00z", "\x1d(k\x03\x001Zz", "\x1dV\x09", "\x1dI\x7f")
		want := []string{"1B 7A", "1B 24 10 00", "1D 4C 10 00", "1D 7A", "1C 7A", "07", "C8", "FF FF", "1D 28 5A 01 00", "1D 28 6B 5A 7A", "1D 56 09", "1D 49 7F"}
		if got := h.Unknown(); !slices.Equal(got, want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	})
}

func TestPowerLossForgetsTheBuffer(t *testing.T) {
	withPrinter(t, drivertest.ReceiptPrinterOpts{}, func(h computer) {
		h.send("one\n")
		h.PowerLossAfter(3)
		h.send("two\n", "\x10\x04\x01")
		h.expect("dead", "")
		h.PowerOn()
		h.send("four\n", "\x10\x04\x01")
		h.expect("alive", "\x12")
		if p := h.Papers(); len(p) != 1 || !slices.Equal(p[0].Text, []string{"one", "four"}) {
			t.Errorf("papers %+v", p)
		}
	})
}

func TestSilentPrinterPrintsAndStalledOneDoesNot(t *testing.T) {
	withPrinter(t, drivertest.ReceiptPrinterOpts{}, func(h computer) {
		h.SetFault(drivertest.Silent, true)
		h.send("one\n", "\x10\x04\x01", fence("ABCD"))
		h.expect("silent", "")
		if p := h.Papers(); len(p) != 1 {
			t.Errorf("papers %+v", p)
		}
		h.SetFault(drivertest.Silent, false)
		h.SetFault(drivertest.Stall, true)
		h.send("two\n") // what was being read when the stall began is still taken
		h.line.SetWriteDeadline(time.Now().Add(time.Second))
		if _, err := io.WriteString(h.line, "three\n"); err == nil {
			t.Error("a stalled printer takes data")
		}
		h.SetFault(drivertest.Stall, false)
		synctest.Wait()
		if p := h.Papers(); len(p) != 1 || !slices.Equal(p[0].Text, []string{"one", "two"}) {
			t.Errorf("papers %+v", p)
		}
	})
}

func TestPapersAreTakenOldestFirst(t *testing.T) {
	withPrinter(t, drivertest.ReceiptPrinterOpts{}, func(h computer) {
		if _, ok := h.TakePaper(); ok {
			t.Error("a paper before anything was printed")
		}
		h.send("one\n", feedAndCut, "two\n")
		for _, want := range []string{"one", "two"} {
			p, ok := h.TakePaper()
			if !ok || !slices.Equal(p.Text, []string{want}) || p.Cut != (want == "one") {
				t.Errorf("took %+v, want %s", p, want)
			}
		}
		if len(h.Papers()) != 0 {
			t.Error("something is left")
		}
	})
}

func TestIdentityIsAnswered(t *testing.T) {
	withPrinter(t, drivertest.ReceiptPrinterOpts{}, func(h computer) {
		h.send("\x1dI\x01\x1dIB\x1dIC")
		h.expect("GS I", "\x00_LINLI\x00_SIMULATED\x00")
	})
}

func TestPrinterNeedsAFont(t *testing.T) {
	if _, err := drivertest.NewReceiptPrinter(drivertest.ReceiptPrinterOpts{}); err == nil {
		t.Error("a printer without a font")
	}
}

func TestPresenterHoldsThePaperUntilItIsTakenOrPutAway(t *testing.T) {
	const hold, status = "\x1de\x03\x0a", "\x10\x04\x14"
	for _, c := range []struct {
		situation string
		fault     drivertest.Fault
		act       func(h computer)
		want      string // full status
		papers    int
		inside    int
	}{
		{"nobody takes it", "", func(computer) {}, "\x10\x0f\x20\x00\x00\x00", 1, 0},
		{"taken", "", func(h computer) { h.TakePaper() }, "\x10\x0f\x00\x00\x00\x00", 0, 0},
		{"drawn back", "", func(h computer) { h.send("\x1de\x02") }, "\x10\x0f\x00\x00\x00\x00", 0, 1},
		{"dropped", "", func(h computer) { h.send("\x1de\x05") }, "\x10\x0f\x00\x00\x00\x00", 1, 0},
		{"stuck", drivertest.OutputJam, func(h computer) { h.send("\x1de\x02") }, "\x10\x0f\x20\x00\x00\x00", 1, 0},
		{"no paper", drivertest.PaperOut, func(computer) {}, "\x10\x0f\x25\x00\x00\x00", 1, 0},
		{"cover", drivertest.CoverOpen, func(computer) {}, "\x10\x0f\x20\x02\x00\x00", 1, 0},
		{"hot", drivertest.Overheated, func(computer) {}, "\x10\x0f\x20\x00\x01\x00", 1, 0},
	} {
		withPrinter(t, drivertest.ReceiptPrinterOpts{Presenter: true}, func(h computer) {
			h.send("text\n", feedAndCut, hold)
			h.SetFault(c.fault, true)
			c.act(h)
			h.send(status)
			h.expect(c.situation, c.want)
			if papers, inside := len(h.Papers()), len(h.Retracted()); papers != c.papers || inside != c.inside {
				t.Errorf("%s: %d papers, %d inside", c.situation, papers, inside)
			}
		})
	}
}

func TestTearBitIsSetWhileThePaperHangs(t *testing.T) {
	withPrinter(t, drivertest.ReceiptPrinterOpts{TearBit: true}, func(h computer) {
		h.send("text\n", feedAndCut)
		h.send("\x10\x04\x01")
		h.expect("hangs", "\x92")
		h.TakePaper()
		h.send("\x10\x04\x01")
		h.expect("torn off", "\x12")
	})
}

func TestPrinterWithoutAPresenterKnowsNoneOfIt(t *testing.T) {
	withPrinter(t, drivertest.ReceiptPrinterOpts{}, func(h computer) {
		h.send("\x1de\x02", "\x10\x04\x14")
		h.expect("full status", "")
		if got := h.Unknown(); len(got) == 0 || got[0] != "1D 65 02" {
			t.Errorf("unknown %q", got)
		}
	})
}
