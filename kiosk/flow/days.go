package flow

import (
	"slices"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// onDays holds a date that was taken against its first and last day.
func (m Machine) onDays(s State, f catalogue.Field, value kiosk.Private) catalogue.Fault {
	item, _ := m.item(s.Item)
	all, _ := s.answersOf(item.Apply)
	return f.OnDays(value, s.Day, all)
}

// misdated returns the first date that a later correction made wrong: somebody
// who arrives later cannot leave as early.
func (m Machine) misdated(s State) (field string, fault catalogue.Fault) {
	item, _ := m.item(s.Item)
	all, _ := s.answersOf(item.Apply)
	for _, a := range all {
		f, _ := item.Apply.Field(a.Field)
		if fault = f.OnDays(a.Value, s.Day, all); a.Source == kiosk.Typed && fault != "" {
			return f.ID, fault
		}
	}
	return "", ""
}

// reask asks for a date once more that was right before.
func reask(s State, field string, fault catalogue.Fault) State {
	s.Screen, s.Page = Form, 0
	s = atField(s, field)
	s.Fault = fault
	return s
}

// bounds fills in what a question's fault may speak of.
func (m Machine) bounds(s State, f catalogue.Field, v *FormView) {
	v.Least, v.Most = f.Bounds()
	item, _ := m.item(s.Item)
	all, _ := s.answersOf(item.Apply)
	all = slices.DeleteFunc(all, func(a kiosk.Answer) bool { return a.Field == f.ID })
	v.Earliest, v.Latest = f.Days(s.Day, all)
}
