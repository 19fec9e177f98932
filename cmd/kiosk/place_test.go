package main_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"linli/internal/visitplay"
	"linli/kiosk"
	"linli/kiosk/flow"
)

// TestWhatIsPickedFromListsComesToTheDeskOfStaff reads a course and signs up for
// it, then reports something broken at an address that is picked, not written:
// staff see which course, and find the event under the grid of the building.
func TestWhatIsPickedFromListsComesToTheDeskOfStaff(t *testing.T) {
	if os.Getenv("LINLI_VERIFY") == "" {
		t.Skip("two visits by finger take a minute; set LINLI_VERIFY=1")
	}
	l := raise(t, portrait, false)
	l.signsUp()
	l.reports()
}

// signsUp goes from the list of courses to a receipt for one of them.
func (l *lobby) signsUp() {
	l.Helper()
	l.touches(l.seesScreen(flow.Attract), flow.Begin)
	l.touches(l.seesScreen(flow.Home), flow.EntryControl("public"))
	l.touches(l.seesScreen(flow.Listings), flow.ListingControl("activities"))
	l.touches(l.seesScreen(flow.Entries), flow.NoticeControl("calligraphy"))

	l.touches(l.seesScreen(flow.Notice), flow.PrintNotice)
	printed := l.sees("the course on paper", func(v visitplay.Line) bool {
		return v.View.Notice != nil && v.View.Notice.Slip == kiosk.Printed
	})
	papers, err := l.player.Lobby.Papers(l.ctx)
	l.must("papers", err)
	paper, err := l.player.Lobby.Paper(l.ctx, papers)
	l.must("paper", err)
	if papers != 1 || !slices.ContainsFunc(paper.Lines, func(line string) bool { return strings.Contains(line, "Activities and courses") }) {
		l.Errorf("%d papers, the last one reads %q", papers, paper.Lines)
	}

	l.touches(printed, flow.ApplyHere)
	l.seesScreen(flow.Identify)
	l.must("lay", l.player.Lobby.Lay(l.ctx, "A"))
	l.touches(l.types(l.asked("phone"), "0", "0", "0", "0", "1", "2", "3"), flow.NextField)
	l.touches(l.asked("need"), flow.NextField) // may be left out
	l.touches(l.seesScreen(flow.Confirm), flow.Correct)
	done := l.sees("a receipt", func(v visitplay.Line) bool { return v.View.Received != nil })
	l.touches(done, flow.Finish)
	list := l.pageWith("/cases", done.View.Received.Code)
	_, after, _ := strings.Cut(list, `href="/cases/`)
	id, _, _ := strings.Cut(after, "?")
	if page := l.officePage("/cases/" + id); !strings.Contains(page, "毛笔字入门") {
		l.Error("staff do not see which course it is")
	}
}

// reports says that a lamp is out at a building.
func (l *lobby) reports() {
	l.Helper()
	l.touches(l.seesScreen(flow.Attract), flow.Begin)
	l.touches(l.seesScreen(flow.Home), flow.EntryControl("speak"))
	l.touches(l.seesScreen(flow.ChooseItem), flow.ItemControl("grid-event"))
	l.touches(l.asked("kind"), flow.ChoiceControl("light"))
	l.touches(l.asked("danger"), flow.ChoiceControl("no"))
	picks := func(stage flow.PickStage) visitplay.Line {
		return l.sees("the picker at "+string(stage), func(v visitplay.Line) bool {
			return v.View.Form != nil && v.View.Form.Field == "place" && v.View.Form.Pick == stage
		})
	}
	l.touches(picks(flow.PickEstate), flow.ChoiceControl("estate-0"))
	l.touches(picks(flow.PickBuilding), flow.ChoiceControl("building-12"))
	room := picks(flow.PickRoom)
	if len(room.View.Form.Picked) > 0 {
		l.Errorf("the trace keeps an address: %+v", room.View.Form.Picked)
	}
	l.touches(room, flow.NextField)
	l.touches(l.asked("since"), flow.ChoiceControl("today"))
	l.touches(l.asked("words"), flow.NextField) // may be left out
	l.touches(l.asked("answer-wanted"), flow.ChoiceControl("no"))
	l.touches(l.seesScreen(flow.Confirm), flow.Correct)
	done := l.sees("a receipt", func(v visitplay.Line) bool { return v.View.Received != nil })
	code := done.View.Received.Code

	l.pageWith("/cases?grid=xiangyang-2", code)
	if strings.Contains(l.officePage("/cases?grid=xiangyang-1"), code) {
		l.Error("the case stands under another grid too")
	}
}
