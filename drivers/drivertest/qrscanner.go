package drivertest

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"
)

// QRFault is a way in which a QRScanner fails.
type QRFault string

// Faults of a scanner. They last until another is set.
const (
	QRFaultNone     QRFault = "none"
	QRFaultCutShort QRFault = "cut-short" // half of a code comes, nothing after it
	QRFaultStutter  QRFault = "stutter"   // a second passes in the middle of a code
	QRFaultNoSuffix QRFault = "no-suffix" // the scanner was set up without one
	QRFaultNoise    QRFault = "noise"     // bytes of a wrong speed instead of the code
)

// stutter is longer than any scanner pauses within a code.
const stutter = time.Second

// QRScanner is a bar code scanner as it behaves on its serial line: it sends
// what is held before it in small pieces, and CR LF after it. It is safe for
// concurrent use.
type QRScanner struct {
	out io.Writer

	mu    sync.Mutex // protects fault
	fault QRFault

	sending sync.Mutex // held while a code goes out: codes do not mix
}

// NewQRScanner returns a scanner that sends to out.
func NewQRScanner(out io.Writer) *QRScanner { return &QRScanner{out: out, fault: QRFaultNone} }

// SetFault makes the scanner fail from now on.
func (s *QRScanner) SetFault(f QRFault) error {
	switch f {
	case QRFaultNone, QRFaultCutShort, QRFaultStutter, QRFaultNoSuffix, QRFaultNoise:
	default:
		return fmt.Errorf("drivertest: a QR scanner has no fault %q", f)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
	return nil
}

// Show holds a code before the scanner and returns when all of it was sent, or
// ctx is done.
func (s *QRScanner) Show(ctx context.Context, text string) error {
	s.mu.Lock()
	fault := s.fault
	s.mu.Unlock()
	s.sending.Lock()
	defer s.sending.Unlock()
	half, suffix := len(text)/2, "\r\n"
	switch fault {
	case QRFaultCutShort:
		return s.send(ctx, text[:half])
	case QRFaultNoise:
		return s.send(ctx, "\xF8\x00\x1E\x80\xFE"+suffix)
	case QRFaultNoSuffix:
		suffix = ""
	case QRFaultStutter:
		if err := s.send(ctx, text[:half]); err != nil {
			return err
		}
		if err := pause(ctx, stutter); err != nil {
			return err
		}
		text = text[half:]
	}
	return s.send(ctx, text+suffix)
}

func (s *QRScanner) send(ctx context.Context, text string) error {
	if err := (paced{out: s.out, baud: 115200}).send(ctx, []byte(text)); err != nil {
		return fmt.Errorf("drivertest: QR scanner: %w", err)
	}
	return nil
}
