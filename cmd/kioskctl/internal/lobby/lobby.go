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
	QRScan  = "qrscan"
	NFC     = "nfc"
	Lines   = "lines"
	A4      = "a4" // on the network: no link
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
	Presenter bool   // the receipt printer holds papers out and can draw them back

	A4     string        // address of the A4 printer
	A4Time time.Duration // what one of its copies takes

	VPCD string // address of pcscd's virtual reader; nothing need be there

	Log *slog.Logger
}

// Lobby is one simulated lobby. Open it, then call Serve.
type Lobby struct {
	opts    Options
	line    *Line
	card    *drivertest.CardModule
	printer *faultyPrinter
	papers  *papers
	scanner *scanner
	nfc     *cardReader
	wires   *wires
	social  *socialCard
	a4      *a4Printer
	cables  map[string]*drivertest.PTY
	plugs   map[string]plug // what can be pulled, by the device's name
	till    *till
	page    net.Listener
}

// plug is the end of a cable.
type plug interface {
	Plugged() bool
	Unplug() error
	Replug() error
}

// Ready tells where everything is. Its JSON is the line that `kioskctl lobby`
// prints when it is ready.
type Ready struct {
	HTTP    string `json:"http"`    // address of the page, with http://
	Line    string `json:"line"`    // address of the line
	IDCard  string `json:"idcard"`  // device path of the card reader
	Printer string `json:"printer"` // device path of the printer
	QRScan  string `json:"qrscan"`  // device path of the QR scanner
	NFC     string `json:"nfc"`     // device path of the community card reader
	Lines   string `json:"lines"`   // device path of the I/O board
	A4      string `json:"a4"`      // address of the A4 printer, with ipp://
}

// Open makes the devices' links and listens on the addresses. It refuses
// addresses that are not on this machine.
func Open(opts Options) (*Lobby, error) {
	for _, addr := range []string{opts.HTTP, opts.Line, opts.A4, opts.VPCD} {
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
		WidthDots: opts.WidthDots, Font: opts.Font, Presenter: opts.Presenter,
	})
	if err != nil {
		return nil, fmt.Errorf("lobby: %w", err)
	}
	l := &Lobby{
		opts: opts, card: drivertest.NewCardModule(), printer: &faultyPrinter{ReceiptPrinter: printer, presenter: opts.Presenter},
		papers: &papers{printer: printer}, nfc: newCardReader(), wires: newWires(), social: newSocialCard(opts.VPCD),
		till:   newTill(),
		cables: map[string]*drivertest.PTY{}, plugs: map[string]plug{},
	}
	if err := l.open(dir); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

func (l *Lobby) open(dir string) error {
	for _, name := range []string{IDCard, Printer, QRScan, NFC, Lines} {
		cable, err := drivertest.OpenPTY(filepath.Join(dir, name))
		if err != nil {
			return fmt.Errorf("lobby: %w", err)
		}
		l.cables[name], l.plugs[name] = cable, cable
	}
	l.scanner = newScanner(l.cables[QRScan])
	l.plugs[NFC] = poweredCable{PTY: l.cables[NFC], reader: l.nfc}
	var err error
	if l.a4, err = openA4(l.opts.A4, l.opts.A4Time); err != nil {
		return err
	}
	l.plugs[A4] = networkCable{l.a4.cable}
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
		QRScan: l.cables[QRScan].Link(), NFC: l.cables[NFC].Link(), Lines: l.cables[Lines].Link(),
		A4: l.a4.uri(),
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
	runs := []func() error{
		func() error { return l.card.Serve(ctx, l.cables[IDCard]) },
		func() error { return l.printer.Serve(ctx, l.cables[Printer]) },
		func() error { return l.scanner.listen(ctx, l.cables[QRScan]) },
		func() error { return l.nfc.Serve(ctx, l.cables[NFC]) },
		func() error { return l.wires.Serve(ctx, l.cables[Lines]) },
		l.a4.serve,
		func() error { return server.Serve(l.page) },
	}
	ended := make(chan error, len(runs))
	for _, run := range runs {
		go func() { ended <- run() }()
	}
	var errs []error
	collect := func(err error) {
		if !errors.Is(err, context.Canceled) && !errors.Is(err, http.ErrServerClosed) {
			errs = append(errs, err)
		}
	}
	running := cap(ended)
	select {
	case <-ctx.Done():
	case err := <-ended:
		collect(err)
		running--
	}
	stop()
	patience, done := context.WithTimeout(context.Background(), stopWithin)
	defer done()
	errs = append(errs, server.Shutdown(patience), l.Close())
	for range running {
		collect(<-ended)
	}
	return errors.Join(errs...)
}

// Close removes the links and frees the addresses. A lobby that was served is
// closed already, and may be closed again.
func (l *Lobby) Close() error {
	errs := []error{l.social.take()}
	for _, cable := range l.cables {
		errs = append(errs, cable.Close())
	}
	if l.line != nil {
		errs = append(errs, l.line.Close())
	}
	if l.a4 != nil {
		errs = append(errs, l.a4.close())
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
