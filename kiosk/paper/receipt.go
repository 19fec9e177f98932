package paper

import (
	"fmt"
	"time"

	"linli/kiosk"
)

// ReceiptFacts is everything a receipt (回执) tells.
type ReceiptFacts struct {
	Place      kiosk.Text
	Item       kiosk.Text     // what was applied for
	From       kiosk.Resident // printed masked; zero leaves the line out
	Documents  []kiosk.Text   // what was handed in; may be empty
	AnsweredBy kiosk.Text     // the post that answers; empty leaves it out
	Within     kiosk.Text     // the promised time limit in words; empty leaves it out
	AnswerBy   time.Time      // the last day for an answer; zero leaves it out
	Code       string         // what the resident asks with
	ReceivedAt time.Time      // printed to the minute in the zone it carries
	TrackURL   string         // for the QR code; empty leaves it out
	Mandate    *MandateFacts  // nil where nobody acted for the resident
	Demo       bool           // content is 示例
	Reprint    bool           // 补打
}

// LayReceipt lays out what a resident keeps after handing something in. It
// returns ErrEmpty without a place, an item, a code or a time, and ErrTooWide
// or ErrBadText for text no paper can show.
func LayReceipt(facts ReceiptFacts, lang kiosk.Lang, w Width) (Page, error) {
	if facts.Place.ZH == "" || facts.Item.ZH == "" || facts.Code == "" || facts.ReceivedAt.IsZero() {
		return Page{}, fmt.Errorf("%w: place, item, code or time", ErrEmpty)
	}
	l := layout{lang: lang, page: Page{Width: w}}
	l.marks(facts.Demo, facts.Reprint)
	l.head(facts.Place, l.words("slip.receipt-title"))
	l.field("slip.receipt-item", facts.Item)
	if facts.From.Name != "" {
		l.field("slip.receipt-from", kiosk.Text{ZH: facts.From.MaskedName()})
	}
	if m := facts.Mandate; m != nil {
		l.field("slip.receipt-agent", kiosk.Text{ZH: m.Agent.MaskedName()})
	}
	l.list(l.words("slip.receipt-documents"), facts.Documents, numbered)
	if facts.AnsweredBy.ZH != "" {
		l.field("slip.receipt-answered-by", facts.AnsweredBy)
	}
	if facts.Within.ZH != "" {
		l.field("slip.receipt-within", facts.Within)
	}
	if !facts.AnswerBy.IsZero() {
		y, m, d := facts.AnswerBy.Date()
		day := l.words("slip.receipt-day")
		l.field("slip.receipt-answer-by", kiosk.Text{ZH: fmt.Sprintf(day.ZH, y, int(m), d), EN: fmt.Sprintf(day.EN, y, int(m), d)})
	}
	l.rule()
	l.feed(middleGap)
	l.phrase(l.words("slip.receipt-code"), 1, false)
	l.number(facts.Code, Centre)
	l.feed(smallGap)
	l.line(facts.ReceivedAt.Format(issuedForm), 1, false)
	l.feed(middleGap)
	if m := facts.Mandate; m != nil {
		l.mandate(*m, facts.From, facts.Item)
	}
	l.foot(facts.TrackURL, "slip.receipt-advice", "slip.receipt-advice-no-code")
	return l.cut()
}
