package flow

// Readback is how far somebody has read what is read back on several pages. Its
// zero value is unread, of pages that nobody has counted yet.
type Readback struct {
	Pages int // as they are laid out now
	Seen  int // pages that were on the glass, one after the other from the first
}

// Turned notes that one of so many pages is on the glass. Pages of another
// size are to be read anew, unless all was read already.
func (r Readback) Turned(page, pages int) Readback {
	if pages != r.Pages && !r.Done() || r.Pages == 0 {
		r.Seen = 0
	} else if pages != r.Pages {
		r.Seen = pages
	}
	r.Pages = pages
	if page == r.Seen {
		r.Seen++
	}
	return r
}

// Done tells whether every page was on the glass. Pages that nobody counted
// are no reason to wait.
func (r Readback) Done() bool { return r.Seen >= r.Pages }

// turned takes note of the page that is on the glass.
func turned(s State, e Turned) State {
	s.Page = max(e.Page, 0)
	if s.Screen == Confirm && e.Pages > 0 {
		s.Readback = s.Readback.Turned(s.Page, e.Pages)
	}
	return s
}

// correct answers the main control of Confirm: it leads on through the pages,
// and on from them once all were on the glass.
func (m Machine) correct(s State) (State, []Effect) {
	if !s.Readback.Done() {
		s.Page = s.Readback.Seen
		return s, nil
	}
	return m.confirmed(s)
}
