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
	always = append(always, s.helpKey()...)
	switch s.Screen {
	case Attract:
		return append(always, Begin)
	case Home:
		return append(append(always, m.canHome()...), SeekItem, Finish)
	case ChooseItem:
		for _, i := range m.offered(s) {
			always = append(always, ItemControl(i.ID))
		}
		return append(always, SeekItem, Back, GoHome, PageBefore, PageAfter)
	case Seek:
		return append(always, m.canSeek(s)...)
	case Guide:
		return append(always, m.canGuide(s)...)
	case Identify:
		return append(always, m.canIdentify(s)...)
	case Form:
		return append(always, m.canForm(s)...)
	case Listings, Entries, Notice, Find:
		return append(always, m.canDisclose(s)...)
	case Directory:
		return append(always, m.canDirectory(s)...)
	case Confirm:
		return append(always, m.canConfirm(s)...)
	case Consent, Mandate:
		return append(append(always, m.saveKey(s)...), Back, GoHome, Agree)
	case ForWhom:
		return append(always, Back, GoHome, ForSelf, ForOther)
	case CardAway:
		return append(always, m.canCardAway(s)...)
	case Number:
		return append(always, Finish)
	case Received:
		return append(always, m.canReceived(s)...)
	case Voted:
		return append(always, Finish)
	case Pay:
		return append(always, m.canPay(s)...)
	case Rate:
		return append(always, m.canRate(s)...)
	case Problem:
		return append(always, canProblem(s)...)
	case Cases, CaseShown:
		return append(always, canTrack(s)...)
	case Claimed:
		return append(always, canClaimed(s)...)
	case ScanShown:
		return append(always, Back, GoHome, Finish)
	case NoLine:
		return append(always, m.canNoLine(s)...)
	}
	return nil // Working, Asking: every touch waits for its answer
}

func (m Machine) canHome() []Control {
	var live []Control
	for _, e := range m.Catalogue.Entries {
		live = append(live, EntryControl(e.ID))
	}
	for _, id := range m.Catalogue.Quick {
		live = append(live, ItemControl(id))
	}
	return live
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
	return live
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
		m.payTouched, m.rateTouched, m.placeTouched, m.trackTouched, m.behalfTouched, m.savedTouched,
	} {
		if next, effects, ok := answered(s, c); ok {
			return next, effects
		}
	}
	switch c {
	case SwitchLang, SwitchLarge, SwitchTone, SwitchReach, PageBefore, PageAfter, StayHere:
		return seen(s, c), nil
	case SwitchVoice, Softer, Louder, Repeat:
		return heard(s, c)
	case CallHelp:
		return callHelp(s)
	case CloseHelp:
		return closeHelp(s)
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
