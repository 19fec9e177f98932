package patience_test

import (
	"context"
	"errors"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/patience"
)

func TestDeadlineEndsAWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		defer ours.Close()
		defer theirs.Close()
		began := time.Now()
		_, err := patience.Read(t.Context(), ours, make([]byte, 1), began.Add(time.Second))
		if !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(began) != time.Second {
			t.Errorf("read: %v after %v", err, time.Since(began))
		}
		err = patience.Write(t.Context(), ours, []byte("x"), time.Now().Add(time.Second))
		if !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(began) != 2*time.Second {
			t.Errorf("write: %v after %v", err, time.Since(began))
		}
	})
}

func TestContextEndsAWaitAtOnceAndTheLineIsUsableAfterwards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		defer ours.Close()
		defer theirs.Close()
		ctx, cancel := context.WithCancel(t.Context())
		release := patience.Interruptible(ctx, ours)
		time.AfterFunc(time.Second, cancel)
		began := time.Now()
		_, err := patience.Read(ctx, ours, make([]byte, 1), began.Add(time.Hour))
		if !errors.Is(err, context.Canceled) || time.Since(began) != time.Second {
			t.Errorf("read: %v after %v", err, time.Since(began))
		}
		if err := patience.Write(ctx, ours, []byte("x"), began.Add(time.Hour)); !errors.Is(err, context.Canceled) {
			t.Errorf("write: %v", err)
		}
		release()
		go func() { _, _ = theirs.Write([]byte("y")) }()
		buf := make([]byte, 1)
		if n, err := patience.Read(t.Context(), ours, buf, time.Now().Add(time.Second)); n != 1 || err != nil {
			t.Errorf("after release: %d, %v", n, err)
		}
	})
}
