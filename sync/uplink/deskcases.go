package uplink

import (
	"context"
	"fmt"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/wire/linlipb"
)

// CaseStatus is what the office says of one case.
type CaseStatus struct {
	Code     string
	Item     kiosk.ItemID
	State    kiosk.CaseState
	Words    string // of staff, for the resident
	OpenedAt time.Time
	MovedAt  time.Time // zero before staff moved it
	Document bool      // a paper lies ready to be printed
	Due      string    // 2006-01-02: the last day of what is promised; empty when not known
}

// CaseStatus asks how far the case with a code is; known is false when the
// office has none.
func (d *Desk) CaseStatus(ctx context.Context, code string) (s CaseStatus, known bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, deskTimeout)
	defer cancel()
	resp, err := d.office.CaseStatus(ctx, connect.NewRequest(&linlipb.CaseStatusRequest{Device: string(d.device), Code: code}))
	if err != nil {
		return CaseStatus{}, false, fmt.Errorf("%w: case status: %w", ErrOffline, err)
	}
	s = statusOf(resp.Msg)
	if s.Code == "" { // an older office does not repeat it
		s.Code = code
	}
	return s, s.State != "", nil
}

// CasesOf asks for the cases that were handed in with a card, newest first.
func (d *Desk) CasesOf(ctx context.Context, kind kiosk.DocumentKind, number kiosk.Private) ([]CaseStatus, error) {
	ctx, cancel := context.WithTimeout(ctx, deskTimeout)
	defer cancel()
	resp, err := d.office.CasesOf(ctx, connect.NewRequest(&linlipb.CasesOfRequest{
		Device: string(d.device), DocumentKind: string(kind), Number: number.Reveal(),
	}))
	if err != nil {
		return nil, fmt.Errorf("%w: cases of a card: %w", ErrOffline, err)
	}
	var all []CaseStatus
	for _, c := range resp.Msg.GetCases() {
		all = append(all, statusOf(c))
	}
	return all, nil
}

func statusOf(m *linlipb.CaseStatusResponse) CaseStatus {
	s := CaseStatus{
		Code: m.GetCode(), Item: kiosk.ItemID(m.GetItem()), State: kiosk.CaseState(m.GetState()), Words: m.GetWords(),
		OpenedAt: time.UnixMilli(m.GetOpenedMs()), Document: m.GetDocument(), Due: m.GetDue(),
	}
	if ms := m.GetMovedMs(); ms > 0 {
		s.MovedAt = time.UnixMilli(ms)
	}
	return s
}

// Document is a paper of the office.
type Document struct {
	PDF    []byte // empty: there is none for this card
	Case   kiosk.CaseID
	Serial string
}

// Document asks for the paper that a case was decided with, for whoever laid
// the card.
func (d *Desk) Document(ctx context.Context, code string, kind kiosk.DocumentKind, number kiosk.Private) (Document, error) {
	ctx, cancel := context.WithTimeout(ctx, deskTimeout)
	defer cancel()
	resp, err := d.office.Document(ctx, connect.NewRequest(&linlipb.DocumentRequest{
		Device: string(d.device), Code: code, DocumentKind: string(kind), Number: number.Reveal(),
	}))
	if err != nil {
		return Document{}, fmt.Errorf("%w: document: %w", ErrOffline, err)
	}
	return Document{PDF: resp.Msg.GetPdf(), Case: kiosk.CaseID(resp.Msg.GetCase()), Serial: resp.Msg.GetSerial()}, nil
}
