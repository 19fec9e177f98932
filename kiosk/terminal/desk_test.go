package terminal_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/terminal"
)

// clerk answers as a test wants.
type clerk struct {
	mu     sync.Mutex // protects all below
	asked  []flow.Question
	answer func(ctx context.Context, q flow.Question) (flow.Reply, error)
}

func (c *clerk) Ask(ctx context.Context, q flow.Question) (flow.Reply, error) {
	c.mu.Lock()
	c.asked = append(c.asked, q)
	answer := c.answer
	c.mu.Unlock()
	return answer(ctx, q)
}

func (c *clerk) heard() []flow.Question {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]flow.Question(nil), c.asked...)
}

// follows is shelf with a tile for cases.
func follows() *catalogue.Catalogue {
	c := *shelf
	c.Entries = append([]catalogue.Entry{{ID: "track", Name: kiosk.Text{ZH: "查进度"}, Steps: []catalogue.Step{
		{Kind: catalogue.StepIdentify, Optional: true}, {Kind: catalogue.StepTrack},
	}}}, c.Entries...)
	return &c
}

// asking opens a lobby whose resident asks for the code of a case.
func asking(t *testing.T, c *clerk, up bool) *lobby {
	l := open(t, func(o *terminal.Options) { o.Desk = c })
	l.term.Exchange(follows())
	l.hall.tell(terminal.HallState{LineUp: up, Heard: time.Now()})
	time.Sleep(time.Second)
	l.touch(flow.Begin)
	l.want(flow.Home)
	return l
}

func (l *lobby) asksForCode() {
	l.t.Helper()
	l.touch(flow.EntryControl("track"))
	l.want(flow.Identify)
	l.touch(flow.SkipCard)
	l.want(flow.Form)
	l.glass.types(flow.TrackCode, "7W0X1YBF")
	synctest.Wait()
	l.touch(flow.NextField)
}

func TestQuestionThatIsNotAnsweredEndsAfterThreeSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &clerk{answer: func(ctx context.Context, _ flow.Question) (flow.Reply, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}}
		l := asking(t, c, true)
		l.asksForCode()
		l.want(flow.Asking)
		time.Sleep(2900 * time.Millisecond)
		l.want(flow.Asking)
		time.Sleep(200 * time.Millisecond)
		l.want(flow.NoLine)
	})
}

func TestNobodyIsAskedWithoutALineButTryingAgainTries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &clerk{answer: func(context.Context, flow.Question) (flow.Reply, error) {
			return flow.CasesFound{Cases: []flow.CaseFound{{Code: "7W0X-1YBF"}}}, nil
		}}
		l := asking(t, c, false)
		l.asksForCode()
		l.want(flow.NoLine)
		if asked := c.heard(); len(asked) != 0 {
			t.Errorf("asked %v over a line that is down", asked)
		}
		l.touch(flow.TryAgain)
		l.want(flow.CaseShown)
		if asked := c.heard(); len(asked) != 1 || asked[0] != (flow.CaseByCode{Code: "7W0X-1YBF"}) {
			t.Errorf("asked %v", asked)
		}
	})
}

func TestHelpIsAskedForUntilItIsClosedAndThenTakenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var up atomic.Bool
		c := &clerk{}
		c.answer = func(context.Context, flow.Question) (flow.Reply, error) {
			if !up.Load() {
				return nil, errors.New("no line")
			}
			return flow.HelpHeard{Heard: true}, nil
		}
		l := asking(t, c, true)
		l.touch(flow.CallHelp)
		if v := l.want(flow.Home); v.Help == nil || v.Help.Phase != flow.HelpDown {
			t.Errorf("without a line: %+v", v.Help)
		}
		up.Store(true)
		time.Sleep(3100 * time.Millisecond)
		if v := l.want(flow.Home); v.Help == nil || v.Help.Phase != flow.HelpSeen {
			t.Errorf("the line is back: %+v", v.Help)
		}
		l.touch(flow.CloseHelp)
		synctest.Wait()
		before := c.heard()
		if _, over := before[len(before)-1].(flow.HelpOver); !over {
			t.Errorf("the last word to the office is %T", before[len(before)-1])
		}
		time.Sleep(10 * time.Second)
		if after := c.heard(); len(after) != len(before) {
			t.Errorf("asked %d times after it was closed", len(after)-len(before))
		}
		if v := l.want(flow.Home); v.Help != nil {
			t.Errorf("still %+v", v.Help)
		}
	})
}

func TestVisitThatEndsTakesItsCallForHelpBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &clerk{answer: func(context.Context, flow.Question) (flow.Reply, error) { return flow.HelpHeard{Heard: true}, nil }}
		l := asking(t, c, true)
		l.touch(flow.CallHelp)
		l.want(flow.Home)
		time.Sleep(5 * time.Minute)
		l.want(flow.Attract)
		asked := c.heard()
		if _, over := asked[len(asked)-1].(flow.HelpOver); !over {
			t.Errorf("the last word to the office is %T", asked[len(asked)-1])
		}
	})
}

// TestCaseOnTheScreenIsAskedForAgainEverMoreSlowlyUntilItIsLeft stands still on
// a case that staff may still move.
func TestCaseOnTheScreenIsAskedForAgainEverMoreSlowlyUntilItIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &clerk{answer: func(context.Context, flow.Question) (flow.Reply, error) {
			return flow.CasesFound{Cases: []flow.CaseFound{{Code: "7W0X-1YBF", State: kiosk.CaseAccepted}}}, nil
		}}
		l := asking(t, c, true)
		l.asksForCode()
		before := l.want(flow.CaseShown)
		for _, step := range []struct {
			wait  time.Duration
			asked int
		}{{time.Second, 2}, {3 * time.Second, 3}, {6 * time.Second, 4}, {12 * time.Second, 5}, {20 * time.Second, 5}} {
			time.Sleep(step.wait)
			if asked := len(c.heard()); asked != step.asked {
				t.Errorf("after another %s: asked %d times, not %d", step.wait, asked, step.asked)
			}
		}
		if v := l.want(flow.CaseShown); v.Seq != before.Seq {
			t.Error("an answer that changes nothing took the touch from the resident")
		}
		l.touch(flow.GoHome)
		asked := len(c.heard())
		time.Sleep(30 * time.Second)
		if left := len(c.heard()); left != asked {
			t.Errorf("asked %d times after the case was left", left-asked)
		}
	})
}
