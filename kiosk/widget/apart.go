package widget

import "slices"

// Apart returns what f lays, apart from the picture: for a part that turns. What
// does not fit there is a Fault all the same. Nothing of it can be touched.
func (s *Sheet) Apart(f func()) []Op {
	ops, targets := s.scene.Ops, s.scene.Targets
	s.scene.Ops = nil
	f()
	apart := s.scene.Ops
	s.scene.Ops, s.scene.Targets = ops, targets
	return apart
}

// Turns tells whether a part of the picture is one of several that stand still
// one after another.
func (s *Scene) Turns() bool {
	return slices.ContainsFunc(s.Motions, func(m Motion) bool { return m.Stills > 0 })
}
