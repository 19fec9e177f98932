package flow_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// quarter is a small catalogue with listings and places; the scripts in
// testdata/places name what is in it. All of it is invented.
func quarter() *catalogue.Catalogue {
	zh := func(s string) kiosk.Text { return kiosk.Text{ZH: s} }
	course := catalogue.Field{
		ID: "course", Kind: catalogue.FieldListing, From: "courses", Label: zh("哪门课"), Required: true,
		Choices: []catalogue.Choice{{ID: "dance", Name: zh("跳舞")}, {ID: "over", Name: zh("过去的"), Until: "2026-11-01"}},
	}
	steps := []catalogue.Step{{Kind: catalogue.StepForm}, {Kind: catalogue.StepConfirm}, {Kind: catalogue.StepSubmit}, {Kind: catalogue.StepPrint}}
	return &catalogue.Catalogue{
		Entries: []catalogue.Entry{
			{ID: "public", Name: zh("公告"), Steps: []catalogue.Step{{Kind: catalogue.StepDisclose, From: []string{"notices", "courses"}}}},
			{ID: "near", Name: zh("社区"), Steps: []catalogue.Step{{Kind: catalogue.StepIdentify, Optional: true}, {Kind: catalogue.StepDirectory}}},
			{ID: "speak", Name: zh("报事"), Steps: []catalogue.Step{{Kind: catalogue.StepChooseItem, Groups: []string{"events"}}, {Kind: catalogue.StepApply}}},
		},
		Groups: []catalogue.Group{{ID: "events", Name: zh("事")}, {ID: "courses", Name: zh("课")}},
		Items: []catalogue.ServiceItem{
			{ID: "lamp", Group: "events", Name: zh("路灯坏了"), Apply: catalogue.Apply{Steps: steps, Next: zh("等"), Fields: []catalogue.Field{
				{ID: "where", Kind: catalogue.FieldAddress, Label: zh("在哪里"), Required: true},
				{ID: "words", Kind: catalogue.FieldText, Label: zh("说说")},
			}}},
			{ID: "east-only", Group: "events", Name: zh("东边的事"), Committees: []string{"east"}, Apply: catalogue.Apply{Steps: steps}},
			{ID: "sign-up", Group: "courses", Name: zh("报名"), Apply: catalogue.Apply{
				Steps:  append([]catalogue.Step{{Kind: catalogue.StepDisclose, From: []string{"notices"}}}, steps...),
				Fields: []catalogue.Field{course, {ID: "phone", Kind: catalogue.FieldPhone, Label: zh("电话"), Required: true}},
			}},
		},
		Listings: []catalogue.Listing{
			{ID: "notices", Name: zh("通知"), Search: true, Entries: []catalogue.ListingEntry{
				{ID: "water", Title: zh("停水"), Committees: []kiosk.CommitteeID{"east"}, Attract: true}, {ID: "power", Title: zh("停电"), Until: "2026-11-30"},
				{ID: "past", Title: zh("早就停过的水"), Until: "2026-10-31"},
			}},
			{ID: "courses", Name: zh("课程"), Item: "sign-up", Act: zh("报名"), Entries: []catalogue.ListingEntry{{ID: "dance", Title: zh("跳舞")}}},
		},
		Places: catalogue.Places{
			Words: catalogue.PlaceWords{Building: zh("{n}号楼"), Door: zh("{n}号"), Unit: zh("{n}单元"), Room: zh("{n}室")},
			Committees: []catalogue.ResidentsCommittee{
				{ID: "east", Name: zh("东居委会"), Grids: []catalogue.Grid{{ID: "e1", Name: zh("一网格"), Person: zh("张示例"), Phone: "0000-0001",
					Estates: []catalogue.Estate{{Name: zh("示例小区"), Buildings: []string{"1-3"}}}}}},
				{ID: "west", Name: zh("西居委会"), Grids: []catalogue.Grid{{ID: "w1", Name: zh("二网格"), Person: zh("李示例"), Phone: "0000-0002",
					Estates: []catalogue.Estate{{Name: zh("示例路"), Street: true, Buildings: []string{"1-99"}}}}}},
			},
		},
	}
}

func TestListsAndPlacesFollowTheirScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/places/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts found: %v", err)
	}
	m := flow.Machine{Catalogue: quarter()}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil || len(archive.Files) == 0 {
			t.Fatalf("%s holds no script: %v", file, err)
		}
		for _, script := range archive.Files {
			t.Run(filepath.Base(file)+"/"+script.Name, func(t *testing.T) { replayPlaces(t, m, string(script.Data)) })
		}
	}
}

func replayPlaces(t *testing.T, m flow.Machine, script string) {
	t.Helper()
	s := flow.Start()
	for n, line := range strings.Split(script, "\n") {
		line, _, _ = strings.Cut(line, "#")
		happens, want, ok := strings.Cut(line, "->")
		if !ok {
			continue
		}
		var effects []flow.Effect
		s, effects = m.Next(s, placeEvent(t, strings.Fields(happens)))
		if got := placeWords(m, s, effects); got != strings.Join(strings.Fields(want), " ") {
			t.Fatalf("line %d: %s\n got %s\nwant %s", n+1, strings.TrimSpace(happens), got, strings.Join(strings.Fields(want), " "))
		}
	}
}

func placeEvent(t *testing.T, words []string) flow.Event {
	t.Helper()
	last := words[len(words)-1]
	switch words[0] {
	case "begin":
		return flow.Began{Visit: "V1", Day: "2026-11-23"}
	case "card-of": // an invented person who lives at the address that follows
		return flow.CardDone{Resident: kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例", Number: "000000195001010011", Address: kiosk.Private(last)}}
	case "slip":
		return flow.SlipEnded{State: kiosk.PrintState(last)}
	}
	e, err := eventOf(words)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// placeWords says what of lists and places shows.
func placeWords(m flow.Machine, s flow.State, effects []flow.Effect) string {
	v := m.View(s, flow.Ambient{})
	words := []string{string(v.Screen)}
	switch v.Screen {
	case flow.Home:
		return string(v.Screen)
	case flow.ChooseItem, flow.Listings:
		for _, tile := range v.Tiles {
			word := tile.Name.ZH
			for _, c := range tile.Only {
				word += "(" + c.ZH + ")"
			}
			words = append(words, word)
		}
	case flow.Entries:
		for _, n := range v.Notices {
			words = append(words, n.Title.ZH)
		}
		if v.Word != "" {
			words = append(words, "word="+v.Word)
		}
	case flow.Notice:
		words = append(words, v.Notice.Title.ZH, string(v.Notice.Slip))
	case flow.Directory:
		words = append(words, v.Directory.Committee.ZH, v.Directory.Grid.ZH, v.Directory.Person.ZH, string(v.Directory.Slip))
	}
	words = append(words, formWords(v)...)
	if v.Form != nil {
		words = append(words, string(v.Form.Pick))
		for _, c := range v.Form.Choices {
			words = append(words, c.Name.ZH)
		}
	}
	for _, e := range effects {
		switch e := e.(type) {
		case flow.PrintSlip:
			words = append(words, fmt.Sprintf("; slip(%v)", e.Slip))
		case flow.Commit:
			words = append(words, fmt.Sprintf("; %s of %s/%s", effectWords(e), e.Application.Committee, e.Application.Grid))
		default:
			words = append(words, "; "+effectWords(e))
		}
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

func TestWhatTurnsOnAttractIsOfTheDayThatTheBandShows(t *testing.T) {
	m := flow.Machine{Catalogue: quarter()}
	v := m.View(flow.Start(), flow.Ambient{})
	if len(v.Notices) != 1 || v.Notices[0].Title.ZH != "停水" {
		t.Errorf("turns %+v", v.Notices)
	}
}

func TestAddressThatIsPickedIsMaskedWhereAViewIsKept(t *testing.T) {
	m := flow.Machine{Catalogue: quarter()}
	s := flow.Start()
	for _, e := range []flow.Event{
		flow.Began{Visit: "V1"}, flow.Touched{Control: "entry:near"}, flow.Touched{Control: flow.SkipCard},
		flow.Touched{Control: "choice:estate-0"}, flow.Touched{Control: "choice:building-2"},
		flow.Typed{Field: "dwelling", Text: "402"}, flow.Touched{Control: flow.NextField},
	} {
		s, _ = m.Next(s, e)
		v := m.View(s, flow.Ambient{}).Masked()
		if f := v.Form; f != nil && (len(f.Picked) > 0 || f.Text != "" && f.Text != "***") {
			t.Errorf("after %v the view keeps %+v", e, f)
		}
		if v.Directory != nil && *v.Directory != (flow.DirectoryView{}) {
			t.Errorf("who looks after the place is kept: %+v", v.Directory)
		}
	}
	if s.Screen != flow.Directory {
		t.Fatalf("ended on %s", s.Screen)
	}
	if s, _ = m.Next(s, flow.Quiet{}); s.Warned {
		s, _ = m.Next(s, flow.Quiet{})
	}
	if s.Dwelling != (kiosk.Jurisdiction{}) || s.Screen != flow.Attract {
		t.Errorf("after the wipe: %+v", s.Dwelling)
	}
}
