package terminal_test

import (
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

// offersGuides is shelf with a tile for guides and an item that has one.
func offersGuides(t *testing.T) {
	t.Helper()
	before := *shelf
	t.Cleanup(func() { *shelf = before })
	shelf.Entries = append(slices.Clone(shelf.Entries), catalogue.Entry{ID: "guide", Name: kiosk.Text{ZH: "指南"}, Steps: []catalogue.Step{
		{Kind: catalogue.StepChooseItem}, {Kind: catalogue.StepGuide},
	}})
	shelf.Items = slices.Clone(shelf.Items)
	shelf.Items[0].Materials, shelf.Items[0].Phone = []kiosk.Text{{ZH: "身份证"}}, "0000-0001"
}

// toGuide opens the guide of the first item.
func (l *lobby) toGuide() {
	l.want(flow.Attract)
	l.touch(flow.Begin)
	l.want(flow.Home)
	l.touch(flow.EntryControl("guide"))
	l.want(flow.ChooseItem)
	l.touch(flow.ItemControl("allowance"))
	l.want(flow.Guide)
	l.glass.shown()
}

// TestGuideIsPrintedOnceAndNothingOfItIsKept: a slip promises nothing, so no
// record stands before it or after it.
func TestGuideIsPrintedOnceAndNothingOfItIsKept(t *testing.T) {
	offersGuides(t)
	synctest.Test(t, func(t *testing.T) {
		l := open(t, func(o *terminal.Options) { o.GuideURL = "LINLI.EXAMPLE/G/" })
		l.toGuide()
		seq := l.glass.view().Seq
		for range 100 {
			l.glass.touch(seq, flow.PrintGuide)
		}
		if v := l.want(flow.Guide); v.Guide.Slip != kiosk.Printing || slices.Contains(v.Can, flow.PrintGuide) {
			t.Errorf("while it prints: %+v, %v", v.Guide.Slip, v.Can)
		}
		time.Sleep(2 * time.Second)
		if v := l.want(flow.Guide); v.Guide.Slip != kiosk.Printed || v.Guide.Side != "below" {
			t.Errorf("afterwards: %+v", v.Guide)
		}
		if shown := l.lamps.since(0); !shown[len(shown)-1].Paper {
			t.Errorf("no lamp shows the paper: %+v", shown)
		}
		l.touch(flow.Back)
		l.want(flow.ChooseItem)
		if got := l.history.all(); !slices.Equal(got, []string{"print"}) {
			t.Errorf("done: %v", got)
		}
		var words []string
		code := ""
		for _, e := range l.printer.pages[0].Elements {
			switch e := e.(type) {
			case paper.Line:
				words = append(words, e.Text)
			case paper.QR:
				code = e.Text
			}
		}
		if all := strings.Join(words, "\n"); !strings.Contains(all, "津贴") || !strings.Contains(all, "□ 身份证") || code != "LINLI.EXAMPLE/G/ALLOWANCE" {
			t.Errorf("the paper says %q\n%s", code, all)
		}
	})
}

func TestGuideThatCannotBePrintedIsSaidAndMayBeTriedAgain(t *testing.T) {
	offersGuides(t)
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.printer.mu.Lock()
		l.printer.state = kiosk.NotPrinted
		l.printer.mu.Unlock()
		l.toGuide()
		l.touch(flow.PrintGuide)
		time.Sleep(2 * time.Second)
		if v := l.want(flow.Guide); v.Guide.Slip != kiosk.NotPrinted || !slices.Contains(v.Can, flow.PrintGuide) {
			t.Errorf("%+v, %v", v.Guide.Slip, v.Can)
		}
	})
}

// TestGuideWithoutWhatAPaperNeedsIsNotPrinted: the first item of the shelf
// names no papers to bring.
func TestGuideWithoutWhatAPaperNeedsIsNotPrinted(t *testing.T) {
	offersGuides(t)
	shelf.Items[0].Materials = nil
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.toGuide()
		l.touch(flow.PrintGuide)
		if v := l.want(flow.Guide); v.Guide.Slip != kiosk.NotPrinted || len(l.history.all()) > 0 {
			t.Errorf("%+v, %v", v.Guide.Slip, l.history.all())
		}
	})
}
