package ledgertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linli/sync/office"
)

func keepsMany(t *testing.T, l office.Ledger) {
	for round := range 3 {
		var claims []*office.Claim
		for i := range 9 {
			to := line(fmt.Sprint("K", (i*5+round)%9)) // in no order
			claims = append(claims, &office.Claim{Line: to, Admit: func(m office.Mark) ([]office.Entry, error) {
				return following(to, m, round), nil
			}})
		}
		if err := l.Append(t.Context(), claims...); err != nil {
			t.Fatal(err)
		}
	}
	checkChains(t, read(t, l), 9*3)
}

// checkChains wants count entries, each line's in order and linked.
func checkChains(t *testing.T, all []office.Entry, count int) {
	t.Helper()
	if len(all) != count {
		t.Errorf("%d entries, want %d", len(all), count)
	}
	last := map[office.Line]office.Mark{}
	position := uint64(0)
	for _, e := range all {
		m := last[e.Line()]
		if e.Position <= position || e.Header.Seq != m.Through+1 || !bytes.Equal(e.Header.Prev, m.Hash[:]) {
			t.Fatalf("entry %d of %s at position %d does not follow %d at %d", e.Header.Seq, e.Header.Device, e.Position, m.Through, position)
		}
		position = e.Position
		last[e.Line()] = office.Mark{Through: e.Header.Seq, Hash: e.Hash}
	}
}

func keepsOthers(t *testing.T, l office.Ledger) {
	cause := errors.New("refused")
	claim := func(device string, spoil func([]office.Entry) ([]office.Entry, error)) *office.Claim {
		return &office.Claim{Line: line(device), Admit: func(m office.Mark) ([]office.Entry, error) {
			return spoil(following(line(device), m, 2))
		}}
	}
	fine := func(es []office.Entry) ([]office.Entry, error) { return es, nil }
	claims := []*office.Claim{
		claim("K1", fine),
		claim("K2", func(es []office.Entry) ([]office.Entry, error) { return es, cause }),
		claim("K3", func(es []office.Entry) ([]office.Entry, error) { return es[1:], nil }),
		claim("K4", fine),
	}
	if err := l.Append(t.Context(), claims...); err != nil {
		t.Fatal(err)
	}
	for i, want := range []error{nil, cause, office.ErrOutOfOrder, nil} {
		if !errors.Is(claims[i].Err, want) {
			t.Errorf("claim %d: %v, want %v", i, claims[i].Err, want)
		}
	}
	checkChains(t, read(t, l), 4)
	push(t, l, line("K2"), 1)
}

// takesOnce sends the same batches of one terminal to all processes at once,
// as a terminal does that changes its mind about which one to ask.
func takesOnce(t *testing.T, processes []office.Ledger) {
	const records = 60
	log := following(line("K1"), office.Mark{}, records)
	var all sync.WaitGroup
	for _, l := range processes {
		all.Go(func() {
			for first := 0; first < records; first += 5 {
				err := appendTo(t.Context(), l, line("K1"), 0, func(m office.Mark) ([]office.Entry, error) {
					return log[min(int(m.Through), first+5) : first+5], nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	checkChains(t, read(t, processes[0]), records)
}

// skipsNothing reads while writers commit in whatever order they can.
func skipsNothing(t *testing.T, writers []office.Ledger, reader office.Ledger) {
	const rounds = 25
	var writing sync.WaitGroup
	var done atomic.Bool
	for i := range 2 * len(writers) {
		writing.Go(func() {
			for n := range rounds {
				to := line(fmt.Sprint("K", i))
				err := appendTo(t.Context(), writers[i%len(writers)], to, 0, func(m office.Mark) ([]office.Entry, error) {
					return following(to, m, 1+n%7), nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	go func() { writing.Wait(); done.Store(true) }()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var seen []office.Entry
	after := uint64(0)
	for last := false; !last; {
		last = done.Load()
		for {
			step, err := reader.Read(ctx, after, time.Time{}, 10)
			if err != nil {
				t.Fatal(err)
			}
			if len(step) == 0 {
				break
			}
			seen = append(seen, step...)
			after = step[len(step)-1].Position
		}
	}
	want := 0
	for n := range rounds {
		want += 1 + n%7
	}
	checkChains(t, seen, want*2*len(writers))
}
