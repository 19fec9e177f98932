package console_test

import (
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/booking"
	"linli/sync/office/console"
)

func TestPageOfACaseTellsWhereItStands(t *testing.T) {
	var booked []booking.Booked
	h := busyDesk()
	c, err := console.New(h, h, console.Options{
		Zone: zone, Logger: slog.New(slog.DiscardHandler), Cases: &drawer{state: kiosk.CaseSubmitted},
		Item:        func(kiosk.ItemID) kiosk.Text { return kiosk.Text{} },
		ServiceItem: func(kiosk.ItemID) (catalogue.ServiceItem, bool) { return catalogue.ServiceItem{}, false },
		Booked:      func(kiosk.CaseID) []booking.Booked { return booked },
		Listing: func(string) (catalogue.Listing, bool) {
			return catalogue.Listing{Entries: []catalogue.ListingEntry{
				{ID: "tai-chi", Title: kiosk.Text{ZH: "太极拳"}, Capacity: 20}, {ID: "corner", Title: kiosk.Text{ZH: "中文角"}},
			}}, true
		},
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
	for words, one := range map[string]booking.Booked{
		`名额以内，次序 <span class="num">20 / 20<`: {Entry: "tai-chi", Rank: 20},
		`候补次序 <span class="num">1<`:          {Entry: "tai-chi", Rank: 21},
		"退回补充期间不占名额":                         {Entry: "tai-chi"},
	} {
		booked = []booking.Booked{one, {Entry: "corner", Rank: 3}, {Entry: "gone", Rank: 1}}
		_, page, _ := get(t, server.URL+"/cases/"+caseID)
		if !strings.Contains(page, words) || !strings.Contains(page, "太极拳") || strings.Contains(page, "中文角") {
			t.Errorf("rank %d: the page lacks %q, or tells of what is not limited", one.Rank, words)
		}
	}
}
