package main

import (
	"context"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/assets"
	"linli/drivers/drivertest"
	"linli/internal/roll"
	"linli/kiosk"
	"linli/kiosk/health"
	"linli/kiosk/paper"
)

// device is something simulated that serves a line.
type device interface {
	Serve(ctx context.Context, rw io.ReadWriter) error
}

// plugged puts a device at the end of a pseudo terminal.
func plugged(t *testing.T, d device) *drivertest.PTY {
	t.Helper()
	line, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "device"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.Serve(ctx, line) }()
	t.Cleanup(func() {
		stop()
		line.Close()
		<-ended
	})
	return line
}

func simulatedPrinter(t *testing.T) *drivertest.ReceiptPrinter {
	t.Helper()
	font, err := assets.Font("NotoSansSC-Regular.otf")
	if err != nil {
		t.Fatal(err)
	}
	p, err := drivertest.NewReceiptPrinter(drivertest.ReceiptPrinterOpts{Font: font})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// ours is the terminal's side of a printer with a roll of so many metres.
func ours(t *testing.T, port, folder string, metres int) *receiptPrinter {
	t.Helper()
	p, err := newPrinter(printerSettings{Port: port, Baud: 115200, Flow: "auto", Profile: "80mm", RollM: metres}, folder, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// finds says what an examination finds, as code and detail.
func finds(t *testing.T, d interface {
	Examine(context.Context) []health.Finding
}) []health.Finding {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	found := d.Examine(ctx)
	if ctx.Err() != nil {
		t.Fatal("the examination does not end")
	}
	return found
}

func codes(found []health.Finding) []health.Code {
	var all []health.Code
	for _, f := range found {
		all = append(all, f.Code)
	}
	return all
}

func TestExaminationSaysWhatIsWrongWithThePrinter(t *testing.T) {
	sim := simulatedPrinter(t)
	line := plugged(t, sim)
	p := ours(t, line.Link(), t.TempDir(), 0)
	if found := finds(t, p); found != nil {
		t.Errorf("a printer that is well has %v", found)
	}
	for fault, want := range map[drivertest.Fault]health.Code{
		drivertest.PaperOut: health.PaperOut, drivertest.NearEnd: health.PaperNearEnd, drivertest.CoverOpen: health.CoverOpen,
		drivertest.Overheated: health.PrinterHot, drivertest.Silent: health.PrinterSilent,
	} {
		sim.SetFault(fault, true)
		if got := codes(finds(t, p)); !slices.Contains(got, want) {
			t.Errorf("%s: found %v", fault, got)
		}
		sim.SetFault(fault, false)
	}
	if found := finds(t, p); found != nil {
		t.Errorf("a printer that is well again has %v", found)
	}
}

func TestCableThatWasOutIsFoundAndItsReturnToo(t *testing.T) {
	line := plugged(t, simulatedPrinter(t))
	p := ours(t, line.Link(), t.TempDir(), 0)
	for range 2 {
		if found := finds(t, p); found != nil {
			t.Errorf("plugged: %v", found)
		}
		if err := line.Unplug(); err != nil {
			t.Fatal(err)
		}
		if got := codes(finds(t, p)); !slices.Equal(got, []health.Code{health.PrinterGone}) {
			t.Errorf("unplugged: %v", got)
		}
		if err := line.Replug(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRollIsCountedAcrossRestartsUntilItEnds(t *testing.T) {
	sim, folder := simulatedPrinter(t), t.TempDir()
	line := plugged(t, sim)
	const metres = 10                                                // low from 2 m on
	if err := (roll.Used{Dots: 7900 * 8}).Save(folder); err != nil { // 7.9 m
		t.Fatal(err)
	}
	first := ours(t, line.Link(), folder, metres)
	if found := finds(t, first); found != nil {
		t.Errorf("with 2.1 m left: %v", found)
	}
	long := paper.Page{Width: paper.Wide, Elements: []paper.Element{paper.Feed{Height: 1600}, paper.Cut{}}} // 20 cm
	if state, err := first.Print(t.Context(), long); state != kiosk.Printed {
		t.Fatal(state, err)
	}
	if err := first.close(); err != nil {
		t.Fatal(err)
	}
	again := ours(t, line.Link(), folder, metres)
	found := finds(t, again)
	if !slices.Equal(codes(found), []health.Code{health.PaperNearEnd}) || !strings.Contains(found[0].Detail, "about 1.9 m left") {
		t.Errorf("20 cm and a restart later: %v", found)
	}
	sim.SetFault(drivertest.PaperOut, true)
	if got := codes(finds(t, again)); !slices.Contains(got, health.PaperOut) {
		t.Errorf("at its end: %v", got)
	}
	sim.SetFault(drivertest.PaperOut, false)
	if found := finds(t, again); found != nil {
		t.Errorf("with a new roll: %v", found)
	}
	if used, err := roll.Load(folder); err != nil || used != (roll.Used{}) {
		t.Errorf("of a new roll %+v is used (%v)", used, err)
	}
}

func TestLostCountWarnsAndANewRollCountsAtOnce(t *testing.T) {
	folder := t.TempDir()
	line := plugged(t, simulatedPrinter(t))
	p := ours(t, line.Link(), folder, 80)
	if got := codes(finds(t, p)); !slices.Equal(got, []health.Code{health.PaperNearEnd}) {
		t.Errorf("without a count: %v", got)
	}
	if err := (roll.Used{}).Save(folder); err != nil { // a technician, while the terminal runs
		t.Fatal(err)
	}
	if found := finds(t, p); found != nil {
		t.Errorf("after the technician's word: %v", found)
	}
}

func TestExaminationSaysWhatIsWrongWithTheReader(t *testing.T) {
	module := drivertest.NewCardModule()
	line := plugged(t, module)
	reader := newReader(cardSettings{Port: line.Link(), Baud: 115200})
	if found := finds(t, reader); found != nil {
		t.Errorf("a reader that is well has %v", found)
	}
	for fault, want := range map[drivertest.CardFault]health.Code{
		drivertest.CardFaultSelfTest: health.ReaderBroken, drivertest.CardFaultBlind: health.ReaderGone,
	} {
		if err := module.Fault(fault); err != nil {
			t.Fatal(err)
		}
		if got := codes(finds(t, reader)); !slices.Equal(got, []health.Code{want}) {
			t.Errorf("%s: %v", fault, got)
		}
	}
	if err := module.Fault(drivertest.CardFaultNone); err != nil {
		t.Fatal(err)
	}
	if err := line.Unplug(); err != nil {
		t.Fatal(err)
	}
	if got := codes(finds(t, reader)); !slices.Equal(got, []health.Code{health.ReaderGone}) {
		t.Errorf("unplugged: %v", got)
	}
}
