package identity

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// Bounds of the wait between failed renewals.
const (
	firstRetry = time.Minute
	lastRetry  = time.Hour
)

// Holder is an identity at work: the line to the office, and the seal. It is
// the http.RoundTripper of everything the terminal asks its office. It is safe
// for concurrent use.
type Holder struct {
	dir    string
	office string // address of now
	log    *slog.Logger
	sealer *wire.Sealer
	due    chan struct{} // holds one wake-up at most

	changing sync.Mutex // held from reading the identity until its successor is used

	mu        sync.RWMutex // protects the fields below
	identity  *Identity
	transport *http.Transport
}

// Hold takes up the identity in a folder. An empty office is the address at
// which the terminal enrolled. It returns ErrNone for a terminal that is not
// enrolled, and opens no connection.
func Hold(dir, office string, log *slog.Logger) (*Holder, error) {
	i, err := Load(dir)
	if err != nil {
		return nil, err
	}
	if office == "" {
		office = i.Office
	}
	sealer, err := wire.NewSealer(i.SealingKey)
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	h := &Holder{dir: dir, office: office, log: log, sealer: sealer, due: make(chan struct{}, 1)}
	h.use(i)
	return h, nil
}

// use makes i the identity at work. Calls under way end on the line they have.
func (h *Holder) use(i *Identity) {
	own := &tls.Certificate{Certificate: i.Chain, PrivateKey: i.key, Leaf: i.leaf}
	h.mu.Lock()
	old := h.transport
	h.identity, h.transport = i, newTransport(rootID(i.Root), own)
	h.mu.Unlock()
	if old != nil {
		old.CloseIdleConnections()
	}
}

// Identity returns the identity of now. It must not be changed.
func (h *Holder) Identity() *Identity {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.identity
}

// Office is the address of the office.
func (h *Holder) Office() string { return h.office }

// RoundTrip implements http.RoundTripper. It looks at each answer: the office's
// hour tells when to renew the certificate, and a 401 that it has ended.
func (h *Holder) RoundTrip(r *http.Request) (*http.Response, error) {
	h.mu.RLock()
	transport, dueAt := h.transport, h.identity.dueAt()
	h.mu.RUnlock()
	resp, err := transport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	now, err := http.ParseTime(resp.Header.Get("Date"))
	if resp.StatusCode == http.StatusUnauthorized || err == nil && !now.Before(dueAt) {
		select {
		case h.due <- struct{}{}:
		default:
		}
	}
	return resp, nil
}

// CloseIdleConnections drops lines that nobody uses now.
func (h *Holder) CloseIdleConnections() {
	h.mu.RLock()
	defer h.mu.RUnlock()
	h.transport.CloseIdleConnections()
}

// Sealer seals to the office's key of now.
func (h *Holder) Sealer() *wire.Sealer { return h.sealer }

// SealTo keeps another public key of the office, durable on return, and seals
// to it from then on. The key must have come from the office over this line.
// An empty key, or the one of now, changes nothing.
func (h *Holder) SealTo(key []byte) error {
	if len(key) == 0 || string(key) == string(h.Identity().SealingKey) {
		return nil
	}
	if err := h.replace(func(i *Identity) { i.SealingKey = bytes.Clone(key) }); err != nil {
		return err
	}
	h.log.Info(kiosk.EventSealingKey, "key", fmt.Sprintf("%x", wire.KeyID(key)))
	return h.sealer.Use(key)
}

// replace saves and uses a changed copy of what is in use.
func (h *Holder) replace(change func(*Identity)) error {
	h.changing.Lock()
	defer h.changing.Unlock()
	next := *h.Identity()
	change(&next)
	if err := next.check(); err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	if err := next.save(h.dir); err != nil {
		return err
	}
	h.use(&next)
	return nil
}

// Run renews the certificate whenever it is due, until ctx ends. It never
// gives up.
func (h *Holder) Run(ctx context.Context) {
	wait, told := firstRetry, false
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.due:
		}
		err := h.Renew(ctx)
		if err == nil {
			wait, told = firstRetry, false
			select {
			case <-h.due: // of an answer to the old certificate
			default:
			}
			h.log.Info(kiosk.EventIdentityRenewed, "until", h.Identity().Until())
			continue
		}
		if ctx.Err() == nil && !told {
			h.log.Warn(kiosk.EventIdentityTrouble, "err", err)
			told = true
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
		wait = min(2*wait, lastRetry)
	}
}

// Renew exchanges key and certificate for new ones and puts them to use. It
// may be repeated after any failure; the keys of a first try are used again.
// It blocks for 20 s at most.
func (h *Holder) Renew(ctx context.Context) error {
	now := h.Identity()
	var r keyPair
	err := read(h.dir, renewalFile, &r)
	if errors.Is(err, ErrNone) {
		if r, err = newKeyPair(now.Device); err == nil {
			err = write(h.dir, renewalFile, r)
		}
	}
	if err != nil {
		return err
	}
	key, err := parseKey[*ecdsa.PrivateKey](r.Key)
	if err != nil {
		return fmt.Errorf("identity: %s: %w", renewalFile, err)
	}
	chain, paper, err := h.ask(ctx, r.CSR, now)
	if err != nil {
		return err
	}
	err = h.replace(func(i *Identity) {
		i.key, i.Chain, i.PaperCertificate = key, chain, paper
	})
	if err != nil {
		return err
	}
	return remove(h.dir, renewalFile)
}

// ask asks the office for a certificate.
func (h *Holder) ask(ctx context.Context, csr []byte, now *Identity) (chain [][]byte, paper []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	h.mu.RLock()
	client := linlipbconnect.NewTrustClient(&http.Client{Transport: h.transport}, h.office, connect.WithReadMaxBytes(wire.MaxMessage))
	h.mu.RUnlock()
	resp, err := client.Renew(ctx, connect.NewRequest(&linlipb.RenewRequest{
		Csr: csr, PaperKey: publicHalf(now.PaperKey),
	}))
	if err != nil {
		return nil, nil, fmt.Errorf("identity: renew: %w", err)
	}
	return resp.Msg.GetChain(), resp.Msg.GetPaperCertificate(), nil
}
