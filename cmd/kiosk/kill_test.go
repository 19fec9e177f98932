package main_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/visitplay"
	"linli/kiosk/flow"
)

// TestTerminalKilledAgainAndAgainLosesNoTicket kills the whole terminal at any
// moment from the touch that submits on, and starts it again. At the end each
// number that a resident saw or holds on paper stands at the office once, and
// no paper came twice.
func TestTerminalKilledAgainAndAgainLosesNoTicket(t *testing.T) {
	rounds := 1
	if os.Getenv("LINLI_VERIFY") != "" {
		rounds = 20
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	l := raise(t, portrait, false)
	var seen []string
	for round := range rounds {
		identify := l.toIdentify()
		l.touches(identify, flow.SkipCard)
		// The moment of the kill is the point: mostly before the paper is out.
		<-time.After(time.Duration(chance.IntN([]int{40, 900}[round%2])) * time.Millisecond)
		l.stage.Kiosk().Kill()
		lines, err := l.player.Trace.Catch()
		l.must("trace", err)
		for _, line := range lines {
			if ticket := line.View.Ticket; ticket != nil && !slices.Contains(seen, ticket.Number) {
				seen = append(seen, ticket.Number)
			}
		}
		l.must("start again", l.stage.StartKiosk(l.ctx))
		l.sit()
	}
	last := l.takesTicket()
	var kept []visitplay.OfficeTicket
	has := func(number string) bool {
		return slices.ContainsFunc(kept, func(k visitplay.OfficeTicket) bool { return k.Number == number })
	}
	for n := 1; !has(last); n++ {
		kept = l.numbersAtOffice(n)
	}
	for i, k := range kept {
		if slices.ContainsFunc(kept[i+1:], func(other visitplay.OfficeTicket) bool { return other.Number == k.Number || other.ID == k.ID }) {
			t.Errorf("%s stands twice at the office", k.Number)
		}
	}
	for _, number := range seen {
		if !has(number) {
			t.Errorf("a resident saw %s, the office has %v", number, kept)
		}
	}
	papers := l.onPaper()
	for _, code := range papers {
		of := slices.IndexFunc(kept, func(k visitplay.OfficeTicket) bool { return strings.Contains(code, k.ID) })
		if of < 0 {
			t.Errorf("a paper says %s, which the office does not have", code)
		}
	}
	slices.Sort(papers)
	if len(slices.Compact(slices.Clone(papers))) != len(papers) || len(papers) == 0 {
		t.Errorf("a paper came out twice, or none did: %v", papers)
	}
	t.Logf("%d kills: %d numbers seen, %d papers, %d tickets at the office", rounds, len(seen), len(papers), len(kept))
}

// onPaper returns the codes on all papers that have come out. One that was
// torn off in the middle may have none.
func (l *lobby) onPaper() []string {
	l.Helper()
	papers, err := l.player.Lobby.Papers(l.ctx)
	l.must("papers", err)
	var codes []string
	for n := range papers {
		paper, err := l.player.Lobby.Paper(l.ctx, n+1)
		l.must("paper", err)
		codes = append(codes, paper.QR...)
	}
	return codes
}
