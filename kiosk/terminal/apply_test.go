package terminal_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/paper"
	"linli/kiosk/terminal"
)

// offersApplications is shelf with an item that can be applied for.
func offersApplications(t *testing.T) {
	t.Helper()
	before := *shelf
	t.Cleanup(func() { *shelf = before })
	shelf.Entries = append(slices.Clone(shelf.Entries), catalogue.Entry{ID: "apply", Name: kiosk.Text{ZH: "在这里办"}, Steps: []catalogue.Step{
		{Kind: catalogue.StepChooseItem}, {Kind: catalogue.StepApply},
	}})
	shelf.Items = append(slices.Clone(shelf.Items), catalogue.ServiceItem{
		ID: "aid", Counter: shelf.Items[0].Counter, Name: kiosk.Text{ZH: "救助"}, Post: kiosk.Text{ZH: "救助岗"},
		TimeLimit: catalogue.TimeLimit{Promised: kiosk.Text{ZH: "五天"}},
		Apply: catalogue.Apply{
			Steps: []catalogue.Step{
				{Kind: catalogue.StepForm}, {Kind: catalogue.StepConfirm}, {Kind: catalogue.StepSubmit}, {Kind: catalogue.StepPrint},
			},
			Next:   kiosk.Text{ZH: "等电话"},
			Fields: []catalogue.Field{{ID: "words", Kind: catalogue.FieldText, Label: kiosk.Text{ZH: "说说"}, Required: true}},
		},
	})
}

// types says what stands in a question, on the picture of an older Seq: the
// screen goes on without waiting.
func (g *glass) types(field, text string) {
	_ = json.NewEncoder(g.link).Encode(flow.FromScreen{Seq: 1, Typed: &flow.TypedText{Field: field, Text: text}})
	synctest.Wait()
}

func TestApplicationIsHandedInOnceAndItsReceiptPrinted(t *testing.T) {
	offersApplications(t)
	synctest.Test(t, func(t *testing.T) {
		l := open(t, func(o *terminal.Options) { o.CaseURL = "LINLI.EXAMPLE/C/" })
		l.want(flow.Attract)
		l.touch(flow.Begin)
		l.want(flow.Home)
		l.touch(flow.EntryControl("apply"))
		l.want(flow.ChooseItem)
		l.touch(flow.ItemControl("aid"))
		l.want(flow.Form)
		for _, text := range []string{"漏", "漏水", "漏水了"} {
			l.glass.types("words", text)
		}
		l.glass.types("another", "x")
		l.glass.shown()
		l.touch(flow.NextField)
		if v := l.want(flow.Confirm); len(v.Answers) != 1 || v.Answers[0].Value != "漏水了" {
			t.Fatalf("read back %+v", v.Answers)
		}
		l.glass.shown()
		seq := l.glass.view().Seq
		for range 100 {
			l.glass.touch(seq, flow.Correct)
		}
		l.want(flow.Working)
		time.Sleep(2 * time.Second) // of the bubble: the commit, and the paper
		v := l.want(flow.Received)
		if v.Received.Code != "7W0X-1YBM" || v.Received.Promised.ZH != "五天" {
			t.Errorf("received %+v", v.Received)
		}
		subs := l.store.submissions()
		if len(subs) != 1 || subs[0].Prefix != "" || subs[0].Application == nil || subs[0].Application.Answers[0].Value != "漏水了" {
			t.Fatalf("%d submissions: %v", len(subs), subs)
		}
		l.close()
		if got := l.history.all(); !slices.Equal(got, []string{"submit", "print", "end printed"}) {
			t.Errorf("done to the world: %v", got)
		}
		if len(l.printer.pages) != 1 || !slices.ContainsFunc(l.printer.pages[0].Elements, func(e paper.Element) bool {
			line, ok := e.(paper.Line)
			return ok && line.Text == "7W0X-1YBM"
		}) {
			t.Errorf("printed %+v", l.printer.pages)
		}
		if got := codes(l.printer.pages[0]); !slices.Equal(got, []string{"LINLI.EXAMPLE/C/7W0X-1YBM"}) {
			t.Errorf("its codes lead to %q", got)
		}
		if kept := l.trace.String() + l.log.String(); strings.Contains(kept, "漏水") {
			t.Error("what was typed stands in the trace or the log")
		}
	})
}
