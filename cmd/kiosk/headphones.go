package main

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"linli/drivers/headphones"
	"linli/kiosk"
	"linli/kiosk/terminal"
)

// jackAuto is the input that finds the jack by itself.
const jackAuto = "auto"

// jackSettings is the part voice.headphones of kiosk.yaml.
type jackSettings struct {
	Input  string `yaml:"input"`
	Device string `yaml:"device"`
}

func (j jackSettings) faults(refuse func(bad bool, key, problem string)) {
	refuse(j.Input != "" && j.Input != jackAuto && !strings.HasPrefix(j.Input, "/"), "voice.headphones.input", "must be auto, or an input device such as /dev/input/event3; evtest lists them")
	refuse(strings.ContainsAny(j.Device, " \t"), "voice.headphones.device", "must be one of ALSA's names, without spaces; aplay -L lists them")
}

// How long a jack that is gone is left alone before it is tried again: twice as
// long each time.
const (
	jackRetryFirst = time.Second
	jackRetryLast  = 30 * time.Second
)

// jack is the plug of headphones in the sound card.
type jack struct {
	open func() (headphones.Port, error)
	log  *slog.Logger
}

var _ terminal.Headphones = jack{}

// newJack returns nil for a terminal that watches none.
func newJack(v voiceSettings, log *slog.Logger) terminal.Headphones {
	input := v.Headphones.Input
	if v.At == voiceNone || input == "" {
		return nil
	}
	return jack{log: log, open: func() (headphones.Port, error) {
		path := input
		if path == jackAuto {
			found, err := headphones.Find("/dev/input")
			if err != nil {
				return nil, err
			}
			path = found
		}
		return headphones.Open(path)
	}}
}

// Watch implements terminal.Headphones. A jack that is gone is empty: nobody
// knows who hears.
func (j jack) Watch(ctx context.Context, report func(in bool)) {
	wait, gone := jackRetryFirst, false
	for ctx.Err() == nil {
		err := j.use(ctx, func(in bool) {
			wait, gone = jackRetryFirst, false
			report(in)
		})
		if ctx.Err() != nil {
			return
		}
		if !gone {
			gone = true
			j.log.Warn(kiosk.EventVoiceTrouble, "err", err)
			report(false)
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		wait = min(2*wait, jackRetryLast)
	}
}

// use reports how the plug stands until the jack is gone or ctx ends, and says
// why.
func (j jack) use(ctx context.Context, report func(in bool)) error {
	port, err := j.open()
	if err != nil {
		return err
	}
	d := headphones.New(port)
	defer func() { _ = d.Halt() }()
	for {
		in, err := d.Next(ctx)
		if err != nil {
			return err
		}
		report(in)
	}
}
