package ledgertest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"linli/sync/office"
)

// RunDrawers holds drawers against what office.Drawers says. open returns empty
// ones.
func RunDrawers(t *testing.T, open func(*testing.T) office.Drawers) {
	t.Run("AFileIsKeptAndFound", func(t *testing.T) { fileKept(t, open(t)) })
	t.Run("AFileThatMayNotChangeDoesNot", func(t *testing.T) { fileRefused(t, open(t)) })
	t.Run("ChangesOfOneFileFollowEachOther", func(t *testing.T) { filesFollow(t, open(t)) })
}

func fileKept(t *testing.T, d office.Drawers) {
	for i, name := range []string{"b", "a", "b"} {
		err := d.ChangeFile(t.Context(), "one", name, func(old []byte) ([]byte, error) {
			if (old != nil) != (i == 2) {
				t.Errorf("change %d is shown %q", i, old)
			}
			return fmt.Append(old, i), nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	all, err := d.Files(t.Context(), "one")
	if err != nil || len(all) != 2 || string(all["a"]) != "1" || string(all["b"]) != "02" {
		t.Errorf("%q, %v", all, err)
	}
	if one, err := d.File(t.Context(), "one", "b"); err != nil || string(one) != "02" {
		t.Errorf("%q, %v", one, err)
	}
	if one, err := d.File(t.Context(), "two", "b"); err != nil || one != nil {
		t.Errorf("of another drawer: %q, %v", one, err)
	}
}

func fileRefused(t *testing.T, d office.Drawers) {
	no := errors.New("no")
	err := d.ChangeFile(t.Context(), "one", "a", func([]byte) ([]byte, error) { return []byte("x"), no })
	if !errors.Is(err, no) {
		t.Errorf("the refusal comes back as %v", err)
	}
	if err := d.ChangeFile(t.Context(), "one", "a", func([]byte) ([]byte, error) { return nil, nil }); err != nil {
		t.Error(err)
	}
	if all, err := d.Files(t.Context(), "one"); err != nil || len(all) != 0 {
		t.Errorf("something was kept: %q, %v", all, err)
	}
}

func filesFollow(t *testing.T, d office.Drawers) {
	const each = 10
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range each {
				err := d.ChangeFile(t.Context(), "one", "a", func(old []byte) ([]byte, error) { return append(old[:len(old):len(old)], 'x'), nil })
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if got, err := d.File(t.Context(), "one", "a"); err != nil || len(got) != 4*each {
		t.Errorf("%d of %d changes stand, %v", len(got), 4*each, err)
	}
}
