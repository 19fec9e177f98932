package paper_test

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"strings"
	"testing"

	"linli/kiosk"
	"linli/kiosk/paper"
)

// paymentFacts are invented.
func paymentFacts() paper.PaymentFacts {
	return paper.PaymentFacts{
		Place: place(), Item: kiosk.Text{ZH: "缴水费", EN: "Pay the water bill"},
		Bills: []string{"示例账单 2026-09", "示例账单 2026-10"}, Cents: 8790, Receipt: "R000002", At: clock(), Demo: true,
	}
}

func TestReceiptOfAPaymentLooksAsAgreed(t *testing.T) {
	for _, width := range []paper.Width{paper.Wide, paper.Narrow} {
		for _, lang := range []kiosk.Lang{kiosk.Chinese, kiosk.English} {
			t.Run(fmt.Sprintf("%d-%s", width, lang), func(t *testing.T) {
				page, err := paper.LayPayment(paymentFacts(), lang, width)
				if err != nil {
					t.Fatal(err)
				}
				var picture bytes.Buffer
				if err := png.Encode(&picture, printed(t, page).Image); err != nil {
					t.Fatal(err)
				}
				golden(t, fmt.Sprintf("payment-%d-%s.png", width, lang), picture.Bytes())
			})
		}
	}
}

func TestLargeSumFitsTheNarrowPaper(t *testing.T) {
	f := paymentFacts()
	f.Cents = 123456789012
	f.Bills = []string{strings.Repeat("示例账单", 12)}
	page, err := paper.LayPayment(f, kiosk.Chinese, paper.Narrow)
	if err != nil {
		t.Fatal(err)
	}
	whole := false
	for _, e := range page.Elements {
		if l, ok := e.(paper.Line); ok {
			whole = whole || strings.HasSuffix(l.Text, "1234567890.12")
			if dotsOf(l) > int(paper.Narrow) {
				t.Errorf("%q is %d dots wide", l.Text, dotsOf(l))
			}
		}
	}
	if !whole {
		t.Error("the sum is broken in two")
	}
}

func TestReceiptOfNothingIsNotLaidOut(t *testing.T) {
	for what, spoil := range map[string]func(*paper.PaymentFacts){
		"amount":  func(f *paper.PaymentFacts) { f.Cents = 0 },
		"receipt": func(f *paper.PaymentFacts) { f.Receipt = "" },
		"item":    func(f *paper.PaymentFacts) { f.Item = kiosk.Text{} },
	} {
		f := paymentFacts()
		spoil(&f)
		if _, err := paper.LayPayment(f, kiosk.Chinese, paper.Wide); !errors.Is(err, paper.ErrEmpty) {
			t.Errorf("without %s: %v", what, err)
		}
	}
}
