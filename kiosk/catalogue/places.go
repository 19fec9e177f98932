package catalogue

import (
	"slices"
	"strconv"
	"strings"

	"linli/kiosk"
)

// Places says who looks after which part of the neighbourhood. The zero value
// knows no place.
type Places struct {
	Words      PlaceWords
	Committees []ResidentsCommittee
}

// PlaceWords are how addresses are written here. {n} stands for the number.
type PlaceWords struct {
	Building kiosk.Text // "{n}号楼"
	Door     kiosk.Text // "{n}号", of a street
	Unit     kiosk.Text // "{n}单元"; may be empty
	Room     kiosk.Text // "{n}室"
}

// ResidentsCommittee (居委会) is one of those that the terminal stands for.
type ResidentsCommittee struct {
	ID      kiosk.CommitteeID
	Name    kiosk.Text
	Phone   string
	Address kiosk.Text
	Grids   []Grid
}

// Grid (网格) is a part of a committee's area, and the GridWorker (网格员) who
// looks after it.
type Grid struct {
	ID      kiosk.GridID
	Name    kiosk.Text
	Person  kiosk.Text // the worker's name, as the office publishes it
	Phone   string
	Hours   kiosk.Text // when on duty
	Estates []Estate
}

// Estate is an estate, or a street, of which a grid has all buildings or some.
type Estate struct {
	Name      kiosk.Text
	Also      []string // other names that people write
	Street    bool     // buildings are doors of a street
	Buildings []string // "12", "1-9" or a sign such as "A"
}

// mostBuildings bounds what one range of buildings can be.
const mostBuildings = 500

// Houses are the buildings one by one, in order.
func (e Estate) Houses() []string {
	var all []string
	for _, part := range e.Buildings {
		from, to, ok := buildingRange(part)
		if !ok {
			all = append(all, part)
			continue
		}
		for n := from; n <= to && n-from < mostBuildings; n++ {
			all = append(all, strconv.Itoa(n))
		}
	}
	return all
}

// buildingRange reads "1-9".
func buildingRange(part string) (from, to int, ok bool) {
	first, last, ranged := strings.Cut(part, "-")
	if !ranged {
		return 0, 0, false
	}
	from, errFrom := strconv.Atoi(first)
	to, errTo := strconv.Atoi(last)
	return from, to, errFrom == nil && errTo == nil
}

// Committee returns the residents' committee with the given id.
func (p Places) Committee(id kiosk.CommitteeID) (ResidentsCommittee, bool) {
	return find(p.Committees, func(c ResidentsCommittee) bool { return c.ID == id })
}

// Grid returns the committee and the grid that j names; ok is false when it
// names no grid.
func (p Places) Grid(j kiosk.Jurisdiction) (c ResidentsCommittee, g Grid, ok bool) {
	c, _ = p.Committee(j.Committee)
	g, ok = find(c.Grids, func(g Grid) bool { return g.ID == j.Grid })
	return c, g, ok
}

// Estates are the estates and streets by name, each once, with all buildings
// that any grid has of it.
func (p Places) Estates() []Estate {
	var all []Estate
	p.each(func(_ kiosk.Jurisdiction, e Estate) {
		i := slices.IndexFunc(all, func(o Estate) bool { return o.Name.ZH == e.Name.ZH })
		if i < 0 {
			e.Buildings = slices.Clone(e.Buildings)
			all = append(all, e)
			return
		}
		all[i].Buildings = append(all[i].Buildings, e.Buildings...)
	})
	return all
}

// each visits every estate with whose it is.
func (p Places) each(visit func(kiosk.Jurisdiction, Estate)) {
	for _, c := range p.Committees {
		for _, g := range c.Grids {
			for _, e := range g.Estates {
				visit(kiosk.Jurisdiction{Committee: c.ID, Grid: g.ID}, e)
			}
		}
	}
}

// House is how one building of e is written.
func (p Places) House(e Estate, building string) kiosk.Text {
	words := p.Words.Building
	if e.Street {
		words = p.Words.Door
	}
	return filled(words, building)
}

// Address writes an address as an office reads it: in Chinese, the estate, the
// building, and a room that was typed as "402" or, with its unit, "2-402".
func (p Places) Address(e Estate, building, room string) string {
	address := e.Name.ZH + p.House(e, building).ZH
	if unit, door, parted := strings.Cut(room, "-"); parted && p.Words.Unit.ZH != "" && unit != "" {
		address += filled(p.Words.Unit, unit).ZH
		room = door
	}
	if room != "" {
		address += filled(p.Words.Room, room).ZH
	}
	return address
}

func filled(words kiosk.Text, n string) kiosk.Text {
	return kiosk.Text{ZH: strings.ReplaceAll(words.ZH, "{n}", n), EN: strings.ReplaceAll(words.EN, "{n}", n)}
}
