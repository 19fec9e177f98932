package desk

import (
	"context"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/office/casework"
	"linli/sync/wire/linlipb"
)

// mostCases of one card are told.
const mostCases = 20

// CasesOf lists the cases of whoever laid a card at a terminal. That somebody
// asked stands in the log with the terminal and how many were found; who it
// was does not.
func (d *Desk) CasesOf(_ context.Context, req *connect.Request[linlipb.CasesOfRequest]) (*connect.Response[linlipb.CasesOfResponse], error) {
	m := req.Msg
	if max(len(m.GetDevice()), len(m.GetDocumentKind()), len(m.GetNumber())) > maxField {
		return nil, connect.NewError(connect.CodeInvalidArgument, errNames)
	}
	resp := &linlipb.CasesOfResponse{}
	if d.cases == nil {
		return connect.NewResponse(resp), nil
	}
	for _, c := range d.cases.Of(kiosk.DocumentKind(m.GetDocumentKind()), kiosk.Private(m.GetNumber())) {
		if len(resp.Cases) < mostCases {
			resp.Cases = append(resp.Cases, d.statusOf(c))
		}
	}
	d.log.Info(kiosk.EventCasesAsked, "device", m.GetDevice(), "cases", len(resp.Cases))
	return connect.NewResponse(resp), nil
}

// statusOf is what a resident may know of a case.
func (d *Desk) statusOf(c casework.Case) *linlipb.CaseStatusResponse {
	s := &linlipb.CaseStatusResponse{
		State: string(c.State), Item: string(c.Item), Words: c.Words, OpenedMs: c.OpenedAt.UnixMilli(), Code: c.Code, Document: c.HasPaper(),
	}
	if !c.MovedAt.IsZero() {
		s.MovedMs = c.MovedAt.UnixMilli()
	}
	if due, known := d.due(c); known {
		s.Due = string(due.On)
	}
	return s
}
