package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"linli/internal/visitplay"
	"linli/kiosk"
	"linli/kiosk/flow"
)

// TestVoteIsCountedOnceAndToldAfterTheLastDay votes, tries again, and has the
// vote end. Voter and vote are invented.
func TestVoteIsCountedOnceAndToldAfterTheLastDay(t *testing.T) {
	l := raise(t, portrait, false)
	l.votes(flow.VoteCounted)
	l.laysCardToVote()
	l.endsVote(flow.VoteAlready)
	open := l.ballotsPage()
	if !strings.Contains(open, ">1<") || strings.Contains(open, "同意") {
		t.Errorf("before the end staff see\n%s", open)
	}
	l.endsBallot()
	counts := l.pageWith("/ballots", "不同意")
	if !regexp.MustCompile(`>同意</th><td class="num">1<`).MatchString(counts) {
		t.Errorf("after the end staff see\n%s", counts)
	}
}

// TestVoteCountsOnceAtTwoTerminalsAndNeedsTheLine votes at one terminal and
// tries at another, with and without a line.
func TestVoteCountsOnceAtTwoTerminalsAndNeedsTheLine(t *testing.T) {
	slow(t)
	l := raise(t, portrait, false)
	second := beside(l)
	second.must("cut", second.player.Lobby.CutLine(l.ctx))
	second.sees("the line down", func(v visitplay.Line) bool { return !v.View.Band.LineUp })
	second.laysCardToVote()
	none := second.seesScreen(flow.NoLine)
	if b := none.View.Ballot; b == nil || b.Until == "" {
		t.Error("the screen does not say until when one may come back")
	}
	second.must("lift", second.player.Lobby.Lift(l.ctx))
	second.leaves(none)

	l.votes(flow.VoteCounted)
	second.must("join", second.player.Lobby.JoinLine(l.ctx))
	second.sees("the line", func(v visitplay.Line) bool { return v.View.Band.LineUp })
	second.laysCardToVote()
	second.endsVote(flow.VoteAlready)
	if open := l.ballotsPage(); !strings.Contains(open, ">1<") {
		t.Errorf("staff see\n%s", open)
	}
	for _, one := range []*lobby{l, second} {
		if n, err := one.player.Lobby.Papers(l.ctx); err != nil || n != 0 {
			t.Errorf("%d papers tell of a vote, %v", n, err)
		}
	}
}

// laysCardToVote begins a visit and lays card A for the vote.
func (l *lobby) laysCardToVote() {
	l.Helper()
	l.picks(l.goesHome(), "speak", "handrail-vote")
	papers := l.seesScreen(flow.Entries)
	l.touches(papers, papers.View.Notices[0].Control)
	l.touches(l.seesScreen(flow.Notice), flow.ReadOn)
	l.seesScreen(flow.Identify)
	l.must("lay", l.player.Lobby.Lay(l.ctx, "A"))
}

// votes goes through a whole vote.
func (l *lobby) votes(want flow.VoteState) {
	l.Helper()
	l.laysCardToVote()
	l.touches(l.asked("handrails"), flow.ChoiceControl("agree"))
	first := l.asked("first")
	l.touches(first, flow.ChoiceControl("gate-1"))
	l.touches(l.sees("a choice", func(v visitplay.Line) bool { return v.Seq > first.Seq }), flow.NextField)
	l.touches(l.seesScreen(flow.Confirm), flow.Correct)
	l.endsVote(want)
}

// endsVote wants to be told so of a vote, and leaves.
func (l *lobby) endsVote(want flow.VoteState) {
	l.Helper()
	told := l.seesScreen(flow.Voted)
	if b := told.View.Ballot; b == nil || b.State != want {
		l.Errorf("told %+v, want %s", b, want)
	}
	l.must("lift", l.player.Lobby.Lift(l.ctx))
	l.touches(told, flow.Finish)
	l.seesScreen(flow.Attract)
}

// ballotsPage is what staff see of votes, without the frame of the page.
func (l *lobby) ballotsPage() string {
	l.Helper()
	_, page, _ := strings.Cut(l.officePage("/ballots"), "</header>")
	return page
}

// endsBallot has yesterday be the last day of the vote.
func (l *lobby) endsBallot() {
	l.Helper()
	dir := l.TempDir()
	l.must("copy", os.CopyFS(dir, services(l)))
	file := filepath.Join(dir, "services", "items", "handrail-vote.yaml")
	text, err := os.ReadFile(file)
	l.must("item", err)
	yesterday := kiosk.BusinessDayOf(time.Now().AddDate(0, 0, -1), time.FixedZone("Asia/Shanghai", 8*60*60))
	ended := regexp.MustCompile(`until: "[-0-9]+"`).ReplaceAllString(string(text), `until: "`+string(yesterday)+`"`)
	l.must("item", os.WriteFile(file, []byte(ended), 0o600))
	l.staff("publish", "catalogue", dir)
}
