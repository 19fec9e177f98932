package trust_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"

	"linli/sync/identity"
	"linli/sync/office/trust"
	"linli/sync/wire"
)

func readJSON(t *testing.T, path string, v any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, v); err != nil {
		t.Fatal(err)
	}
}

// says checks that the office said no, and why.
func says(t *testing.T, what string, done bool, err error, why string) {
	t.Helper()
	if done || !errors.Is(err, identity.ErrRefused) || !strings.Contains(err.Error(), why) {
		t.Errorf("%s: %v, %v; want %q", what, done, err, why)
	}
}

func TestCodeThatIsNotGoodIsAnsweredPlainly(t *testing.T) {
	o := openOffice(t, autumn)
	for what, c := range map[string]struct {
		spoil func(*wire.Pairing)
		why   string
	}{
		"wrong":        {func(p *wire.Pairing) { p.Code = "0000000000" }, "wrong"},
		"other name":   {func(p *wire.Pairing) { p.Device = "K9" }, "wrong"},
		"late":         {func(*wire.Pairing) { o.clock.pass(trust.CodeLife + time.Second) }, "expired"},
		"second asker": {func(p *wire.Pairing) { o.ask(filepath.Join(t.TempDir(), "first"), *p) }, "used"},
		"newer code":   {func(*wire.Pairing) { o.invite("K1") }, "wrong"},
	} {
		p := o.invite("K1")
		c.spoil(&p)
		dir := filepath.Join(t.TempDir(), "identity")
		_, done, err := o.ask(dir, p)
		says(t, what, done, err, c.why)
		if _, err := identity.Resume(dir); !errors.Is(err, identity.ErrNone) {
			t.Errorf("%s: an enrolment is still under way: %v", what, err)
		}
		o.clock.pass(time.Minute)
	}
}

func TestCodesCannotBeGuessed(t *testing.T) {
	o := openOffice(t, autumn)
	p := o.invite("K1")
	guess := p
	guess.Code = "0000000000"
	waiting, q := filepath.Join(t.TempDir(), "identity"), o.invite("K2")
	o.ask(waiting, q)
	var last error
	for range 11 {
		_, _, last = o.ask(filepath.Join(t.TempDir(), "identity"), guess)
	}
	wants(t, "the 11th guess of a minute", last, connect.CodeResourceExhausted)
	_, _, err := o.ask(waiting, q) // another terminal behind the same address
	wants(t, "who waits while somebody guesses", err, connect.CodeResourceExhausted)
	if _, err := identity.Resume(waiting); err != nil {
		t.Errorf("its enrolment is over: %v", err)
	}
	for range 2 {
		o.clock.pass(time.Minute)
		for range 9 {
			o.ask(filepath.Join(t.TempDir(), "identity"), guess)
		}
	}
	o.clock.pass(time.Minute)
	if _, _, err := o.ask(waiting, q); err != nil {
		t.Errorf("who waits, a minute later: %v", err)
	}
	_, done, err := o.ask(filepath.Join(t.TempDir(), "identity"), p)
	says(t, "the right code after many guesses", done, err, "wrong")
}

func TestSameRequestMayBeRepeatedForEver(t *testing.T) {
	o := openOffice(t, autumn)
	dir, p := filepath.Join(t.TempDir(), "identity"), o.invite("K1")
	e, _, err := o.ask(dir, p)
	if err != nil {
		t.Fatal(err)
	}
	o.clock.pass(2 * trust.CodeLife) // staff were away
	again, done, err := o.ask(dir, p)
	if done || err != nil || again.Words() != e.Words() {
		t.Fatalf("asked again: %v, %v, words %q and %q", done, err, e.Words(), again.Words())
	}
	if err := o.staff.Approve(t.Context(), "K1", ""); err != nil {
		t.Fatal(err)
	}
	request, err := os.ReadFile(filepath.Join(dir, "request.json"))
	if err != nil {
		t.Fatal(err)
	}
	var chains [2]struct{ Chain [][]byte }
	for i := range chains { // the second time, power was cut before the request was removed
		if err := os.WriteFile(filepath.Join(dir, "request.json"), request, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, done, err := o.ask(dir, p); !done || err != nil {
			t.Fatalf("time %d: %v, %v", i, done, err)
		}
		readJSON(t, filepath.Join(dir, "identity.json"), &chains[i])
	}
	if string(chains[0].Chain[0]) != string(chains[1].Chain[0]) {
		t.Error("the second answer has another certificate")
	}
	if n := len(o.papers.made); n != 1 {
		t.Errorf("%d keys for papers were certified", n)
	}
}

func TestStaffDecide(t *testing.T) {
	o := openOffice(t, autumn)
	ctx := t.Context()
	if err := o.staff.Approve(ctx, "K1", ""); !errors.Is(err, trust.ErrNoRequest) {
		t.Errorf("approve nobody: %v", err)
	}
	if err := o.staff.Revoke(ctx, "K1"); !errors.Is(err, trust.ErrNoDevice) {
		t.Errorf("revoke nobody: %v", err)
	}
	for _, name := range []string{"", "k1", "K 1", "OFFICE", "TOOLONGNAME", "终端"} {
		if _, _, err := o.staff.Invite(ctx, name); !errors.Is(err, trust.ErrName) {
			t.Errorf("invite %q: %v", name, err)
		}
	}
	dir, p := filepath.Join(t.TempDir(), "identity"), o.invite("K1")
	if s := o.device("K1").State; s != trust.Invited {
		t.Errorf("after the code: %s", s)
	}
	e, _, _ := o.ask(dir, p)
	if err := o.staff.Approve(ctx, "K1", "babab babab babab babab"); !errors.Is(err, trust.ErrWords) {
		t.Errorf("approve other keys: %v", err)
	}
	if err := o.staff.Refuse(ctx, "K1", e.Words()); err != nil {
		t.Fatal(err)
	}
	if s := o.device("K1").State; s != trust.Refused {
		t.Errorf("after the no: %s", s)
	}
	_, done, err := o.ask(dir, p)
	says(t, "refused", done, err, "refused")
	p = o.invite("K1")
	o.ask(dir, p)
	if err := o.staff.Approve(ctx, "K1", ""); err != nil {
		t.Fatal(err)
	}
	if s := o.device("K1").State; s != trust.Granted {
		t.Errorf("after the yes: %s", s)
	}
	o.ask(dir, p)
	if s := o.device("K1").State; s != trust.Admitted {
		t.Errorf("after its certificate: %s", s)
	}
	o.invite("K2")
	o.clock.pass(trust.CodeLife + time.Second)
	if s := o.device("K2").State; s != trust.Expired {
		t.Errorf("a code nobody used: %s", s)
	}
}

func TestListOutOfReachIsNoRefusal(t *testing.T) {
	o := openOffice(t, autumn)
	dir := filepath.Join(t.TempDir(), "identity")
	p := o.invite("K1")
	if _, _, err := o.ask(dir, p); err != nil {
		t.Fatal(err)
	}
	if err := o.staff.Approve(t.Context(), "K1", ""); err != nil {
		t.Fatal(err)
	}
	o.roster.set(errDatabase)
	if _, done, err := o.ask(dir, p); done || err == nil || errors.Is(err, identity.ErrRefused) {
		t.Errorf("while it is out of reach: %v, %v", done, err)
	}
	o.roster.set(nil)
	if _, done, err := o.ask(dir, p); !done || err != nil {
		t.Errorf("afterwards: %v, %v", done, err)
	}
}
