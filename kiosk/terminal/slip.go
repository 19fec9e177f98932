package terminal

import (
	"context"
	"fmt"
	"strings"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/paper"
)

// printSlip queues a paper to take home. It promises nothing, so nothing of it
// stands on disk before or after.
func (t *Terminal) printSlip(ctx context.Context, visit kiosk.VisitID, p flow.PrintSlip) {
	j := printJob{visit: visit, slip: true}
	var err error
	if j.page, err = t.slipPage(p); err == nil {
		select {
		case t.jobs <- j:
			return
		default:
			err = errPrinterBusy
		}
	}
	t.opts.Log.Error(kiosk.EventPrintTrouble, "visit", string(visit), "err", err)
	go t.post(ctx, happening{visit: visit, event: flow.SlipEnded{State: kiosk.NotPrinted}})
}

// slipPage lays out a slip.
func (t *Terminal) slipPage(p flow.PrintSlip) (paper.Page, error) {
	switch s := p.Slip.(type) {
	case flow.GuideSlip:
		return t.guidePage(s.Item, p.Lang)
	case flow.NoticeSlip:
		return t.noticePage(s, p.Lang)
	case flow.ContactSlip:
		return t.contactPage(s.Jurisdiction, p.Lang)
	}
	return paper.Page{}, fmt.Errorf("terminal: no paper for %T", p.Slip)
}

func (t *Terminal) guidePage(id kiosk.ItemID, lang kiosk.Lang) (paper.Page, error) {
	i, ok := t.machine.Catalogue.Item(id)
	if !ok {
		return paper.Page{}, fmt.Errorf("terminal: no item %q", id)
	}
	facts := paper.GuideFacts{
		Place: t.opts.Place, Item: i.Name, Materials: i.Materials, Conditions: i.Conditions, Procedure: i.Procedure,
		Promised: i.TimeLimit.Promised, Statutory: i.TimeLimit.Statutory, Fee: i.Fee, Hours: i.Hours,
		Post: i.Post, Phones: []paper.GuidePhone{{Number: i.Phone}},
		PrintedAt: time.Now().In(t.opts.Zone), Demo: t.opts.Demo,
	}
	for _, phone := range i.Phones {
		facts.Phones = append(facts.Phones, paper.GuidePhone(phone))
	}
	if c, ok := t.machine.Catalogue.CounterOf(i); ok {
		facts.Counter = c
	}
	if t.opts.GuideURL != "" {
		facts.URL = t.opts.GuideURL + strings.ToUpper(string(id)) // a smaller code
	}
	return paper.LayGuide(facts, lang, t.opts.PaperWidth)
}
