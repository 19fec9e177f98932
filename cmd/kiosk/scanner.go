package main

import (
	"context"
	"errors"
	"io"
	"time"

	"linli/drivers/qrscan"
	"linli/drivers/serialport"
	"linli/kiosk"
	"linli/kiosk/terminal"
)

// scanSettings is the part scan of kiosk.yaml.
type scanSettings struct {
	Port   string `yaml:"port"`
	Baud   int    `yaml:"baud"`
	Suffix bool   `yaml:"suffix"`
	Side   string `yaml:"side"`
}

func (s scanSettings) faults(refuse func(bad bool, key, problem string)) {
	refuse(s.Side != "left" && s.Side != "right" && s.Side != "below", "scan.side", "must be left, right or below")
	refuse(s.Port != "" && s.Baud <= 0, "scan.baud", "must be the scanner's speed, for example 115200")
}

// How long a scanner that is gone is left alone before it is tried again: twice
// as long each time.
const (
	scanRetryFirst = time.Second
	scanRetryLast  = 30 * time.Second
)

// scanPort is the line of a scanner.
type scanPort interface {
	qrscan.Port
	io.Closer
}

// codeScanner is the scanner of codes at a serial line.
type codeScanner struct {
	open func() (scanPort, error)
	opts qrscan.Opts
}

var _ terminal.Scanner = codeScanner{}

// newScanner returns nil for a terminal that has none.
func newScanner(s scanSettings) terminal.Scanner {
	if s.Port == "" {
		return nil
	}
	line := serialport.DefaultOpts
	line.Baud = s.Baud
	return codeScanner{
		open: func() (scanPort, error) { return serialport.Open(s.Port, &line) },
		opts: qrscan.Opts{NoSuffix: !s.Suffix},
	}
}

// Watch implements terminal.Scanner: it opens the line, and opens it again
// whenever it is gone.
func (c codeScanner) Watch(ctx context.Context, report func(terminal.ScanReport)) {
	wait, gone := scanRetryFirst, false
	back := func() {
		wait = scanRetryFirst
		if gone {
			report(terminal.ScanReport{What: terminal.ScannerBack})
			gone = false
		}
	}
	for ctx.Err() == nil {
		err := c.use(ctx, back, report)
		if ctx.Err() != nil {
			return
		}
		if !gone {
			report(terminal.ScanReport{What: terminal.ScannerGone, Err: err})
			gone = true
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		wait = min(2*wait, scanRetryLast)
	}
}

// use reads codes until the line is gone or ctx ends, and says why.
func (c codeScanner) use(ctx context.Context, opened func(), report func(terminal.ScanReport)) error {
	port, err := c.open()
	if err != nil {
		return err
	}
	defer port.Close()
	dev, err := qrscan.New(port, &c.opts)
	if err != nil {
		return err
	}
	opened()
	for {
		code, err := dev.Scan(ctx)
		switch {
		case err == nil:
			report(terminal.ScanReport{What: terminal.ScanRead, Text: kiosk.Private(code.Reveal())})
		case isBadCode(err):
			report(terminal.ScanReport{What: terminal.ScanFailed, Err: err})
		default:
			return err
		}
	}
}

// isBadCode tells a code that was refused from a line that is gone.
func isBadCode(err error) bool {
	return errors.Is(err, qrscan.ErrTooLong) || errors.Is(err, qrscan.ErrCharacters) || errors.Is(err, qrscan.ErrCutShort)
}
