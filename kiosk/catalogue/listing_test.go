package catalogue_test

import (
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

func TestEntryIsShownFromItsFirstToItsLastDay(t *testing.T) {
	e := catalogue.ListingEntry{From: "2026-11-10", Until: "2026-11-20"}
	for day, want := range map[kiosk.BusinessDay]bool{
		"2026-11-09": false, "2026-11-10": true, "2026-11-20": true, "2026-11-21": false, "": true,
	} {
		if e.On(day) != want {
			t.Errorf("on %q shown: %v", day, !want)
		}
	}
	if !(catalogue.ListingEntry{}).On("2026-11-10") {
		t.Error("an entry without days is not shown")
	}
}

func TestWhatTurnsIsTheThreeNewestOfTheDay(t *testing.T) {
	entry := func(id string, from, until kiosk.BusinessDay, turns bool) catalogue.ListingEntry {
		return catalogue.ListingEntry{ID: id, From: from, Until: until, Attract: turns}
	}
	c := catalogue.Catalogue{Listings: []catalogue.Listing{
		{ID: "a", Entries: []catalogue.ListingEntry{
			entry("old", "2026-01-01", "", true), entry("quiet", "2026-11-01", "", false), entry("over", "2026-11-01", "2026-11-02", true)}},
		{ID: "b", Entries: []catalogue.ListingEntry{
			entry("first", "2026-11-01", "", true), entry("third", "2026-11-03", "", true), entry("second", "2026-11-02", "", true),
			entry("tomorrow", "2026-11-05", "", true)}},
	}}
	got := ""
	for _, turning := range c.Turning("2026-11-04") {
		got += turning.Listing.ID + "/" + turning.Entry.ID + " "
	}
	if want := "b/third b/second b/first "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestChoiceOfAListingIsHeldAgainstTheDay(t *testing.T) {
	f := catalogue.Field{ID: "course", Kind: catalogue.FieldListing, Choices: []catalogue.Choice{
		{ID: "over", Until: "2026-11-02"}, {ID: "open"},
	}}
	if _, fault := f.On("2026-11-03").Take("over"); fault != catalogue.FaultChoice {
		t.Errorf("what is over can be chosen: %q", fault)
	}
	if _, fault := f.On("2026-11-02").Take("over"); fault != "" {
		t.Errorf("on its last day: %q", fault)
	}
	if len(f.Choices) != 2 {
		t.Error("the field itself changed")
	}
}

func TestWordIsFoundInEitherLanguage(t *testing.T) {
	e := catalogue.ListingEntry{Title: kiosk.Text{ZH: "停水通知", EN: "Water is cut"}, Lines: []kiosk.Text{{ZH: "九点到十二点", EN: "9 to 12"}}}
	for word, want := range map[string]bool{"停水": true, " WATER ": true, "十二": true, "停电": false} {
		if e.Holds(word) != want {
			t.Errorf("%q: %v", word, !want)
		}
	}
}
