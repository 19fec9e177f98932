package flow

import (
	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// step returns the step that s stands on.
func (m Machine) step(s State) (catalogue.Step, bool) {
	if s.Applying {
		item, _ := m.item(s.Item)
		if s.Step >= 0 && s.Step < len(item.Apply.Steps) {
			return item.Apply.Steps[s.Step], true
		}
		return catalogue.Step{}, false
	}
	for _, e := range m.Catalogue.Entries {
		if e.ID == s.Entry && s.Step >= 0 && s.Step < len(e.Steps) {
			return e.Steps[s.Step], true
		}
	}
	return catalogue.Step{}, false
}

// advance enters the next step of the entry, or of the item's application. Past the last one the screen that
// stands stays, until the resident or the clock ends the visit.
func (m Machine) advance(s State) (State, []Effect) {
	if s.Track.Claim.Phase == ClaimCard {
		return m.claimed(s)
	}
	switch {
	case s.Saving.Now:
		return m.saved(s)
	case s.Saving.Card:
		return m.savedCard(s)
	case s.Behalf.Phase == BehalfCard:
		return m.agentKnown(s)
	}
	var effects []Effect
	if s.Kept.On = s.Kept.On || s.Screen == Identify && m.keepsCard(s); s.Screen == Identify && !s.Kept.On {
		effects = append(effects, StopCard{})
	}
	s.Trouble = ""
	s.Step++
	step, ok := m.step(s)
	if !ok {
		return s, effects
	}
	next, more := m.enter(s, step)
	return next, append(effects, more...)
}

// enter comes to one step.
func (m Machine) enter(s State, step catalogue.Step) (State, []Effect) {
	var effects []Effect
	switch step.Kind {
	case catalogue.StepTrack:
		return m.enterTrack(s)
	case catalogue.StepDisclose:
		return m.disclose(s, step), nil
	case catalogue.StepDirectory:
		return m.enterDirectory(s), nil
	case catalogue.StepBallot:
		return m.castVote(s)
	case catalogue.StepPay:
		return enterPay(s)
	case catalogue.StepRate:
		return m.enterRate(s)
	case catalogue.StepGuide:
		s.Screen = Guide
	case catalogue.StepSubmit:
		s.Screen = Working
		effects = append(effects, m.commit(s))
	case catalogue.StepPrint:
		s.Screen, s.Paper = s.outcome(), kiosk.Printing
		effects = append(effects, m.printOf(s, false))
	default:
		return m.enterAsking(s, step)
	}
	return s, effects
}

// enterAsking comes to one of the steps that ask the resident for something,
// and are passed over when it is known.
func (m Machine) enterAsking(s State, step catalogue.Step) (State, []Effect) {
	var effects []Effect
	switch step.Kind {
	case catalogue.StepChooseItem:
		if s.Item != "" { // chosen on the way here
			return m.advance(s)
		}
		s.Screen = ChooseItem
	case catalogue.StepApply:
		if s.NoApplications {
			return refuseApplication(s)
		}
		return m.begin(s)
	case catalogue.StepForm:
		if next, effects, ok := m.mayVote(s); ok {
			return next, effects
		}
		return m.ask(s)
	case catalogue.StepConfirm:
		s.Screen, s.Page, s.Trail, s.Readback = Confirm, 0, beforeConfirm(s.Trail), Readback{}
	case catalogue.StepIdentify:
		if s.knownCard() {
			return m.advance(s)
		}
		s.Screen, s.Card = Identify, CardAwaited
		effects = append(effects, ReadCard{})
	}
	return s, effects
}

func (m Machine) commit(s State) Commit {
	c := Commit{Item: s.Item, Lang: s.Lang, Resident: s.Resident}
	item, ok := m.item(s.Item)
	if c.Payment = m.payment(s); c.Payment != nil {
		return c
	}
	if s.Applying {
		c.Application = application(item, s)
		c.Application.Saved, c.Application.Resumes = s.Saving.Now, s.Saving.Resumes
		c.Application.Jurisdiction = m.jurisdiction(item, s)
		return c
	}
	if ok {
		if counter, ok := m.counter(item.Counter); ok {
			c.Prefix = counter.Prefix
		}
	}
	return c
}

func (m Machine) printOf(s State, again bool) Print {
	p := Print{Receipt: s.Receipt, Paid: s.Pay.slip(), Shut: s.Shut, Lang: s.Lang, Again: again}
	p.Ahead, _ = s.waitOf()
	if s.Receipt.Case != nil {
		p.Resident, p.Saved, p.Mandate = m.actedFor(s), s.Saving.Now, m.mandateOf(s)
	}
	return p
}

// again answers "try again": the commit when nothing is promised yet, the
// paper when the number is safe.
func (m Machine) again(s State) (State, []Effect) {
	s.Trouble = ""
	if s.Screen == NoLine {
		return askAgain(s)
	}
	if s.Receipt.Job == 0 {
		s.Screen = Working
		return s, []Effect{m.commit(s)}
	}
	if s.Reprints >= maxReprints {
		s.Paper, s.Screen, s.Trouble = kiosk.NotPrinted, Problem, kiosk.PrinterFailed
		return s, nil
	}
	uncertain := s.Paper == kiosk.PrintUncertain
	s.Reprints++
	s.Screen, s.Paper = s.outcome(), kiosk.Printing
	return s, []Effect{m.printOf(s, uncertain)}
}

func (m Machine) item(id kiosk.ItemID) (catalogue.ServiceItem, bool) {
	for _, i := range m.Catalogue.Items {
		if i.ID == id {
			return i, true
		}
	}
	return catalogue.ServiceItem{}, false
}

func (m Machine) counter(id kiosk.CounterID) (kiosk.Counter, bool) {
	for _, c := range m.Catalogue.Counters {
		if c.ID == id {
			return c, true
		}
	}
	return kiosk.Counter{}, false
}
