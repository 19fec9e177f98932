package ipp_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/ipp"
)

// document is the beginning of a certificate; nothing here reads further.
var document = []byte("%PDF-1.7\n% specimen for 张示例, who is invented\n")

// wire is a listener whose connections are pipes, so that a test runs in a
// synctest bubble.
type wire struct {
	conns chan net.Conn
	once  sync.Once
	cut   chan struct{} // closed: nobody answers
}

func newWire() *wire { return &wire{conns: make(chan net.Conn), cut: make(chan struct{})} }

func (w *wire) Accept() (net.Conn, error) {
	select {
	case c := <-w.conns:
		return c, nil
	case <-w.cut:
		return nil, net.ErrClosed
	}
}

func (w *wire) Close() error   { w.once.Do(func() { close(w.cut) }); return nil }
func (w *wire) Addr() net.Addr { return &net.UnixAddr{Name: "wire"} }

func (w *wire) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case w.conns <- far:
		return near, nil
	case <-w.cut:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// bench is a printer and the Dev that speaks to it.
type bench struct {
	*testing.T
	printer *drivertest.IPPPrinter
	server  *http.Server
	dev     *ipp.Dev
	client  *http.Client
}

// run plays a test with a printer in a bubble; hours take no time.
func run(t *testing.T, printer drivertest.IPPPrinterOpts, opts ipp.Opts, test func(b bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := drivertest.NewIPPPrinter(printer)
		b := serve(t, p, opts)
		b.printer = p
		t.Cleanup(func() { p.Close() })
		test(b)
	})
}

// serve puts a handler at the other end of a wire.
func serve(t *testing.T, h http.Handler, opts ipp.Opts) bench {
	t.Helper()
	w := newWire()
	server := &http.Server{Handler: h}
	go server.Serve(w)
	transport := &http.Transport{DialContext: w.dial}
	opts.Client = &http.Client{Transport: transport}
	dev, err := ipp.New("ipp://printer.example/ipp/print", &opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		dev.Halt()
		transport.CloseIdleConnections()
		server.Close()
		w.Close()
	})
	return bench{T: t, server: server, dev: dev, client: opts.Client}
}

// print prints the specimen and demands an end.
func (b bench) print(ctx context.Context, want ipp.Outcome, cause error) {
	b.Helper()
	got, err := b.dev.Print(ctx, document, ipp.JobOptions{Name: "证明"})
	if got != want {
		b.Errorf("Print = %s (%v), want %s", got, err, want)
	}
	if !errors.Is(err, cause) || (cause == nil && err != nil) {
		b.Errorf("Print says %v, want %v", err, cause)
	}
}

// sheets demands that so many documents came out.
func (b bench) sheets(want int) {
	b.Helper()
	if got := len(b.printer.Sheets()); got != want {
		b.Errorf("%d documents came out, want %d", got, want)
	}
}

// during starts Print, waits until the printer works on it, does what it is
// told and returns how it ended.
func (b bench) during(ctx context.Context, do func()) (ipp.Outcome, error) {
	b.Helper()
	type end struct {
		outcome ipp.Outcome
		err     error
	}
	ended := make(chan end, 1)
	go func() {
		o, err := b.dev.Print(ctx, document, ipp.JobOptions{})
		ended <- end{o, err}
	}()
	if err := b.printer.AwaitWork(b.Context()); err != nil {
		b.Fatal(err)
	}
	do()
	e := <-ended
	return e.outcome, e.err
}

func TestNewRefusesWhatIsNoPrintersAddress(t *testing.T) {
	for _, address := range []string{"", "ftp://printer.example/", "ipp:///ipp/print", "ipp://%zz/", "/dev/usb/lp0"} {
		if _, err := ipp.New(address, nil); !errors.Is(err, ipp.ErrURL) {
			t.Errorf("New(%q) = %v, want ErrURL", address, err)
		}
	}
}

func TestStringHidesThePassword(t *testing.T) {
	dev, err := ipp.New("ipps://clerk:secret@printer.example/ipp/print", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := dev.String(); got != "ipp(ipps://clerk:xxxxx@printer.example/ipp/print)" {
		t.Errorf("String = %s", got)
	}
}

func TestAddressesReachTheirPorts(t *testing.T) {
	for address, want := range map[string]string{
		"ipp://printer.example/ipp/print":      "printer.example:631",
		"ipps://printer.example/ipp/print":     "printer.example:631",
		"ipp://printer.example:8631/ipp/print": "printer.example:8631",
		"http://printer.example/printers/a4":   "printer.example:80",
	} {
		var dialled string
		client := &http.Client{Transport: &http.Transport{DialContext: func(_ context.Context, _, to string) (net.Conn, error) {
			dialled = to
			return nil, net.ErrClosed
		}}}
		dev, err := ipp.New(address, &ipp.Opts{Client: client})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := dev.Status(t.Context()); !errors.Is(err, ipp.ErrSilent) {
			t.Errorf("Status of nobody = %v, want ErrSilent", err)
		}
		if dialled != want {
			t.Errorf("%s dialled %s, want %s", address, dialled, want)
		}
	}
}

func TestStatusAfterHaltIsRefused(t *testing.T) {
	run(t, drivertest.IPPPrinterOpts{}, ipp.Opts{}, func(b bench) {
		b.dev.Halt()
		if _, err := b.dev.Status(b.Context()); !errors.Is(err, ipp.ErrHalted) {
			b.Errorf("Status = %v, want ErrHalted", err)
		}
		b.print(b.Context(), ipp.NotPrinted, ipp.ErrHalted)
	})
}

func TestStatusOfAStalledPrinterEndsInTime(t *testing.T) {
	run(t, drivertest.IPPPrinterOpts{}, ipp.Opts{ReplyTimeout: 7 * time.Second}, func(b bench) {
		b.printer.SetFault(drivertest.IPPStall, true)
		start := time.Now()
		if _, err := b.dev.Status(b.Context()); !errors.Is(err, ipp.ErrSilent) {
			b.Errorf("Status = %v, want ErrSilent", err)
		}
		if took := time.Since(start); took != 7*time.Second {
			b.Errorf("it took %v", took)
		}
	})
}
