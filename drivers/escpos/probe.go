package escpos

import (
	"context"
	"errors"
)

// Findings is what a printer answered to questions that change nothing. What a
// unit says of itself need not be true: clones have been seen that answer with
// the name of another maker.
type Findings struct {
	Status   Status // Known when it answers DLE EOT
	Sensors  bool   // answers GS r 1
	Firmware string
	Maker    string
	Model    string
	Serial   string
}

// Probe asks everything that can be asked without printing, moving or clearing
// anything, whatever the profile says the printer can do. Silence is a finding,
// not an error. A printer that says it is not ready is asked only for its
// status, because everything else would wait in its queue.
//
// It blocks for at most eleven ReplyTimeouts, plus the end of a running call.
// Errors wrap ErrGone, ErrHalted or ctx's error.
func (d *Dev) Probe(ctx context.Context) (Findings, error) {
	var (
		f   Findings
		err error
	)
	if callErr := d.do(ctx, func() { f, err = d.probe(ctx) }); callErr != nil {
		return Findings{}, callErr
	}
	return f, err
}

// probe does the work of Probe in the owner goroutine. A printer that leaves a
// queued question unanswered may answer it in the midst of a later job, so the
// next job begins by clearing the buffer.
//
// Epson, GS r 1: paper sensor. GS I 65 to 68: firmware, maker, model, serial.
func (d *Dev) probe(ctx context.Context) (Findings, error) {
	var f Findings
	status, err := d.askRealTime(ctx)
	if err == nil && d.opts.Profile.Presenter != PresenterNone {
		status, err = d.ask(ctx)
	}
	switch {
	case err == nil:
		f.Status = status
		if !status.IsReady() {
			return f, nil
		}
	case !errors.Is(err, ErrSilent):
		return f, err
	}
	d.dirty = true
	defer func() { d.said = said{} }() // letters of a name look like status
	d.said = said{}
	err = d.question(ctx, []byte{gs, 'r', 1}, func() bool { return d.said.sensors > 0 })
	if err != nil && !errors.Is(err, ErrSilent) {
		return f, err
	}
	f.Sensors = err == nil
	for i, text := range []*string{&f.Firmware, &f.Maker, &f.Model, &f.Serial} {
		d.said.info = nil
		err := d.question(ctx, []byte{gs, 'I', byte(65 + i)}, func() bool { return d.said.info != nil })
		switch {
		case err == nil:
			*text = string(*d.said.info)
		case !errors.Is(err, ErrSilent):
			return f, err
		}
	}
	return f, d.settle(ctx)
}
