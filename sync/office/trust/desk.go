package trust

import (
	"context"
	"crypto/ed25519"
	"crypto/subtle"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/kiosk/verify"
	"linli/sync/office"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// Papers certifies a terminal's key for papers and keeps the certificate.
type Papers interface {
	Certify(ctx context.Context, c verify.Certificate) (raw []byte, err error)
}

// Options are what a Desk needs beside its list and its root.
type Options struct {
	Grace      time.Duration // after the end of a certificate; DefaultGrace when 0
	Fresh      time.Duration // of the list, for calls on open connections; DefaultFresh when 0
	SealingKey func() []byte // the office's public key of now
	Papers     Papers
	Now        func() time.Time
	Logger     *slog.Logger
}

// Desk enrols terminals, renews their certificates and is the gate of their
// connections. It is safe for concurrent use.
type Desk struct {
	book      *Book
	authority *Authority
	opts      Options
	tries     tries
	renewals  *renewals
	gate      gate
}

var _ linlipbconnect.TrustHandler = (*Desk)(nil)

// NewDesk returns the desk of the office that roster and authority belong to.
func NewDesk(roster office.Roster, authority *Authority, opts Options) *Desk {
	if opts.Grace == 0 {
		opts.Grace = DefaultGrace
	}
	if opts.Fresh == 0 {
		opts.Fresh = DefaultFresh
	}
	return &Desk{
		book: NewBook(roster, opts.Now), authority: authority, opts: opts,
		gate: newGate(), renewals: newRenewals(),
	}
}

// Book returns the list for staff.
func (d *Desk) Book() *Book { return d.book }

// askAgain is the pause a terminal makes before it asks again.
const askAgain = 500 * time.Millisecond

// Limits of what a terminal sends.
const (
	maxCSR      = 4 << 10 // bytes
	maxSoftware = 64
)

// Enrol answers a terminal that has a one-time code. The first call with the
// code spends it; the same request may then be repeated for ever and is
// answered by what staff decided. What is wrong with a request is said in the
// answer, in a technician's words; errors are unavailable and
// resource_exhausted (ask again), and invalid_argument (another program).
func (d *Desk) Enrol(ctx context.Context, req *connect.Request[linlipb.EnrolRequest]) (*connect.Response[linlipb.EnrolResponse], error) {
	m := req.Msg
	if len(m.GetCsr()) > maxCSR || len(m.GetSoftware()) > maxSoftware || len(m.GetPaperKey()) != ed25519.PublicKeySize {
		return nil, connect.NewError(connect.CodeInvalidArgument, errors.New("a field has another length"))
	}
	csr, err := readCSR(m.GetCsr())
	if err != nil {
		return nil, connect.NewError(connect.CodeInvalidArgument, err)
	}
	from := hostOf(req.Peer().Addr)
	if !d.tries.allow(from, d.opts.Now()) {
		return nil, connect.NewError(connect.CodeResourceExhausted, errors.New("too many wrong codes from this address: wait a minute"))
	}
	e := enrolment{
		device: csr.Subject.CommonName, csr: csr, paper: m.GetPaperKey(),
		key: keyHash(csr.RawSubjectPublicKeyInfo), software: m.GetSoftware(), from: from, now: d.opts.Now().UTC(),
	}
	if code, err := wire.ParseCode(m.GetCode()); err == nil {
		e.code = hashCode(e.device, code)
	}
	resp, err := d.enrol(ctx, e)
	if err != nil {
		d.opts.Logger.Error(kiosk.EventOfficeTrouble, "device", e.device, "err", err)
		return nil, connect.NewError(connect.CodeUnavailable, errors.New("list of terminals unavailable"))
	}
	if resp.Reason == reasonWrong {
		d.tries.failed(from)
	}
	return connect.NewResponse(resp), nil
}

// Answers to requests that do not get on. They are for technicians.
const (
	reasonWrong   = "the code is wrong, or was given out for another name"
	reasonExpired = "the code has expired: ask the office for a new one"
	reasonUsed    = "the code was used already: ask the office for a new one"
	reasonRefused = "the office refused this terminal"
)

// enrolment is one call of Enrol after its form was checked.
type enrolment struct {
	device         string
	csr            *x509.CertificateRequest
	key            []byte // keyHash of the csr
	paper          []byte
	code           []byte // hashCode; nil for what cannot be a code
	software, from string
	now            time.Time
}

func (e enrolment) words() string { return wire.KeyWords(e.csr.RawSubjectPublicKeyInfo, e.paper) }

// enrol looks at the note of the terminal and moves it on: a good code makes a
// request, an approved request a certificate.
func (d *Desk) enrol(ctx context.Context, e enrolment) (*linlipb.EnrolResponse, error) {
	resp := &linlipb.EnrolResponse{Device: e.device}
	var granted bool
	err := d.book.change(ctx, e.device, func(n *note) error {
		var changed bool
		resp.State, resp.Reason, changed = e.judge(n)
		granted = resp.State == linlipb.EnrolState_ENROL_STATE_APPROVED
		if !changed {
			return errUnchanged
		}
		return nil
	})
	if err != nil && !errors.Is(err, errUnchanged) {
		return nil, err
	}
	if granted {
		made, err := d.grant(ctx, e.device, e.csr, e.paper, func(n *note) (*request, error) {
			if n.Request == nil || n.Request.Decision != approved || !equal(n.Request.Key, e.key) {
				return nil, errUnchanged // revoked, or invited anew, in between
			}
			return n.Request, nil
		})
		if errors.Is(err, errUnchanged) {
			resp.State, resp.Reason = linlipb.EnrolState_ENROL_STATE_REFUSED, reasonRefused
			return resp, nil
		}
		if err != nil {
			return nil, err
		}
		resp.Chain, resp.PaperCertificate = [][]byte{made.DER, d.authority.Root()}, made.Paper
		resp.SealingKey = d.opts.SealingKey()
	}
	resp.RetryAfterMs = uint32(askAgain.Milliseconds())
	return resp, nil
}

// errUnchanged keeps a note as it stands.
var errUnchanged = errors.New("trust: nothing to change")

// judge says where the request stands, and notes a new one, or a wrong code.
func (e enrolment) judge(n *note) (state linlipb.EnrolState, reason string, changed bool) {
	const waiting, no, yes = linlipb.EnrolState_ENROL_STATE_WAITING, linlipb.EnrolState_ENROL_STATE_REFUSED, linlipb.EnrolState_ENROL_STATE_APPROVED
	if r := n.Request; r != nil && equal(r.Key, e.key) && equal(r.Code, e.code) && r.Words == e.words() {
		switch r.Decision {
		case approved:
			return yes, "", false
		case refused:
			return no, reasonRefused, false
		}
		return waiting, "", false
	}
	for _, c := range n.Certificates { // its answer was lost
		if equal(c.Key, e.key) && equal(c.Code, e.code) {
			return yes, "", false
		}
	}
	if reason := n.Code.spend(e); reason != "" {
		if reason == reasonWrong && n.Code != nil {
			n.Code.Tries++
			return no, reason, true
		}
		return no, reason, false
	}
	n.Request = &request{Key: e.key, Code: e.code, Words: e.words(), Software: e.software, From: e.from, At: e.now}
	return waiting, "", true
}

// spend uses the code up, or says why it is not good.
func (c *oneTimeCode) spend(e enrolment) (reason string) {
	switch {
	case c == nil || !equal(c.Hash, e.code) || c.Tries >= codeTries:
		return reasonWrong
	case c.Used:
		return reasonUsed
	case e.now.After(c.Until):
		return reasonExpired
	}
	c.Used = true
	return ""
}

// equal compares in constant time; nothing equals nothing.
func equal(a, b []byte) bool { return len(a) > 0 && subtle.ConstantTimeCompare(a, b) == 1 }

func hostOf(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	return host
}

// grant makes the certificates of a terminal, or finds those it made for the
// same keys before. ask is shown the note and returns the request that is
// being answered, or an error.
func (d *Desk) grant(ctx context.Context, device string, csr *x509.CertificateRequest, paper []byte, ask func(*note) (*request, error)) (certificate, error) {
	key := keyHash(csr.RawSubjectPublicKeyInfo)
	made, known, err := d.made(ctx, device, key)
	if err != nil || known {
		return made, err
	}
	c, err := d.authority.certify(device, csr)
	if err != nil {
		return certificate{}, err
	}
	// The key for papers first: a certificate that nobody uses does no harm.
	raw, err := d.opts.Papers.Certify(ctx, verify.Certificate{Name: device, Public: paper, From: c.NotBefore, Until: c.NotAfter})
	if err != nil {
		return certificate{}, fmt.Errorf("trust: key for papers of %s: %w", device, err)
	}
	made = certificate{
		Serial: serialOf(c), Key: key, Until: c.NotAfter.UTC(), DER: c.Raw, Paper: raw,
		Words: wire.KeyWords(csr.RawSubjectPublicKeyInfo, paper),
	}
	err = d.book.change(ctx, device, func(n *note) error {
		r, err := ask(n)
		if err != nil {
			return err
		}
		if r != nil { // it enrols: whoever had the name before is locked out
			made.Code, made.Software = r.Code, r.Software
			n.Certificates, n.Request, n.Code, n.Revoked = nil, nil, nil, false
		}
		n.Certificates = append(n.Certificates, made)
		return nil
	})
	d.gate.changed()
	if err == nil {
		d.opts.Logger.Info(kiosk.EventTerminalAdmitted, "device", device, "serial", made.Serial, "until", made.Until)
	}
	return made, err
}

// made returns the admitted certificate of this key, if there is one.
func (d *Desk) made(ctx context.Context, device string, key []byte) (certificate, bool, error) {
	n, err := d.gate.note(ctx, d.book.roster, device, time.Now())
	if err != nil {
		return certificate{}, false, err
	}
	for _, c := range n.Certificates {
		if equal(c.Key, key) {
			return c, true, nil
		}
	}
	return certificate{}, false, nil
}
