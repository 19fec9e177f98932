package main

import (
	"context"
	"fmt"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/terminal"
	"linli/sync/uplink"
)

// desk asks the office what a visit wants to know, in the words of the line.
type desk struct{ office *uplink.Desk }

var _ terminal.Desk = desk{}

// desk returns the way to ask this office.
func (o *officeEnd) desk(device kiosk.DeviceID) desk { return desk{o.client.Desk(device)} }

// Ask implements terminal.Desk.
func (d desk) Ask(ctx context.Context, q flow.Question) (flow.Reply, error) {
	if reply, err, ok := d.askPay(ctx, q); ok {
		return reply, err
	}
	switch q := q.(type) {
	case flow.CaseByCode:
		c, known, err := d.office.CaseStatus(ctx, q.Code)
		if err != nil || !known {
			return flow.CasesFound{}, err
		}
		return casesFound(c), nil
	case flow.CasesOfCard:
		all, err := d.office.CasesOf(ctx, q.Resident.Kind, q.Resident.Number)
		return casesFound(all...), err
	case flow.TicketByID:
		t, err := d.office.TicketStatus(ctx, q.Ticket)
		return flow.TicketFound{Number: t.Number, Called: t.State == uplink.TicketCalled, Ahead: t.Ahead, Counter: t.Counter}, err
	case flow.HelpWanted:
		h, err := d.office.CallHelp(ctx, q.Visit, string(q.Screen))
		return flow.HelpHeard(h), err
	case flow.HelpOver:
		return flow.HelpHeard{}, d.office.EndHelp(ctx, q.Visit)
	case flow.CastVote:
		state, err := d.office.Vote(ctx, q.Ballot, q.Voter, q.Home, q.Choices)
		return voteTold(state), err
	case flow.PlacesIn:
		taken, err := d.office.Places(ctx, q.Listing)
		return flow.PlacesTold{Taken: taken}, err
	case flow.SavedByCode:
		s, err := d.office.Resume(ctx, q.Code, q.Resident.Kind, q.Resident.Number)
		return flow.SavedFound(s), err
	case flow.PaperOfCase:
		p, err := d.office.Document(ctx, q.Code, q.Resident.Kind, q.Resident.Number)
		return flow.PaperFound(p), err
	}
	return nil, fmt.Errorf("the office is not asked a %T", q)
}

func casesFound(all ...uplink.CaseStatus) flow.CasesFound {
	var found flow.CasesFound
	for _, c := range all {
		found.Cases = append(found.Cases, flow.CaseFound(c))
	}
	return found
}
