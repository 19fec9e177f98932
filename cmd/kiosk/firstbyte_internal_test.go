package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"linli/assets"
	"linli/drivers/drivertest"
	"linli/internal/config"
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/health"
	"linli/kiosk/store"
	"linli/kiosk/terminal"
	"linli/sync/wire"
)

// BenchmarkTapToFirstByte measures a ticket from the touch that asks for it to
// the first byte at the printer, through flow, store, page, driver and a pseudo
// terminal, and how much longer that is than the commit of another ticket just
// before.
func BenchmarkTapToFirstByte(b *testing.B) {
	c := openCounter(b)
	c.visit() // the driver gets to know the printer
	var commits, taps, over []time.Duration
	for b.Loop() {
		for range 20 {
			commit, tap := c.commit(), c.visit()
			commits, taps, over = append(commits, commit), append(taps, tap), append(over, tap-commit)
		}
	}
	ms := func(d []time.Duration) float64 {
		slices.Sort(d)
		return float64(d[len(d)/2]) / float64(time.Millisecond)
	}
	b.ReportMetric(ms(over), "ms-over-commit") // sorted from here on
	b.ReportMetric(float64(over[len(over)*9/10])/float64(time.Millisecond), "ms-over-commit-p90")
	b.ReportMetric(ms(commits), "ms-commit")
	b.ReportMetric(ms(taps), "ms-tap-to-first-byte")
}

// counter is a terminal with a real store and a simulated printer on its line.
type counter struct {
	b     *testing.B
	books *store.Store
	views chan flow.View
	touch *json.Encoder
	bytes *firstByte
}

func openCounter(b *testing.B) *counter {
	b.Helper()
	need := func(err error) {
		if err != nil {
			b.Helper()
			b.Fatal(err)
		}
	}
	var s settings
	need(config.Decode("kiosk.yaml", defaultConfig, &s))
	log := slog.New(slog.DiscardHandler)
	_, public, err := wire.GenerateKey()
	need(err)
	sealer, err := wire.NewSealer(public)
	need(err)
	books, err := store.Open(filepath.Join(b.TempDir(), "linli.db"), &store.Options{
		Device: kiosk.DeviceID(s.Device), Sealer: sealer, Zone: s.Zone, Room: storeRoom,
	})
	need(err)
	c := &counter{b: b, books: books, views: make(chan flow.View, 64)}
	s.Printer.Port = c.plugPrinter()
	receipts, err := newPrinter(s.Printer, b.TempDir(), log)
	need(err)
	items, err := catalogue.Load(assets.FS)
	need(err)
	term := terminal.New(items, noReader{}, receipts, books, noHall{}, terminal.Options{
		Place: s.Place, Device: kiosk.DeviceID(s.Device), Zone: s.Zone, ReaderSide: "right", PrinterSide: "below",
		PaperWidth: receipts.width(), TrackURL: s.pageURL(s.TrackURL, "T"), Log: log,
	})
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	ours, theirs := net.Pipe()
	running.Go(func() { _ = term.Run(ctx) })
	running.Go(func() { _ = term.ServeScreen(ctx, ours) })
	running.Go(func() {
		for in := json.NewDecoder(theirs); ; {
			var v flow.View
			if in.Decode(&v) != nil {
				return
			}
			c.views <- v
		}
	})
	c.touch = json.NewEncoder(theirs)
	b.Cleanup(func() {
		stop()
		_ = theirs.Close()
		running.Wait()
		_ = receipts.close()
		need(books.Close())
	})
	return c
}

// plugPrinter puts a simulated printer on a line and returns its path.
func (c *counter) plugPrinter() string {
	font, err := assets.Font("NotoSansSC-Regular.otf")
	if err != nil {
		c.b.Fatal(err)
	}
	paper, err := drivertest.NewReceiptPrinter(drivertest.ReceiptPrinterOpts{Font: font})
	if err != nil {
		c.b.Fatal(err)
	}
	line, err := drivertest.OpenPTY(filepath.Join(c.b.TempDir(), "printer"))
	if err != nil {
		c.b.Fatal(err)
	}
	c.bytes = &firstByte{ReadWriter: line, seen: make(chan time.Time, 1)}
	ctx, stop := context.WithCancel(context.Background())
	var serving sync.WaitGroup
	serving.Go(func() { _ = paper.Serve(ctx, c.bytes) })
	c.b.Cleanup(func() {
		stop()
		_ = line.Close()
		serving.Wait()
		_ = paper.Close()
	})
	return line.Link()
}

// commit takes a ticket without paper and tells how long that took.
func (c *counter) commit() time.Duration {
	start := time.Now()
	r, err := c.books.Submit(context.Background(), kiosk.Submission{
		Visit: kiosk.VisitID(start.String()), Item: "allowance", Prefix: "B",
		Day: kiosk.BusinessDayOf(start, time.UTC), Lang: kiosk.Chinese, PrintNow: true,
	})
	took := time.Since(start)
	if err == nil {
		err = c.books.EndPrint(context.Background(), r.Job, kiosk.NotPrinted)
	}
	if err != nil {
		c.b.Fatal(err)
	}
	return took
}

// visit takes a ticket with its paper and tells how long the first byte took.
func (c *counter) visit() time.Duration {
	c.press(c.see(flow.Attract), flow.Begin)
	home := c.see(flow.Home)
	c.press(home, home.Tiles[0].Control)
	list := c.see(flow.ChooseItem)
	c.press(list, list.Tiles[0].Control)
	at := c.see(flow.Identify)
	c.bytes.arm()
	start := time.Now()
	c.press(at, flow.SkipCard)
	took := (<-c.bytes.seen).Sub(start)
	for {
		if v := c.see(flow.Number); v.Ticket.Print != kiosk.Printing {
			if v.Ticket.Print != kiosk.Printed {
				c.b.Fatalf("the paper is %s", v.Ticket.Print)
			}
			c.press(v, flow.Finish)
			return took
		}
	}
}

// see waits for a picture of screen.
func (c *counter) see(screen flow.Screen) flow.View {
	c.b.Helper()
	late := time.After(30 * time.Second)
	var last flow.Screen
	for {
		select {
		case v := <-c.views:
			if last = v.Screen; last == screen {
				return v
			}
		case <-late:
			c.b.Fatalf("the screen is %s, not %s", last, screen)
		}
	}
}

func (c *counter) press(on flow.View, control flow.Control) {
	if err := c.touch.Encode(flow.FromScreen{Seq: on.Seq, Touched: control}); err != nil {
		c.b.Fatal(err)
	}
}

// firstByte notes when the printer gets its first byte after it was armed.
type firstByte struct {
	io.ReadWriter
	seen chan time.Time

	mu    sync.Mutex // protects armed
	armed bool
}

func (f *firstByte) arm() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.armed = true
}

func (f *firstByte) Read(b []byte) (int, error) {
	n, err := f.ReadWriter.Read(b)
	f.mu.Lock()
	defer f.mu.Unlock()
	if n > 0 && f.armed {
		f.armed = false
		f.seen <- time.Now()
	}
	return n, err //nolint:wrapcheck // as the line says it
}

// noReader is a reader that nobody lays a card on.
type noReader struct{}

func (noReader) Watch(ctx context.Context, _ func(terminal.CardReport)) { <-ctx.Done() }
func (noReader) Examine(context.Context) []health.Finding               { return nil }

// noHall is an office that nobody has heard.
type noHall struct{}

func (noHall) Look() terminal.HallState { return terminal.HallState{} }
func (noHall) Changed() <-chan struct{} { return nil }
func (noHall) Pending() int             { return 0 }
