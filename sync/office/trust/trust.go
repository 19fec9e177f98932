// Package trust decides which terminals an office speaks to. It is the small
// certificate authority of the office, the list of its terminals, the desk
// that enrols them and renews their certificates, and the gate through which
// their connections come. Staff let a terminal in by two steps: a one-time
// code for its technician, and an approval after comparing the words of its
// keys. They lock it out by one.
//
// It refuses to see a private key of a terminal, to let in what is not on the
// list now, whatever certificate it holds, and to keep a one-time code in the
// clear. It knows no other names than those that staff gave out codes for.
package trust

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Lives of what is given out.
const (
	// CodeLife is how long a one-time code may be used.
	CodeLife = 15 * time.Minute
	// CertificateLife is that of a terminal's certificate and of the office's
	// own. Both are renewed after two thirds of it.
	CertificateLife = 90 * 24 * time.Hour
	// DefaultGrace is how long after its end a certificate is still good for
	// renewing it, when nothing else is configured.
	DefaultGrace = 180 * 24 * time.Hour
)

// codeTries is how many wrong codes for one name make its code worthless.
const codeTries = 20

// State is where a terminal stands.
type State string

// The states of a terminal, as staff see them.
const (
	Invited  State = "invited"  // a code was given out and not used yet
	Expired  State = "expired"  // a code was given out and ran out
	Waiting  State = "waiting"  // asks to be let in; staff compare the words
	Granted  State = "granted"  // approved; it has not fetched its certificate yet
	Admitted State = "admitted" // has a certificate
	Refused  State = "refused"  // staff refused its request
	Revoked  State = "revoked"  // was admitted, and is locked out
)

// Device is one terminal as staff see it.
type Device struct {
	Name     string
	State    State
	Words    string    // of the keys that wait or are admitted; empty without
	Software string    // version it told when it asked
	From     string    // address from which it asked
	Since    time.Time // of the last change
	Until    time.Time // end of the newest certificate, or of the code; zero without
	// Replaces says that a terminal of this name is admitted now and will be
	// locked out when this request is approved.
	Replaces bool
}

// note is what stands in office.Roster about one terminal. Its JSON names stand
// in databases.
type note struct {
	Since        time.Time     `json:"since"`
	Code         *oneTimeCode  `json:"code,omitempty"`
	Request      *request      `json:"request,omitempty"`
	Certificates []certificate `json:"certificates,omitempty"` // admitted, oldest first
	Revoked      bool          `json:"revoked,omitempty"`
}

// oneTimeCode is a code that was given out; the code itself is not kept.
type oneTimeCode struct {
	Hash  []byte    `json:"hash"`
	Until time.Time `json:"until"`
	Used  bool      `json:"used,omitempty"`
	Tries int       `json:"tries,omitempty"` // with other codes
}

// request is a terminal that asks to be let in.
type request struct {
	Key      []byte    `json:"key"`  // SHA-256 of the public key in its CSR
	Code     []byte    `json:"code"` // hash of the code it came with
	Words    string    `json:"words"`
	Software string    `json:"software,omitempty"`
	From     string    `json:"from,omitempty"`
	At       time.Time `json:"at"`
	Decision decision  `json:"decision,omitempty"`
}

// decision is what staff made of a request; empty before.
type decision string

const (
	approved decision = "approved"
	refused  decision = "refused"
)

// certificate is one that the office made and still admits.
type certificate struct {
	Serial   string    `json:"serial"` // hexadecimal
	Key      []byte    `json:"key"`    // SHA-256 of its public key
	Code     []byte    `json:"code,omitempty"`
	Words    string    `json:"words"`
	Software string    `json:"software,omitempty"`
	Until    time.Time `json:"until"`
	DER      []byte    `json:"der"`
	Paper    []byte    `json:"paper,omitempty"` // the certificate of its key for papers
}

func readNote(body []byte) (note, error) {
	var n note
	if body == nil {
		return n, nil
	}
	if err := json.Unmarshal(body, &n); err != nil {
		return n, fmt.Errorf("trust: note of a terminal: %w", err)
	}
	return n, nil
}

// admits reports whether the certificate with this serial is let in.
func (n note) admits(serial string) bool {
	return slices.ContainsFunc(n.Certificates, func(c certificate) bool { return c.Serial == serial })
}

// device is n as staff see it at now.
func (n note) device(name string, now time.Time) Device {
	d := Device{Name: name, Since: n.Since}
	if k := len(n.Certificates); k > 0 {
		newest := n.Certificates[k-1]
		d.State, d.Words, d.Software, d.Until = Admitted, newest.Words, newest.Software, newest.Until
	}
	switch r := n.Request; {
	case r != nil:
		d.Replaces = d.State == Admitted && r.Decision == ""
		d.State, d.Words, d.Software, d.From = Waiting, r.Words, r.Software, r.From
		switch r.Decision {
		case approved:
			d.State = Granted
		case refused:
			d.State = Refused
		}
	case d.State == Admitted:
	case n.Revoked && (n.Code == nil || n.Code.Used || now.After(n.Code.Until)):
		d.State = Revoked
	case n.Code != nil && now.After(n.Code.Until):
		d.State, d.Until = Expired, n.Code.Until
	case n.Code != nil:
		d.State, d.Until = Invited, n.Code.Until
	}
	return d
}

// Why staff cannot do what they asked for.
var (
	ErrName      = errors.New("trust: a terminal's name has 1 to 8 capital letters and digits, for example K1")
	ErrNoDevice  = errors.New("trust: no terminal of this name")
	ErrNoRequest = errors.New("trust: this terminal does not ask to be let in")
	ErrWords     = errors.New("trust: the words are those of other keys")
)
