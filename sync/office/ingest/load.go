package ingest

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"connectrpc.com/connect"

	"linli/sync/wire/linlipb/linlipbconnect"
)

// What an office takes on at once. A batch that is admitted is answered within
// about busyTime, however slow the ledger is; all others get a time to come
// again, and cost nothing until then. Without that, thousands that come at once
// keep each other from ever being answered in time, and come again with the
// same.
const (
	busyTime   = time.Second
	fewestWait = 32   // batches in the queue, even of a slow ledger
	mostWait   = 1024 // even of a quick one
	// longestAway is short, although thousands may then come in vain: refusing
	// them costs little, and a ledger that has become quicker than it was when
	// they were sent away has something to do.
	longestAway = 20 * time.Second
)

// load is how quickly batches are kept, and who was told to come again when.
// The gatherer's mutex protects it.
type load struct {
	each  time.Duration // that a batch takes, of late
	ended time.Time     // of the last commit
	turns pacer
}

// took notes a commit of n batches. Commits that overlap share the time.
func (l *load) took(began, ended time.Time, n int) {
	if began.Before(l.ended) {
		began = l.ended
	}
	l.ended = ended
	// One batch that came alone says little of how quick many are.
	weight := float64(n) / float64(n+l.most())
	l.each += time.Duration(weight * float64(ended.Sub(began)/time.Duration(n)-l.each))
}

// within is how many batches are kept in d: at least few, at most many.
func (l *load) within(d time.Duration, few, many int) int {
	if l.each <= 0 {
		return many
	}
	return max(few, min(int(d/l.each), many))
}

// most is how many batches a commit has: it should not take longer than half
// of busyTime.
func (l *load) most() int { return l.within(busyTime/2, 1, gatherClaims) }

// refuse returns a busyError when no more than waiting batches should wait.
func (l *load) refuse(now time.Time, waiting int) error {
	if waiting < l.within(busyTime, fewestWait, mostWait) {
		return nil
	}
	return l.away(now, waiting)
}

// away gives the next turn after those that wait and those that were sent away
// before. Turns are a little closer than batches are kept, so that the ledger
// never waits for a terminal.
func (l *load) away(now time.Time, waiting int) error {
	queue := time.Duration(waiting) * l.each
	return &busyError{queue + l.turns.turn(now, l.each-l.each/8, longestAway)}
}

// busyError says that an office has too much to do, and when it has less.
type busyError struct{ away time.Duration }

// Error implements error.
func (b *busyError) Error() string {
	return fmt.Sprintf("ingest: too many batches wait; come again in %v", b.away)
}

// answer is what the terminal is told: Retry-After of RFC 9110 §10.2.3, in
// seconds.
func (b *busyError) answer() *connect.Error {
	err := connect.NewError(connect.CodeUnavailable, errors.New("busy"))
	err.Meta().Set("Retry-After", strconv.Itoa(int(math.Ceil(b.away.Seconds()))))
	return err
}

// Door refuses batches before they are read while too many wait, and lets
// everything else pass to next, the handler of the service Sync.
func (d *Desk) Door(next http.Handler) http.Handler {
	refusal := connect.NewErrorWriter()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var busy *busyError
		if r.URL.Path == linlipbconnect.SyncPushProcedure && errors.As(d.intake.refuse(), &busy) {
			_ = refusal.Write(w, r, busy.answer()) // who went away is not told
			return
		}
		next.ServeHTTP(w, r)
	})
}
