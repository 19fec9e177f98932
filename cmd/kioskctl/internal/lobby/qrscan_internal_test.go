package lobby

import (
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"
)

// The line of a terminal that reads nothing takes 64 KiB and more before it
// is full; a pipe is full at once.
func TestCodesThatNobodyReadsAreRefusedUntilSomebodyDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out, line := io.Pipe()
		s := newScanner(line)
		begin := time.Now()
		if err := s.show(t.Context(), "ONE"); !errors.Is(err, errUnread) || time.Since(begin) != showWithin {
			t.Fatalf("unread: %v after %v", err, time.Since(begin))
		}
		if err := s.show(t.Context(), "TWO"); !errors.Is(err, errUnread) {
			t.Errorf("the next one: %v", err)
		}
		go func() { _, _ = io.Copy(io.Discard, out) }()
		synctest.Wait()
		if err := s.show(t.Context(), "THREE"); err != nil {
			t.Errorf("read: %v", err)
		}
		if s.codes != 1 {
			t.Errorf("%d codes were shown, want 1", s.codes)
		}
		out.Close()
	})
}
