package lobby

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"linli/drivers/drivertest"
)

// a4Path is where the A4 printer answers on its address, as most printers do.
const a4Path = "/ipp/print"

// A4Faults lists the A4 printer's faults by the names of the API.
func A4Faults() []string {
	var names []string
	for _, f := range a4Faults() {
		names = append(names, string(f))
	}
	return names
}

func a4Faults() []drivertest.IPPFault {
	return []drivertest.IPPFault{
		drivertest.IPPMediaEmpty, drivertest.IPPMediaJam, drivertest.IPPCoverOpen, drivertest.IPPTonerLow,
		drivertest.IPPAbort, drivertest.IPPBusy, drivertest.IPPStall, drivertest.IPPDrop, drivertest.IPPBlank,
		drivertest.IPPForget,
	}
}

// a4Printer is the A4 printer, its network cable and its tray. It is safe for
// concurrent use.
type a4Printer struct {
	*drivertest.IPPPrinter
	server   *http.Server
	listener net.Listener // behind the cable
	cable    *Line

	mu    sync.Mutex // protects the fields below
	on    []string   // faults
	taken int        // documents that are not in the tray any more
}

// openA4 starts a printer whose cable leads to addr.
func openA4(addr string, pageTime time.Duration) (*a4Printer, error) {
	p := &a4Printer{
		IPPPrinter: drivertest.NewIPPPrinter(drivertest.IPPPrinterOpts{PageTime: pageTime}), on: []string{},
	}
	mux := http.NewServeMux()
	mux.Handle(a4Path, p.IPPPrinter)
	p.server = &http.Server{
		Handler: onlyHere(mux), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second,
		IdleTimeout: time.Minute,
	}
	var err error
	if p.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, errors.Join(fmt.Errorf("lobby: A4 printer: %w", err), p.close())
	}
	if p.cable, err = OpenLine(addr, p.listener.Addr().String()); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

// uri is the printer's address for the terminal.
func (p *a4Printer) uri() string { return "ipp://" + p.cable.Address() + a4Path }

// serve answers until close.
func (p *a4Printer) serve() error { return p.server.Serve(p.listener) }

// close pulls the cable for good and ends every request. It may be called
// again.
func (p *a4Printer) close() error {
	errs := []error{p.Close(), p.server.Close()}
	if p.listener != nil {
		if err := p.listener.Close(); !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	if p.cable != nil {
		errs = append(errs, p.cable.Close())
	}
	return errors.Join(errs...)
}

// set switches a fault on or off by its name, or all of them off.
func (p *a4Printer) set(name string, on bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case name == noFault:
		for _, f := range a4Faults() {
			p.SetFault(f, false)
		}
		p.on = []string{}
	case slices.Contains(A4Faults(), name):
		p.SetFault(drivertest.IPPFault(name), on)
		p.on = slices.DeleteFunc(p.on, func(f string) bool { return f == name })
		if on {
			p.on = append(p.on, name)
		}
	default:
		return fmt.Errorf("lobby: A4 printer fault %q is unknown; there are %q and %q", name, A4Faults(), noFault)
	}
	return nil
}

// take empties the tray.
func (p *a4Printer) take() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken = len(p.Sheets())
}

func (p *a4Printer) state() A4State {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := len(p.Sheets())
	return A4State{
		Plugged: p.cable.Up(), Faults: slices.Clone(p.on), Waiting: p.Waiting(), Tray: all - p.taken, Pages: all,
	}
}

// networkCable is the line to a device on the network.
type networkCable struct{ *Line }

// Plugged tells whether the cable is in.
func (c networkCable) Plugged() bool { return c.Up() }

// Unplug pulls the cable.
func (c networkCable) Unplug() error { return c.Cut() }

// Replug puts it back.
func (c networkCable) Replug() error { return c.Join() }

// servePage answers N.pdf with document N as the printer received it and
// N.json with what was asked for it.
func (p *a4Printer) servePage(w http.ResponseWriter, r *http.Request, answer func(http.ResponseWriter, any)) {
	number, kind, _ := strings.Cut(r.PathValue("file"), ".")
	n, err := strconv.Atoi(number)
	sheets := p.Sheets()
	if err != nil || n < 1 || n > len(sheets) {
		http.NotFound(w, r)
		return
	}
	sheet := sheets[n-1]
	switch kind {
	case "json":
		answer(w, A4Page{
			Job: sheet.Job, Name: sheet.Name, User: sheet.User, Format: sheet.Format, Media: sheet.Media,
			Sides: sheet.Sides, Copies: sheet.Copies, Bytes: len(sheet.Document),
		})
	case "pdf":
		w.Header().Set("Content-Type", "application/pdf")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(sheet.Document) // the browser that went away has no use for an error
	default:
		http.NotFound(w, r)
	}
}
