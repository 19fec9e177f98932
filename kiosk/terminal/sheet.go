package terminal

import (
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/paper"
)

// sheet lays out the ticket of p, or the receipt of its case.
func (t *Terminal) sheet(p flow.Print) (paper.Page, error) {
	if p.Paid != nil {
		return t.paidSheet(p)
	}
	if p.Receipt.Case != nil {
		return t.receipt(*p.Receipt.Case, p)
	}
	ticket := p.Receipt.Ticket
	facts := paper.TicketFacts{
		Place: t.opts.Place, Number: ticket.Number, Item: t.itemName(ticket.Item),
		Ahead: p.Ahead, IssuedAt: ticket.IssuedAt.In(t.opts.Zone),
		Demo: t.opts.Demo, Reprint: p.Again,
	}
	if p.Shut != nil {
		facts.Shut = &paper.ShutFacts{Opens: p.Shut.Opens, Hours: p.Shut.Hours}
	}
	if t.opts.TrackURL != "" {
		facts.TrackURL = t.opts.TrackURL + ticket.ID
	}
	return paper.LayTicket(facts, p.Lang, t.opts.PaperWidth)
}

func (t *Terminal) receipt(c kiosk.Case, p flow.Print) (paper.Page, error) {
	if p.Saved {
		return paper.LaySaved(paper.SavedFacts{
			Place: t.opts.Place, Item: t.itemName(c.Item), Code: c.Code, SavedAt: c.OpenedAt.In(t.opts.Zone),
			Demo: t.opts.Demo, Reprint: p.Again,
		}, p.Lang, t.opts.PaperWidth)
	}
	item, _ := t.machine.Catalogue.Item(c.Item)
	facts := paper.ReceiptFacts{
		Place: t.opts.Place, Item: t.itemName(c.Item), From: p.Resident,
		AnsweredBy: item.Post, Within: item.TimeLimit.Promised, Code: c.Code,
		ReceivedAt: c.OpenedAt.In(t.opts.Zone), Demo: t.opts.Demo, Reprint: p.Again,
	}
	if due, err := time.Parse(time.DateOnly, string(t.dueOn(&c))); err == nil {
		facts.AnswerBy = due
	}
	if m := p.Mandate; m != nil {
		mandate := paper.MandateFacts(*m)
		facts.Mandate = &mandate
	}
	if t.opts.CaseURL != "" {
		facts.TrackURL = t.opts.CaseURL + c.Code
	}
	return paper.LayReceipt(facts, p.Lang, t.opts.PaperWidth)
}

func (t *Terminal) itemName(id kiosk.ItemID) kiosk.Text {
	for _, i := range t.machine.Catalogue.Items {
		if i.ID == id {
			return i.Name
		}
	}
	return kiosk.Text{ZH: string(id)}
}
