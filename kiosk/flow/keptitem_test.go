package flow_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// applicantsCard is of an invented person.
func applicantsCard() flow.CardDone {
	return flow.CardDone{Resident: kiosk.Resident{
		Kind: kiosk.ResidentCard, Name: "张示例", Number: "00000019500101001X",
		Sex: "female", Birth: "1940-01-01", Address: "示例市示例区示例路1号",
	}}
}

// liftsTooEarly takes a card that has to stay away once, at the first question,
// and lays it again.
func (w *applicant) liftsTooEarly(v flow.View) {
	w.t.Helper()
	if !w.s.Kept.On || w.lifted {
		return
	}
	w.lifted = true
	if w.do(flow.CardRemoved{}); w.view().Screen != flow.CardAway {
		w.t.Fatalf("%s: the card is gone, and the screen is %s", w.item.ID, w.view().Screen)
	}
	w.say("lifts the card: it is asked back")
	w.do(flow.CardFound{})
	w.do(applicantsCard())
	if diff := cmp.Diff(v, w.view()); diff != "" {
		w.t.Errorf("%s: the card is back (-before +now):\n%s", w.item.ID, diff)
	}
	w.say("lays it again: all is as it was")
}

func TestSomeShippedItemKeepsTheCard(t *testing.T) {
	c, err := catalogue.Load(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(c.Items, func(i catalogue.ServiceItem) bool {
		step, _ := i.Apply.Identify()
		return step.KeepCard
	}) {
		t.Error("none does: nothing shipped shows what keep-card is for")
	}
}
