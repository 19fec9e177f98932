package billing_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"linli/sync/office"
	"linli/sync/office/billing"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/wire/linlipb"
)

// Everything here is synthetic: accounts and bills are invented.

// till is a provider whose resident pays when told to.
type till struct {
	mu     sync.Mutex
	orders map[string]*billing.Order
	paid   map[string]int // how often each bill was paid
	bills  map[string]string
	lose   int // so many answers that are lost on the way back
}

var errLost = errors.New("the answer is lost")

func newTill() *till {
	return &till{orders: map[string]*billing.Order{}, paid: map[string]int{}, bills: map[string]string{}}
}

func (p *till) lost() error {
	if p.lose > 0 {
		p.lose--
		return errLost
	}
	return nil
}

func (p *till) Bills(context.Context, string, string) (billing.Account, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := billing.Account{Known: true, Holder: "张*"}
	for _, id := range []string{"w10", "w11"} {
		if p.paid[id] == 0 {
			a.Bills = append(a.Bills, billing.Bill{ID: id, Title: "水费", Cents: 4320})
		}
	}
	return a, nil
}

func (p *till) Code(_ context.Context, pay billing.Payment) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.orders[pay.ID] == nil {
		p.orders[pay.ID] = &billing.Order{State: billing.Waiting}
	}
	p.bills[pay.ID] = pay.Bills[0]
	return "pay:" + pay.ID, p.lost()
}

func (p *till) Status(_ context.Context, id string) (billing.Order, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.orders[id] == nil {
		return billing.Order{State: billing.Closed}, p.lost()
	}
	return *p.orders[id], p.lost()
}

func (p *till) Close(_ context.Context, id string) (billing.Order, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if o := p.orders[id]; o == nil {
		p.orders[id] = &billing.Order{State: billing.Closed}
	} else if o.State == billing.Waiting {
		o.State = billing.Closed
	}
	return *p.orders[id], p.lost()
}

// pay is the resident's telephone; it tells whether it went through.
func (p *till) pay(id string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	o := p.orders[id]
	if o == nil || o.State != billing.Waiting {
		return false
	}
	o.State, o.Receipt, o.PaidAt = billing.Paid, "R-"+id[len(id)-4:], time.UnixMilli(1)
	p.paid[p.bills[id]]++
	return true
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }
func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func desk(t *testing.T, p billing.Provider) (*billing.Desk, *clock, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.db")
	c := &clock{now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	return second(t, path, p, c), c, path
}

// second is another process of the same office.
func second(t *testing.T, path string, p billing.Provider, c *clock) *billing.Desk {
	t.Helper()
	l, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return billing.NewDesk(l, p, c.Now)
}

func wish(visit string, bills ...string) billing.Payment {
	return billing.Payment{Visit: visit, Device: "K1", Biller: "water", Account: "0000000001", Bills: bills}
}

func TestPaidOnceAndToldTo(t *testing.T) {
	p := newTill()
	d, _, _ := desk(t, p)
	pay, code, err := d.Start(t.Context(), wish("V1", "w10"))
	if err != nil || pay.Cents != 4320 || code != "pay:"+pay.ID {
		t.Fatalf("%+v %q %v", pay, code, err)
	}
	if now, err := d.Status(t.Context(), pay.ID, false); err != nil || now.State != billing.Waiting {
		t.Fatalf("%+v %v", now, err)
	}
	p.pay(pay.ID)
	now, err := d.Status(t.Context(), pay.ID, false)
	if err != nil || now.State != billing.Paid || now.Receipt == "" {
		t.Fatalf("%+v %v", now, err)
	}
	if _, _, err := d.Start(t.Context(), wish("V2", "w10")); !errors.Is(err, billing.ErrPaid) {
		t.Errorf("the bill is sold again: %v", err)
	}
	if _, _, err := d.Start(t.Context(), wish("V2", "w99")); !errors.Is(err, billing.ErrNoBill) {
		t.Errorf("a bill of nobody: %v", err)
	}
}

func TestBillHasOnePaymentAtTwoTerminalsAndProcesses(t *testing.T) {
	p := newTill()
	d, c, path := desk(t, p)
	desks := []*billing.Desk{d, second(t, path, p, c)}
	ids := make([]string, 8)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			pay, _, err := desks[i%2].Start(t.Context(), wish("V"+string(rune('0'+i)), "w10"))
			if err != nil {
				t.Error(err)
			}
			ids[i] = pay.ID
		})
	}
	all.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("payments %v", ids)
		}
	}
	if _, _, err := d.Start(t.Context(), wish("V9", "w10", "w11")); !errors.Is(err, billing.ErrBusy) {
		t.Errorf("one of two bills is being paid elsewhere: %v", err)
	}
}

func TestLostAnswersChargeNothingTwice(t *testing.T) {
	p := newTill()
	d, _, _ := desk(t, p)
	p.lose = 1
	if _, _, err := d.Start(t.Context(), wish("V1", "w10")); !errors.Is(err, errLost) {
		t.Fatalf("got %v", err)
	}
	pay, _, err := d.Start(t.Context(), wish("V1", "w10"))
	if err != nil || len(p.orders) != 1 {
		t.Fatalf("%d orders, %v", len(p.orders), err)
	}
	p.pay(pay.ID)
	p.lose = 1
	if _, err := d.Status(t.Context(), pay.ID, false); err == nil {
		t.Fatal("a lost answer is taken for one")
	}
	if now, err := d.Status(t.Context(), pay.ID, true); err != nil || now.State != billing.Paid {
		t.Errorf("%+v %v", now, err)
	}
}

func TestCancelledCannotBePaidAndPaidCannotBeCancelled(t *testing.T) {
	p := newTill()
	d, _, _ := desk(t, p)
	pay, _, _ := d.Start(t.Context(), wish("V1", "w10"))
	if now, err := d.Status(t.Context(), pay.ID, true); err != nil || now.State != billing.Closed {
		t.Fatalf("%+v %v", now, err)
	}
	if p.pay(pay.ID) {
		t.Error("what was closed was paid")
	}
	again, _, err := d.Start(t.Context(), wish("V2", "w10"))
	if err != nil || again.ID == pay.ID {
		t.Fatalf("%+v %v", again, err)
	}
	p.pay(again.ID)
	if now, err := d.Status(t.Context(), again.ID, true); err != nil || now.State != billing.Paid {
		t.Errorf("cancelled after it was paid: %+v %v", now, err)
	}
}

func TestOfficeSettlesWhatATerminalWithoutALineLeft(t *testing.T) {
	p := newTill()
	d, c, _ := desk(t, p)
	paid, _, _ := d.Start(t.Context(), wish("V1", "w10"))
	left, _, _ := d.Start(t.Context(), wish("V2", "w11"))
	p.pay(paid.ID) // while the terminal's line is cut
	c.pass(4 * time.Minute)
	if err := d.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p.pay(left.ID) {
		t.Error("a payment that is over was paid")
	}
	c.pass(time.Hour)
	open, err := d.Reconcile(t.Context())
	if err != nil || len(open) != 1 || open[0].Why != billing.Unrecorded || open[0].Payment.ID != paid.ID || open[0].Payment.Receipt == "" {
		t.Fatalf("%+v %v", open, err)
	}
	for _, id := range []string{paid.ID, left.ID} {
		d.Apply(office.Event{ReceivedAt: c.Now(), Payload: &linlipb.Payload{What: &linlipb.Payload_PaymentTaken{PaymentTaken: &linlipb.PaymentTaken{Payment: id}}}})
	}
	if open, _ = d.Reconcile(t.Context()); len(open) != 1 || open[0].Why != billing.Unpaid {
		t.Errorf("a record without money: %+v", open)
	}
}

func TestExpiredPaymentIsClosedBeforeTheNextOpens(t *testing.T) {
	p := newTill()
	d, c, _ := desk(t, p)
	first, _, _ := d.Start(t.Context(), wish("V1", "w10"))
	c.pass(5 * time.Minute)
	next, _, err := d.Start(t.Context(), wish("V2", "w10"))
	if err != nil || next.ID == first.ID || p.pay(first.ID) {
		t.Fatalf("%+v %v", next, err)
	}
	c.pass(5 * time.Minute)
	p.pay(next.ID)
	if _, _, err := d.Start(t.Context(), wish("V3", "w10")); !errors.Is(err, billing.ErrPaid) {
		t.Errorf("paid at the last moment, and sold again: %v", err)
	}
}

func TestAnswerThatTheProviderDidNotSignIsNone(t *testing.T) {
	key, wrong := []byte("the office's key"), false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		at := r.Header.Get(billing.HeaderTime)
		if billing.Sign(key, at, r.URL.Path, body) != r.Header.Get(billing.HeaderSign) {
			http.Error(w, "who are you?", http.StatusForbidden)
			return
		}
		answer, _ := json.Marshal(billing.OrderMessage{State: billing.Paid, Receipt: "R1", PaidMS: 7})
		sign := billing.Sign(key, at, r.URL.Path, answer)
		if wrong {
			sign = billing.Sign(key, "0", r.URL.Path, answer) // of another question
		}
		w.Header().Set(billing.HeaderSign, sign)
		w.Write(answer)
	}))
	t.Cleanup(server.Close)
	r := billing.NewRemote(server.URL, key, server.Client(), time.Now)
	if o, err := r.Status(t.Context(), "x"); err != nil || o.State != billing.Paid || o.Receipt != "R1" {
		t.Fatalf("%+v %v", o, err)
	}
	wrong = true
	if _, err := r.Status(t.Context(), "x"); !errors.Is(err, billing.ErrSignature) {
		t.Errorf("got %v", err)
	}
	stranger := billing.NewRemote(server.URL, []byte("another"), server.Client(), time.Now)
	if _, err := stranger.Status(t.Context(), "x"); err == nil {
		t.Error("a stranger is answered")
	}
}

func TestCounterFindsWhatAnAccountPaid(t *testing.T) {
	p := newTill()
	d, c, _ := desk(t, p)
	left, _, _ := d.Start(t.Context(), wish("V1", "w10"))
	if _, err := d.Status(t.Context(), left.ID, true); err != nil {
		t.Fatal(err)
	}
	c.pass(time.Minute)
	paid, _, _ := d.Start(t.Context(), wish("V2", "w10"))
	p.pay(paid.ID) // and the terminal never asked again
	found, err := d.Of(t.Context(), "0000000001")
	if err != nil || len(found) != 2 || found[0].ID != paid.ID || found[0].State != billing.Paid || found[1].State != billing.Closed {
		t.Fatalf("%+v %v", found, err)
	}
	if one, err := d.Payment(t.Context(), paid.ID); err != nil || one.Receipt == "" || len(one.Lines) != 1 || one.Lines[0] != "水费" {
		t.Errorf("%+v %v", one, err)
	}
	if found, err := d.Of(t.Context(), "0000000003"); err != nil || len(found) != 0 {
		t.Errorf("of another account: %+v %v", found, err)
	}
	if _, err := d.Payment(t.Context(), "nobody.1"); !errors.Is(err, billing.ErrUnknown) {
		t.Errorf("got %v", err)
	}
	p.lose = 1
	open, _, err := d.Start(t.Context(), wish("V3", "w11"))
	if err == nil {
		t.Fatalf("%+v", open)
	}
	p.lose = 0
	if found, err := d.Of(t.Context(), "0000000001"); err != nil || len(found) != 3 {
		t.Errorf("one whose code was lost: %+v %v", found, err)
	}
}
