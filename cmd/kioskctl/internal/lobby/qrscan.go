package lobby

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"linli/drivers/drivertest"
)

// largestCode is how many characters the largest QR code holds, digits only
// (ISO/IEC 18004, table 7).
const largestCode = 7089

// showWithin bounds how long a code may take to go out. A line that nobody
// reads fills up and takes no more.
const showWithin = 3 * time.Second

// errUnread reports a code of which the rest did not go out.
var errUnread = errors.New("lobby: nobody reads the scanner's line")

// QRFaults lists the QR scanner's faults by the names of the API, without
// "none", which ends them.
func QRFaults() []string {
	return []string{
		string(drivertest.QRFaultCutShort), string(drivertest.QRFaultStutter),
		string(drivertest.QRFaultNoSuffix), string(drivertest.QRFaultNoise),
	}
}

// scanner is the QR scanner and what it was told. It is safe for concurrent
// use.
type scanner struct {
	*drivertest.QRScanner
	busy chan struct{} // holds one value while a code goes out

	mu    sync.Mutex // protects the fields below
	fault string
	codes int
}

func newScanner(line io.Writer) *scanner {
	return &scanner{QRScanner: drivertest.NewQRScanner(line), busy: make(chan struct{}, 1), fault: noFault}
}

// listen hears what the driver sends and takes no notice, until the line is
// closed.
func (s *scanner) listen(ctx context.Context, line io.Reader) error {
	_, err := io.Copy(io.Discard, line)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("lobby: scanner: %w", err)
}

// show holds a code before the scanner; it blocks up to 3 s. A code that
// nobody reads stays in the line until somebody does, or opens it afresh.
func (s *scanner) show(ctx context.Context, text string) error {
	if text == "" || len(text) > largestCode {
		return fmt.Errorf("lobby: a code of %d bytes: there are 1 to %d", len(text), largestCode)
	}
	select {
	case s.busy <- struct{}{}:
	default:
		return fmt.Errorf("%w: the code before still waits", errUnread)
	}
	ctx, stop := context.WithTimeout(ctx, showWithin)
	sent := make(chan error, 1)
	go func() {
		defer stop()
		err := s.Show(ctx, text)
		<-s.busy // before the caller may come with the next
		sent <- err
	}()
	select {
	case err := <-sent:
		if err == nil {
			s.mu.Lock()
			s.codes++
			s.mu.Unlock()
		}
		return err
	case <-ctx.Done():
		return errUnread
	}
}

func (s *scanner) set(fault string) error {
	if err := s.SetFault(drivertest.QRFault(fault)); err != nil {
		return fmt.Errorf("lobby: %w; there are %q and %q", err, QRFaults(), noFault)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = fault
	return nil
}

func (s *scanner) state(cable plug) QRScanState {
	s.mu.Lock()
	defer s.mu.Unlock()
	return QRScanState{Plugged: cable.Plugged(), Fault: s.fault, Codes: s.codes}
}

func (l *Lobby) showCode(r *http.Request) error {
	return l.scanner.show(r.Context(), r.FormValue("text"))
}
