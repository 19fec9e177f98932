package ingest_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"connectrpc.com/connect"

	"linli/sync/office/hall"
	"linli/sync/office/ingest"
	"linli/sync/wire/linlipb"
)

// pullTogether has n terminals pull for a while from an office whose hall is
// never what they know, and returns how many Pulls there were.
func pullTogether(t *testing.T, n int, while time.Duration) (pulls int, longest time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h := hall.New(nil, time.UTC, nil, time.Now)
		desk := ingest.NewDesk(nil, h, quiet(), time.Now, func() {})
		end := time.Now().Add(while)
		var all sync.WaitGroup
		var mu sync.Mutex
		for range n {
			all.Go(func() {
				for time.Now().Before(end) {
					resp, err := desk.Pull(t.Context(), connect.NewRequest(&linlipb.PullRequest{Device: "K1", WaitMs: 50_000}))
					if err != nil {
						t.Error(err)
						return
					}
					pause := time.Duration(resp.Msg.GetRetryAfterMs()) * time.Millisecond
					mu.Lock()
					pulls, longest = pulls+1, max(longest, pause)
					mu.Unlock()
					time.Sleep(max(pause, 200*time.Millisecond)) // as uplink does
				}
			})
		}
		all.Wait()
	})
	return pulls, longest
}

func TestAFewTerminalsAreToldOfEachChange(t *testing.T) {
	pulls, longest := pullTogether(t, 20, 10*time.Second)
	if pulls < 20*45 || longest > 200*time.Millisecond {
		t.Errorf("%d pulls in 10 s, pauses up to %v", pulls, longest)
	}
}

func TestManyTerminalsTakeTurns(t *testing.T) {
	pulls, longest := pullTogether(t, 3000, time.Minute)
	if pulls > 3000+500*61 || pulls < 500*50 {
		t.Errorf("%d pulls of 3,000 terminals in a minute", pulls)
	}
	if longest > 7*time.Second {
		t.Errorf("a terminal waits %v", longest)
	}
}

func TestNoTerminalWaitsLongerThanAMinute(t *testing.T) {
	if _, longest := pullTogether(t, 40_000, time.Second); longest != time.Minute {
		t.Errorf("the longest of 40,000 pauses is %v", longest)
	}
}
