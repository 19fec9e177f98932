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

// hasListings is shelf with a notice and one grid, both invented.
func hasListings(t *testing.T) {
	t.Helper()
	before := *shelf
	t.Cleanup(func() { *shelf = before })
	shelf.Entries = append(slices.Clone(shelf.Entries),
		catalogue.Entry{ID: "public", Name: kiosk.Text{ZH: "公告"}, Steps: []catalogue.Step{{Kind: catalogue.StepDisclose, From: []string{"notices"}}}},
		catalogue.Entry{ID: "near", Name: kiosk.Text{ZH: "社区"}, Steps: []catalogue.Step{{Kind: catalogue.StepDirectory}}})
	shelf.Listings = []catalogue.Listing{{ID: "notices", Name: kiosk.Text{ZH: "通知"}, Entries: []catalogue.ListingEntry{
		{ID: "water", Title: kiosk.Text{ZH: "停水"}, Phone: "0000-0101", Attract: true},
		{ID: "past", Title: kiosk.Text{ZH: "停过水"}, Until: "1999-12-31", Attract: true},
	}}}
	zh := func(s string) kiosk.Text { return kiosk.Text{ZH: s} }
	shelf.Places = catalogue.Places{
		Words: catalogue.PlaceWords{Building: zh("{n}号楼"), Door: zh("{n}号"), Room: zh("{n}室")},
		Committees: []catalogue.ResidentsCommittee{{ID: "east", Name: zh("东居委会"), Phone: "0000-0101", Address: zh("示例路1号"), Grids: []catalogue.Grid{
			{ID: "e1", Name: zh("一网格"), Person: zh("张示例"), Phone: "0000-0111", Hours: zh("白天"), Estates: []catalogue.Estate{{Name: zh("示例小区"), Buildings: []string{"1-3"}}}},
		}}},
	}
}

// lines are what stands on a sheet.
func lines(p paper.Page) string {
	var all []string
	for _, e := range p.Elements {
		if l, ok := e.(paper.Line); ok {
			all = append(all, l.Text)
		}
	}
	return strings.Join(all, "\n")
}

// codes are where the QR codes on a sheet lead.
func codes(p paper.Page) []string {
	var all []string
	for _, e := range p.Elements {
		if q, ok := e.(paper.QR); ok {
			all = append(all, q.Text)
		}
	}
	return all
}

func TestNoticeAndContactCardArePrintedWithoutARecord(t *testing.T) {
	hasListings(t)
	synctest.Test(t, func(t *testing.T) {
		l := open(t, func(o *terminal.Options) { o.NoticeURL = "LINLI.EXAMPLE/N/" })
		if v := l.want(flow.Attract); len(v.Notices) != 1 || v.Notices[0].Title.ZH != "停水" {
			t.Errorf("turns while nobody is here: %+v", v.Notices)
		}
		l.touch(flow.Begin)
		l.want(flow.Home)
		l.touch(flow.EntryControl("public"))
		if v := l.want(flow.Entries); len(v.Notices) != 1 {
			t.Errorf("what is over is shown: %+v", v.Notices)
		}
		l.touch(flow.NoticeControl("water"))
		if v := l.want(flow.Notice); v.Notice.Link != "LINLI.EXAMPLE/N/NOTICES/WATER" {
			t.Errorf("the code on the glass leads to %q", v.Notice.Link)
		}
		l.touch(flow.PrintNotice)
		time.Sleep(2 * time.Second) // of the bubble: the paper
		if v := l.want(flow.Notice); v.Notice.Slip != kiosk.Printed {
			t.Errorf("the paper is %q", v.Notice.Slip)
		}
		l.touch(flow.GoHome)
		l.want(flow.Home)
		l.touch(flow.EntryControl("near"))
		for _, c := range []flow.Control{"choice:estate-0", "choice:building-2", flow.NextField} {
			l.want(flow.Form)
			l.touch(c)
		}
		l.want(flow.Directory)
		l.touch(flow.PrintContact)
		time.Sleep(2 * time.Second) // of the bubble: the paper
		if v := l.want(flow.Directory); v.Directory.Slip != kiosk.Printed {
			t.Errorf("the card is %q", v.Directory.Slip)
		}
		l.close()
		if len(l.printer.pages) != 2 || len(l.store.submissions()) != 0 {
			t.Fatalf("%d sheets, %d records", len(l.printer.pages), len(l.store.submissions()))
		}
		if got := lines(l.printer.pages[0]); !strings.Contains(got, "停水") || !strings.Contains(got, "0000-0101") {
			t.Errorf("the notice reads\n%s", got)
		}
		if got := codes(l.printer.pages[0]); !slices.Equal(got, []string{"LINLI.EXAMPLE/N/NOTICES/WATER"}) {
			t.Errorf("its codes lead to %q", got)
		}
		if got := lines(l.printer.pages[1]); !strings.Contains(got, "张示例") || !strings.Contains(got, "0000-0111") || !strings.Contains(got, "一网格") {
			t.Errorf("the card reads\n%s", got)
		}
		if kept := l.trace.String(); strings.Contains(kept, "示例小区") || strings.Contains(kept, "一网格") {
			t.Error("where somebody lives stands in the trace")
		}
	})
}
