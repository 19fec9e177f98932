// Package fleet plays many terminals against one street office: all of them
// off-line for a day, then all with a line again. Each has a queue, a chain, a
// seal and a connection of its own and waits as the real uplink does, because
// it is the real uplink. What comes out is how long each took to be empty, how
// even that is over all of them, and whether the ledger holds each record once.
//
// It refuses to play residents, screens and devices, to reach further than
// loopback, and to call a run good in which anything is missing or stands
// twice.
package fleet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"linli/kiosk"
	"linli/sync/uplink"
)

// Self as Options.Office starts an office for the run.
const Self = "self"

// Options say what to play.
type Options struct {
	Terminals  int
	Office     string        // http:// address on loopback, or Self
	SealingKey string        // file of an office that runs already
	Outage     time.Duration // that all terminals have behind them
	PerHour    float64       // records that each took in an hour of it
	TimeScale  float64       // of the terminals' waits, for a run of minutes
	Bin        string        // folder of streetoffice, for Self
	Out        io.Writer
}

// settle is how much of the outage is played: as long as it takes until the
// terminals' waits have grown to their bound and lie apart.
const settle = 8 * time.Minute

// Limits that make a run good.
const (
	fairness = 3.0 // p99 over p50
	patience = 30 * time.Minute
	// ownWait is the longest that a terminal waits by itself before it tries
	// the line again; see result.telling.
	ownWait = 5 * time.Minute
)

// ErrFailed is a run in which something is missing, stands twice or is unfair;
// what was printed says what.
var ErrFailed = errors.New("fleet: the run is not good")

// Run plays the fleet and prints what came of it. It ends by itself, after half
// an hour at most.
func Run(ctx context.Context, o Options) (err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var self *office
	if o.Office == Self {
		folder, err := os.MkdirTemp("", "linli-fleet-")
		if err != nil {
			return fmt.Errorf("fleet: %w", err)
		}
		defer os.RemoveAll(folder)
		if self, err = startOffice(ctx, o.Bin, folder); err != nil {
			return err
		}
		defer func() {
			if self != nil {
				err = errors.Join(err, self.stop())
			}
		}()
		o.Office, o.SealingKey = self.url, filepath.Join(folder, "sealing.pub")
	}
	terminals, err := o.terminals()
	if err != nil {
		return err
	}
	r, err := o.play(ctx, terminals)
	if err != nil {
		return err
	}
	r.memory = memory("self")
	if self != nil {
		r.officeMemory = memory(strconv.Itoa(self.cmd.Process.Pid))
		office := self
		self = nil
		if err := office.stop(); err != nil {
			return err
		}
		r.audited = true
		if r.ledger, err = office.audit(ctx, terminals); err != nil {
			return err
		}
	}
	r.print(o.Out)
	if !r.good() {
		return ErrFailed
	}
	return nil
}

func (o Options) terminals() ([]*terminal, error) {
	sealer, err := readSealer(o.SealingKey)
	if err != nil {
		return nil, err
	}
	b := backlog{
		records: uint64(max(o.Outage.Hours()*o.PerHour, 1)), began: time.Now().Add(-o.Outage),
	}
	b.every = o.Outage / time.Duration(b.records)
	all := make([]*terminal, o.Terminals)
	for i := range all {
		all[i] = newTerminal(i+1, sealer, b)
	}
	fmt.Fprintf(o.Out, "%d terminals, each %v off-line with %d records; waits of the terminals times %g\n",
		len(all), o.Outage, b.records, o.TimeScale)
	return all, prepare(all)
}

// prepare has every processor make the terminals' first batches.
func prepare(all []*terminal) error {
	faults := make([]error, runtime.GOMAXPROCS(0))
	var working sync.WaitGroup
	for w := range faults {
		working.Go(func() {
			for i := w; i < len(all) && faults[w] == nil; i += len(faults) {
				faults[w] = all[i].prepare()
			}
		})
	}
	working.Wait()
	return errors.Join(faults...)
}

// play runs all terminals through the end of the outage until each is empty.
func (o Options) play(ctx context.Context, terminals []*terminal) (*result, error) {
	var running sync.WaitGroup
	defer running.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	off := &outage{}
	for _, t := range terminals {
		l := newLine(t, o.Office, off)
		u := uplink.New(t, l, uplink.Options{
			Device: kiosk.DeviceID(t.name), Logger: slog.New(slog.DiscardHandler), TimeScale: o.TimeScale,
			LastHeard: time.Now().Add(-time.Duration(float64(o.Outage) * o.TimeScale)),
		})
		running.Go(func() {
			defer l.Close()
			_ = u.Run(ctx) // it ends with ctx only
		})
	}
	fmt.Fprintf(o.Out, "the last %v of the outage\n", settle)
	if !pause(ctx, time.Duration(float64(settle)*o.TimeScale)) {
		return nil, ctx.Err()
	}
	began := time.Now()
	off.over.Store(true)
	for !pause(ctx, time.Second) || !o.told(terminals, began) {
		if ctx.Err() != nil {
			break
		}
	}
	r := measure(terminals, began)
	r.ownWait = time.Duration(float64(ownWait) * o.TimeScale)
	return r, nil
}

// told prints how far the fleet is and reports whether all are empty.
func (o Options) told(terminals []*terminal, began time.Time) bool {
	reached, drained := 0, 0
	for _, t := range terminals {
		t.mu.Lock()
		if !t.reached.IsZero() {
			reached++
		}
		if !t.drained.IsZero() {
			drained++
		}
		t.mu.Unlock()
	}
	if since := time.Since(began).Round(time.Second); since%(10*time.Second) == 0 || drained == len(terminals) {
		fmt.Fprintf(o.Out, "%5v  %d have heard the office, %d are empty\n", since, reached, drained)
	}
	return drained == len(terminals)
}

// pause waits for d and reports whether ctx is still alive.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
	return ctx.Err() == nil
}

// Loopback tells whether the fleet may reach url.
func Loopback(url string) bool {
	rest, plain := strings.CutPrefix(url, "http://")
	return url == Self || plain && (strings.HasPrefix(rest, "127.") || strings.HasPrefix(rest, "localhost:") || strings.HasPrefix(rest, "[::1]:"))
}
