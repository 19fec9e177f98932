package desk

import (
	"context"
	"errors"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/office/ballot"
	"linli/sync/wire/linlipb"
)

// Ballots counts votes; ballot.Boxes is documented there.
type Ballots interface {
	Ask(ctx context.Context, id kiosk.ItemID, voter ballot.Voter) error
	Cast(ctx context.Context, id kiosk.ItemID, voter ballot.Voter, choices []string) error
}

// AskBallots lets Vote answer from b. Call it before serving.
func (d *Desk) AskBallots(b Ballots) { d.ballots = b }

// Vote counts one vote, or tells whether one may be cast. Nothing of it is
// logged.
func (d *Desk) Vote(ctx context.Context, req *connect.Request[linlipb.VoteRequest]) (*connect.Response[linlipb.VoteResponse], error) {
	if d.ballots == nil {
		return d.UnimplementedDeskHandler.Vote(ctx, req)
	}
	m := req.Msg
	voter := ballot.Voter{Kind: kiosk.DocumentKind(m.GetDocumentKind()), Number: kiosk.Private(m.GetNumber()), Home: kiosk.CommitteeID(m.GetCommittee())}
	state := linlipb.VoteState_VOTE_STATE_UNSPECIFIED
	var err error
	if len(m.GetChoices()) == 0 {
		err = d.ballots.Ask(ctx, kiosk.ItemID(m.GetBallot()), voter)
	} else if err = d.ballots.Cast(ctx, kiosk.ItemID(m.GetBallot()), voter, m.GetChoices()); err == nil {
		state = linlipb.VoteState_VOTE_STATE_COUNTED
	}
	switch {
	case err == nil:
	case errors.Is(err, ballot.ErrAlready):
		state = linlipb.VoteState_VOTE_STATE_ALREADY
	case errors.Is(err, ballot.ErrNotEligible):
		state = linlipb.VoteState_VOTE_STATE_NOT_ELIGIBLE
	case errors.Is(err, ballot.ErrClosed):
		state = linlipb.VoteState_VOTE_STATE_CLOSED
	case errors.Is(err, ballot.ErrChoices):
		return nil, connect.NewError(connect.CodeInvalidArgument, err)
	default:
		return nil, connect.NewError(connect.CodeUnavailable, err)
	}
	return connect.NewResponse(&linlipb.VoteResponse{State: state}), nil
}
