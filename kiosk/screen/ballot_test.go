package screen_test

import (
	"linli/kiosk"
	"linli/kiosk/flow"
)

// votes are the ends of a vote, and its way back when the line is down.
func votes() []scene {
	var all []scene
	for _, state := range []flow.VoteState{flow.VoteCounted, flow.VoteAlready, flow.VoteNotEligible, flow.VoteClosed} {
		v := view(flow.Voted, flow.Finish)
		v.Heading = tx("楼门口加装扶手的表决", "Vote on handrails at the entrances")
		v.Ballot = &flow.BallotView{State: state, From: "2026-11-20", Until: "2026-11-30",
			Next: tx("结果12月2日公布，在公告栏和这台终端上都能看到。", "The result is published on 2 December, on the notice board and at this terminal.")}
		all = append(all, scene{"voted-" + string(state), v})
		if state == flow.VoteNotEligible {
			only := *v.Ballot
			only.Only = []kiosk.Text{tx("向阳居委会", "Xiangyang Committee"), tx("东风居委会", "Dongfeng Committee")}
			v.Ballot = &only
			all = append(all, scene{"voted-elsewhere", v})
			roll := only
			roll.Only, roll.Roll = nil, true
			v.Ballot = &roll
			all = append(all, scene{"voted-not-on-the-roll", v})
		}
	}
	v := view(flow.NoLine, flow.TryAgain, flow.Back, flow.GoHome)
	v.Heading, v.NoLine = tx("楼门口加装扶手的表决", "Vote on handrails at the entrances"), &flow.NoLineView{Phone: "0000-0001"}
	v.Ballot = &flow.BallotView{Until: "2026-11-30"}
	return append(all, scene{"no-line-vote", v})
}
