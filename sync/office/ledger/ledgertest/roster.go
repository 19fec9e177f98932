package ledgertest

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"testing"

	"linli/sync/office"
)

// RunRoster holds a roster against what office.Roster says. open returns an
// empty one.
func RunRoster(t *testing.T, open func(*testing.T) office.Roster) {
	t.Run("NotesComeInTheOrderOfTheirChanges", func(t *testing.T) { notesInOrder(t, open(t)) })
	t.Run("AChangeThatFailsKeepsNothing", func(t *testing.T) { failedChange(t, open(t)) })
	t.Run("ChangesOfOneNoteFollowEachOther", func(t *testing.T) { changesFollow(t, open(t)) })
}

// write keeps body whatever stood there.
func write(t *testing.T, r office.Roster, device, body string) {
	t.Helper()
	err := r.ChangeNote(t.Context(), device, func([]byte) ([]byte, error) { return []byte(body), nil })
	if err != nil {
		t.Fatal(err)
	}
}

func notesInOrder(t *testing.T, r office.Roster) {
	for i, device := range []string{"K2", "K1", "K2", "K3"} {
		write(t, r, device, fmt.Sprint(device, i))
	}
	all, err := r.Notes(t.Context(), 0)
	if err != nil || len(all) != 3 {
		t.Fatalf("%d notes, %v", len(all), err)
	}
	for i, want := range []string{"K11", "K22", "K33"} {
		if string(all[i].Body) != want || all[i].Device != want[:2] {
			t.Errorf("note %d is %s of %s, want %s", i, all[i].Body, all[i].Device, want)
		}
	}
	rest, err := r.Notes(t.Context(), all[1].Revision)
	if err != nil || len(rest) != 1 || rest[0].Device != "K3" {
		t.Errorf("after the second: %v, %v", rest, err)
	}
}

func failedChange(t *testing.T, r office.Roster) {
	write(t, r, "K1", "one")
	fault := errors.New("refused")
	err := r.ChangeNote(t.Context(), "K1", func(old []byte) ([]byte, error) {
		if string(old) != "one" {
			t.Errorf("shown %q", old)
		}
		return []byte("two"), fault
	})
	if !errors.Is(err, fault) {
		t.Errorf("got %v", err)
	}
	if err := r.ChangeNote(t.Context(), "K1", func([]byte) ([]byte, error) { return nil, nil }); err != nil {
		t.Error(err)
	}
	all, err := r.Notes(t.Context(), 0)
	if err != nil || len(all) != 1 || string(all[0].Body) != "one" {
		t.Errorf("kept %v, %v", all, err)
	}
}

func changesFollow(t *testing.T, r office.Roster) {
	const each = 20
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range each {
				err := r.ChangeNote(t.Context(), "K1", func(old []byte) ([]byte, error) { return append(bytes.Clone(old), 'x'), nil })
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	notes, err := r.Notes(t.Context(), 0)
	if err != nil || len(notes) != 1 || len(notes[0].Body) != 4*each {
		t.Errorf("%d notes, %v", len(notes), err)
	}
}
