package paper

import (
	"fmt"
	"time"

	"linli/kiosk"
)

// PaymentFacts is everything the receipt of a payment tells. Nothing on it says
// whose account it was.
type PaymentFacts struct {
	Place   kiosk.Text
	Item    kiosk.Text
	Bills   []string // title and period of each, as the biller writes it
	Cents   int64    // 分
	Receipt string   // of the biller
	At      time.Time
	Demo    bool // content is 示例
	Reprint bool // 补打
}

// sumSize is the size of the amount where there is room for it.
const sumSize = 4

// LayPayment lays out what a resident keeps after paying. It returns ErrEmpty
// without a place, an item, an amount, a receipt or a time, and ErrTooWide or
// ErrBadText for text no paper can show.
func LayPayment(facts PaymentFacts, lang kiosk.Lang, w Width) (Page, error) {
	if facts.Place.ZH == "" || facts.Item.ZH == "" || facts.Cents <= 0 || facts.Receipt == "" || facts.At.IsZero() {
		return Page{}, fmt.Errorf("%w: place, item, amount, receipt or time", ErrEmpty)
	}
	l := layout{lang: lang, page: Page{Width: w}}
	l.marks(facts.Demo, facts.Reprint)
	l.head(facts.Place, l.words("pay.receipt-title"))
	l.field("pay.receipt-item", facts.Item)
	for _, b := range facts.Bills {
		l.set(b, 1, false, Left)
	}
	l.feed(smallGap)
	l.rule()
	l.feed(middleGap)
	l.phrase(l.words("pay.receipt-sum"), 1, false)
	sum := fmt.Sprintf("¥%d.%02d", facts.Cents/100, facts.Cents%100)
	l.line(sum, max(1, min(sumSize, w.columns(1)/width(sum))), true)
	l.feed(middleGap)
	l.phrase(l.words("pay.receipt-number"), 1, false)
	l.line(facts.Receipt, 1, true)
	l.feed(smallGap)
	l.line(facts.At.Format(issuedForm), 1, false)
	l.feed(middleGap)
	l.phrase(l.words("pay.receipt-advice"), 1, false)
	return l.cut()
}
