package desk_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"linli/kiosk"
	"linli/sync/office/ballot"
	"linli/sync/office/billing"
	"linli/sync/office/hall"
	"linli/sync/uplink"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// booth answers every vote with err.
type booth struct{ err error }

func (b *booth) Ask(context.Context, kiosk.ItemID, ballot.Voter) error { return b.err }
func (b *booth) Cast(_ context.Context, _ kiosk.ItemID, _ ballot.Voter, choices []string) error {
	if len(choices) != 1 || choices[0] != "lift:yes" {
		return ballot.ErrChoices
	}
	return b.err
}

// cashier answers every payment with err, or as it stands.
type cashier struct {
	err   error
	state billing.State
}

func (c *cashier) Bills(context.Context, string, string) (billing.Account, error) {
	return billing.Account{Known: true, Bills: []billing.Bill{{ID: "w10", Cents: 4320}}}, c.err
}

func (c *cashier) Start(_ context.Context, wish billing.Payment) (billing.Payment, string, error) {
	wish.ID, wish.Cents, wish.Until = "P1", 4320, time.Now().Add(time.Hour)
	return wish, "pay:P1", c.err
}

func (c *cashier) Status(context.Context, string, bool) (billing.Payment, error) {
	return billing.Payment{State: c.state, Receipt: "R1"}, c.err
}

// TestTerminalUnderstandsTheDesk lets both ends speak over HTTP.
func TestTerminalUnderstandsTheDesk(t *testing.T) {
	d, _ := open(t, &lobby{hall.State{}})
	b, c := &booth{}, &cashier{}
	d.AskBallots(b)
	d.AskBilling(c)
	mux := http.NewServeMux()
	mux.Handle(linlipbconnect.NewDeskHandler(d))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	terminal := uplink.NewDesk("K1", server.Client(), server.URL)
	voter := kiosk.Resident{Kind: kiosk.ResidentCard, Number: "000000195001010011"} // invented

	for err, want := range map[error]uplink.VoteState{
		ballot.ErrAlready: uplink.VoteAlready, ballot.ErrNotEligible: uplink.VoteNotEligible, ballot.ErrClosed: uplink.VoteClosed,
	} {
		b.err = err
		for _, choices := range [][]kiosk.Private{nil, {"lift:yes"}} {
			if got, err := terminal.Vote(t.Context(), "lift", voter, "xiangyang", choices); err != nil || got != want {
				t.Errorf("%v: %v, %v", b.err, got, err)
			}
		}
	}
	b.err = nil
	if got, err := terminal.Vote(t.Context(), "lift", voter, "xiangyang", nil); err != nil || got != uplink.VoteOpen {
		t.Errorf("may vote: %v, %v", got, err)
	}
	if got, err := terminal.Vote(t.Context(), "lift", voter, "xiangyang", []kiosk.Private{"lift:yes"}); err != nil || got != uplink.VoteCounted {
		t.Errorf("voted: %v, %v", got, err)
	}
	b.err = errors.New("the disk is full")
	if _, err := terminal.Vote(t.Context(), "lift", voter, "xiangyang", nil); !errors.Is(err, uplink.ErrOffline) {
		t.Errorf("an office in trouble: %v", err)
	}

	started, err := terminal.StartPayment(t.Context(), "V1", "water", "0000000002", []string{"w10"})
	if err != nil || started.ID != "P1" || started.Code != "pay:P1" || started.Cents != 4320 || started.Left != 5*time.Minute {
		t.Errorf("%+v, %v", started, err)
	}
	for state, want := range map[billing.State]uplink.Paid{
		billing.Waiting: {Receipt: "R1"}, billing.Paid: {Paid: true, Receipt: "R1"}, billing.Closed: {Closed: true, Receipt: "R1"},
	} {
		c.state = state
		if got, err := terminal.PaymentStatus(t.Context(), "P1", false); err != nil || got != want {
			t.Errorf("%s: %+v, %v", state, got, err)
		}
	}
	for err, want := range map[error]uplink.Refusal{
		billing.ErrPaid: uplink.RefusedPaid, billing.ErrBusy: uplink.RefusedBusy, billing.ErrNoBill: uplink.RefusedNoBill,
	} {
		c.err = err
		if got, err := terminal.StartPayment(t.Context(), "V1", "water", "0000000002", []string{"w10"}); err != nil || got.Refused != want {
			t.Errorf("%v: %+v, %v", c.err, got, err)
		}
	}
	c.err = errors.New("the provider is silent")
	if _, err := terminal.Bills(t.Context(), "water", "0000000002"); !errors.Is(err, uplink.ErrOffline) {
		t.Errorf("a silent provider: %v", err)
	}
}
