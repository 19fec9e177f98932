package lobby

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"linli/drivers/drivertest"
)

// Names of the devices: of their links in the folder, and in the API.
const (
	IDCard  = "idcard"
	Printer = "printer"
)

// stopWithin bounds how long requests may run on when the lobby closes.
const stopWithin = 2 * time.Second

// Options says where the lobby stands.
type Options struct {
	Dir       string // folder for the device links; made when it is missing
	HTTP      string // loopback address of the page, "127.0.0.1:8481"
	Office    string // address of the office
	Line      string // address where the terminal reaches the office through the lobby
	Font      []byte // font file that stands for the printer's ROM
	WidthDots int    // printable width: 576 for 80 mm paper, 384 for 58 mm
	Log       *slog.Logger
}

// Lobby is one simulated lobby. Open it, then call Serve.
type Lobby struct {
	opts    Options
	line    *Line
	card    *drivertest.CardModule
	printer *faultyPrinter
	papers  *papers
	cables  map[string]*drivertest.PTY
	page    net.Listener
}

// Ready tells where everything is. Its JSON is the line that `kioskctl lobby`
// prints when it is ready.
type Ready struct {
	HTTP    string `json:"http"`    // address of the page, with http://
	Line    string `json:"line"`    // address of the line
	IDCard  string `json:"idcard"`  // device path of the card reader
	Printer string `json:"printer"` // device path of the printer
}

// Open makes the devices' links and listens on both addresses. It refuses
// addresses that are not on this machine.
func Open(opts Options) (*Lobby, error) {
	for _, addr := range []string{opts.HTTP, opts.Line} {
		if err := loopback(addr); err != nil {
			return nil, err
		}
	}
	dir, err := filepath.Abs(opts.Dir)
	if err != nil {
		return nil, fmt.Errorf("lobby: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("lobby: %w", err)
	}
	printer, err := drivertest.NewReceiptPrinter(drivertest.ReceiptPrinterOpts{
		WidthDots: opts.WidthDots, Font: opts.Font,
	})
	if err != nil {
		return nil, fmt.Errorf("lobby: %w", err)
	}
	l := &Lobby{
		opts: opts, card: drivertest.NewCardModule(), printer: &faultyPrinter{ReceiptPrinter: printer},
		papers: &papers{printer: printer}, cables: map[string]*drivertest.PTY{},
	}
	if err := l.open(dir); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

func (l *Lobby) open(dir string) error {
	for _, name := range []string{IDCard, Printer} {
		cable, err := drivertest.OpenPTY(filepath.Join(dir, name))
		if err != nil {
			return fmt.Errorf("lobby: %w", err)
		}
		l.cables[name] = cable
	}
	var err error
	if l.line, err = OpenLine(l.opts.Line, l.opts.Office); err != nil {
		return err
	}
	if l.page, err = net.Listen("tcp", l.opts.HTTP); err != nil {
		return fmt.Errorf("lobby: page: %w", err)
	}
	return nil
}

// Ready returns where everything is.
func (l *Lobby) Ready() Ready {
	return Ready{
		HTTP: "http://" + l.page.Addr().String(), Line: l.line.Address(),
		IDCard: l.cables[IDCard].Link(), Printer: l.cables[Printer].Link(),
	}
}

// Serve runs devices and page until ctx ends, then closes everything; nil says
// that it ended because it was asked to. Within 5 s of ctx's end it returns.
func (l *Lobby) Serve(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	server := &http.Server{
		Handler: l.handler(), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute,
		ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second,
	}
	ended := make(chan error, 3)
	go func() { ended <- l.card.Serve(ctx, l.cables[IDCard]) }()
	go func() { ended <- l.printer.Serve(ctx, l.cables[Printer]) }()
	go func() { ended <- server.Serve(l.page) }()
	var err error
	running := cap(ended)
	select {
	case <-ctx.Done():
	case err = <-ended:
		running--
	}
	stop()
	patience, done := context.WithTimeout(context.Background(), stopWithin)
	defer done()
	errs := []error{err, server.Shutdown(patience), l.Close()}
	for range running {
		if err := <-ended; !errors.Is(err, context.Canceled) && !errors.Is(err, http.ErrServerClosed) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Close removes the links and frees the addresses. A lobby that was served is
// closed already, and may be closed again.
func (l *Lobby) Close() error {
	var errs []error
	for _, cable := range l.cables {
		errs = append(errs, cable.Close())
	}
	if l.line != nil {
		errs = append(errs, l.line.Close())
	}
	if l.page != nil {
		if err := l.page.Close(); !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// loopback refuses an address that other machines could reach.
func loopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("lobby: address: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("lobby: address %s: must be on this machine, for example 127.0.0.1: whoever reaches it works the devices", addr)
	}
	return nil
}
