package screen_test

import (
	"regexp"
	"slices"
	"testing"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/screen"
)

// shippedViews walks every page of home, list, guides and tickets of the
// catalogue that is shipped.
func shippedViews(t *testing.T, f func(name string, v flow.View)) {
	t.Helper()
	c, err := catalogue.Load(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	m := flow.Machine{Catalogue: c}
	amb := flow.Ambient{Band: band(), ReaderSide: "right", PrinterSide: "below"}
	home := flow.State{Screen: flow.Home}
	f("home", m.View(home, amb))
	for _, e := range c.Entries {
		s, _ := m.Next(home, flow.Touched{Control: flow.EntryControl(e.ID)})
		f("entry "+e.ID, m.View(s, amb))
	}
	for _, i := range c.Items {
		f("guide "+string(i.ID), m.View(flow.State{Screen: flow.Guide, Item: i.ID}, amb))
		s := flow.State{Screen: flow.Number, Item: i.ID, Paper: kiosk.Printed, Ahead: p(12), Wait: &flow.WaitRange{From: 30, To: 60}}
		s.Receipt = kiosk.Receipt{Ticket: kiosk.Ticket{Number: "B118"}, Job: 1}
		f("number "+string(i.ID), m.View(s, amb))
	}
}

func TestShippedCatalogueLaysOutOnEveryPage(t *testing.T) {
	k := kit(t)
	pages := 0
	shippedViews(t, func(name string, v flow.View) {
		for _, pn := range panels() {
			for _, m := range manners() {
				for _, lang := range languages() {
					v.Lang, v.Large, v.Contrast, v.Lowered = lang, m.large, m.contrast, m.lowered
					for v.Page = 0; ; v.Page++ {
						laid := screen.Lay(k, v, pn.opts)
						pages++
						for _, fault := range laid.Scene.Faults {
							t.Errorf("%s, %s, %s, %s, page %d: %s", name, pn.name, m.name, lang, v.Page, fault)
						}
						if laid.Page != v.Page {
							t.Fatalf("%s: asked for page %d, got %d", name, v.Page, laid.Page)
						}
						if v.Page+1 >= laid.Pages {
							break
						}
					}
				}
			}
		}
	})
	if pages < 1000 {
		t.Errorf("only %d pages were tried", pages)
	}
}

func TestEveryItemStandsOnExactlyOnePage(t *testing.T) {
	k := kit(t)
	v := scenes()[3].view
	for _, pn := range panels() {
		seen := map[string]int{}
		for v.Page = 0; ; v.Page++ {
			laid := screen.Lay(k, v, pn.opts)
			for _, target := range laid.Scene.Targets {
				seen[target.ID]++
			}
			if v.Page+1 >= laid.Pages {
				break
			}
		}
		for _, tile := range v.Tiles {
			if n := seen[string(tile.Control)]; n != 1 {
				t.Errorf("%s: %s stands %d times", pn.name, tile.Control, n)
			}
		}
	}
}

func TestPageBeyondTheEndIsTheLastPage(t *testing.T) {
	k := kit(t)
	v := scenes()[3].view
	v.Page = 99
	laid := screen.Lay(k, v, panels()[0].opts)
	if laid.Page != laid.Pages-1 || laid.Pages < 2 {
		t.Errorf("page %d of %d", laid.Page, laid.Pages)
	}
	if _, ok := laid.Scene.Target(string(flow.PageAfter)); ok {
		t.Error("the last page offers a next one")
	}
	v.Page = -1
	if laid := screen.Lay(k, v, panels()[0].opts); laid.Page != 0 {
		t.Errorf("page %d", laid.Page)
	}
}

func TestControlThatIsNotLiveIsNotDrawn(t *testing.T) {
	k := kit(t)
	for _, s := range scenes() {
		if s.view.Screen == flow.Home || s.view.Screen == flow.ChooseItem {
			continue // tiles are live by being there
		}
		for _, target := range screen.Lay(k, s.view, panels()[0].opts).Scene.Targets {
			if !target.Local && !slices.Contains(s.view.Can, flow.Control(target.ID)) {
				t.Errorf("%s draws %s", s.name, target.ID)
			}
		}
	}
}

func TestPhrasesStandInBothLanguagesWithTheSameGaps(t *testing.T) {
	gap := regexp.MustCompile(`\{[a-z]+\}`)
	own := regexp.MustCompile(`^(screen|problem)\.`)
	n := 0
	for _, key := range assets.Keys() {
		if !own.MatchString(key) {
			continue
		}
		n++
		phrase, _ := assets.Lookup(key)
		if phrase.ZH == "" || phrase.EN == "" {
			t.Errorf("%s lacks a language", key)
		}
		zh, en := gap.FindAllString(phrase.ZH, -1), gap.FindAllString(phrase.EN, -1)
		slices.Sort(zh)
		slices.Sort(en)
		if !slices.Equal(zh, en) {
			t.Errorf("%s: gaps %v and %v", key, zh, en)
		}
	}
	if n < 60 {
		t.Errorf("only %d phrases were looked at", n)
	}
}

func TestEveryCodeHasWords(t *testing.T) {
	for _, code := range []kiosk.Code{
		kiosk.CardMoved, kiosk.CardUnsupported, kiosk.CardUnreadable,
		kiosk.ReaderGone, kiosk.StoreFailed, kiosk.PrinterFailed,
	} {
		for _, key := range []string{"problem." + string(code), "problem." + string(code) + "-do"} {
			if _, ok := assets.Lookup(key); !ok {
				t.Errorf("no words for %s", key)
			}
		}
	}
}
