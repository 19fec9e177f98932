package flow

import (
	"slices"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// Controls of what is saved half done.
const (
	SaveForLater Control = "save"   // Form, Confirm, Consent, and on the idle warning
	ResumeHere   Control = "resume" // CaseShown: go on with what was saved
)

// SavedByCode asks for what was saved under a code. Resident is zero where no
// card was laid: what was saved with one is then not handed out. Reply:
// SavedFound.
type SavedByCode struct {
	Code     string
	Resident kiosk.Resident
}

// SavedFound is what was answered so far; Case is empty when the office has
// nothing for this code and card.
type SavedFound struct {
	Case    kiosk.CaseID
	Item    kiosk.ItemID
	Answers []kiosk.Answer
}

func (SavedByCode) question() {}
func (SavedFound) reply()     {}

// Saving is how an application is put aside and taken up again.
type Saving struct {
	Now     bool         // it is being put aside, or was
	Card    bool         // Identify: the card that saved it is asked for
	Resumes kiosk.CaseID // what this application goes on with
}

// canSave tells whether what was answered so far may be put aside. Who acts for
// another cannot: whoever comes back has to be whoever left.
func (m Machine) canSave(s State) bool {
	item, _ := m.item(s.Item)
	if !s.Applying || !item.Apply.Save || s.acting() || s.Receipt.Job != 0 || len(s.Asked) == 0 {
		return false
	}
	return slices.Contains([]Screen{Form, Confirm, Consent, CardAway}, s.Screen)
}

// saveKey is the control that puts the application aside, where it may be.
func (m Machine) saveKey(s State) []Control {
	if m.canSave(s) {
		return []Control{SaveForLater}
	}
	return nil
}

// save writes down what was answered so far.
func (m Machine) save(s State) (State, []Effect) {
	s.Saving.Now, s.Screen, s.Trouble = true, Working, ""
	return s, []Effect{m.commit(s)}
}

// saved shows the code to come back with, and prints it.
func (m Machine) saved(s State) (State, []Effect) {
	s.Screen, s.Paper, s.Trouble = s.outcome(), kiosk.Printing, ""
	return s, []Effect{m.printOf(s, false)}
}

// resume asks the office for what was saved under the code on the screen.
func (m Machine) resume(s State) (State, []Effect) {
	s.Trail = append(slices.Clone(s.Trail), s.mark())
	if s.NoApplications {
		return refuseApplication(s)
	}
	return m.inquire(s, SavedByCode{s.Track.Code, s.Track.Resident})
}

// savedCard goes on when the card that saved it has been read.
func (m Machine) savedCard(s State) (State, []Effect) {
	s.Saving.Card, s.Track.Resident = false, s.Resident
	next, effects := m.inquire(s, SavedByCode{s.Track.Code, s.Resident})
	return next, append([]Effect{StopCard{}}, effects...)
}

// savedFound goes on at the first question that is open. Without a card it may
// be that the office wants one.
func (m Machine) savedFound(s State, r SavedFound) (State, []Effect) {
	item, known := m.item(r.Item)
	switch {
	case r.Case == "" && s.Track.Resident.Number == "":
		s.Screen, s.Card, s.Page, s.Saving.Card = Identify, CardAwaited, 0, true
		return s, []Effect{ReadCard{}}
	case r.Case == "", !known, !item.Apply.Offered():
		effects := leave(&s)
		s.Screen, s.Trouble = Problem, kiosk.SaveGone
		return s, effects
	}
	s.Resident, s.Item, s.Asked = s.Track.Resident, r.Item, map[string]kiosk.Private{}
	s.Behalf, s.Saving = Behalf{Phase: BehalfSelf}, Saving{Resumes: r.Case}
	for _, answer := range r.Answers {
		if f, ok := item.Apply.Field(answer.Field); ok && answer.Source == kiosk.Typed {
			if value, fault := f.Take(answer.Value); fault == "" {
				s.Asked[f.ID] = value
			}
		}
	}
	return m.begin(s)
}

// knownCard tells whether the card that an application asks for was laid
// already, to take it up again.
func (s State) knownCard() bool { return s.Saving.Resumes != "" && s.Resident.Number != "" }

// savedTouched answers the controls of what is saved; ok is false for others.
func (m Machine) savedTouched(s State, c Control) (next State, effects []Effect, ok bool) {
	switch c {
	case SaveForLater:
		next, effects = m.save(s)
	case ResumeHere:
		next, effects = m.resume(s)
	default:
		return s, nil, false
	}
	return next, effects, true
}

// canResume is the control that takes up what was saved.
func canResume(c CaseFound) []Control {
	if c.State == kiosk.CaseSaved {
		return []Control{ResumeHere}
	}
	return nil
}

// personal is what a visit knows beside the answers. Back keeps it within one
// application.
type personal struct {
	resident kiosk.Resident
	asked    map[string]kiosk.Private
	behalf   Behalf
	saving   Saving
	kept     Kept
}

func (s State) personal() personal {
	return personal{s.Resident, s.Asked, s.Behalf, s.Saving, s.Kept}
}

// goOn gives back to an application what Back has not left.
func (s State) goOn(p personal, last Mark) State {
	if last.Screen == ForWhom { // whoever it is, the answers were another's
		return s
	}
	s.Resident, s.Asked, s.Behalf, s.Saving, s.Kept = p.resident, p.asked, p.behalf, p.saving, p.kept
	return atField(s, last.Field)
}

// mandateOf is what stands on the receipt of who acted.
func (m Machine) mandateOf(s State) *MandateFacts {
	if !s.acting() {
		return nil
	}
	item, _ := m.item(s.Item)
	return &MandateFacts{Agent: s.Behalf.Agent, May: item.Apply.Mandate, Signature: s.Behalf.Signature}
}

// MandateFacts is what is printed of a mandate.
type MandateFacts struct {
	Agent     kiosk.Resident // printed masked
	May       kiosk.Text
	Signature kiosk.Private // kiosk.Signature in text, or kiosk.SignedByCard
}

// keepsCard tells whether the card that was read has to stay.
func (m Machine) keepsCard(s State) bool {
	step, ok := m.step(s)
	return ok && s.Applying && step.Kind == catalogue.StepIdentify && step.KeepCard && s.Resident.Number != "" && s.Behalf.Phase != BehalfCard
}
