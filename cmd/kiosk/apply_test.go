package main_test

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/visitplay"
	"linli/kiosk"
	"linli/kiosk/flow"
)

// TestApplicationHandedInWithoutALineReachesTheOfficeOnce walks an item with a
// form from the touch to the desk of staff: card, questions by finger, all read
// back, consent, receipt, and later the line.
func TestApplicationHandedInWithoutALineReachesTheOfficeOnce(t *testing.T) {
	l := raise(t, portrait, false)
	l.must("cut", l.player.Lobby.CutLine(l.ctx))
	l.sees("the line down", func(v visitplay.Line) bool { return !v.View.Band.LineUp })

	l.touches(l.seesScreen(flow.Attract), flow.Begin)
	l.touches(l.seesScreen(flow.Home), flow.EntryControl("apply"))
	l.touches(l.seesScreen(flow.ChooseItem), flow.ItemControl("subsistence-allowance"))
	l.seesScreen(flow.Identify)
	l.must("lay", l.player.Lobby.Lay(l.ctx, "A"))

	l.touches(l.asked("lives-there"), flow.ChoiceControl("yes"))
	l.touches(l.types(l.asked("phone"), "0", "0", "0", "0", "1", "2", "3"), flow.NextField)
	l.touches(l.types(l.asked("household-size"), "3"), flow.NextField)
	l.touches(l.types(l.asked("monthly-income"), "9", "0", "1"), flow.NextField)
	many := l.asked("circumstances")
	l.touches(many, flow.ChoiceControl("illness"))
	l.touches(l.sees("a choice", func(v visitplay.Line) bool { return v.Seq > many.Seq }), flow.NextField)
	l.touches(l.asked("account"), flow.NextField) // may be left out

	confirm := l.seesScreen(flow.Confirm)
	for _, a := range confirm.View.Answers {
		if a.Value != "***" && a.Value != "" {
			t.Errorf("the trace keeps an answer: %+v", a)
		}
	}
	for page := 1; page < confirm.Shown.Pages; page++ {
		l.touches(confirm, flow.Correct) // leads on through the pages
		confirm = l.sees("the next page", func(v visitplay.Line) bool {
			return v.Screen == flow.Confirm && v.Shown.Page == page && v.Seq > confirm.Seq
		})
	}
	l.touches(confirm, flow.Correct)
	l.touches(l.seesScreen(flow.Consent), flow.Agree)
	done := l.sees("a printed receipt", func(v visitplay.Line) bool {
		return v.View.Received != nil && v.View.Received.Print == kiosk.Printed
	})
	code := done.View.Received.Code
	l.touches(done, flow.Finish)
	l.seesScreen(flow.Attract)

	papers, err := l.player.Lobby.Papers(l.ctx)
	l.must("papers", err)
	paper, err := l.player.Lobby.Paper(l.ctx, papers)
	l.must("paper", err)
	if papers != 1 || !slices.Contains(paper.Lines, "Code to ask with") {
		t.Errorf("%d papers, the last one reads %q", papers, paper.Lines)
	}
	if page := l.officePage("/cases"); strings.Contains(page, code) {
		t.Fatal("the case crossed a cut line")
	}

	l.must("join", l.player.Lobby.JoinLine(l.ctx))
	list := l.pageWith("/cases", code)
	if strings.Count(list, ">"+code+"<") != 1 {
		t.Errorf("the case is listed %d times", strings.Count(list, ">"+code+"<"))
	}
	_, after, _ := strings.Cut(list, `href="/cases/`)
	id, _, _ := strings.Cut(after, "?")
	detail := l.officePage("/cases/" + id)
	for _, want := range []string{"0000123", ">901<", "有人得了重病", "证件读出"} {
		if !strings.Contains(detail, want) {
			t.Errorf("staff do not see %q", want)
		}
	}
	resp, err := http.PostForm(l.stage.OfficeURL+"/cases/"+id+"/accepted", url.Values{})
	l.must("accept", err)
	resp.Body.Close()
	l.pageWith("/cases", "已受理")
}

// asked waits for a question.
func (l *lobby) asked(field string) visitplay.Line {
	l.Helper()
	return l.sees("question "+field, func(v visitplay.Line) bool {
		return v.View.Form != nil && v.View.Form.Field == field
	})
}

// types presses keys one after another and returns the picture after the last.
func (l *lobby) types(line visitplay.Line, keys ...string) visitplay.Line {
	l.Helper()
	for _, key := range keys {
		lifted := l.touches(line, flow.Control("key:"+key))
		line = l.sees("the key "+key, func(v visitplay.Line) bool { return v.At.After(lifted) })
	}
	return line
}

// officePage reads one of the office's pages.
func (l *lobby) officePage(path string) string {
	l.Helper()
	resp, err := http.Get(l.stage.OfficeURL + path)
	l.must("page "+path, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	l.must("page "+path, err)
	return string(text)
}

// pageWith reads a page until it says what is wanted.
func (l *lobby) pageWith(path, want string) string {
	l.Helper()
	for end := time.Now().Add(time.Minute); ; {
		page := l.officePage(path)
		if strings.Contains(page, want) {
			return page
		}
		if time.Now().After(end) {
			l.Fatalf("%s does not say %q", path, want)
		}
		select {
		case <-time.After(200 * time.Millisecond):
		case <-l.ctx.Done():
		}
	}
}
