package terminal_test

import (
	"testing"
	"testing/synctest"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/health"
)

func TestResidentIsToldBeforeAnApplicationThatNoneCanBeTaken(t *testing.T) {
	offersApplications(t)
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.term.Raise(health.Finding{Code: health.ApplicationsFull})
		if v := l.want(flow.Attract); !v.Missing.Applications || v.Missing.Tickets || v.Missing.Phone != "0000-0002" {
			t.Errorf("the lobby reads %+v", v.Missing)
		}
		l.touch(flow.Begin)
		l.touch("entry:apply")
		l.touch("item:aid")
		if v := l.want(flow.Problem); v.Trouble != kiosk.ApplicationsFull {
			t.Fatalf("the resident reads about %s", v.Trouble)
		}
		l.touch(flow.TakeTicket)
		l.want(flow.Identify)
		l.touch(flow.SkipCard)
		time.Sleep(2 * time.Second)
		l.want(flow.Number)
		l.touch(flow.Finish)
		if v := l.want(flow.Attract); !v.Missing.Applications {
			t.Error("a ticket says nothing about room for applications")
		}
		l.term.Clear(health.ApplicationsFull)
		if v := l.want(flow.Attract); v.Missing.Any() {
			t.Errorf("with room again the lobby reads %+v", v.Missing)
		}
	})
}
