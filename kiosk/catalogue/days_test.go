package catalogue_test

import (
	"testing"

	"linli/assets"
	"linli/kiosk/catalogue"
)

func TestLimitsThatCanBeCounted(t *testing.T) {
	for text, want := range map[string]catalogue.Days{
		"15 working": {N: 15, Kind: catalogue.DaysWorking}, "20 calendar": {N: 20, Kind: catalogue.DaysCalendar},
		"at-once": {Kind: catalogue.DaysAtOnce},
		"":        {}, "15": {}, "working": {}, "0 working": {}, "-1 calendar": {}, "401 working": {}, "15 days": {}, "15  working": {}, "15 at-once": {},
	} {
		var d catalogue.Days
		err := d.UnmarshalText([]byte(text))
		if d != want || (err == nil) != want.Counted() || want.Counted() && d.String() != text {
			t.Errorf("%q is %v (%s), %v", text, d, d, err)
		}
	}
}

// TestShippedPromisesCanBeCounted: an item that is handed in here is promised
// in days, unless its words name hours or nothing.
func TestShippedPromisesCanBeCounted(t *testing.T) {
	c, err := catalogue.Load(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	counted := 0
	for _, i := range c.Items {
		if i.TimeLimit.Days.Counted() {
			counted++
		}
	}
	if counted < 25 {
		t.Errorf("only %d of %d", counted, len(c.Items))
	}
}
