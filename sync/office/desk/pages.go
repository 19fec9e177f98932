package desk

import (
	"context"
	"time"

	"linli/kiosk"
	"linli/sync/office"
)

// Watch counts a page that shows calls until stop is called.
func (d *Desk) Watch() (stop func()) {
	d.count(1)
	return func() { d.count(-1) }
}

func (d *Desk) count(n int) {
	d.mu.Lock()
	d.open += n
	d.mu.Unlock()
	select {
	case d.counted <- struct{}{}:
	default:
	}
}

// Run tells the other processes whether a page is open here, until ctx ends;
// then that none is.
func (d *Desk) Run(ctx context.Context) {
	again := time.NewTicker(renewPages)
	defer again.Stop()
	told, faulty, due := false, false, false
	for {
		if open := d.pageIsOpen(); open != told || open && due {
			err := d.tellPages(ctx, open)
			if err != nil && ctx.Err() == nil && !faulty {
				d.log.Error(kiosk.EventOfficeTrouble, "err", err)
			}
			told, faulty = open && err == nil, err != nil
		}
		due = false
		select {
		case <-ctx.Done():
			if told { // if it fails they notice in believePages
				_ = d.tellPages(context.WithoutCancel(ctx), false)
			}
			return
		case <-again.C:
			due = true
		case <-d.counted:
		}
	}
}

func (d *Desk) pageIsOpen() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.open > 0
}

func (d *Desk) tellPages(ctx context.Context, open bool) error {
	ctx, cancel := context.WithTimeout(ctx, signTimeout)
	defer cancel()
	s := office.Sign{Kind: pageSign, Name: d.process, At: d.now()}
	if open {
		s.Body = []byte("open")
	}
	return d.board.Put(ctx, s)
}
