package screen

import "linli/kiosk/flow"

// isOther tells whether v is another picture than before, of which page was on
// the glass. A page that the screen itself had clamped to, and that the terminal
// has taken note of since, is the one that stands there already.
func isOther(before *flow.View, page int, v *flow.View) bool {
	if before == nil || before.Screen != v.Screen || (before.Idle > 0) != (v.Idle > 0) {
		return true
	}
	return v.Page != before.Page && v.Page != page
}

// isNext tells whether v asks for something else on the same screen: a touch
// that was meant for the question before must not answer this one.
func isNext(before, v *flow.View) bool {
	return before != nil && (entryOf(*before) != entryOf(*v) || before.Heading != v.Heading || phaseOf(before) != phaseOf(v))
}

// phaseOf is how far a screen of several steps is.
func phaseOf(v *flow.View) string {
	switch {
	case v.Rate != nil:
		return string(v.Rate.Phase)
	case v.Pay != nil:
		return string(v.Pay.Phase)
	}
	return ""
}
