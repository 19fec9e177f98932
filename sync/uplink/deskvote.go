package uplink

import (
	"context"
	"fmt"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/wire/linlipb"
)

// VoteState is what the office says of a voter and a vote.
type VoteState int

// The states of a vote.
const (
	VoteOpen        VoteState = iota // the voter may vote and has not
	VoteCounted                      // now
	VoteAlready                      // before
	VoteNotEligible                  //
	VoteClosed                       //
)

// Vote casts one vote, each choice a question, a colon and an option; without
// choices it only asks whether this voter may vote. Home is the committee of the
// address on the card, empty where none is known. Casting again is safe: the
// office counts one of a voter.
func (d *Desk) Vote(ctx context.Context, ballot kiosk.ItemID, voter kiosk.Resident, home kiosk.CommitteeID, choices []kiosk.Private) (VoteState, error) {
	ctx, cancel := context.WithTimeout(ctx, deskTimeout)
	defer cancel()
	req := &linlipb.VoteRequest{
		Device: string(d.device), Ballot: string(ballot), DocumentKind: string(voter.Kind), Number: voter.Number.Reveal(),
		Committee: string(home),
	}
	for _, c := range choices {
		req.Choices = append(req.Choices, c.Reveal())
	}
	resp, err := d.office.Vote(ctx, connect.NewRequest(req))
	if err != nil {
		return 0, fmt.Errorf("%w: vote: %w", ErrOffline, err)
	}
	switch resp.Msg.GetState() {
	case linlipb.VoteState_VOTE_STATE_COUNTED:
		return VoteCounted, nil
	case linlipb.VoteState_VOTE_STATE_ALREADY:
		return VoteAlready, nil
	case linlipb.VoteState_VOTE_STATE_NOT_ELIGIBLE:
		return VoteNotEligible, nil
	case linlipb.VoteState_VOTE_STATE_UNSPECIFIED:
		if len(choices) == 0 {
			return VoteOpen, nil
		}
	default:
	}
	return VoteClosed, nil
}
