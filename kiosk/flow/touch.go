package flow

import (
	"slices"
	"strings"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// can lists the controls that are live in s, in reading order.
func (m Machine) can(s State) []Control {
	always := append([]Control{SwitchLang, SwitchLarge, SwitchTone, SwitchReach}, m.canHear(s)...)
	if s.Warned {
		return append(m.saveKey(s), StayHere, Finish)
	}
	if s.Help.Phase != HelpNone {
		return []Control{CloseHelp}
	}
	if s.covered() {
		return []Control{GoOnSilent}
	}
	always = append(always, s.helpKey()...)
	can, ok := canOn()[s.Screen]
	if !ok {
		return nil // Working, Asking: every touch waits for its answer
	}
	return append(always, can(m, s)...)
}

// canOn says, by screen, what is live on it beside what always is.
func canOn() map[Screen]func(Machine, State) []Control {
	only := func(live ...Control) func(Machine, State) []Control {
		return func(Machine, State) []Control { return live }
	}
	of := func(live func(State) []Control) func(Machine, State) []Control {
		return func(_ Machine, s State) []Control { return live(s) }
	}
	return map[Screen]func(Machine, State) []Control{
		Attract: Machine.canAttract, Home: Machine.canHome, ChooseItem: Machine.canChoose, Seek: Machine.canSeek,
		Guide: Machine.canGuide, Identify: Machine.canIdentify, Form: Machine.canForm,
		Listings: Machine.canDisclose, Entries: Machine.canDisclose, Notice: Machine.canDisclose, Find: Machine.canDisclose,
		Directory: Machine.canDirectory, Confirm: Machine.canConfirm, Consent: Machine.canAgree, Mandate: Machine.canAgree,
		ForWhom: only(Back, GoHome, ForSelf, ForOther), CardAway: Machine.canCardAway,
		Number: only(Finish), Received: Machine.canReceived, Voted: only(Finish), Pay: Machine.canPay, Rate: Machine.canRate,
		Problem: of(canProblem), Cases: of(canTrack), CaseShown: of(canTrack), Claimed: of(canClaimed),
		ScanShown: only(Back, GoHome, Finish), NoLine: Machine.canNoLine,
	}
}

func (m Machine) canChoose(s State) []Control {
	var live []Control
	for _, i := range m.offered(s) {
		live = append(live, ItemControl(i.ID))
	}
	return append(live, SeekItem, Back, GoHome, PageBefore, PageAfter)
}

func (m Machine) canAgree(s State) []Control { return append(m.saveKey(s), Back, GoHome, Agree) }

func (m Machine) canHome(State) []Control {
	var live []Control
	for _, e := range m.Catalogue.Entries {
		live = append(live, EntryControl(e.ID))
	}
	for _, id := range m.Catalogue.Quick {
		live = append(live, ItemControl(id))
	}
	return append(live, SeekItem, Finish)
}

func (m Machine) canGuide(s State) []Control {
	live := []Control{Back, GoHome, PageBefore, PageAfter, TakeTicket}
	if s.Slips.can(GuideSlip{Item: s.Item}) {
		live = append(live, PrintGuide)
	}
	if i, ok := m.item(s.Item); ok && i.Apply.Offered() {
		live = append(live, ApplyHere)
	}
	return live
}

func (m Machine) canIdentify(s State) []Control {
	if s.Card == CardRead {
		return nil // the next screen comes by itself
	}
	live := []Control{Back, GoHome}
	if m.skippable(s) {
		live = append(live, SkipCard)
	}
	return append(live, m.instead(s)...)
}

func canProblem(s State) []Control {
	switch {
	case s.Trouble == kiosk.SaveGone:
		return []Control{GoHome, Finish}
	case s.Trouble == kiosk.ApplicationsFull:
		return []Control{TakeTicket, GoHome, Finish}
	case s.Receipt.Job == 0: // nothing was promised yet
		return []Control{TryAgain, GoHome, Finish}
	case s.Paper == kiosk.PrintUncertain:
		return []Control{PaperOut, PaperNotOut}
	case s.Reprints < maxReprints:
		return []Control{TryAgain, Finish}
	}
	return []Control{Finish}
}

// touched answers a live control: one of a step's own, else one that means the
// same on every screen.
func (m Machine) touched(s State, c Control) (State, []Effect) {
	for _, answered := range [...]func(State, Control) (State, []Effect, bool){
		m.payTouched, m.rateTouched, m.placeTouched, m.trackTouched, m.behalfTouched, m.savedTouched, m.outageTouched, aside,
	} {
		if next, effects, ok := answered(s, c); ok {
			return next, effects
		}
	}
	switch c {
	case Back:
		return back(s)
	case GoHome:
		return home(s)
	case Finish:
		return finish(s)
	case SkipCard:
		return m.advance(s)
	case TakeTicket:
		return m.ticketFrom(s)
	case SeekItem:
		return seek(s), nil
	case PrintGuide:
		return printSlip(s, GuideSlip{Item: s.Item})
	case ApplyHere:
		return m.enterApplication(s)
	case NextField:
		return m.answer(s)
	case Correct:
		return m.correct(s)
	case TryAgain, PaperNotOut:
		return m.again(s)
	case PaperOut:
		s.Screen, s.Trouble = s.outcome(), ""
		return s, nil
	}
	return m.tile(s, c)
}

// aside answers a control that leads nowhere: how the screen is seen and heard,
// and whether somebody should come.
func aside(s State, c Control) (next State, effects []Effect, ok bool) {
	switch c {
	case SwitchLang, SwitchLarge, SwitchTone, SwitchReach, PageBefore, PageAfter, StayHere:
		return seen(s, c), nil, true
	case SwitchVoice, Softer, Louder, Repeat:
		next, effects = heard(s, c)
		return next, effects, true
	case GoOnSilent:
		s.Silenced = false
		return s, nil, true
	case CallHelp:
		next, effects = callHelp(s)
		return next, effects, true
	case CloseHelp:
		next, effects = closeHelp(s)
		return next, effects, true
	}
	return s, nil, false
}

// seen answers a control that changes only how a screen is seen.
func seen(s State, c Control) State {
	switch c {
	case SwitchLang:
		s.Lang = otherLang(s.Lang)
	case SwitchLarge:
		s.Large, s.Page = !s.Large, 0
	case SwitchTone:
		s.Contrast = !s.Contrast
	case SwitchReach:
		s.Lowered, s.Page = !s.Lowered, 0
	case PageBefore:
		s.Page = max(s.Page-1, 0)
	case PageAfter:
		s.Page++
	}
	return s
}

func otherLang(l kiosk.Lang) kiosk.Lang {
	if l == kiosk.English {
		return kiosk.Chinese
	}
	return kiosk.English
}

// tile answers a touch on a tile: an entry opens its first step, an item on
// the list goes one step on, an item on Home goes straight for its ticket.
func (m Machine) tile(s State, c Control) (State, []Effect) {
	kind, id, _ := strings.Cut(string(c), ":")
	switch kind + ":" {
	case choiceMark:
		return m.choose(s, id)
	case fixMark:
		return m.fix(s, id)
	}
	if kind == "entry" {
		s.Trail = append(slices.Clone(s.Trail), s.mark())
		s.Entry, s.Step, s.Page = id, -1, 0
		return m.advance(s)
	}
	if s.Screen == Seek {
		return m.sought(s, kiosk.ItemID(id))
	}
	quick := s.Screen == Home
	s.Trail = append(slices.Clone(s.Trail), s.mark())
	s.Item, s.Page = kiosk.ItemID(id), 0
	if quick {
		return m.takeTicket(s)
	}
	return m.advance(s)
}

// enterTicket takes a ticket for the item on the screen.
func (m Machine) enterTicket(s State) (State, []Effect) {
	s.Trail = append(slices.Clone(s.Trail), s.mark())
	return m.takeTicket(s)
}

// takeTicket walks the first entry that ends in a submit, with the item
// already chosen.
func (m Machine) takeTicket(s State) (State, []Effect) {
	for _, e := range m.Catalogue.Entries {
		if slices.ContainsFunc(e.Steps, func(st catalogue.Step) bool { return st.Kind == catalogue.StepSubmit }) {
			s.Entry, s.Step, s.Page = e.ID, -1, 0
			return m.advance(s)
		}
	}
	return s, nil
}

func (s State) mark() Mark {
	return Mark{
		Screen: s.Screen, Entry: s.Entry, Step: s.Step, Item: s.Item, Page: s.Page,
		Applying: s.Applying, Field: s.Field, Reading: s.Reading, Pick: s.Pick,
	}
}

// back returns to the newest mark. What the card told and what was answered
// stays behind, unless the mark is in the same application.
func back(s State) (State, []Effect) {
	if len(s.Trail) == 0 {
		return home(s)
	}
	last := s.Trail[len(s.Trail)-1]
	before, track := s.personal(), s.Track
	effects := leave(&s)
	s.Trail = s.Trail[:len(s.Trail)-1]
	s.Screen, s.Entry, s.Step, s.Item, s.Page = last.Screen, last.Entry, last.Step, last.Item, last.Page
	if !last.Applying {
		s.Pay = Paying{}
	}
	if s.Applying = last.Applying; s.Applying {
		s = s.goOn(before, last)
	}
	if s.Kept.On {
		effects = nil // the card stays
	}
	return s.at(last).trackAgain(last, track), effects
}

// home returns to the tiles within the same visit.
func home(s State) (State, []Effect) {
	effects := leave(&s)
	s.Screen, s.Entry, s.Step, s.Item, s.Page, s.Trail, s.Applying = Home, "", 0, "", 0, nil, false
	s.Pay = Paying{}
	s.Grading = Grading{}
	return s, effects
}

// leave drops what belongs to the screen being left.
func leave(s *State) []Effect {
	var effects []Effect
	if s.Screen == Identify || s.Kept.On {
		effects = append(effects, StopCard{})
	}
	s.Behalf, s.Saving, s.Kept = Behalf{}, Saving{}, Kept{}
	s.Vote = ""
	s.Trouble, s.Card, s.Resident = "", "", kiosk.Resident{}
	s.Field, s.Draft, s.Fault, s.Asked = "", "", "", nil
	s.Track, s.Scan = Tracking{}, Scan{}
	s.Question, s.Reading, s.Pick = nil, Reading{}, Pick{}
	return effects
}
