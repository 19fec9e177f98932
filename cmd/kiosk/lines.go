package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"periph.io/x/conn/v3/gpio"

	"linli/cmd/kiosk/internal/panel"
	"linli/drivers/ioboard"
	"linli/drivers/lines"
	"linli/drivers/serialport"
	"linli/kiosk"
	"linli/kiosk/health"
	"linli/kiosk/terminal"
)

// wireLines connects lamps, buzzer and contacts as the settings say, and
// returns what lights them and what keeps them until its context ends. Both are
// nil for a terminal that has none. Only settings that cannot be are an error: a
// board or a line that is not there is a condition.
func wireLines(s linesSettings, log *slog.Logger) (terminal.Indicator, func(context.Context, panel.Listener), error) {
	switch s.At {
	case atBoard:
		return wireBoard(s)
	case atGPIO:
		front, missing := wireGPIO(s, log)
		return front, func(ctx context.Context, l panel.Listener) {
			if missing != nil {
				l.Raise(health.Finding{Code: health.LinesGone, Detail: missing.Error()})
			}
			front.Run(ctx, l)
		}, nil
	}
	return nil, nil, nil
}

// wireBoard takes the wires of a serial I/O board.
func wireBoard(s linesSettings) (terminal.Indicator, func(context.Context, panel.Listener), error) {
	board, err := ioboard.New(func(context.Context) (ioboard.Port, error) {
		return serialport.Open(s.Port, &serialport.Opts{Baud: s.Baud, Parity: parities[s.Parity]})
	}, s.board())
	if err != nil {
		return nil, nil, fmt.Errorf("lines: %w", err)
	}
	ready := make(chan struct{})
	wires, err := s.wires(pinSource{
		output: func(w wiring) (gpio.PinOut, error) { return board.Output(w.number()) },
		input:  func(w wiring) (gpio.PinIn, error) { return board.Input(w.number()) },
	})
	if err != nil {
		return nil, nil, fmt.Errorf("lines: %w", err)
	}
	wires.Ready = ready
	front := panel.New(wires)
	return front, func(ctx context.Context, l panel.Listener) { runBoard(ctx, board, front, l, ready) }, nil
}

// runBoard keeps the board a little longer than the panel, which switches its
// lamps off last of all.
func runBoard(ctx context.Context, board *ioboard.Board, front *panel.Panel, l panel.Listener, ready chan struct{}) {
	outlasts, stop := context.WithCancel(context.WithoutCancel(ctx))
	var keeping sync.WaitGroup
	believe := sync.OnceFunc(func() { close(ready) })
	keeping.Go(func() {
		_ = board.Run(outlasts, func(e ioboard.Event) { // only its context ends it
			switch e.Kind {
			case ioboard.Back:
				l.Clear(health.LinesGone)
				believe()
			case ioboard.Gone:
				l.Raise(health.Finding{Code: health.LinesGone, Detail: e.Err.Error()})
			}
		})
	})
	front.Run(ctx, l)
	stop()
	keeping.Wait()
}

// wireGPIO takes lines of this computer. Lines that are not there are left out
// and named in the error.
func wireGPIO(s linesSettings, log *slog.Logger) (*panel.Panel, error) {
	errs := []error{openGPIO(log)}
	note := func(key string, err error) {
		log.Warn(kiosk.EventLineMissing, "key", "lines."+key, "err", err)
		errs = append(errs, err)
	}
	source := pinSource{
		output: func(w wiring) (gpio.PinOut, error) { return findLine(w.name) },
		input:  func(w wiring) (gpio.PinIn, error) { return findLine(w.name) },
	}
	source.missing = note
	wires, err := s.wires(source)
	return panel.New(wires), errors.Join(append(errs, err)...)
}

// pinSource is where pins are found.
type pinSource struct {
	output  func(wiring) (gpio.PinOut, error)
	input   func(wiring) (gpio.PinIn, error)
	missing func(key string, err error) // told of a pin that is not there, which is left out; nil makes it an error
}

// wires finds every pin that the settings name.
func (s linesSettings) wires(from pinSource) (panel.Wires, error) {
	var w panel.Wires
	var errs []error
	failed := func(key string, err error) {
		switch {
		case err == nil:
		case from.missing != nil:
			from.missing(key, err)
		default:
			errs = append(errs, fmt.Errorf("%s: %w", key, err))
		}
	}
	for _, o := range s.outputs() {
		if o.wire.name == "" {
			continue
		}
		pin, err := from.output(o.wire)
		if err == nil {
			*o.into(&w), err = lines.NewOutput(pin, &lines.OutputOpts{Polarity: o.wire.polarity()})
		}
		failed(o.key, err)
	}
	for _, i := range s.inputs() {
		if i.wire.name == "" {
			continue
		}
		pin, err := from.input(i.wire)
		if err == nil {
			*i.into(&w), err = lines.NewInput(pin, &lines.InputOpts{Polarity: i.wire.polarity(), Pull: i.wire.pull()})
		}
		failed(i.key, err)
	}
	return w, errors.Join(errs...)
}
