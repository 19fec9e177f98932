package office_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"linli/sync/office"
	"linli/sync/wire/linlipb"
)

// TestWhoWaitsForAnotherWriterIsTurnedAwayInTime: a database that does not
// answer one clerk holds the others up for ten seconds, and not one after
// another.
func TestWhoWaitsForAnotherWriterIsTurnedAwayInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := office.NewChain(office.Own{}, time.Now)
		stuck, nothing := make(chan struct{}), func(office.Event) {}
		go c.Write(t.Context(), func() (*linlipb.Payload, error) { <-stuck; return nil, nil }, nothing)
		synctest.Wait()
		began := time.Now()
		ended := make(chan error, 1)
		go func() {
			_, err := c.Write(t.Context(), func() (*linlipb.Payload, error) { return nil, nil }, nothing)
			ended <- err
		}()
		select {
		case err := <-ended:
			if waited := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || waited != 10*time.Second {
				t.Errorf("after %s: %v", waited, err)
			}
		case <-time.After(time.Minute):
			t.Error("it waits after a minute")
		}
		close(stuck)
		synctest.Wait()
		if _, err := c.Write(t.Context(), func() (*linlipb.Payload, error) { return nil, nil }, nothing); err != nil {
			t.Errorf("nobody writes, and yet: %v", err)
		}
	})
}
