package flow_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// paying is a catalogue with one bill to pay. Accounts are invented.
func paying() flow.Machine {
	c := *shelf
	c.Items = []catalogue.ServiceItem{{ID: "water", Group: "aid", Counter: "2", Name: kiosk.Text{ZH: "水费"},
		Pay:   catalogue.Billing{Biller: "water", Account: kiosk.Text{ZH: "户号"}},
		Apply: catalogue.Apply{Steps: []catalogue.Step{{Kind: catalogue.StepPay}, {Kind: catalogue.StepSubmit}, {Kind: catalogue.StepPrint}}}}}
	return flow.Machine{Catalogue: &c}
}

func reply(s flow.State, r flow.Reply) flow.Answered {
	return flow.Answered{Question: s.Question, Reply: r}
}

// atCode is a visit whose code shows.
func atCode(t *testing.T, m flow.Machine) flow.State {
	t.Helper()
	s, _ := walk(t, m, flow.Start(), flow.Began{Visit: "V1"}, "entry:apply", "item:water", flow.Typed{Field: "pay-account", Text: "0000000001"}, flow.NextField)
	s, _ = walk(t, m, s, reply(s, flow.BillsFound{Known: true, Bills: []flow.Bill{{ID: "w10", Cents: 4320}, {ID: "w11", Cents: 100}}}), "bill:w11")
	if v := m.View(s, flow.Ambient{}); v.Pay == nil || v.Pay.Cents != 4320 {
		t.Fatalf("%s %+v", s.Screen, v.Pay)
	}
	s, effects := walk(t, m, s, flow.PayNow)
	ask, _ := effects[0].(flow.Ask)
	if q, ok := ask.Question.(flow.StartPay); !ok || len(q.Bills) != 1 || q.Bills[0] != "w10" || q.Visit != "V1" {
		t.Fatalf("asked %+v", ask.Question)
	}
	s, effects = walk(t, m, s, reply(s, flow.PayStarted{ID: "P1", Code: "pay:P1", Cents: 4320, Left: time.Minute}))
	if ask, ok := effects[0].(flow.Ask); !ok || ask.Every == 0 {
		t.Fatalf("nobody asks whether it was paid: %+v", effects)
	}
	return s
}

func standing(r flow.Reply) flow.Event {
	q := flow.PayStatus{ID: "P1"}
	if r == nil {
		return flow.Unanswered{Question: q, Standing: true}
	}
	return flow.Answered{Question: q, Reply: r, Standing: true}
}

func TestPaidIsRecordedAndPrinted(t *testing.T) {
	m := paying()
	s, effects := walk(t, m, atCode(t, m), standing(flow.PayTold{}), standing(flow.PayTold{Paid: true, Receipt: "R1"}))
	var commit flow.Commit
	for _, e := range effects {
		if c, ok := e.(flow.Commit); ok {
			commit = c
		}
	}
	if p := commit.Payment; p == nil || p.ID != "P1" || p.Cents != 4320 || p.Receipt != "R1" || commit.Application != nil || commit.Prefix != "" {
		t.Fatalf("commit %+v", commit)
	}
	s, effects = walk(t, m, s, standing(flow.PayTold{Paid: true, Receipt: "R1"}), flow.Committed{Receipt: kiosk.Receipt{Job: 1, Payment: commit.Payment}})
	sheet, ok := effects[len(effects)-1].(flow.Print)
	if v := m.View(s, flow.Ambient{}); !ok || sheet.Paid == nil || sheet.Paid.Cents != 4320 || v.Received == nil || v.Received.Paid != "43.20" || v.Received.Code != "R1" {
		t.Fatalf("%s, prints %+v", s.Screen, sheet.Paid)
	}
}

func TestLineThatDiesWhileTheCodeShowsIsSaidPlainly(t *testing.T) {
	m := paying()
	s, _ := walk(t, m, atCode(t, m), standing(nil))
	if v := m.View(s, flow.Ambient{}); !v.Pay.Silent || v.Pay.Code == "" {
		t.Fatalf("%+v", v.Pay)
	}
	if back, _ := walk(t, m, s, standing(flow.PayTold{})); m.View(back, flow.Ambient{}).Pay.Silent {
		t.Error("the line is back and the screen does not say so")
	}
	s, effects := walk(t, m, s, flow.CancelPay)
	if q, ok := s.Question.(flow.PayStatus); !ok || !q.End || len(effects) < 2 {
		t.Fatalf("asked %+v", s.Question)
	}
	s, _ = walk(t, m, s, flow.Unanswered{Question: s.Question})
	if v := m.View(s, flow.Ambient{}); v.Screen != flow.NoLine || v.Pay == nil {
		t.Fatalf("%s: nothing is said of the payment", v.Screen)
	}
	s, _ = walk(t, m, s, flow.TryAgain)
	if s, _ = walk(t, m, s, reply(s, flow.PayTold{Paid: true, Receipt: "R1"})); s.Screen != flow.Working {
		t.Errorf("paid before it was cancelled: on %s", s.Screen)
	}
}

func TestCancelledPaymentSaysThatNothingWasCharged(t *testing.T) {
	m := paying()
	s, _ := walk(t, m, atCode(t, m), flow.Quiet{}) // left alone: it is ended, not forgotten
	if s.Screen != flow.Asking {
		t.Fatalf("on %s", s.Screen)
	}
	s, _ = walk(t, m, s, reply(s, flow.PayTold{Closed: true}))
	if v := m.View(s, flow.Ambient{}); v.Pay == nil || v.Pay.Phase != flow.PayCancelled {
		t.Fatalf("%s %+v", v.Screen, v.Pay)
	}
}

func TestWhatCannotBePaidIsSaid(t *testing.T) {
	m := paying()
	s, _ := walk(t, m, flow.Start(), flow.Began{Visit: "V1"}, "entry:apply", "item:water", flow.Typed{Field: "pay-account", Text: "0000000001"}, flow.NextField)
	for _, c := range []struct {
		found flow.BillsFound
		want  flow.PayPhase
	}{{flow.BillsFound{}, flow.PayUnknown}, {flow.BillsFound{Known: true}, flow.PayClear}} {
		if got, _ := walk(t, m, s, reply(s, c.found)); got.Pay.Phase != c.want {
			t.Errorf("%+v: %s", c.found, got.Pay.Phase)
		}
	}
	s, _ = walk(t, m, s, reply(s, flow.BillsFound{Known: true, Bills: []flow.Bill{{ID: "w10", Cents: 1}}}), flow.PayNow)
	if got, _ := walk(t, m, s, reply(s, flow.PayStarted{Refused: flow.PayBusy})); got.Pay.Phase != flow.PayBusy || got.Pay.ID != "" {
		t.Errorf("%+v", got.Pay)
	}
	if got, _ := walk(t, m, s, flow.Unanswered{Question: s.Question}); got.Screen != flow.NoLine {
		t.Errorf("without a line: %s", got.Screen)
	}
}

func TestPaymentThatCouldNotBeWrittenDownStillCounts(t *testing.T) {
	m := paying()
	s, _ := walk(t, m, atCode(t, m), standing(flow.PayTold{Paid: true, Receipt: "R1"}), flow.CommitFailed{Code: kiosk.StoreFailed})
	if s.Screen != flow.Problem || s.Trouble != kiosk.PaidUnrecorded {
		t.Errorf("%s %s", s.Screen, s.Trouble)
	}
	kept, err := json.Marshal(m.View(atCode(t, m), flow.Ambient{}).Masked())
	if err != nil || strings.Contains(string(kept), "pay:P1") || strings.Contains(string(kept), "4320") {
		t.Errorf("a View that is kept tells of the payment: %s", kept)
	}
}
