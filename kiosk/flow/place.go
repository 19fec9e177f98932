package flow

import (
	"slices"
	"strconv"
	"strings"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// Controls of a question for an address.
const (
	WriteAddress Control = "write-address" // write it instead of picking it
	PickAddress  Control = "pick-address"  // pick it instead of writing it
)

// PickStage is what is picked of an address.
type PickStage string

// Stages, in their order. Writing is the other way: the address as a text.
const (
	PickEstate   PickStage = "estate"
	PickBuilding PickStage = "building"
	PickRoom     PickStage = "room" // written with digits; may be left empty
	WriteWhole   PickStage = "write"
)

// Pick is how far an address is picked. The zero value has not begun.
type Pick struct {
	Stage    PickStage
	Estate   string // its place in the list of estates, from 0
	Building string
}

// What the choices of the picker begin with.
const (
	estateMark   = "estate-"
	buildingMark = "building-"
)

// picking tells how the address on the screen is given; "" where the question
// is for something else. Where nobody has said which estates there are, it is
// written; so is one that was answered before.
func (m Machine) picking(s State) PickStage {
	f, _ := m.field(s)
	switch {
	case f.Kind != catalogue.FieldAddress:
		return ""
	case len(m.Catalogue.Places.Committees) == 0:
		return WriteWhole
	case s.Pick.Stage != "":
		return s.Pick.Stage
	case s.Asked[s.Field] != "":
		return WriteWhole
	}
	return PickEstate
}

func (m Machine) estate(s State) catalogue.Estate {
	all := m.Catalogue.Places.Estates()
	if i, err := strconv.Atoi(s.Pick.Estate); err == nil && i >= 0 && i < len(all) {
		return all[i]
	}
	return catalogue.Estate{}
}

// mostHouses is how many buildings there may be to choose from; the number of
// one of more is written.
const mostHouses = 36

// pickChoices are what can be picked at this stage.
func (m Machine) pickChoices(s State) []catalogue.Choice {
	var all []catalogue.Choice
	switch m.picking(s) {
	case PickEstate:
		for i, e := range m.Catalogue.Places.Estates() {
			all = append(all, catalogue.Choice{ID: estateMark + strconv.Itoa(i), Name: e.Name})
		}
	case PickBuilding:
		e := m.estate(s)
		houses := e.Houses()
		if len(houses) > mostHouses {
			return nil
		}
		for _, house := range houses {
			all = append(all, catalogue.Choice{ID: buildingMark + house, Name: m.Catalogue.Places.House(e, house)})
		}
	}
	return all
}

// canPick lists what is live besides the choices themselves.
func (m Machine) canPick(s State) []Control {
	switch m.picking(s) {
	case "":
		return nil
	case WriteWhole:
		if len(m.Catalogue.Places.Committees) > 0 {
			return []Control{PickAddress}
		}
		return nil
	case PickRoom:
		return nil
	}
	return []Control{WriteAddress, PageBefore, PageAfter}
}

// choicesOn are the choices of the question on the screen.
func (m Machine) choicesOn(s State, f catalogue.Field) []catalogue.Choice {
	if f.Kind == catalogue.FieldAddress {
		return m.pickChoices(s)
	}
	return choicesOf(f)
}

// pickChosen answers a choice of the picker; ok is false for one of any other
// question.
func (m Machine) pickChosen(s State, id string) (next State, ok bool) {
	if stage := m.picking(s); stage != PickEstate && stage != PickBuilding {
		return s, false
	}
	return m.pick(s, id), true
}

// pick answers a choice or a control of the picker.
func (m Machine) pick(s State, id string) State {
	s.Pick.Stage = m.picking(s)
	s.Trail = append(slices.Clone(s.Trail), s.mark())
	s.Page, s.Fault, s.Draft = 0, "", ""
	estate, isEstate := strings.CutPrefix(id, estateMark)
	building, isBuilding := strings.CutPrefix(id, buildingMark)
	switch {
	case id == string(WriteAddress):
		s.Pick = Pick{Stage: WriteWhole}
	case id == string(PickAddress):
		s.Pick = Pick{Stage: PickEstate}
	case isEstate:
		s.Pick = Pick{Stage: PickBuilding, Estate: estate}
	case isBuilding:
		s.Pick.Stage, s.Pick.Building = PickRoom, building
	}
	return s
}

// pickWritten takes the number of a building that was written; ok is false
// where none is.
func (m Machine) pickWritten(s State) (next State, ok bool) {
	if m.picking(s) != PickBuilding {
		return s, false
	}
	number := strings.TrimLeft(s.Draft.Reveal(), "0")
	if !slices.Contains(m.estate(s).Houses(), number) {
		s.Fault = catalogue.FaultPlace
		return s, true
	}
	return m.pick(s, buildingMark+number), true
}

// picked is the answer to the question: of an address that was picked, all of
// it in the place of the room that was written.
func (m Machine) picked(s State) (kiosk.Private, catalogue.Fault) {
	if m.picking(s) != PickRoom {
		return s.Draft, ""
	}
	room := strings.Trim(s.Draft.Reveal(), "- ")
	if strings.Count(room, "-") > 1 {
		return "", catalogue.FaultNumber
	}
	return kiosk.Private(m.Catalogue.Places.Address(m.estate(s), s.Pick.Building, room)), ""
}

// unpicked forgets the way through the picker: back leads from the next
// question to the address as it was given.
func unpicked(s State) State {
	for n := len(s.Trail); n > 0; n-- {
		if last := s.Trail[n-1]; last.Pick.Stage == "" || last.Field != s.Field {
			s.Trail = s.Trail[:n:n]
			break
		}
	}
	s.Pick = Pick{}
	return s
}

// jurisdiction tells whose an application is: of the first address in it that
// is here, else of the card's.
func (m Machine) jurisdiction(item catalogue.ServiceItem, s State) kiosk.Jurisdiction {
	all, _ := s.answersOf(item.Apply)
	for _, a := range all {
		if f, _ := item.Apply.Field(a.Field); f.Kind == catalogue.FieldAddress {
			if j := m.Catalogue.Places.Locate(a.Value.Reveal()); j != (kiosk.Jurisdiction{}) {
				return j
			}
		}
	}
	return m.Catalogue.Places.Locate(s.Resident.Address.Reveal())
}

// pickView fills in a question for an address.
func (m Machine) pickView(s State, v *FormView) {
	v.Pick = m.picking(s)
	e := m.estate(s)
	switch v.Pick {
	case PickBuilding:
		v.Picked = []kiosk.Text{e.Name}
	case PickRoom:
		v.Picked = []kiosk.Text{e.Name, m.Catalogue.Places.House(e, s.Pick.Building)}
	}
}

// at puts back what a mark knows of listings and of the picker.
func (s State) at(last Mark) State {
	s.Reading, s.Pick = last.Reading, last.Pick
	if !s.Applying {
		s.Field = last.Field
	}
	return s
}

// placeTouched answers the controls of listings, of Directory and of the
// picker; ok is false for any other.
func (m Machine) placeTouched(s State, c Control) (next State, effects []Effect, ok bool) {
	kind, _, _ := strings.Cut(string(c), ":")
	switch {
	case c == WriteAddress || c == PickAddress:
		return m.pick(s, string(c)), nil, true
	case s.Screen == Directory && (c == OtherAddress || c == PrintContact):
		next, effects = m.inDirectoryTouched(s, c)
	case kind == "listing", kind == "notice", c == FindWord, c == FindAll, c == PrintNotice, c == ReadOn,
		s.Screen == Notice && c == ApplyHere, s.Screen == Find && c == NextField:
		next, effects = m.read(s, c)
	default:
		return s, nil, false
	}
	return next, effects, true
}

// narrowed are the items under the groups of the entry's list, without those
// for residents of other committees than this one's.
func (m Machine) narrowed(s State) []catalogue.ServiceItem {
	var groups []string
	if e, ok := m.Catalogue.Entry(s.Entry); ok {
		step, _ := e.Step(catalogue.StepChooseItem)
		groups = step.Groups
	}
	return slices.DeleteFunc(slices.Clone(m.Catalogue.Items), func(i catalogue.ServiceItem) bool {
		mine := s.Dwelling.Committee == "" || len(i.Committees) == 0 || slices.Contains(i.Committees, string(s.Dwelling.Committee))
		return !mine || len(groups) > 0 && !slices.Contains(groups, i.Group)
	})
}

// only are the names of the committees whose residents the item is for.
func (m Machine) only(i catalogue.ServiceItem) []kiosk.Text {
	var ids []kiosk.CommitteeID
	for _, id := range i.Committees {
		ids = append(ids, kiosk.CommitteeID(id))
	}
	return m.committees(ids)
}
