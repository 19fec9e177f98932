package verify

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/oklog/ulid/v2"

	"linli/kiosk"
	"linli/kiosk/verify"
	"linli/sync/office"
)

const (
	maxBody   = 4 << 10 // bytes of a request
	maxReason = 200     // characters
)

// withdrawal is one Withdrawal as staff send and read it.
type withdrawal struct {
	What   office.Withdrawn `json:"what"` // "paper" or "issuer"
	ID     string           `json:"id"`
	Reason string           `json:"reason"`
	At     *time.Time       `json:"at,omitempty"` // set by the office
}

// withdraw ends a paper, or all papers of a key. It answers 204, also the
// second time, and 400 with a sentence for what it does not take.
func (d *Desk) withdraw(w http.ResponseWriter, r *http.Request) {
	var asked withdrawal
	if !readJSON(w, r, &asked) {
		return
	}
	kept, err := asked.checked(d.opts.Now())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err := d.papers.Withdraw(r.Context(), kept); err != nil {
		d.unavailable(w, err)
		return
	}
	d.opts.Logger.Info(kiosk.EventPaperWithdrawn, "what", kept.What, "id", kept.ID)
	w.WriteHeader(http.StatusNoContent)
}

func (a withdrawal) checked(now time.Time) (office.Withdrawal, error) {
	kept := office.Withdrawal{What: a.What, At: now, Reason: a.Reason}
	switch a.What {
	case office.WithdrawnPaper:
		id, err := ulid.ParseStrict(a.ID)
		if err != nil {
			return kept, errors.New("id must be the paper's, 26 letters and digits")
		}
		kept.ID = id.String()
	case office.WithdrawnIssuer:
		id, err := hex.DecodeString(a.ID)
		if err != nil || len(id) != len(verify.KeyID{}) {
			return kept, errors.New("id must be the key's, 16 hexadecimal digits")
		}
		kept.ID = verify.KeyID(id).String()
	default:
		return kept, fmt.Errorf("what must be %s or %s", office.WithdrawnPaper, office.WithdrawnIssuer)
	}
	if n := utf8.RuneCountInString(a.Reason); n == 0 || n > maxReason {
		return kept, fmt.Errorf("reason must have 1 to %d characters", maxReason)
	}
	return kept, nil
}

// withdrawals lists all, with the reasons.
func (d *Desk) withdrawals(w http.ResponseWriter, r *http.Request) {
	list := []withdrawal{}
	for _, what := range []office.Withdrawn{office.WithdrawnPaper, office.WithdrawnIssuer} {
		all, err := d.papers.Withdrawals(r.Context(), what)
		if err != nil {
			d.unavailable(w, err)
			return
		}
		for _, k := range all {
			at := k.At.In(d.opts.Zone)
			list = append(list, withdrawal{What: k.What, ID: k.ID, Reason: k.Reason, At: &at})
		}
	}
	writeJSON(w, list)
}

// certification asks the office to let a key issue papers.
type certification struct {
	Name   string            `json:"name"`   // of the terminal, "K1"
	Public ed25519.PublicKey `json:"public"` // 32 bytes, in base64
	From   time.Time         `json:"from"`
	Until  time.Time         `json:"until"`
}

// certified is the answer.
type certified struct {
	Key         string `json:"key"` // its id, for a withdrawal
	Certificate []byte `json:"certificate"`
}

// certify signs a terminal's key with the root and keeps the certificate.
func (d *Desk) certify(w http.ResponseWriter, r *http.Request) {
	var asked certification
	if !readJSON(w, r, &asked) {
		return
	}
	raw, err := d.Certify(r.Context(), verify.Certificate(asked))
	if errors.Is(err, verify.ErrCertificate) {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if err != nil {
		d.unavailable(w, err)
		return
	}
	writeJSON(w, certified{Key: verify.KeyIDOf(asked.Public).String(), Certificate: raw})
}

// Certify signs a terminal's key with the root and keeps the certificate,
// durable on return. It returns an error that wraps verify.ErrCertificate for
// what cannot be certified, and the database's otherwise.
func (d *Desk) Certify(ctx context.Context, c verify.Certificate) (raw []byte, err error) {
	if raw, err = verify.Certify(d.root, c); err != nil {
		return nil, err
	}
	if err := d.papers.AddIssuer(ctx, office.Issuer{At: d.opts.Now(), Certificate: raw}); err != nil {
		return nil, err
	}
	d.opts.Logger.Info(kiosk.EventIssuerCertified, "device", c.Name, "key", verify.KeyIDOf(c.Public).String())
	return raw, nil
}

// readJSON reads a small body strictly; on a fault it answers and returns
// false.
func readJSON(w http.ResponseWriter, r *http.Request, v any) bool {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		http.Error(w, "send application/json", http.StatusUnsupportedMediaType)
		return false
	}
	in := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	in.DisallowUnknownFields()
	if err := in.Decode(v); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}
