package main

import (
	"linli/kiosk/flow"
	"linli/sync/uplink"
)

// voteTold is what the office said of a vote, in flow's words.
func voteTold(s uplink.VoteState) flow.VoteTold {
	return flow.VoteTold{State: map[uplink.VoteState]flow.VoteState{
		uplink.VoteOpen: flow.VoteOpen, uplink.VoteCounted: flow.VoteCounted, uplink.VoteAlready: flow.VoteAlready,
		uplink.VoteNotEligible: flow.VoteNotEligible, uplink.VoteClosed: flow.VoteClosed,
	}[s]}
}
