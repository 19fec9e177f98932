package main

import (
	"context"
	"errors"
	"time"

	"linli/drivers/cardwatch"
	"linli/drivers/idcard"
	"linli/drivers/samv"
	"linli/drivers/serialport"
	"linli/kiosk"
	"linli/kiosk/terminal"
)

// cardReader is the ID-card module at a serial line.
type cardReader struct {
	watch *cardwatch.Watch
	path  string
	line  serialport.Opts
}

var _ terminal.CardReader = cardReader{}

func newReader(s cardSettings) cardReader {
	line := serialport.DefaultOpts
	line.Baud = s.Baud
	opts := cardwatch.DefaultOpts
	opts.Module = samv.Opts{Baud: s.Baud}
	opts.Presence = presences()[s.Presence]
	watch := cardwatch.New(func(context.Context) (cardwatch.Port, error) {
		return serialport.Open(s.Port, &line)
	}, &opts)
	return cardReader{watch, s.Port, line}
}

// presences are the words of card.presence; nil finds out which one suits.
func presences() map[string]cardwatch.Presence {
	return map[string]cardwatch.Presence{"auto": nil, "status": cardwatch.ByAddress{}, "find": cardwatch.ByFind{}}
}

// Watch implements terminal.CardReader. The watch ends only with ctx.
func (r cardReader) Watch(ctx context.Context, report func(terminal.CardReport)) {
	_ = r.watch.Run(ctx, func(e cardwatch.Event) {
		if c, ok := cardReport(e); ok {
			report(c)
		}
	})
}

// cardReport says an event of the reader in the terminal's words.
func cardReport(e cardwatch.Event) (terminal.CardReport, bool) {
	switch e.Kind {
	case cardwatch.Found:
		return terminal.CardReport{What: terminal.CardFound}, true
	case cardwatch.Read:
		return terminal.CardReport{What: terminal.CardRead, Resident: residentOf(e.Document)}, true
	case cardwatch.Failed:
		return terminal.CardReport{What: terminal.CardFailed, Code: cardCode(e.Err), Err: e.Err}, true
	case cardwatch.Removed:
		return terminal.CardReport{What: terminal.CardRemoved}, true
	case cardwatch.Gone:
		return terminal.CardReport{What: terminal.ReaderGone, Code: kiosk.ReaderGone, Err: e.Err}, true
	case cardwatch.Back:
		return terminal.CardReport{What: terminal.ReaderBack}, true
	}
	return terminal.CardReport{}, false
}

func cardCode(err error) kiosk.Code {
	switch {
	case errors.Is(err, cardwatch.ErrMoved):
		return kiosk.CardMoved
	case errors.Is(err, cardwatch.ErrUnsupported):
		return kiosk.CardUnsupported
	}
	return kiosk.CardUnreadable
}

func residentOf(d idcard.Document) kiosk.Resident {
	r := kiosk.Resident{
		Name: kiosk.Private(d.Name.Reveal()), Number: kiosk.Private(d.Number.Reveal()),
		Birth: kiosk.Private(d.Birth.Reveal()), Address: kiosk.Private(d.Address.Reveal()),
	}
	if v := d.Validity; !v.LongTerm && !v.To.IsZero() {
		r.Until = kiosk.Private(v.To.Format(time.DateOnly))
	}
	switch d.Sex {
	case idcard.Male:
		r.Sex = "male"
	case idcard.Female:
		r.Sex = "female"
	}
	switch d.Kind {
	case idcard.Resident:
		r.Kind = kiosk.ResidentCard
	case idcard.HKMacaoTaiwan:
		r.Kind = kiosk.HKMacaoTaiwanCard
	case idcard.Foreigner2017, idcard.Foreigner2023:
		r.Kind = kiosk.ForeignerCard
	}
	return r
}
