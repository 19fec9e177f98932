package screen_test

import (
	"strings"
	"testing"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/screen"
)

// fullGuides are guides with all that a guide can tell, by how their paper does.
func fullGuides(t *testing.T, f func(name string, v flow.View)) {
	t.Helper()
	c, err := catalogue.Load(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	i := &c.Items[0]
	i.Serves, i.Body = tx("本街道户籍的家庭", "Families with hukou here"), tx("示例区民政局", "Civil affairs office of the district")
	i.Hours = tx("周一至周五上午9点到11点半", "Monday to Friday, 9:00 to 11:30")
	i.Phones = []catalogue.Phone{{Name: tx("监督投诉", "Complaints"), Number: "0000-0099"}}
	i.Counters = []kiosk.CounterID{c.Counters[0].ID}
	m := flow.Machine{Catalogue: c}
	amb := flow.Ambient{Band: band(), ReaderSide: "right", PrinterSide: "below"}
	i.Apply = catalogue.Apply{} // not applied for here; the next one is
	for _, item := range c.Items[:2] {
		for _, state := range []kiosk.PrintState{"", kiosk.Printing, kiosk.Printed, kiosk.PrintedUncut, kiosk.PrintSentUnconfirmed, kiosk.PrintUncertain, kiosk.NotPrinted} {
			s := flow.State{Screen: flow.Guide, Item: item.ID}
			if state != "" {
				s.Slips = flow.Slips{Newest: flow.GuideSlip{Item: item.ID}, State: state, Count: 1}
			}
			f("guide-slip "+string(item.ID)+" "+string(state), m.View(s, amb))
		}
	}
}

func TestGuideOnPaperIsOfferedOnEveryPanel(t *testing.T) {
	k := kit(t)
	fullGuides(t, func(name string, v flow.View) {
		live := false
		for _, c := range v.Can {
			live = live || c == flow.PrintGuide
		}
		if want := strings.HasSuffix(name, " ") || strings.HasSuffix(name, string(kiosk.NotPrinted)) || strings.HasSuffix(name, string(kiosk.PrintUncertain)); live != want {
			t.Errorf("%s: live %v", name, live)
		}
		for _, pn := range panels() {
			for _, m := range manners() {
				for _, v.Lang = range languages() {
					v.Large, v.Contrast, v.Lowered = m.large, m.contrast, m.lowered
					offered, ticket := 0, 0
					for v.Page = 0; ; v.Page++ {
						laid := screen.Lay(k, v, pn.opts)
						for _, fault := range laid.Scene.Faults {
							t.Errorf("%s, %s, %s, %s, page %d: %s", name, pn.name, m.name, v.Lang, v.Page, fault)
						}
						if _, ok := laid.Scene.Target(string(flow.PrintGuide)); ok {
							offered++
						}
						if _, ok := laid.Scene.Target(string(flow.TakeTicket)); ok {
							ticket++
						}
						if v.Page+1 >= laid.Pages {
							break
						}
					}
					if (offered > 0) != live || ticket == 0 {
						t.Errorf("%s, %s, %s: offered on %d pages, a ticket on %d", name, pn.name, m.name, offered, ticket)
					}
				}
			}
		}
	})
}
