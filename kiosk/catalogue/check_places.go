package catalogue

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"unicode/utf8"

	"linli/internal/config"
	"linli/kiosk"
)

// Bounds of places.
const (
	maxCommittees = 12
	maxGrids      = 200
	maxEstates    = 60 // names in the address picker
)

var buildingShape = regexp.MustCompile(`^([1-9][0-9]{0,3}(-[1-9][0-9]{0,3})?|[A-Z])$`)

// readPlaces reads places.yaml; a catalogue may have none.
func (c *checker) readPlaces(fsys fs.FS) (Places, error) {
	if _, err := fs.Stat(fsys, placesFile); err != nil {
		return Places{}, nil //nolint:nilerr // there is none, or Load's other reads say why
	}
	var p Places
	src, right, err := c.read(fsys, placesFile, &p)
	if err != nil || !right {
		return p, err
	}
	c.places(p, src)
	return p, nil
}

func (c *checker) places(p Places, src *config.Source) {
	for _, w := range []struct {
		key  string
		text kiosk.Text
		must bool
	}{
		{"words.building", p.Words.Building, true}, {"words.door", p.Words.Door, true},
		{"words.unit", p.Words.Unit, false}, {"words.room", p.Words.Room, true},
	} {
		if w.text == (kiosk.Text{}) && !w.must {
			continue
		}
		c.name(src, w.key, w.text)
		if !strings.Contains(w.text.ZH, "{n}") || w.text.EN != "" && !strings.Contains(w.text.EN, "{n}") {
			c.fault(src, w.key, "expected {n} where the number stands, in each language")
		}
	}
	if len(p.Committees) == 0 || len(p.Committees) > maxCommittees {
		c.fault(src, "committees", "expected 1 to %d residents' committees, found %d", maxCommittees, len(p.Committees))
	}
	seen, grids := map[string]string{}, map[string]string{}
	owners := map[string]string{} // of buildings
	for i, r := range p.Committees {
		key := fmt.Sprintf("committees[%d]", i)
		c.id(src, key+".id", string(r.ID))
		c.unique(src, key+".id", string(r.ID), seen)
		c.name(src, key+".name", r.Name)
		c.phone(src, key+".phone", r.Phone)
		c.phrase(src, key+".address", r.Address)
		if len(r.Grids) == 0 {
			c.fault(src, key+".grids", "is missing; a committee has at least one grid")
		}
		for j, g := range r.Grids {
			at := fmt.Sprintf("%s.grids[%d]", key, j)
			c.unique(src, at+".id", string(g.ID), grids)
			c.grid(g, src, at, owners)
		}
	}
	if len(grids) > maxGrids {
		c.fault(src, "committees", "have %d grids; there is room for %d", len(grids), maxGrids)
	}
	if n := len(p.Estates()); n > maxEstates {
		c.fault(src, "committees", "have %d estates and streets; there is room for %d to choose from", n, maxEstates)
	}
}

func (c *checker) grid(g Grid, src *config.Source, key string, owners map[string]string) {
	c.id(src, key+".id", string(g.ID))
	c.name(src, key+".name", g.Name)
	c.name(src, key+".person", g.Person)
	c.phone(src, key+".phone", g.Phone)
	c.phrase(src, key+".hours", g.Hours)
	if len(g.Estates) == 0 {
		c.fault(src, key+".estates", "is missing; which buildings belong to the grid?")
	}
	for i, e := range g.Estates {
		at := fmt.Sprintf("%s.estates[%d]", key, i)
		c.name(src, at+".name", e.Name)
		for j, also := range e.Also {
			c.words(src, fmt.Sprintf("%s.also[%d]", at, j), also, maxNameZH)
			if utf8.RuneCountInString(plain(also)) < 2 {
				c.fault(src, fmt.Sprintf("%s.also[%d]", at, j), "expected at least two characters; %q stands in every address", also)
			}
		}
		if len(e.Buildings) == 0 {
			c.fault(src, at+".buildings", "is missing; expected such as [\"1-12\", \"15\"]")
		}
		right := true
		for j, b := range e.Buildings {
			from, to, ranged := buildingRange(b)
			if !buildingShape.MatchString(b) || ranged && (from > to || to-from >= mostBuildings) {
				c.fault(src, fmt.Sprintf("%s.buildings[%d]", at, j), "expected a number, a range such as \"1-12\" or one capital letter, found %q", b)
				right = false
			}
		}
		if right {
			c.owned(src, at, e, owners)
		}
	}
}

// owned refuses a building that two grids have.
func (c *checker) owned(src *config.Source, key string, e Estate, owners map[string]string) {
	for _, b := range e.Houses() {
		name := e.Name.ZH + " " + b
		if first, twice := owners[name]; twice {
			c.fault(src, key+".buildings", "building %s of %s stands at %s already", b, e.Name.ZH, first)
			return
		}
		owners[name] = key
	}
}
