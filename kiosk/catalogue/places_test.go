package catalogue_test

import (
	"slices"
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// places are synthetic: two committees, an estate that both have, and one
// whose name is a part of another.
func places() catalogue.Places {
	zh := func(s string) kiosk.Text { return kiosk.Text{ZH: s} }
	return catalogue.Places{
		Words: catalogue.PlaceWords{Building: zh("{n}号楼"), Door: zh("{n}号"), Unit: zh("{n}单元"), Room: zh("{n}室")},
		Committees: []catalogue.ResidentsCommittee{
			{ID: "east", Name: zh("东居委会"), Grids: []catalogue.Grid{
				{ID: "e1", Estates: []catalogue.Estate{{Name: kiosk.Text{ZH: "示例小区", EN: "Shili Estate"}, Also: []string{"示例花园"}, Buildings: []string{"1-9"}}}},
				{ID: "e2", Estates: []catalogue.Estate{{Name: zh("示例小区"), Buildings: []string{"10-20", "A"}}, {Name: zh("一号院"), Buildings: []string{"1-2"}}}},
			}},
			{ID: "west", Name: zh("西居委会"), Grids: []catalogue.Grid{
				{ID: "w1", Estates: []catalogue.Estate{{Name: zh("新示例小区"), Buildings: []string{"1-30"}}, {Name: zh("示例路"), Street: true, Buildings: []string{"1-99"}}}},
				{ID: "w2", Estates: []catalogue.Estate{{Name: zh("示例路"), Street: true, Buildings: []string{"100-199"}}, {Name: zh("两家园"), Buildings: []string{"1-2"}}}},
			}},
			{ID: "south", Name: zh("南居委会"), Grids: []catalogue.Grid{
				{ID: "s1", Estates: []catalogue.Estate{{Name: zh("两家园"), Buildings: []string{"3-4"}}}},
			}},
		},
	}
}

func TestAddressTellsWhoLooksAfterThePlace(t *testing.T) {
	for address, want := range map[string]kiosk.Jurisdiction{
		"示例省示例市示例小区3号楼2单元402室": {Committee: "east", Grid: "e1"},
		"示例小区 12 号楼":           {Committee: "east", Grid: "e2"},
		"示例小区十二栋":              {Committee: "east", Grid: "e2"},
		"示例小区二十幢1单元":           {Committee: "east", Grid: "e2"},
		"示例小区一〇座":              {Committee: "east", Grid: "e2"},
		"示例小区３号楼":              {Committee: "east", Grid: "e1"},
		"示例小区3-2-402":          {Committee: "east", Grid: "e1"},
		"示例小区a座1201":           {Committee: "east", Grid: "e2"},
		"示例小区二期3号楼":            {Committee: "east", Grid: "e1"},
		"示例花园003号楼":            {Committee: "east", Grid: "e1"},
		"shili estate 15#":     {Committee: "east", Grid: "e2"},
		"示例小区2单元402室":          {Committee: "east"}, // no building
		"示例小区":                 {Committee: "east"},
		"示例小区77号楼":             {Committee: "east"}, // nobody's
		"新示例小区3号楼":             {Committee: "west", Grid: "w1"},
		"新示例小区":                {Committee: "west", Grid: "w1"},
		"示例路88号示例大厦3楼":         {Committee: "west", Grid: "w1"},
		"示例路一百零五号":             {Committee: "west", Grid: "w2"},
		"示例路":                  {Committee: "west"},
		"示例路5号示例小区3号楼":         {Committee: "east", Grid: "e1"}, // the longer name
		"一号院2号楼":               {Committee: "east", Grid: "e2"},
		"两家园":                  {}, // of two committees
		"两家园4号楼":               {Committee: "south", Grid: "s1"},
		"别处小区3号楼":              {},
		"":                     {},
		"，。 ":                  {},
		"示例小区九九九九九九九九九九九九九九九号楼": {Committee: "east"},
	} {
		if got := places().Locate(address); got != want {
			t.Errorf("%q is %+v, want %+v", address, got, want)
		}
	}
}

func TestEveryAddressOfThePickerIsFoundAgain(t *testing.T) {
	p := places()
	n := 0
	for _, e := range p.Estates() {
		for _, house := range e.Houses() {
			for _, room := range []string{"", "402", "2-402"} {
				n++
				address := p.Address(e, house, room)
				if j := p.Locate(address); j.Grid == "" {
					t.Errorf("%s is nobody's", address)
				}
			}
		}
	}
	if n < 300 {
		t.Errorf("only %d addresses were tried", n)
	}
	e := p.Estates()[0]
	if got := p.Address(e, "12", "2-402"); got != "示例小区12号楼2单元402室" {
		t.Error(got)
	}
	if !slices.Equal(e.Houses()[8:11], []string{"9", "10", "11"}) {
		t.Errorf("the buildings of both grids: %v", e.Houses())
	}
}

func FuzzLocate(f *testing.F) {
	f.Add("示例小区12号楼2单元402室")
	f.Add("示例小区一百百十两号")
	p := places()
	f.Fuzz(func(t *testing.T, address string) {
		j := p.Locate(address)
		if _, _, ok := p.Grid(j); j.Grid != "" && !ok {
			t.Errorf("%q is in a grid that does not exist: %+v", address, j)
		}
	})
}
