package flow_test

import (
	"testing"

	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

func TestNoticeLeadsWhereItSaysElseToTheOffice(t *testing.T) {
	l := catalogue.Listing{ID: "notices"}
	own := catalogue.ListingEntry{ID: "flu-vaccine", Link: "https://example.invalid/flu"}
	none := catalogue.ListingEntry{ID: "water-cut"}
	with, without := flow.Machine{NoticeURL: "HTTPS://LINLI.EXAMPLE/N/"}, flow.Machine{}
	for _, c := range []struct {
		m    flow.Machine
		e    catalogue.ListingEntry
		want string
	}{
		{with, own, own.Link}, {without, own, own.Link}, {without, none, ""},
		{with, none, "HTTPS://LINLI.EXAMPLE/N/NOTICES/WATER-CUT"},
	} {
		if got := c.m.NoticeLink(l, c.e); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
