package paper_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"linli/kiosk"
	"linli/kiosk/paper"
)

// mandated is a receipt that an invented agent takes home.
func mandated(signature kiosk.Private) paper.ReceiptFacts {
	f := receiptFacts()
	f.Mandate = &paper.MandateFacts{
		Agent: kiosk.Resident{Kind: kiosk.ResidentCard, Name: "李示例", Number: "000000199003070110"},
		May:   kiosk.Text{ZH: "交申请、领结果；不能代领钱", EN: "Hand in and fetch; not take money"}, Signature: signature,
	}
	return f
}

func scrawl() kiosk.Private {
	return kiosk.Private(kiosk.Signature{
		{{X: 60, Y: 120}, {X: 300, Y: 100}, {X: 180, Y: 90}, {X: 170, Y: 380}}, {{X: 420, Y: 90}, {X: 760, Y: 420}}, {{X: 500, Y: 100}},
	}.Text())
}

func TestReceiptOfAnAgentBearsTheMandateAndItsSignature(t *testing.T) {
	for _, w := range []paper.Width{paper.Wide, paper.Narrow} {
		page, err := paper.LayReceipt(mandated(scrawl()), kiosk.Chinese, w)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(lines(page, 0), "")
		for _, want := range []string{"代办人", "李*", "张*委托李*", "可以代办：交申请"} {
			if !strings.Contains(text, want) {
				t.Errorf("%d: lacks %q in %q", w, want, text)
			}
		}
		if strings.Contains(text, "李示例") || strings.Contains(text, "张示例") {
			t.Error("somebody is named in full")
		}
		i := slices.IndexFunc(page.Elements, func(e paper.Element) bool { _, is := e.(paper.Ink); return is })
		if i < 0 {
			t.Fatal("the signature is not on it")
		}
		ink := page.Elements[i].(paper.Ink)
		if int(ink.Width) > int(w)*3/4+1 || ink.Height > 129 || len(ink.Strokes) != 3 {
			t.Errorf("%d: %d by %d dots, %d strokes", w, ink.Width, ink.Height, len(ink.Strokes))
		}
		for _, stroke := range ink.Strokes {
			for _, at := range stroke {
				if at.X < 0 || at.Y < 0 || at.X >= ink.Width || at.Y >= ink.Height {
					t.Errorf("%d: a point beside its box: %v", w, at)
				}
			}
		}
	}
}

func TestMandateOfWhoCannotDrawSaysSo(t *testing.T) {
	page, err := paper.LayReceipt(mandated(kiosk.SignedByCard), kiosk.English, paper.Wide)
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(lines(page, 0), " "); !strings.Contains(text, "Confirmed by card") || !strings.Contains(text, "lets") {
		t.Errorf("it reads %q", text)
	}
}

func TestSlipOfWhatIsPutAsideSaysThatItIsNotHandedIn(t *testing.T) {
	facts := paper.SavedFacts{Place: place(), Item: kiosk.Text{ZH: "高龄津贴申请", EN: "Old-age allowance"}, Code: "7W0X-1YBM", SavedAt: clock(), Demo: true}
	for _, lang := range []kiosk.Lang{kiosk.Chinese, kiosk.English} {
		page, err := paper.LaySaved(facts, lang, paper.Narrow)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(lines(page, 0), "")
		for _, want := range []string{"还没有交", "7W0X-1YBM", "2026"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: lacks %q in %q", lang, want, text)
			}
		}
	}
	facts.Code = ""
	if _, err := paper.LaySaved(facts, kiosk.Chinese, paper.Wide); !errors.Is(err, paper.ErrEmpty) {
		t.Errorf("without a code: %v", err)
	}
}
