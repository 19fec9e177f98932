package desk

import (
	"context"
	"errors"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/office/casework"
	"linli/sync/wire/linlipb"
)

// Document hands the paper that a case was decided with to whoever laid the
// card of its applicant, and to nobody else: for another card there is none.
func (d *Desk) Document(ctx context.Context, req *connect.Request[linlipb.DocumentRequest]) (*connect.Response[linlipb.DocumentResponse], error) {
	m, resp := req.Msg, &linlipb.DocumentResponse{}
	if d.cases == nil {
		return connect.NewResponse(resp), nil
	}
	c, err := d.cases.ByCode(m.GetCode())
	if err != nil || !d.cases.IsOf(c, kiosk.DocumentKind(m.GetDocumentKind()), kiosk.Private(m.GetNumber())) {
		d.log.Info(kiosk.EventPaperHanded, "device", m.GetDevice(), "handed", false)
		return connect.NewResponse(resp), nil //nolint:nilerr // that there is none is the answer
	}
	p, err := d.cases.PaperOf(ctx, c)
	switch {
	case errors.Is(err, casework.ErrNoPaper):
	case err != nil:
		d.log.Error(kiosk.EventOfficeTrouble, "case", string(c.ID), "err", err)
		return nil, connect.NewError(connect.CodeUnavailable, errors.New("the paper cannot be read now"))
	default:
		resp.Pdf, resp.Case, resp.Serial = p.PDF, string(c.ID), p.Serial
	}
	d.log.Info(kiosk.EventPaperHanded, "device", m.GetDevice(), "case", string(c.ID), "handed", len(resp.Pdf) > 0)
	return connect.NewResponse(resp), nil
}
