package main_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"linli/internal/visitplay"
	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/store"
	"linli/sync/wire"
)

// TestLongQueueIsCheckedBeforeTheEyesOfTheLobby starts a terminal on a queue
// that a lobby without a line comes to in years, and wants to see on the glass
// how far the check is, more than once and never backwards.
func TestLongQueueIsCheckedBeforeTheEyesOfTheLobby(t *testing.T) {
	if os.Getenv("LINLI_VERIFY") == "" {
		t.Skip("writes 800,000 records; set LINLI_VERIFY=1")
	}
	const tickets = 400_000 // and as many ends of papers
	l := raise(t, portrait, true)
	l.must("stop", l.stage.Kiosk().Stop(20*time.Second))
	began := time.Now()
	l.fillQueue(tickets)
	t.Logf("%d tickets written in %s", tickets, time.Since(began).Round(time.Millisecond))
	began = time.Now()
	l.must("start again", l.stage.StartKiosk(l.ctx))
	l.sit()
	told, estimated := 0, false
	for last := uint64(0); ; told++ {
		line := l.sees("progress, or the lobby", func(v visitplay.Line) bool {
			return v.Screen == flow.Attract || v.Screen == flow.Starting && v.View.Start.Done > last
		})
		if line.Screen == flow.Attract {
			break
		}
		start := line.View.Start
		t.Logf("after %s: %d of %d, %s left", line.At.Sub(began).Round(time.Millisecond), start.Done, start.Total, start.Left.Round(100*time.Millisecond))
		if start.Total < 2*tickets || start.Done > start.Total {
			t.Errorf("it says %d of %d", start.Done, start.Total)
		}
		if last = start.Done; start.Left > 0 && !estimated {
			estimated = true
			l.photograph("checking")
		}
	}
	t.Logf("open after %s, %d pictures of progress", time.Since(began).Round(time.Millisecond), told)
	if told < 2 || !estimated {
		t.Errorf("%d pictures of progress; with an estimate: %v", told, estimated)
	}
}

// fillQueue has n tickets taken and printed while the terminal is stopped.
func (l *lobby) fillQueue(n int) {
	l.Helper()
	text, err := os.ReadFile(filepath.Join(l.stage.Dir, "data", "office", "sealing.pub"))
	l.must("sealing key", err)
	key, err := wire.DecodePublicKey(text)
	l.must("sealing key", err)
	sealer, err := wire.NewSealer(key)
	l.must("sealing key", err)
	books, err := store.Open(l.store(), &store.Options{Device: "K1", Sealer: sealer, Numbers: store.Block{First: 1, Last: 999}})
	l.must("store", err)
	const sides = 256
	var crowd errgroup.Group
	for side := range sides {
		crowd.Go(func() error {
			for i := side; i < n; i += sides {
				r, err := books.Submit(context.Background(), kiosk.Submission{
					Visit: kiosk.VisitID(fmt.Sprintf("V%09d", i)), Day: "2026-03-02", Item: "invented", PrintNow: true,
					Prefix: string([]rune{'A' + rune(i/26%26), 'A' + rune(i%26)}), // 676 of them, for numbers enough
				})
				if err == nil {
					err = books.EndPrint(context.Background(), r.Job, kiosk.Printed)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	l.must("fill", crowd.Wait())
	l.must("store", books.Close())
}
