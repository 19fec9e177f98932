package identity

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"time"

	"connectrpc.com/connect"

	"linli/sync/wire"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// askTimeout bounds one question to the office.
const askTimeout = 20 * time.Second

// ErrRefused is the office's no, with its reason. The enrolment is over; a new
// one needs a new code.
var ErrRefused = errors.New("identity: the office says no")

// Enrolment is a terminal that asks its office to let it in.
type Enrolment struct {
	dir     string
	pending pending
	root    [wire.HashSize]byte
	csr     *x509.CertificateRequest
	key     *ecdsa.PrivateKey
	paper   ed25519.PrivateKey
	http    *http.Client
	client  linlipbconnect.TrustClient
}

// pending is an enrolment in its file.
type pending struct {
	Office string `json:"office"`
	Root   []byte `json:"root"` // its hash
	Device string `json:"device"`
	Code   string `json:"code"`
	keyPair
	PaperKey []byte `json:"paperKey"` // PKCS #8
}

// Begin makes keys for a new enrolment and keeps them, or takes up the one
// that is under way with the same code. A terminal that is enrolled may only
// enrol again at the same office and under the same name, else ErrOther: what
// it has queued is sealed to that office.
func Begin(dir string, p wire.Pairing) (*Enrolment, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if i, err := Load(dir); err == nil && (rootID(i.Root) != p.Root || i.Device != p.Device) {
		return nil, fmt.Errorf("%w: it is %s of the office %x", ErrOther, i.Device, rootID(i.Root))
	} else if err != nil && !errors.Is(err, ErrNone) {
		return nil, err
	}
	if e, err := Resume(dir); err == nil && e.pending.Code == p.Code && e.pending.Device == p.Device && e.root == p.Root {
		e.pending.Office = p.Office // it may have moved
		e.connect()
		return e, nil
	}
	pair, err := newKeyPair(p.Device)
	if err != nil {
		return nil, err
	}
	_, paper, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(paper)
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	made := pending{Office: p.Office, Root: p.Root[:], Device: p.Device, Code: p.Code, keyPair: pair, PaperKey: raw}
	if err := write(dir, requestFile, made); err != nil {
		return nil, err
	}
	return Resume(dir)
}

// Resume takes up the enrolment that is under way, or returns ErrNone.
func Resume(dir string) (*Enrolment, error) {
	e := &Enrolment{dir: dir}
	if err := read(dir, requestFile, &e.pending); err != nil {
		return nil, err
	}
	var err error
	if e.csr, err = x509.ParseCertificateRequest(e.pending.CSR); err == nil {
		e.key, err = parseKey[*ecdsa.PrivateKey](e.pending.Key)
	}
	if err == nil {
		e.paper, err = parseKey[ed25519.PrivateKey](e.pending.PaperKey)
	}
	if err == nil && len(e.pending.Root) != wire.HashSize {
		err = errors.New("the office's root has another length")
	}
	if err != nil {
		return nil, fmt.Errorf("identity: %s: %w", requestFile, err)
	}
	e.root = [wire.HashSize]byte(e.pending.Root)
	e.connect()
	return e, nil
}

func (e *Enrolment) connect() {
	e.http = &http.Client{Transport: newTransport(e.root, nil)}
	e.client = linlipbconnect.NewTrustClient(e.http, e.pending.Office, connect.WithReadMaxBytes(wire.MaxMessage))
}

// Device is the name that is asked for.
func (e *Enrolment) Device() string { return e.pending.Device }

// Words names the keys; staff must see the same before they approve.
func (e *Enrolment) Words() string {
	return wire.KeyWords(e.csr.RawSubjectPublicKeyInfo, publicHalf(e.paper))
}

// Ask asks once. It returns true when the terminal is enrolled, and else how
// long to wait before the next question. An error that wraps ErrRefused ends
// the enrolment; any other may pass. It blocks for 20 s at most.
func (e *Enrolment) Ask(ctx context.Context, software string) (done bool, again time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	resp, err := e.client.Enrol(ctx, connect.NewRequest(&linlipb.EnrolRequest{
		Code: e.pending.Code, Csr: e.pending.CSR, Software: software,
		PaperKey: publicHalf(e.paper),
	}))
	if err != nil {
		return false, 0, fmt.Errorf("identity: enrol at %s: %w", e.pending.Office, err)
	}
	m := resp.Msg
	switch m.GetState() {
	case linlipb.EnrolState_ENROL_STATE_WAITING:
		return false, time.Duration(m.GetRetryAfterMs()) * time.Millisecond, nil
	case linlipb.EnrolState_ENROL_STATE_APPROVED:
		return true, 0, e.keep(m)
	case linlipb.EnrolState_ENROL_STATE_REFUSED:
		return false, 0, errors.Join(fmt.Errorf("%w: %s", ErrRefused, m.GetReason()), remove(e.dir, requestFile))
	}
	return false, 0, fmt.Errorf("identity: enrol: the office answers with state %d", m.GetState())
}

// keep puts the answer in place and ends the enrolment.
func (e *Enrolment) keep(m *linlipb.EnrolResponse) error {
	chain := m.GetChain()
	if len(chain) < 2 || rootID(chain[len(chain)-1]) != e.root {
		return errStranger
	}
	i := &Identity{
		Device: e.pending.Device, Office: e.pending.Office, Root: chain[len(chain)-1], Chain: chain,
		SealingKey: m.GetSealingKey(), PaperKey: e.paper, PaperCertificate: bytes.Clone(m.GetPaperCertificate()), key: e.key,
	}
	if err := i.check(); err != nil {
		return fmt.Errorf("identity: what the office sent: %w", err)
	}
	if err := i.save(e.dir); err != nil {
		return err
	}
	return errors.Join(remove(e.dir, requestFile), remove(e.dir, renewalFile))
}

// Close drops the line.
func (e *Enrolment) Close() { e.http.CloseIdleConnections() }
