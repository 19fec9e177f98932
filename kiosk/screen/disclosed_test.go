package screen_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/screen"
	"linli/kiosk/widget"
)

// disclosedViews walks home, every listing and entry, the picker of addresses
// and who looks after them, in the catalogue that is shipped.
func disclosedViews(t *testing.T, f func(name string, v flow.View)) {
	t.Helper()
	c, err := catalogue.Load(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	sign, _ := c.Item(c.Listings[1].Item)
	for i := range sign.Apply.Fields[0].Choices {
		sign.Apply.Fields[0].Choices[i].Until = "2198-12-31" // nothing to choose from afterwards
	}
	m := flow.Machine{Catalogue: c, NoticeURL: "HTTPS://LINLI.EXAMPLE/N/"}
	amb := flow.Ambient{Band: band(), ReaderSide: "right", PrinterSide: "below", OfficePhone: "0000-0001"}
	show := func(name string, s flow.State) { f("place-"+name, m.View(s, amb)) }
	touch := func(s flow.State, controls ...string) flow.State {
		for _, c := range controls {
			before := s
			if s, _ = m.Next(s, flow.Touched{Control: flow.Control(c)}); s.Screen == before.Screen && s.Pick == before.Pick && s.Reading == before.Reading && s.Field == before.Field {
				t.Fatalf("%s on %s does nothing", c, s.Screen)
			}
		}
		return s
	}
	show("attract", flow.Start())
	home := flow.State{Screen: flow.Home, Day: "2026-11-23"}
	show("home", home)
	lists := touch(home, "entry:public")
	show("listings", lists)
	papers := touch(home, "entry:speak", "item:handrail-vote") // to read before a vote
	for _, l := range c.Listings {
		s := papers
		if l.ID != papers.Reading.Listing {
			s = touch(lists, "listing:"+l.ID)
		}
		show("entries-"+l.ID, s)
		for _, e := range l.Entries {
			show("notice-"+l.ID+"-"+e.ID, touch(s, "notice:"+e.ID))
		}
	}
	for name, more := range map[string]int{"left": -1, "full": 0, "waiting": 12} {
		l, _ := c.Listing("activities")
		told := flow.PlacesTold{Taken: map[string]int{}}
		for _, e := range l.Entries {
			told.Taken[e.ID] = e.Capacity + more
		}
		heard := func(s flow.State) flow.State {
			s, _ = m.Next(s, flow.Answered{Question: flow.PlacesIn{Listing: l.ID}, Reply: told, Standing: true})
			return s
		}
		s := heard(touch(lists, "listing:"+l.ID))
		show("room-"+name, s)
		show("room-"+name+"-notice", touch(s, "notice:"+l.Entries[0].ID))
		s, _ = m.Next(touch(home, "entry:apply", "item:"+string(l.Item)), flow.Touched{Control: flow.SkipCard})
		show("room-"+name+"-choice", heard(s))
	}
	s := touch(lists, "listing:notices", "find")
	show("find", s)
	s, _ = m.Next(s, flow.Typed{Field: "word", Text: "水"})
	show("found", touch(s, "next"))
	s, _ = m.Next(touch(lists, "listing:notices", "find"), flow.Typed{Field: "word", Text: "凤凰"})
	show("found-nothing", touch(s, "next"))
	show("slip", func() flow.State {
		s, _ := m.Next(touch(lists, "listing:notices", "notice:water-cut"), flow.Touched{Control: flow.PrintNotice})
		s, _ = m.Next(s, flow.SlipEnded{State: kiosk.Printed})
		return s
	}())

	card := touch(home, "entry:community")
	show("card", card)
	estates := touch(card, "skip-card")
	show("estates", estates)
	show("write", touch(estates, "write-address"))
	building := touch(estates, "choice:estate-0")
	show("building", building)
	show("street", touch(estates, "choice:estate-2"))
	room := touch(building, "choice:building-12")
	show("room", room)
	show("directory", touch(room, "next"))
	s, _ = m.Next(touch(estates, "write-address"), flow.Typed{Field: "dwelling", Text: "别处小区3号楼"})
	show("unknown", touch(s, "next"))
	s, _ = m.Next(touch(estates, "write-address"), flow.Typed{Field: "dwelling", Text: "滨河花园"})
	show("committee-alone", touch(s, "next"))
	course := flow.State{Screen: flow.Form, Item: c.Listings[1].Item, Applying: true, Step: 1, Field: "course", Day: "2026-11-23"}
	show("course", course)
	course.Day = "2199-01-01"
	show("no-course", course)
}

func TestListsAndPlacesLayOutOnEveryPage(t *testing.T) {
	k := kit(t)
	pages := 0
	disclosedViews(t, func(name string, v flow.View) {
		for _, pn := range panels() {
			for _, m := range manners() {
				if m.contrast {
					continue // colours move nothing
				}
				for _, lang := range languages() {
					v.Lang, v.Large, v.Lowered = lang, m.large, m.lowered
					for v.Page = 0; ; v.Page++ {
						laid := screen.Lay(k, v, pn.opts)
						pages++
						for _, fault := range laid.Scene.Faults {
							t.Errorf("%s, %s, %s, %s, page %d: %s", name, pn.name, m.name, lang, v.Page, fault)
						}
						if v.Page+1 >= laid.Pages {
							break
						}
					}
				}
			}
		}
	})
	if pages < 500 {
		t.Errorf("only %d pages were tried", pages)
	}
}

// TestDrawListsToLookAt writes them as pictures when -look names a folder.
func TestDrawListsToLookAt(t *testing.T) {
	if *look == "" {
		t.Skip("-look names no folder")
	}
	k := kit(t)
	disclosedViews(t, func(name string, v flow.View) {
		if only := os.Getenv("LOOK"); only != "" && !matches(name, only) {
			return
		}
		for _, pn := range panels() {
			for _, m := range manners()[:3] {
				for _, v.Lang = range languages() {
					v.Large, v.Contrast = m.large, m.contrast
					file := filepath.Join(*look, strings.Join([]string{name, pn.name, m.name, string(v.Lang)}, " ")+".png")
					writePNG(t, file, draw(k, screen.Lay(k, v, pn.opts).Scene, 0.45, ""))
				}
			}
		}
	})
}

func TestNoticesTurnOneAfterAnother(t *testing.T) {
	k := kit(t)
	v := view(flow.Attract, flow.Begin)
	for _, title := range []string{"第一", "第二", "第三"} {
		v.Notices = append(v.Notices, flow.NoticeView{Icon: "board", Title: tx(title, ""), Listing: tx("通知", "")})
	}
	scene := screen.Lay(k, v, panels()[0].opts).Scene
	if len(scene.Motions) != 1 || !scene.Turns() {
		t.Fatalf("%d parts turn", len(scene.Motions))
	}
	m := scene.Motions[0]
	for _, c := range []struct {
		after time.Duration
		want  string
	}{{0, "第一"}, {14 * time.Second, "第一"}, {15 * time.Second, "第二"}, {44 * time.Second, "第三"}, {45 * time.Second, "第一"}, {24 * time.Hour, "第一"}} {
		p, moving := m.Progress(c.after.Seconds())
		if moving {
			t.Errorf("after %s frames are asked for", c.after)
		}
		shown := ""
		for _, op := range m.At(p) {
			if line, ok := op.(widget.TextLine); ok {
				shown += line.Text + " "
			}
			if !m.Box.Holds(op.Bounds()) {
				t.Errorf("%+v sticks out of %+v", op.Bounds(), m.Box)
			}
		}
		if !strings.HasPrefix(shown, c.want) {
			t.Errorf("after %s it shows %q, want %s", c.after, shown, c.want)
		}
	}
	v.Notices = v.Notices[:1]
	if screen.Lay(k, v, panels()[0].opts).Scene.Turns() {
		t.Error("a single notice turns")
	}
}

func TestWhatIsMaskedSaysNothingOfWhereSomebodyLives(t *testing.T) {
	disclosedViews(t, func(name string, v flow.View) {
		m := v.Masked()
		if m.Word != "" && m.Word != "***" || m.Directory != nil && m.Directory.Grid.ZH != "" || m.Form != nil && len(m.Form.Picked) > 0 {
			t.Errorf("%s keeps %q %+v %+v", name, m.Word, m.Directory, m.Form)
		}
	})
}
