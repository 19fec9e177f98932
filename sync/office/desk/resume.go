package desk

import (
	"context"
	"errors"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/office/casework"
	"linli/sync/wire/linlipb"
)

// Resume gives back what a resident put aside, to the card that it was saved
// with. What it cannot give back is answered as nothing at all: who guesses a
// code learns no more.
func (d *Desk) Resume(ctx context.Context, req *connect.Request[linlipb.ResumeRequest]) (*connect.Response[linlipb.ResumeResponse], error) {
	m := req.Msg
	if max(len(m.GetDevice()), len(m.GetCode()), len(m.GetDocumentKind()), len(m.GetNumber())) > maxField {
		return nil, connect.NewError(connect.CodeInvalidArgument, errNames)
	}
	resp := &linlipb.ResumeResponse{}
	if d.cases == nil {
		return connect.NewResponse(resp), nil
	}
	found, a, err := d.cases.Resume(ctx, m.GetCode(), kiosk.DocumentKind(m.GetDocumentKind()), kiosk.Private(m.GetNumber()))
	switch {
	case errors.Is(err, casework.ErrNoCase), errors.Is(err, casework.ErrAmbiguous):
		d.log.Info(kiosk.EventCasesAsked, "device", m.GetDevice(), "cases", 0)
		return connect.NewResponse(resp), nil
	case err != nil:
		return nil, connect.NewError(connect.CodeUnavailable, err)
	}
	resp.Case, resp.Item = string(found.ID), string(found.Item)
	for _, answer := range a.Answers {
		resp.Answers = append(resp.Answers, &linlipb.Answer{
			Field: answer.Field, Value: answer.Value.Reveal(), Source: string(answer.Source),
		})
	}
	d.log.Info(kiosk.EventCasesAsked, "device", m.GetDevice(), "cases", 1)
	return connect.NewResponse(resp), nil
}
