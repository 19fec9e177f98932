package console_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/ballot"
)

// ended is a vote of two questions whose days are over, invented.
func ended() ballot.Standing {
	option := func(id, name string) catalogue.Choice {
		return catalogue.Choice{ID: id, Name: kiosk.Text{ZH: name}}
	}
	return ballot.Standing{
		Item: catalogue.ServiceItem{ID: "handrail", Name: kiosk.Text{ZH: "装扶手"},
			Ballot: catalogue.Ballot{From: "2026-11-01", Until: "2026-11-20", Roll: true, Result: "notices"},
			Apply: catalogue.Apply{Fields: []catalogue.Field{
				{ID: "lift", Kind: catalogue.FieldYesNo, Label: kiosk.Text{ZH: "装不装？"}},
				{ID: "where", Kind: catalogue.FieldMulti, Label: kiosk.Text{ZH: "装哪里？"}, Choices: []catalogue.Choice{option("a", "东门"), option("b", "西门")}},
			}}},
		Turned: 123, Listed: 200, HasRoll: true, Ended: true,
		Counts: map[string]map[string]int{"lift": {"yes": 100, "no": 23}, "where": {"a": 40, "b": 83}},
	}
}

func TestStaffPublishTheResultOfAVote(t *testing.T) {
	o := &opinions{standing: ended()}
	server := opinionPages(t, o)
	_, page, _ := get(t, server.URL+"/ballots")
	for _, words := range []string{">123<", ">200<", "62%", ">100<", "公布结果", `action="/ballots/handrail/result?lang=zh"`} {
		if !strings.Contains(page, words) {
			t.Errorf("the page lacks %q", words)
		}
	}
	if strings.Index(page, "西门") > strings.Index(page, "东门") {
		t.Error("the option with most votes does not stand first")
	}
	press := func() (int, string) {
		t.Helper()
		resp, err := server.Client().PostForm(server.URL+"/ballots/handrail/result", url.Values{"by": {"王示例"}})
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(text)
	}
	for err, want := range map[error]struct {
		code  int
		words string
	}{
		ballot.ErrRunning: {http.StatusConflict, "还没有结束"}, ballot.ErrNoName: {http.StatusBadRequest, "谁公布的"},
		ballot.ErrClosed: {http.StatusNotFound, ""}, errors.New("the disk is full"): {http.StatusServiceUnavailable, "没有公布成功"},
	} {
		o.refuses = err
		if code, text := press(); code != want.code || !strings.Contains(text, want.words) {
			t.Errorf("%v: %d", err, code)
		}
	}
	o.refuses = nil
	o.standing.Result = &ballot.Result{At: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC), By: "王示例", Turned: 123, Counts: o.standing.Counts}
	if code, text := press(); code != http.StatusOK || o.announced != "handrail王示例" || !strings.Contains(text, "2026-11-23") ||
		!strings.Contains(text, "已作为公告发布") || strings.Contains(text, "<form method=\"post\" action=\"/ballots") {
		t.Errorf("published: %d, %q", code, o.announced)
	}
}

func TestBallotWithoutItsRollIsSaidToBeClosed(t *testing.T) {
	o := &opinions{standing: ended()}
	o.standing.HasRoll, o.standing.Listed, o.standing.Ended = false, 0, false
	_, page, _ := get(t, opinionPages(t, o).URL+"/ballots?lang=en")
	if !strings.Contains(page, "no roll of voters yet") || !strings.Contains(page, "streetoffice roll set handrail FILE") || strings.Contains(page, "Publish the result") {
		t.Error("the page does not say that nobody can vote")
	}
	o.standing.Ended = true
	if _, page, _ := get(t, opinionPages(t, o).URL+"/ballots?lang=en"); strings.Contains(page, "streetoffice roll set") {
		t.Error("a roll is asked for after the last day")
	}
}
