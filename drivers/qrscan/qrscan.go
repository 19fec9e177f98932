// Package qrscan reads a bar code scanner that is a serial device: one code at
// a time, as text. The scanner sends each code as it stands, ended by CR, LF
// or both, or by silence, as it is set up (GM65 and SE-2707 integration
// guides, "suffix" or "terminator").
//
// What a resident holds before a scanner is hostile until proven otherwise. So
// it refuses text that is too long, control and direction signs, bytes that
// are no UTF-8, and codes that broke off; it gives up what was scanned before
// anybody asked; it keeps nothing between two scans, and never says in an
// error or a log what it read. It does not know what a code means, and it
// refuses scanners that pretend to be keyboards: their codes would be typed
// into the screen.
package qrscan

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"periph.io/x/conn/v3"

	"linli/drivers/patience"
)

// Why a scan gave nothing. Errors of the port itself are wrapped and passed on.
var (
	// ErrTooLong says that a code had more than Opts.MaxBytes.
	ErrTooLong = errors.New("code too long")
	// ErrCharacters says that a code held what is no plain text.
	ErrCharacters = errors.New("code is no plain text")
	// ErrCutShort says that a code began and its end did not come.
	ErrCutShort = errors.New("code cut short")
)

// Port is the line from the scanner. A serial port and a net.Conn satisfy it.
type Port interface {
	io.Reader
	SetReadDeadline(t time.Time) error
}

// Opts says how the scanner is set up. A zero field takes its value from
// DefaultOpts, except NoSuffix.
type Opts struct {
	MaxBytes int           // of one code, without its suffix
	Gap      time.Duration // longest silence within a code
	NoSuffix bool          // the scanner sends no CR or LF: silence ends a code
}

// DefaultOpts suits a scanner as it leaves the factory. The largest QR code
// holds 2953 bytes (ISO/IEC 18004, table 7).
var DefaultOpts = Opts{MaxBytes: 4096, Gap: 300 * time.Millisecond}

// longestDrop bounds how long rubbish is thrown away: a line that never falls
// silent is used all the same.
const longestDrop = 3 * time.Second

// idle is how long one wait for the first byte lasts; then the next begins.
const idle = time.Second

// Content is the text of a code. Whatever prints, logs or encodes it gets mask
// signs; Reveal is the only way to the text.
type Content string

// Reveal returns the text itself.
func (c Content) Reveal() string { return string(c) }

// String returns mask signs, or "" for an empty value.
func (c Content) String() string {
	if c == "" {
		return ""
	}
	return "***"
}

// GoString masks %#v.
func (c Content) GoString() string { return c.String() }

// Format masks every verb.
func (c Content) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.String()) }

// LogValue masks the value in structured logs.
func (c Content) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalText masks JSON and its like. It never fails.
func (c Content) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Dev is one scanner. It belongs to one goroutine at a time.
type Dev struct {
	port Port
	opts Opts
}

var _ conn.Resource = (*Dev)(nil)

// New returns the scanner behind port without reading from it. A nil opts
// means DefaultOpts.
func New(port Port, opts *Opts) (*Dev, error) {
	o := DefaultOpts
	if opts != nil {
		o.NoSuffix = opts.NoSuffix
		if opts.MaxBytes != 0 {
			o.MaxBytes = opts.MaxBytes
		}
		if opts.Gap != 0 {
			o.Gap = opts.Gap
		}
	}
	if o.MaxBytes < 0 || o.Gap < 0 {
		return nil, fmt.Errorf("qrscan: limits below zero: %+v", o)
	}
	return &Dev{port: port, opts: o}, nil
}

// String names the driver and, if the port has a name, the port.
func (d *Dev) String() string {
	if s, ok := d.port.(fmt.Stringer); ok {
		return "qrscan(" + s.String() + ")"
	}
	return "qrscan"
}

// Halt implements conn.Resource. Nothing runs between two scans; it returns
// nil at once.
func (d *Dev) Halt() error { return nil }

// Scan waits until ctx is done for the next code. What was scanned before is
// thrown away first, and after a code that is refused the rest of it, which
// takes 3 s at most. Errors wrap ErrTooLong, ErrCharacters, ErrCutShort, ctx's
// error or the port's; all but the last two are answered by scanning again.
func (d *Dev) Scan(ctx context.Context) (Content, error) {
	release := patience.Interruptible(ctx, d.port)
	defer release()
	text, err := d.scan(ctx)
	if err != nil {
		return "", fmt.Errorf("qrscan: %w", err)
	}
	return text, nil
}

func (d *Dev) scan(ctx context.Context) (Content, error) {
	if err := d.drop(ctx, time.Millisecond); err != nil {
		return "", err
	}
	code := make([]byte, 0, d.opts.MaxBytes)
	defer func() { clear(code[:cap(code)]) }()
	ended := false
	for !ended {
		var err error
		code, ended, err = d.more(ctx, code)
		if errors.Is(err, ErrTooLong) {
			return "", errors.Join(err, d.drop(ctx, d.opts.Gap))
		}
		if err != nil {
			return "", err
		}
	}
	if !isPlain(code) {
		return "", ErrCharacters
	}
	return Content(code), nil
}

// more reads what arrives next and reports whether the code has ended.
func (d *Dev) more(ctx context.Context, code []byte) ([]byte, bool, error) {
	wait := d.opts.Gap
	if len(code) == 0 {
		wait = idle
	}
	var buf [256]byte
	defer clear(buf[:])
	n, err := patience.Read(ctx, d.port, buf[:], time.Now().Add(wait))
	for _, b := range buf[:n] {
		if b == '\r' || b == '\n' {
			if len(code) > 0 {
				return code, true, nil
			}
			continue // the second half of a CR LF, or an empty code
		}
		if len(code) == d.opts.MaxBytes {
			return code, false, ErrTooLong
		}
		code = append(code, b)
	}
	switch {
	case err == nil:
		return code, false, nil
	case !errors.Is(err, os.ErrDeadlineExceeded) || ctx.Err() != nil:
		return code, false, err
	case len(code) == 0 || n > 0:
		return code, false, nil
	case d.opts.NoSuffix:
		return code, true, nil
	}
	return code, false, ErrCutShort
}

// drop throws away what has arrived. If there is something, a code may be on
// its way, so it goes on until the line is silent for Gap.
func (d *Dev) drop(ctx context.Context, silence time.Duration) error {
	var buf [256]byte
	defer clear(buf[:])
	end := time.Now().Add(longestDrop)
	for time.Now().Before(end) {
		n, err := patience.Read(ctx, d.port, buf[:], time.Now().Add(silence))
		if n > 0 {
			silence = d.opts.Gap
			continue
		}
		if errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() == nil {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// isPlain reports whether b is text that can be shown and compared: UTF-8, no
// control signs, none that turn the direction of writing, no space but U+0020.
func isPlain(b []byte) bool {
	return utf8.Valid(b) && !strings.ContainsFunc(string(b), func(r rune) bool { return !unicode.IsPrint(r) })
}
