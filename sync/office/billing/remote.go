package billing

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Headers of the protocol. docs/billing.md describes it.
const (
	HeaderTime = "X-Linli-Time"      // Unix milliseconds
	HeaderSign = "X-Linli-Signature" // see Sign
)

// most bounds an answer of a provider, in bytes; remoteWait how long it takes.
const (
	most       = 1 << 20
	remoteWait = 2500 * time.Millisecond // a resident waits three seconds at most
)

// ErrSignature is an answer that is not the provider's.
var ErrSignature = errors.New("billing: the answer is not signed by the provider")

// Remote is a Provider behind HTTP. It is safe for concurrent use.
type Remote struct {
	url  string
	key  []byte
	http *http.Client
	now  func() time.Time
}

var _ Provider = (*Remote)(nil)

// NewRemote returns the provider at url, which shares key with the office.
func NewRemote(url string, key []byte, client *http.Client, now func() time.Time) *Remote {
	return &Remote{url: url, key: key, http: client, now: now}
}

// Sign is the signature of a request or an answer: HMAC-SHA256, in hexadecimal,
// of its time, its path and its body, each but the last ended by a newline.
func Sign(key []byte, at, path string, body []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(at + "\n" + path + "\n"))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// OrderMessage is an order on the wire.
type OrderMessage struct {
	Order   string   `json:"order"`
	Biller  string   `json:"biller,omitempty"`
	Account string   `json:"account,omitempty"`
	Bills   []string `json:"bills,omitempty"`
	Cents   int64    `json:"cents,omitempty"`
	UntilMS int64    `json:"until_ms,omitempty"`
	State   State    `json:"state,omitempty"`
	Code    string   `json:"code,omitempty"`
	Receipt string   `json:"receipt,omitempty"`
	PaidMS  int64    `json:"paid_ms,omitempty"`
}

// Bills implements Provider.
func (r *Remote) Bills(ctx context.Context, biller, account string) (Account, error) {
	var a Account
	err := r.ask(ctx, "/bills", OrderMessage{Biller: biller, Account: account}, &a)
	return a, err
}

// Code implements Provider.
func (r *Remote) Code(ctx context.Context, p Payment) (string, error) {
	var o OrderMessage
	err := r.ask(ctx, "/pay", OrderMessage{
		Order: p.ID, Biller: p.Biller, Account: p.Account, Bills: p.Bills, Cents: p.Cents, UntilMS: p.Until.UnixMilli(),
	}, &o)
	return o.Code, err
}

// Status implements Provider.
func (r *Remote) Status(ctx context.Context, id string) (Order, error) {
	return r.order(ctx, "/status", id)
}

// Close implements Provider.
func (r *Remote) Close(ctx context.Context, id string) (Order, error) {
	return r.order(ctx, "/close", id)
}

func (r *Remote) order(ctx context.Context, path, id string) (Order, error) {
	var o OrderMessage
	if err := r.ask(ctx, path, OrderMessage{Order: id}, &o); err != nil {
		return Order{}, err
	}
	order := Order{State: o.State, Receipt: o.Receipt}
	if o.PaidMS > 0 {
		order.PaidAt = time.UnixMilli(o.PaidMS)
	}
	if order.State != Waiting && order.State != Paid && order.State != Closed {
		return Order{}, fmt.Errorf("billing: %s: the provider's state is %q", path, o.State)
	}
	return order, nil
}

func (r *Remote) ask(ctx context.Context, path string, question, answer any) error {
	ctx, cancel := context.WithTimeout(ctx, remoteWait)
	defer cancel()
	body, err := json.Marshal(question)
	if err != nil {
		return fmt.Errorf("billing: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("billing: %w", err)
	}
	at := strconv.FormatInt(r.now().UnixMilli(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(HeaderTime, at)
	req.Header.Set(HeaderSign, Sign(r.key, at, path, body))
	resp, err := r.http.Do(req)
	if err != nil {
		return fmt.Errorf("billing: %w", err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, most))
	if err != nil {
		return fmt.Errorf("billing: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("billing: %s: the provider answers %s", path, resp.Status)
	}
	want := Sign(r.key, at, path, text) // the time of the question: no answer fits another
	if !hmac.Equal([]byte(want), []byte(resp.Header.Get(HeaderSign))) {
		return ErrSignature
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return fmt.Errorf("billing: %s: %w", path, err)
	}
	return nil
}
