package console

import (
	"slices"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/casework"
)

// GridName is whose a case is, in words; both empty for one of no place here.
type GridName struct {
	Committee, Grid, Person, Phone string
}

// places are those of the catalogue of now.
func (c *Console) places() catalogue.Places {
	if c.opts.Places == nil {
		return catalogue.Places{}
	}
	return c.opts.Places()
}

// Where names whose a case is. What the catalogue knows no more keeps its id.
func (p picture) Where(j kiosk.Jurisdiction) GridName {
	committee, grid, _ := p.console.places().Grid(j)
	name := GridName{
		Committee: committee.Name.In(p.Lang), Grid: grid.Name.In(p.Lang),
		Person: grid.Person.In(p.Lang), Phone: grid.Phone,
	}
	if name.Committee == "" {
		name.Committee = string(j.Committee)
	}
	if name.Grid == "" {
		name.Grid = string(j.Grid)
	}
	return name
}

// Grids lists the grids that cases can be narrowed to.
func (p picture) Grids() []catalogue.Grid {
	var all []catalogue.Grid
	for _, c := range p.console.places().Committees {
		all = append(all, c.Grids...)
	}
	return all
}

// inGrid are the cases of one grid; all of them for "".
func inGrid(all []casework.Case, grid kiosk.GridID) []casework.Case {
	if grid == "" {
		return all
	}
	return slices.DeleteFunc(all, func(c casework.Case) bool { return c.Where.Grid != grid })
}
