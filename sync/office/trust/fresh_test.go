package trust_test

import (
	"testing"
	"time"

	"connectrpc.com/connect"

	"linli/sync/office/trust"
)

// An office answers thousands of calls a second: it does not read its list for
// each, and still knows soon who was locked out.
func TestTerminalIsLockedOutSoonAlthoughTheListIsNotReadForEachCall(t *testing.T) {
	o := openOfficeFresh(t, autumn, 0)
	k, second := o.hold(o.admit("K1")), o.admit("K2")
	wants(t, "before", k.push(t.Context(), "K1"), 0)
	o.roster.mu.Lock()
	before := o.roster.read
	o.roster.mu.Unlock()
	began := time.Now()
	for range 200 {
		wants(t, "push", k.push(t.Context(), "K1"), 0)
	}
	o.roster.mu.Lock()
	read := o.roster.read - before
	o.roster.mu.Unlock()
	if most := 2 + 2*int(time.Since(began)/time.Second); read > most {
		t.Errorf("the list was read %d times for 200 calls, want at most %d", read, most)
	}

	if err := o.staff.Revoke(t.Context(), "K1"); err != nil { // by another process
		t.Fatal(err)
	}
	revoked := time.Now()
	for {
		called := time.Now()
		if err := k.push(t.Context(), "K1"); err != nil {
			break
		}
		if late := called.Sub(revoked); late > trust.DefaultFresh {
			t.Fatalf("on an open connection it pushed %v after it was locked out", late)
		}
	}

	if err := o.staff.Revoke(t.Context(), "K2"); err != nil {
		t.Fatal(err)
	}
	if err := o.hold(second).push(t.Context(), "K2"); err == nil {
		t.Error("a terminal that was locked out made a new connection")
	}
}

func TestTerminalThatRenewsAgainAndAgainIsSentAway(t *testing.T) {
	o := openOffice(t, autumn)
	k, other := o.hold(o.admit("K1")), o.hold(o.admit("K2"))
	var err error
	done := 0
	for ; done < 50 && err == nil; done++ {
		err = k.Renew(t.Context())
	}
	wants(t, "too often", err, connect.CodeResourceExhausted)
	if done < 4 || done > 10 {
		t.Errorf("refused at renewal %d", done)
	}
	wants(t, "its certificate", k.push(t.Context(), "K1"), 0)
	wants(t, "another terminal", other.Renew(t.Context()), 0)
	o.clock.pass(10 * time.Minute)
	wants(t, "later", k.Renew(t.Context()), 0)
}
