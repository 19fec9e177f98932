package lobby

import (
	"crypto/hmac"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"linli/sync/office/billing"
)

// TillKey is the key of the simulated payment provider. It guards nothing.
const TillKey = "the key of the simulated lobby"

// Faults of the simulated provider.
const (
	tillSlow = "slow" // answers after the office has given up
	tillLost = "lost" // does what it is asked and never answers
	tillCode = "code" // the same, when it is asked for a code only
)

// till is a payment provider with invented accounts, and the telephone that
// pays. Every account whose number ends in an even digit is known and has two
// bills.
type till struct {
	mu     sync.Mutex // protects all below
	orders map[string]*billing.OrderMessage
	latest string // order of the code that was asked for last
	paid   map[string]bool
	fault  string
}

func newTill() *till {
	return &till{orders: map[string]*billing.OrderMessage{}, paid: map[string]bool{}}
}

// TillState is the provider's part of State.
type TillState struct {
	Orders int    `json:"orders"` // that were made
	Paid   int    `json:"paid"`   // of them
	Latest string `json:"latest"` // order of the newest code
	Fault  string `json:"fault"`
}

func (t *till) state() TillState {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := TillState{Orders: len(t.orders), Latest: t.latest, Fault: t.fault}
	for _, o := range t.orders {
		if o.State == billing.Paid {
			s.Paid++
		}
	}
	return s
}

// set begins a fault, or ends all for "".
func (t *till) set(fault string) error {
	if !slices.Contains([]string{"", tillSlow, tillLost, tillCode}, fault) {
		return fmt.Errorf("lobby: the provider has no fault %q", fault)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fault = fault
	return nil
}

var errNotPayable = errors.New("lobby: no order waits to be paid")

// pay is a resident who scans the newest code and pays.
func (t *till) pay() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	o := t.orders[t.latest]
	if o == nil || o.State != billing.Waiting || time.Now().UnixMilli() > o.UntilMS {
		return errNotPayable
	}
	for _, b := range o.Bills {
		if t.paid[o.Account+b] {
			return fmt.Errorf("lobby: bill %s was paid before", b)
		}
		t.paid[o.Account+b] = true
	}
	o.State, o.PaidMS = billing.Paid, time.Now().UnixMilli()
	o.Receipt = fmt.Sprintf("R%06d", len(t.paid))
	return nil
}

// serve answers the office as docs/billing.md says.
func (t *till) serve(w http.ResponseWriter, r *http.Request) {
	const most = 64 << 10
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	path, at := r.URL.Path[len("/till"):], r.Header.Get(billing.HeaderTime)
	sign := billing.Sign([]byte(TillKey), at, path, body)
	if err != nil || !hmac.Equal([]byte(sign), []byte(r.Header.Get(billing.HeaderSign))) {
		http.Error(w, "not signed by the office", http.StatusForbidden)
		return
	}
	var question billing.OrderMessage
	if err := json.Unmarshal(body, &question); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	answer, fault := t.answer(path, question)
	if fault != "" { // the office has hung up by then
		select {
		case <-r.Context().Done():
		case <-time.After(5 * time.Second):
		}
		return
	}
	text, err := json.Marshal(answer)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set(billing.HeaderSign, billing.Sign([]byte(TillKey), at, path, text))
	_, _ = w.Write(text) // an office that went away has no use for an error
}

// answer does what is asked, unless it is slow; then it does nothing.
func (t *till) answer(path string, q billing.OrderMessage) (any, string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fault := t.fault
	if fault == tillSlow {
		return nil, fault
	}
	if fault == tillCode && path != "/pay" {
		fault = ""
	}
	if path == "/bills" {
		return t.bills(q.Account), fault
	}
	o := t.orders[q.Order]
	switch {
	case path == "/pay" && o == nil:
		q.State, q.Code = billing.Waiting, "https://pay.example/"+q.Order
		o, t.latest = &q, q.Order
		t.orders[q.Order] = o
	case o == nil:
		o = &billing.OrderMessage{Order: q.Order, State: billing.Closed}
		if path == "/close" {
			t.orders[q.Order] = o
		}
	case path == "/close" && o.State == billing.Waiting:
		o.State = billing.Closed
	}
	return *o, fault
}

func (t *till) bills(account string) billing.Account {
	if account == "" || (account[len(account)-1]-'0')%2 != 0 {
		return billing.Account{}
	}
	a := billing.Account{Known: true, Holder: "张*"}
	for i, period := range []string{"2026-09", "2026-10"} {
		id := fmt.Sprintf("b%d", i+1)
		if !t.paid[account+id] {
			a.Bills = append(a.Bills, billing.Bill{ID: id, Title: "示例账单", Period: period, Cents: 4320 + int64(i)*150})
		}
	}
	return a
}
