package uplink

import (
	"context"
	"fmt"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/wire/linlipb"
)

// Saved is what a resident put aside half done.
type Saved struct {
	Case    kiosk.CaseID // empty: there is none for this code and card
	Item    kiosk.ItemID
	Answers []kiosk.Answer
}

// Resume asks for what was put aside under a code, for whoever laid the card;
// kind and number are empty where none was laid.
func (d *Desk) Resume(ctx context.Context, code string, kind kiosk.DocumentKind, number kiosk.Private) (Saved, error) {
	ctx, cancel := context.WithTimeout(ctx, deskTimeout)
	defer cancel()
	resp, err := d.office.Resume(ctx, connect.NewRequest(&linlipb.ResumeRequest{
		Device: string(d.device), Code: code, DocumentKind: string(kind), Number: number.Reveal(),
	}))
	if err != nil {
		return Saved{}, fmt.Errorf("%w: resume: %w", ErrOffline, err)
	}
	s := Saved{Case: kiosk.CaseID(resp.Msg.GetCase()), Item: kiosk.ItemID(resp.Msg.GetItem())}
	for _, a := range resp.Msg.GetAnswers() {
		s.Answers = append(s.Answers, kiosk.Answer{
			Field: a.GetField(), Value: kiosk.Private(a.GetValue()), Source: kiosk.Source(a.GetSource()),
		})
	}
	return s, nil
}
