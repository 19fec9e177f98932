package trust

import (
	"context"
	"crypto/ed25519"
	"errors"
	"math"
	"strconv"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/wire/linlipb"
)

// keptCertificates is how many certificates of one terminal are admitted at a
// time: the one in use, and one whose answer may have been lost.
const keptCertificates = 2

// Renew gives a terminal a certificate for a new key. It is asked over a
// connection that proves the old one, which may have ended less than the grace
// ago. The old certificate stays good until the new one is first used, so that
// a lost answer costs nothing. A terminal that asks too often is answered
// resource_exhausted, with the time to come again in the header Retry-After.
func (d *Desk) Renew(ctx context.Context, req *connect.Request[linlipb.RenewRequest]) (*connect.Response[linlipb.RenewResponse], error) {
	who, ok := callerOf(ctx)
	if !ok || who.device == "" {
		return nil, connect.NewError(connect.CodeUnauthenticated, errors.New("only a terminal with a certificate can renew it"))
	}
	if wait := d.renewals.wait(who.device, d.opts.Now()); wait > 0 {
		err := connect.NewError(connect.CodeResourceExhausted, errors.New("this certificate was renewed too often: ask again later"))
		err.Meta().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		return nil, err
	}
	m := req.Msg
	if len(m.GetCsr()) > maxCSR || len(m.GetPaperKey()) != ed25519.PublicKeySize {
		return nil, connect.NewError(connect.CodeInvalidArgument, errors.New("a field has another length"))
	}
	csr, err := readCSR(m.GetCsr())
	if err != nil {
		return nil, connect.NewError(connect.CodeInvalidArgument, err)
	}
	if csr.Subject.CommonName != who.device {
		return nil, connect.NewError(connect.CodePermissionDenied, errors.New("the request names another terminal"))
	}
	made, err := d.grant(ctx, who.device, csr, m.GetPaperKey(), func(n *note) (*request, error) {
		if !n.admits(who.serial) {
			return nil, errLockedOut
		}
		if extra := len(n.Certificates) - (keptCertificates - 1); extra > 0 {
			n.Certificates = n.without(who.serial, extra)
		}
		return nil, nil
	})
	switch {
	case errors.Is(err, errLockedOut):
		return nil, connect.NewError(connect.CodeUnauthenticated, errLockedOut)
	case err != nil:
		d.opts.Logger.Error(kiosk.EventOfficeTrouble, "device", who.device, "err", err)
		return nil, connect.NewError(connect.CodeUnavailable, errors.New("list of terminals unavailable"))
	}
	return connect.NewResponse(&linlipb.RenewResponse{
		Chain: [][]byte{made.DER, d.authority.Root()}, PaperCertificate: made.Paper,
	}), nil
}

// without drops the oldest n certificates except the one in use.
func (n note) without(inUse string, drop int) []certificate {
	var kept []certificate
	for _, c := range n.Certificates {
		if drop > 0 && c.Serial != inUse {
			drop--
			continue
		}
		kept = append(kept, c)
	}
	return kept
}
