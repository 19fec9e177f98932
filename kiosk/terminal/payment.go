package terminal

import (
	"time"

	"linli/kiosk/flow"
	"linli/kiosk/paper"
)

// paidSheet lays out the receipt of a payment.
func (t *Terminal) paidSheet(p flow.Print) (paper.Page, error) {
	facts := paper.PaymentFacts{
		Place: t.opts.Place, Item: t.itemName(t.state.Item), Cents: p.Paid.Cents, Receipt: p.Paid.Receipt,
		At: time.Now().In(t.opts.Zone).Truncate(time.Minute), Demo: t.opts.Demo, Reprint: p.Again,
	}
	for _, b := range p.Paid.Bills {
		facts.Bills = append(facts.Bills, b.Title+" "+b.Period)
	}
	return paper.LayPayment(facts, p.Lang, t.opts.PaperWidth)
}
