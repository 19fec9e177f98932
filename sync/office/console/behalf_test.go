package console_test

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/casework"
	"linli/sync/office/console"
)

// acted is a drawer with one case that an invented agent handed in, and one
// that its resident put aside.
type acted struct {
	drawer
}

func (acted) Application(context.Context, kiosk.CaseID) (kiosk.Application, kiosk.Resident, error) {
	scrawl := kiosk.Signature{{{X: 10, Y: 20}, {X: 300, Y: 200}}, {{X: 50, Y: 60}}}.Text()
	return kiosk.Application{
		Agent: kiosk.Resident{Kind: kiosk.ResidentCard, Name: "李示例", Number: "000000199003070110"},
		Answers: []kiosk.Answer{
			{Field: catalogue.MandateField, Value: kiosk.Private(scrawl), Source: kiosk.Typed},
			{Field: "sign", Value: kiosk.SignedByCard, Source: kiosk.Typed},
		},
	}, kiosk.Resident{Name: "张示例", Number: "000000195001010011"}, nil
}

func (acted) Saved() []casework.Case {
	return []casework.Case{{Case: kiosk.Case{ID: "01KAQ3V5D8Z6P2M9R4T7W0X1YC", Code: "8W0X-1YBM", Item: "aid"}, Device: "K1", Saved: true}}
}

func TestPageOfACaseShowsWhoActedAndTheSignature(t *testing.T) {
	h := busyDesk()
	item := catalogue.ServiceItem{Name: kiosk.Text{ZH: "救助"}, Apply: catalogue.Apply{Fields: []catalogue.Field{
		{ID: "sign", Kind: catalogue.FieldSignature, Label: kiosk.Text{ZH: "签字"}}, {ID: "will", Label: kiosk.Text{ZH: "愿不愿意"}, Self: true},
	}}}
	c, err := console.New(h, h, console.Options{
		Zone: zone, Logger: slog.New(slog.DiscardHandler), Cases: &acted{}, Places: eastside,
		Item:        func(kiosk.ItemID) kiosk.Text { return item.Name },
		ServiceItem: func(kiosk.ItemID) (catalogue.ServiceItem, bool) { return item, true },
	})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := c.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	_, page, _ := get(t, server.URL+"/cases/"+caseID)
	for _, want := range []string{
		"代办人", "李示例", "000000199003070110", "委托书签名", `viewBox="-10 0 330 220"`, `d="M10 20L300 200L300 200M50 60L50 60"`,
		"签字", "用证件确认", "愿不愿意", "请问本人",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	_, list, _ := get(t, server.URL+"/cases")
	if !strings.Contains(list, "8W0X-1YBM") || !strings.Contains(list, "先存着") || strings.Contains(list, "/cases/01KAQ3V5D8Z6P2M9R4T7W0X1YC") {
		t.Error("what was put aside is not listed, or can be opened")
	}
}
