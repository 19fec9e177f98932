package terminal_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// edition is shelf with its number in every name.
func edition(n int) *catalogue.Catalogue {
	name := func(what string) kiosk.Text { return kiosk.Text{ZH: fmt.Sprintf("%s第%d版", what, n)} }
	c := *shelf
	c.Entries = []catalogue.Entry{{ID: "ticket", Name: name("取号"), Steps: shelf.Entries[0].Steps}}
	c.Items = []catalogue.ServiceItem{
		{ID: "allowance", Counter: "1", Name: name("津贴")},
		{ID: kiosk.ItemID(fmt.Sprintf("item-%d", n)), Counter: "1", Name: name("新事项")},
	}
	return &c
}

var editionOf = regexp.MustCompile(`第(\d+)版`)

// editions on the picture that is on the glass now.
func (l *lobby) editions() map[int]bool {
	l.t.Helper()
	picture, err := json.Marshal(l.glass.view())
	if err != nil {
		l.t.Fatal(err)
	}
	seen := map[int]bool{}
	for _, m := range editionOf.FindAllSubmatch(picture, -1) {
		n, err := strconv.Atoi(string(m[1]))
		if err != nil {
			l.t.Fatal(err)
		}
		seen[n] = true
	}
	return seen
}

func (l *lobby) wantEdition(n int) {
	l.t.Helper()
	if seen := l.editions(); len(seen) != 1 || !seen[n] {
		l.t.Errorf("the screen %s shows editions %v, not %d", l.glass.view().Screen, seen, n)
	}
}

func TestVisitEndsWithTheCatalogueItBeganWithAndTheNextHasTheNewOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.want(flow.Attract)
		l.term.Exchange(edition(1))
		time.Sleep(time.Second) // nobody is here
		l.touch(flow.Begin)
		l.want(flow.Home)
		l.wantEdition(1)
		l.term.Exchange(edition(2))
		l.term.Exchange(edition(3))
		time.Sleep(5 * time.Second)
		l.touch(flow.EntryControl("ticket"))
		l.want(flow.ChooseItem)
		l.wantEdition(1)
		l.touch(flow.ItemControl("item-1")) // is in no later one
		l.want(flow.Identify)
		l.touch(flow.SkipCard)
		time.Sleep(40 * time.Second)
		l.want(flow.Attract)
		if s := l.store.submissions(); len(s) != 1 || s[0].Item != "item-1" {
			t.Errorf("submitted %+v", s)
		}
		l.touch(flow.Begin)
		l.want(flow.Home)
		l.wantEdition(3)
	})
}

func TestCatalogueThatComesBeforeTheFirstPictureIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.term.Exchange(edition(7))
		time.Sleep(time.Second)
		l.touch(flow.Begin)
		l.want(flow.Home)
		l.wantEdition(7)
	})
}

// TestCatalogueNeverChangesWithinAVisit plays residents who touch whatever
// there is, with editions that come at any time.
func TestCatalogueNeverChangesWithinAVisit(t *testing.T) {
	for seed := range uint64(15) {
		synctest.Test(t, func(t *testing.T) {
			l := open(t)
			r := rand.New(rand.NewPCG(seed, 1))
			last, visits := 0, map[kiosk.VisitID]int{}
			for range 300 {
				switch r.IntN(4) {
				case 0:
					last++
					l.term.Exchange(edition(last))
				case 1:
					time.Sleep(time.Duration(r.IntN(30_000)) * time.Millisecond)
				default:
					controls := []flow.Control{
						flow.Begin, flow.EntryControl("ticket"), flow.ItemControl("allowance"),
						flow.ItemControl(kiosk.ItemID(fmt.Sprintf("item-%d", last))), flow.SkipCard, flow.Back, flow.Finish,
					}
					l.touch(controls[r.IntN(len(controls))])
				}
				synctest.Wait()
				visit, seen := l.glass.view().Visit, l.editions()
				if visit == "" || len(seen) == 0 {
					continue
				}
				first, known := visits[visit]
				for n := range seen {
					if len(seen) > 1 || known && n != first {
						t.Fatalf("seed %d: visit %s began with edition %d and shows %v", seed, visit, first, seen)
					}
					visits[visit] = n
				}
			}
			time.Sleep(time.Minute) // whatever is under way ends
			if len(visits) < 3 {
				t.Errorf("seed %d: only %d visits", seed, len(visits))
			}
		})
	}
}

// closed is an office that is closed for ever.
type closed struct{}

func (closed) At(time.Time) (bool, kiosk.Text) { return false, kiosk.Text{ZH: "放假"} }

func TestOpeningHoursAreExchangedBetweenVisitsToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.touch(flow.Begin)
		l.want(flow.Home)
		l.term.ExchangeOpening(closed{})
		time.Sleep(2 * time.Second)
		if v := l.want(flow.Home); !v.Band.Open {
			t.Error("the office closed within a visit")
		}
		l.touch(flow.Finish)
		time.Sleep(2 * time.Second)
		if v := l.want(flow.Attract); v.Band.Open || v.Band.Hours.ZH != "放假" {
			t.Errorf("the band says %+v", v.Band)
		}
		l.term.ExchangeOpening(nil) // those of the settings
		time.Sleep(2 * time.Second)
		if v := l.want(flow.Attract); !v.Band.Open || v.Band.Hours.ZH != "" {
			t.Errorf("afterwards the band says %+v", v.Band)
		}
	})
}
