package catalogue_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"linli/internal/config"
	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// result is an invented notice.
var result = catalogue.Notice{
	ID: "result-lift", Title: kiosk.Text{ZH: "表决结果：装电梯", EN: "Result: \"lift\""}, From: "2026-12-01", Until: "2027-12-01", Attract: true,
	Lines: []kiosk.Text{{ZH: "同意 12 票", EN: "For: 12"}},
}

func notices(entries ...catalogue.Notice) catalogue.Notices {
	return catalogue.Notices{Listings: []catalogue.NoticesOf{{Listing: "notices", Entries: entries}}}
}

func TestNoticesAreReadAsTheyWereWritten(t *testing.T) {
	text, err := notices(result).Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := catalogue.LoadNotices("notices", text)
	if err != nil || len(got.Listings) != 1 || got.Listings[0].Listing != "notices" || len(got.Listings[0].Entries) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	if e := got.Listings[0].Entries[0]; e.ID != result.ID || e.Title != result.Title || !slices.Equal(e.Lines, result.Lines) ||
		e.From != result.From || e.Until != result.Until || !e.Attract {
		t.Errorf("read %+v", e)
	}
	if got, err := catalogue.LoadNotices("notices", []byte(`{"listings": []}`)); err != nil || len(got.Listings) > 0 {
		t.Errorf("none at all: %+v, %v", got, err)
	}
}

func TestNoticesThatNoScreenCanShowAreRefused(t *testing.T) {
	for want, spoil := range map[string]func(*catalogue.Notice){
		"entries[0].title.zh": func(n *catalogue.Notice) { n.Title.ZH = strings.Repeat("长", 40) },
		"entries[0].id":       func(n *catalogue.Notice) { n.ID = "Result" },
		"entries[0].lines":    func(n *catalogue.Notice) { n.Lines = slices.Repeat(n.Lines, 13) },
		"entries[0].until":    func(n *catalogue.Notice) { n.Until = "2026-11-01" },
	} {
		bad := result
		spoil(&bad)
		text, err := notices(bad).Encode()
		if err != nil {
			t.Fatal(err)
		}
		_, err = catalogue.LoadNotices("notices", text)
		var faults config.Faults
		if !errors.As(err, &faults) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %s", err, want)
		}
	}
	twice, err := notices(result, result).Encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := catalogue.LoadNotices("notices", twice); err == nil || !strings.Contains(err.Error(), "entries[1].id") {
		t.Errorf("one twice: %v", err)
	}
	if _, err := catalogue.LoadNotices("notices", []byte("colour: red\n")); err == nil {
		t.Error("what is no notice was read")
	}
}

func TestNoticesStandAtTheHeadOfTheirListing(t *testing.T) {
	entry := func(id, title string) catalogue.ListingEntry {
		return catalogue.ListingEntry{ID: id, Title: kiosk.Text{ZH: title}}
	}
	c := &catalogue.Catalogue{Listings: []catalogue.Listing{
		{ID: "courses", Entries: []catalogue.ListingEntry{entry("tai-chi", "太极拳")}},
		{ID: "notices", Entries: []catalogue.ListingEntry{entry("water", "停水"), entry("result-hall", "自己写的")}},
	}}
	byHand := result
	byHand.ID = "result-hall"
	n := notices(result, byHand)
	n.Listings = append(n.Listings, catalogue.NoticesOf{Listing: "gone", Entries: n.Listings[0].Entries})
	with := c.With(n)
	l, _ := with.Listing("notices")
	var titles []string
	for _, e := range l.Entries {
		titles = append(titles, e.Title.ZH)
	}
	if want := []string{"表决结果：装电梯", "停水", "自己写的"}; !slices.Equal(titles, want) {
		t.Errorf("the listing has %v, want %v", titles, want)
	}
	if before, _ := c.Listing("notices"); len(before.Entries) != 2 || len(with.Listings) != 2 {
		t.Error("the catalogue itself changed, or has listings that it had not")
	}
	if turning := with.Turning("2026-12-02"); len(turning) != 1 || turning[0].Entry.ID != "result-lift" {
		t.Errorf("what turns on the empty screen: %+v", turning)
	}
}
