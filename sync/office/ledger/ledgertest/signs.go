package ledgertest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"linli/sync/office"
)

func runSigns(t *testing.T, all Ledgers) {
	t.Run("signs are seen in the order of their changes", func(t *testing.T) { signsInOrder(t, all.Open(t)) })
	t.Run("a sign is taken down once, and not after it was renewed", func(t *testing.T) { takesDownOnce(t, all.Open(t)) })
	t.Run("signs that two processes put up are skipped by no reader", func(t *testing.T) {
		l := all.Open(t)
		seesAllSigns(t, []office.Signs{l, all.Second(t, l)})
	})
}

// put puts up signs of one kind and returns the last revision.
func put(t *testing.T, l office.Signs, names ...string) uint64 {
	t.Helper()
	var signs []office.Sign
	for _, n := range names {
		signs = append(signs, office.Sign{Kind: "help", Name: n, At: day, Body: []byte(n)})
	}
	if err := l.PutSigns(t.Context(), signs); err != nil {
		t.Fatal(err)
	}
	return signs[len(signs)-1].Revision
}

// changed lists names and bodies after a revision.
func changed(t *testing.T, l office.Signs, after uint64) string {
	t.Helper()
	all, err := l.ChangedSigns(t.Context(), after)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, s := range all {
		if !s.At.Equal(day) || s.Kind != "help" {
			t.Errorf("a %s of %v", s.Kind, s.At)
		}
		text += fmt.Sprintf("%s=%s ", s.Name, s.Body)
	}
	return text
}

func signsInOrder(t *testing.T, l office.Signs) {
	first := put(t, l, "K1", "K2")
	put(t, l, "K3", "K1")
	if got := changed(t, l, 0); got != "K2=K2 K3=K3 K1=K1 " {
		t.Errorf("all: %s", got)
	}
	if got := changed(t, l, first); got != "K3=K3 K1=K1 " {
		t.Errorf("after the first two: %s", got)
	}
	if err := l.PutSigns(t.Context(), nil); err != nil {
		t.Error(err)
	}
	if err := l.ForgetSigns(t.Context(), day); err != nil || changed(t, l, first) == "" {
		t.Errorf("signs of that moment were forgotten: %v", err)
	}
	if err := l.ForgetSigns(t.Context(), day.Add(time.Second)); err != nil || changed(t, l, 0) != "" {
		t.Errorf("old signs stand: %v", err)
	}
	if next := put(t, l, "K1"); next <= first {
		t.Errorf("revision %d after %d", next, first)
	}
}

func takesDownOnce(t *testing.T, l office.Signs) {
	old := put(t, l, "K1")
	now := put(t, l, "K1")
	for i, c := range []struct {
		revision uint64
		want     bool
	}{{old, false}, {now, true}, {now, false}} {
		if got, err := l.TakeSign(t.Context(), "help", "K1", c.revision, day); err != nil || got != c.want {
			t.Errorf("step %d: %v, %v", i, got, err)
		}
	}
	if got := changed(t, l, now); got != "K1= " {
		t.Errorf("after it was taken down: %s", got)
	}
}

func seesAllSigns(t *testing.T, processes []office.Signs) {
	const each = 10
	var putting sync.WaitGroup
	for i, l := range processes {
		putting.Go(func() {
			for n := range each {
				signs := []office.Sign{
					{Kind: "help", Name: fmt.Sprint("K", i, n), At: day, Body: []byte("x")}, {Kind: "help", Name: "both", At: day, Body: []byte("x")},
				}
				if err := l.PutSigns(t.Context(), signs); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { putting.Wait(); close(done) }()
	seen, after := map[string]bool{}, uint64(0)
	for last := false; !last; {
		select {
		case <-done:
			last = true
		default:
		}
		all, err := processes[0].ChangedSigns(t.Context(), after)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range all {
			seen[s.Name], after = true, s.Revision
		}
	}
	if len(seen) != each*len(processes)+1 {
		t.Errorf("a reader saw %d signs, want %d", len(seen), each*len(processes)+1)
	}
}
