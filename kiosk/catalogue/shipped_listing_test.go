package catalogue_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/catalogue"
)

var hanSign = regexp.MustCompile(`\p{Han}`)

func TestShippedListsAndPlacesStandInBothLanguages(t *testing.T) {
	c := shipped(t)
	var texts []kiosk.Text
	for _, l := range c.Listings {
		texts = append(texts, l.Name, l.Hint)
		if l.Item != "" {
			texts = append(texts, l.Act)
		}
		for _, e := range l.Entries {
			texts = append(append(texts, e.Title), e.Lines...)
			if e.Place.ZH != "" {
				texts = append(texts, e.Place)
			}
		}
	}
	for _, r := range c.Places.Committees {
		texts = append(texts, r.Name, r.Address)
		for _, g := range r.Grids {
			texts = append(texts, g.Name, g.Person, g.Hours)
			for _, e := range g.Estates {
				texts = append(texts, e.Name)
			}
		}
	}
	for _, text := range texts {
		if text.EN == "" || hanSign.MatchString(text.EN) || !hanSign.MatchString(text.ZH) {
			t.Errorf("%q: English %q", text.ZH, text.EN)
		}
	}
	if len(texts) < 150 {
		t.Errorf("only %d texts were looked at", len(texts))
	}
}

func TestShippedListsHaveTheirPictures(t *testing.T) {
	for _, l := range shipped(t).Listings {
		if _, err := fs.Stat(assets.FS, "icons/"+l.Icon+".path"); err != nil {
			t.Errorf("%s: no picture is called %q: %v", l.ID, l.Icon, err)
		}
	}
}

func TestShippedListsAndPlacesCallNobody(t *testing.T) {
	c := shipped(t)
	invented := regexp.MustCompile(`^0000-\d{4}$`)
	for _, l := range c.Listings {
		for _, e := range l.Entries {
			if e.Phone != "" && !invented.MatchString(e.Phone) {
				t.Errorf("%s/%s: %s may be somebody's number", l.ID, e.ID, e.Phone)
			}
			if e.Link != "" && !strings.HasPrefix(e.Link, "https://example.invalid/") {
				t.Errorf("%s/%s: %s may be somebody's address", l.ID, e.ID, e.Link)
			}
		}
	}
	for _, r := range c.Places.Committees {
		for _, g := range r.Grids {
			if !invented.MatchString(r.Phone) || !invented.MatchString(g.Phone) {
				t.Errorf("%s: %s or %s may be somebody's number", g.ID, r.Phone, g.Phone)
			}
		}
	}
}

func TestEveryShippedListCanBeRead(t *testing.T) {
	c := shipped(t)
	read := map[string]bool{}
	for _, e := range c.Entries {
		for _, s := range e.Steps {
			for _, id := range s.From {
				read[id] = true
			}
		}
	}
	for _, i := range c.Items {
		for _, s := range i.Apply.Steps {
			for _, id := range s.From {
				read[id] = true
			}
		}
	}
	for _, l := range c.Listings {
		if !read[l.ID] {
			t.Errorf("no tile and no item leads to %s", l.ID)
		}
		if len(l.On("2026-11-23")) == 0 {
			t.Errorf("%s is empty", l.ID)
		}
	}
	if n := len(c.Turning("2026-11-23")); n != 3 {
		t.Errorf("%d notices turn", n)
	}
}

func TestEveryShippedBuildingIsSomebodys(t *testing.T) {
	p := shipped(t).Places
	n := 0
	for _, e := range p.Estates() {
		for _, house := range e.Houses() {
			n++
			if j := p.Locate(p.Address(e, house, "2-402")); j.Grid == "" {
				t.Errorf("%s %s is nobody's", e.Name.ZH, house)
			}
		}
	}
	if n < 200 {
		t.Errorf("only %d buildings were looked at", n)
	}
}

// TestListAndPlacesInTheClerksGuideAreRight keeps those examples of
// docs/service-items.md true.
func TestListAndPlacesInTheClerksGuideAreRight(t *testing.T) {
	page, err := os.ReadFile("../../docs/service-items.md")
	if err != nil {
		t.Fatal(err)
	}
	example := func(heading string) []byte {
		_, rest, ok := strings.Cut(string(page), "\n## "+heading)
		_, rest, opened := strings.Cut(rest, "```yaml\n")
		yaml, _, closed := strings.Cut(rest, "```\n")
		if !ok || !opened || !closed {
			t.Fatalf("the guide shows nothing under %q", heading)
		}
		return []byte(yaml)
	}
	fsys := layOver(t, &txtar.Archive{})
	fsys["services/listings/notices.yaml"] = &fstest.MapFile{Data: example("Lists:")}
	fsys["services/places.yaml"] = &fstest.MapFile{Data: example("Who looks after")}
	c, err := catalogue.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Turning("2026-12-01")) != 1 || c.Places.Locate("向阳花园十二幢").Grid != "xiangyang-1" {
		t.Error("the example does not do what the guide says")
	}
	archive, err := catalogue.Pack(fsys)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := catalogue.Unpack(archive)
	if err != nil {
		t.Fatal(err)
	}
	again, err := catalogue.Load(unpacked)
	if err != nil || len(again.Listings) != 1 || len(again.Places.Committees) != 1 {
		t.Errorf("lists and places are lost in the archive: %v", err)
	}
}
