package main_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"linli/internal/visitplay"
	"linli/kiosk"
	"linli/kiosk/flow"
)

// TestLowGradeOfATicketIsFollowedUp takes a number, gives it a bad grade by the
// number, and has staff put it right.
func TestLowGradeOfATicketIsFollowedUp(t *testing.T) {
	l := raise(t, portrait, false)
	number := l.takesTicket()
	l.touches(l.goesHome(), flow.EntryControl("rate"))
	l.gradesByCode(number, kiosk.VeryPoor)
	reasons := l.ratePhase(flow.RateReasons)
	l.touches(reasons, flow.ReasonControl("waiting"))
	chosen := l.sees("a reason", func(v visitplay.Line) bool { return v.Seq > reasons.Seq })
	l.thanks(chosen, flow.SendGrade)

	list := l.pageWith("/ratings", "等得太久")
	_, after, _ := strings.Cut(list, `href="/ratings/`)
	visit, _, _ := strings.Cut(after, "?")
	resp, err := http.PostForm(l.stage.OfficeURL+"/ratings/"+visit+"/settled", url.Values{"words": {"已致歉，加开窗口。"}, "by": {"王示例"}})
	l.must("follow up", err)
	resp.Body.Close()
	if page := l.officePage("/ratings"); resp.StatusCode != http.StatusOK || !strings.Contains(page, "已整改") || !strings.Contains(page, "王示例") {
		t.Errorf("(%d) staff do not see that it was put right", resp.StatusCode)
	}
}

// TestGradeOfAnApplicationNamesItsItem gives a grade with the receipt in hand,
// and later another by its code.
func TestGradeOfAnApplicationNamesItsItem(t *testing.T) {
	slow(t)
	l := raise(t, landscape, false)
	done := l.handsInAidUntilPaper()
	l.touches(done, flow.RateHere)
	l.thanks(l.ratePhase(flow.RateGrade), flow.GradeControl(kiosk.VeryGood))
	l.pageWith("/ratings", "最低生活保障")

	l.touches(l.goesHome(), flow.EntryControl("rate"))
	l.gradesByCode(done.View.Received.Code, kiosk.Good)
	l.leavesThanks()
	row := `<th scope="row">` + strings.TrimSpace(done.View.Received.Item.ZH) + `</th>` + "\n  " + `<td class="num">2</td>`
	l.pageWith("/ratings", row)
}

// gradesByCode gives a grade to what stands on a ticket or a receipt.
func (l *lobby) gradesByCode(code string, g kiosk.Grade) {
	l.Helper()
	l.touches(l.ratePhase(flow.RateAbout), flow.RateByCode)
	var keys []string
	for _, r := range code {
		if r != '-' {
			keys = append(keys, string(r))
		}
	}
	l.touches(l.types(l.asked("rate-code"), keys...), flow.NextField)
	l.touches(l.ratePhase(flow.RateGrade), flow.GradeControl(g))
}

// thanks touches what ends a grade and leaves.
func (l *lobby) thanks(line visitplay.Line, last flow.Control) {
	l.Helper()
	l.touches(line, last)
	l.leavesThanks()
}

func (l *lobby) leavesThanks() {
	l.Helper()
	l.touches(l.ratePhase(flow.RateThanks), flow.Finish)
	l.seesScreen(flow.Attract)
}

// ratePhase waits until a grade has come so far.
func (l *lobby) ratePhase(phase flow.RatePhase) visitplay.Line {
	l.Helper()
	return l.sees("rate "+string(phase), func(v visitplay.Line) bool {
		return v.Screen == flow.Rate && v.View.Rate != nil && v.View.Rate.Phase == phase
	})
}
