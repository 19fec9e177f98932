package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/office/signs"
	"linli/sync/wire/linlipb"
)

// maxWords bounds what staff write to a resident who waits, in characters.
const maxWords = 100

// ErrWords refuses what staff wrote to a resident.
var ErrWords = errors.New("desk: nothing was written, or more than a resident would read")

// saidBody is what staff said to who calls. Its names stand in the database.
type saidBody struct {
	Visit  kiosk.VisitID `json:"visit"`
	Coming bool          `json:"coming,omitempty"`
	Words  string        `json:"words,omitempty"`
}

// CallHelp puts a call on the pages of staff, of all processes, and tells what
// staff have said to it. A terminal asks again for as long as its resident
// waits, and takes the call back then. It blocks for a commit where anything
// changes, two seconds at most, and is unavailable when the call could not be
// kept.
func (d *Desk) CallHelp(ctx context.Context, req *connect.Request[linlipb.CallHelpRequest]) (*connect.Response[linlipb.CallHelpResponse], error) {
	m := req.Msg
	if m.GetDevice() == "" || max(len(m.GetDevice()), len(m.GetVisit()), len(m.GetScreen())) > maxField {
		return nil, connect.NewError(connect.CodeInvalidArgument, errNames)
	}
	resp, err := d.callHelp(ctx, m)
	if err != nil {
		d.log.Error(kiosk.EventOfficeTrouble, "device", m.GetDevice(), "err", err)
		return nil, connect.NewError(connect.CodeUnavailable, errors.New("the call was not kept"))
	}
	return connect.NewResponse(resp), nil
}

func (d *Desk) callHelp(ctx context.Context, m *linlipb.CallHelpRequest) (*linlipb.CallHelpResponse, error) {
	visit := kiosk.VisitID(m.GetVisit())
	if m.GetWithdraw() {
		return &linlipb.CallHelpResponse{}, d.withdraw(ctx, m.GetDevice(), visit)
	}
	said := d.said(m.GetDevice(), visit)
	resp := &linlipb.CallHelpResponse{Coming: said.Coming, Words: said.Words}
	if resp.Heard = said.Coming; said.Coming {
		return resp, nil
	}
	standing, ok := d.board.Find(helpSign, m.GetDevice())
	if ok && callOf(standing).Visit == visit && standing.At.After(d.now().Add(-keepCalls)) {
		resp.Heard = d.heard()
		return resp, nil
	}
	var err error
	resp.Heard, err = d.add(ctx, Call{Device: kiosk.DeviceID(m.GetDevice()), Visit: visit, Screen: m.GetScreen(), At: d.now()})
	if err == nil {
		d.log.Info(kiosk.EventHelpCalled, "device", m.GetDevice(), "screen", m.GetScreen(), "heard", resp.Heard)
	}
	return resp, err
}

// said is what staff said to a visit so far.
func (d *Desk) said(device string, visit kiosk.VisitID) saidBody {
	var body saidBody
	if s, ok := d.board.Find(helpedSign, device); ok {
		if err := json.Unmarshal(s.Body, &body); err != nil || body.Visit != visit {
			return saidBody{}
		}
	}
	return body
}

// withdraw takes a call back, and what was said to it.
func (d *Desk) withdraw(ctx context.Context, device string, visit kiosk.VisitID) error {
	var over []office.Sign
	if s, ok := d.board.Find(helpSign, device); ok && callOf(s).Visit == visit {
		over = append(over, office.Sign{Kind: helpSign, Name: device, At: d.now()})
	}
	if d.said(device, visit) != (saidBody{}) {
		over = append(over, office.Sign{Kind: helpedSign, Name: device, At: d.now()})
	}
	if len(over) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, signTimeout)
	defer cancel()
	if err := d.board.Put(ctx, over...); err != nil {
		return fmt.Errorf("desk: withdraw: %w", err)
	}
	return nil
}

// Answer takes a call off the pages of all processes: somebody goes there, and
// the resident reads so. It reports whether it still stood, and blocks for two
// commits.
func (d *Desk) Answer(ctx context.Context, number uint64) (bool, error) {
	s, ok := d.call(number)
	if !ok {
		return false, nil
	}
	answered, err := d.board.Take(ctx, s.Sign)
	if err != nil {
		return false, fmt.Errorf("desk: answer: %w", err)
	}
	if !answered {
		return false, nil
	}
	d.log.Info(kiosk.EventHelpAnswered, "device", s.Name, "after", d.now().Sub(s.At))
	return true, d.say(ctx, s, true, "")
}

// Say writes words on the glass before whoever called. The call stays. It
// reports whether it still stood, returns ErrWords or the database's error, and
// blocks for a commit.
func (d *Desk) Say(ctx context.Context, number uint64, words string) (bool, error) {
	words = strings.Join(strings.Fields(words), " ")
	if words == "" || utf8.RuneCountInString(words) > maxWords {
		return false, ErrWords
	}
	s, ok := d.call(number)
	if !ok {
		return false, nil
	}
	return true, d.say(ctx, s, false, words)
}

// say notes what staff said; words that were said before stay.
func (d *Desk) say(ctx context.Context, s signs.Standing, coming bool, words string) error {
	visit := callOf(s).Visit
	if words == "" {
		words = d.said(s.Name, visit).Words
	}
	body, err := json.Marshal(saidBody{Visit: visit, Coming: coming, Words: words})
	if err == nil {
		err = d.board.Put(ctx, office.Sign{Kind: helpedSign, Name: s.Name, At: d.now(), Body: body})
	}
	if err != nil {
		return fmt.Errorf("desk: say: %w", err)
	}
	return nil
}

func (d *Desk) call(number uint64) (signs.Standing, bool) {
	standing, _ := d.board.List(helpSign, time.Time{})
	for _, s := range standing {
		if s.Revision == number {
			return s, true
		}
	}
	return signs.Standing{}, false
}
