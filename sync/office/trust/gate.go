package trust

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
)

// lookEvery is how often the list is read without any call: a change made by
// another process ends open calls so soon.
const lookEvery = time.Second

// DefaultFresh is how old the list may be for a call on an open connection,
// when nothing else is chosen: somebody who was locked out by another process
// begins no call after that time. It leaves the reading of each second time.
const DefaultFresh = 2 * lookEvery

// handshakeLook bounds the look at the list during a handshake.
const handshakeLook = 5 * time.Second

// Why a terminal is not let in.
var (
	errLockedOut = errors.New("trust: this certificate is not admitted (any more)")
	errTooOld    = errors.New("trust: this certificate ended longer ago than it may be renewed")
)

// caller is who is at the other end of a connection.
type caller struct {
	secure bool // came over TLS
	device string
	serial string
	until  time.Time // end of its certificate
}

// call is one request that is being answered.
type call struct {
	who  caller
	conn net.Conn
}

// cut ends the connection without a last word, which could block.
func (c *call) cut() {
	conn := c.conn
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	conn.Close()
}

// Watch sees revocations by other processes within a second, and ends the
// connections they are about. It returns when ctx ends.
func (d *Desk) Watch(ctx context.Context) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	faulty := false
	for {
		err := d.gate.look(ctx, d.book.roster, time.Now())
		if err != nil && ctx.Err() == nil && !faulty {
			d.opts.Logger.Error(kiosk.EventOfficeTrouble, "err", err)
		}
		faulty = err != nil
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// TLS is the configuration of the listener for terminals: TLS 1.3, with a
// certificate of the caller if he has one. A certificate that is not admitted
// now, or too old to be renewed, ends the handshake; one that is merely over
// passes, and the services refuse it except Renew.
func (d *Desk) TLS() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS13, NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: d.authority.serverCertificate,
		ClientAuth:     tls.RequestClientCert, // verify looks at it
		VerifyConnection: func(s tls.ConnectionState) error {
			if len(s.PeerCertificates) == 0 {
				return nil
			}
			ctx, cancel := context.WithTimeout(context.Background(), handshakeLook)
			defer cancel()
			err := d.authority.checkClient(s.PeerCertificates[0])
			if err != nil {
				err = errLockedOut
			} else {
				_, err = d.identify(ctx, s.PeerCertificates[0], time.Now())
			}
			if err != nil {
				d.opts.Logger.Warn(kiosk.EventTerminalRefused, "subject", s.PeerCertificates[0].Subject.CommonName,
					"serial", serialOf(s.PeerCertificates[0]), "err", err)
			}
			return err
		},
	}
}

// identify says whose certificate c is, which the office made, if the list of
// since or later lets it in.
func (d *Desk) identify(ctx context.Context, c *x509.Certificate, since time.Time) (caller, error) {
	who := caller{secure: true, device: c.Subject.CommonName, serial: serialOf(c), until: c.NotAfter}
	n, err := d.gate.note(ctx, d.book.roster, who.device, since)
	switch {
	case err != nil:
		return caller{}, err
	case !n.admits(who.serial):
		return caller{}, errLockedOut
	case d.opts.Now().After(c.NotAfter.Add(d.opts.Grace)):
		return caller{}, errTooOld
	}
	return who, d.dropOlder(ctx, who, n)
}

// dropOlder ends the certificates before the one that is used now: the
// terminal has its successor.
func (d *Desk) dropOlder(ctx context.Context, who caller, n note) error {
	if n.Certificates[0].Serial == who.serial {
		return nil
	}
	err := d.book.change(ctx, who.device, func(n *note) error {
		for i, c := range n.Certificates {
			if c.Serial == who.serial && i > 0 {
				n.Certificates = n.Certificates[i:]
				return nil
			}
		}
		return errUnchanged
	})
	d.gate.changed()
	if errors.Is(err, errUnchanged) {
		return nil
	}
	return err
}

// connKey is the key of a request's connection in its context, callerKey that
// of its caller.
type (
	connKey   struct{}
	callerKey struct{}
)

// ConnContext is http.Server's: it makes the connection known to Identify.
func (d *Desk) ConnContext(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, &line{Conn: c})
}

// line is a connection, and the certificate on it that the office made. Who
// made it is asked once, whether it is admitted with each call.
type line struct {
	net.Conn
	made atomic.Pointer[x509.Certificate]
}

// fresh is the oldest list that is good enough for a call.
func (d *Desk) fresh() time.Time { return time.Now().Add(-d.opts.Fresh) }

// Identify looks at each request's certificate, again and not only at the
// handshake, and tells the services who calls. It answers 401 to whom the list
// does not admit now, and 503 when the list cannot be read.
func (d *Desk) Identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &call{who: caller{secure: r.TLS != nil}}
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			switch err := d.admit(r, c); {
			case errors.Is(err, errLockedOut), errors.Is(err, errTooOld):
				http.Error(w, "this certificate is not admitted", http.StatusUnauthorized)
				return
			case err != nil:
				d.opts.Logger.Error(kiosk.EventOfficeTrouble, "err", err)
				http.Error(w, "list of terminals cannot be read", http.StatusServiceUnavailable)
				return
			}
			defer d.gate.end(c)
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, c.who)))
	})
}

// admit fills in who calls and notes the call; the caller ends it.
func (d *Desk) admit(r *http.Request, c *call) error {
	on, ok := r.Context().Value(connKey{}).(*line)
	if !ok {
		return errors.New("trust: the server does not tell its connections: ConnContext is not set")
	}
	c.conn = on.Conn
	certificate := r.TLS.PeerCertificates[0]
	if on.made.Load() != certificate {
		if err := d.authority.checkClient(certificate); err != nil {
			return errLockedOut
		}
		on.made.Store(certificate)
	}
	var err error
	if c.who, err = d.identify(r.Context(), certificate, d.fresh()); err != nil {
		return err
	}
	return d.gate.begin(c)
}

func callerOf(ctx context.Context) (caller, bool) {
	who, ok := ctx.Value(callerKey{}).(caller)
	return who, ok
}

// named is a message that says which terminal sends it.
type named interface{ GetDevice() string }

// Terminals lets a service answer terminals only: those whose certificate
// holds now and bears the name in the message. Over the plain line of this
// machine it lets pass names that never enrolled, so that a terminal can be
// tried without enrolling it.
func (d *Desk) Terminals() connect.Interceptor {
	return connect.UnaryInterceptorFunc(func(next connect.UnaryFunc) connect.UnaryFunc {
		return func(ctx context.Context, req connect.AnyRequest) (connect.AnyResponse, error) {
			m, ok := req.Any().(named)
			if !ok {
				return nil, connect.NewError(connect.CodeInternal, errors.New("a message without the name of its terminal"))
			}
			if err := d.mayCall(ctx, m.GetDevice()); err != nil {
				return nil, err
			}
			return next(ctx, req)
		}
	})
}

func (d *Desk) mayCall(ctx context.Context, device string) error {
	who, ok := callerOf(ctx)
	switch {
	case !ok || who.secure && who.device == "":
		return connect.NewError(connect.CodeUnauthenticated, errors.New("a terminal needs a certificate: kioskctl enrol"))
	case who.secure && d.opts.Now().After(who.until):
		return connect.NewError(connect.CodeUnauthenticated, errors.New("the certificate has ended: renew it"))
	case who.secure && who.device != device:
		return connect.NewError(connect.CodePermissionDenied, errors.New("the certificate is another terminal's"))
	case who.secure:
		return nil
	}
	n, err := d.gate.note(ctx, d.book.roster, device, d.fresh())
	if err != nil {
		d.opts.Logger.Error(kiosk.EventOfficeTrouble, "device", device, "err", err)
		return connect.NewError(connect.CodeUnavailable, errors.New("list of terminals unavailable"))
	}
	if len(n.Certificates) > 0 || n.Revoked {
		return connect.NewError(connect.CodeUnauthenticated, errors.New("this terminal has a certificate and comes without it"))
	}
	return nil
}
