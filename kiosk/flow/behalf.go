package flow

import (
	"slices"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// Screens of 代办: somebody acts for the resident.
const (
	ForWhom Screen = "for-whom" // for oneself, or for somebody else?
	Mandate Screen = "mandate"  // what the one who acts signs
)

// Controls of 代办, and of a signature.
const (
	ForSelf    Control = "for-self"     // ForWhom
	ForOther   Control = "for-other"    // ForWhom
	SignByCard Control = "sign-by-card" // Form, of a signature: the card speaks for who cannot draw
)

// BehalfPhase is what is known about who acts.
type BehalfPhase string

// Phases of 代办. BehalfNone is an item that does not ask, or has not yet.
const (
	BehalfNone  BehalfPhase = ""
	BehalfSelf  BehalfPhase = "self"
	BehalfCard  BehalfPhase = "card"  // the card of who acts is asked for
	BehalfOther BehalfPhase = "other" // it was read; all else is the resident's
)

// Behalf is who acts for the resident in this application.
type Behalf struct {
	Phase     BehalfPhase
	Agent     kiosk.Resident
	Signature kiosk.Private // under the mandate
}

// begin enters the application of the item that was chosen: with the question
// for whom it is, where somebody else may act.
func (m Machine) begin(s State) (State, []Effect) {
	s.Applying, s.Step, s.Page = true, -1, 0
	if item, _ := m.item(s.Item); item.Apply.Agent != catalogue.AgentNone && s.Behalf.Phase == BehalfNone {
		s.Screen = ForWhom
		return s, nil
	}
	return m.advance(s)
}

// acting tells whether somebody acts for the resident.
func (s State) acting() bool { return s.Behalf.Phase == BehalfOther }

// answersOf are those that the application of s has and lacks by now.
func (s State) answersOf(a catalogue.Apply) (all []kiosk.Answer, open []string) {
	return a.AnswersBy(s.acting(), s.Resident, s.Asked)
}

// behalfTouched answers the controls of 代办 and signatures; ok is false for
// any other.
func (m Machine) behalfTouched(s State, c Control) (next State, effects []Effect, ok bool) {
	switch c {
	case ForSelf:
		s.Trail = append(slices.Clone(s.Trail), s.mark())
		s.Behalf.Phase = BehalfSelf
		next, effects = m.advance(s)
	case ForOther:
		s.Trail = append(slices.Clone(s.Trail), s.mark())
		s.Behalf.Phase = BehalfCard
		s.Screen, s.Card = Identify, CardAwaited
		next, effects = s, []Effect{ReadCard{}}
	case SignByCard:
		s.Draft = kiosk.SignedByCard
		next, effects = m.answer(s)
	case Agree:
		next, effects = m.agreed(s)
	default:
		return s, nil, false
	}
	return next, effects, true
}

// agentKnown goes on when the card of who acts has been read: the resident's
// follows.
func (m Machine) agentKnown(s State) (State, []Effect) {
	s.Behalf.Phase, s.Behalf.Agent, s.Resident = BehalfOther, s.Resident, kiosk.Resident{}
	return m.advance(s)
}

// agentAgain tells whether a card is that of who acts, where the resident's is
// asked for.
func (s State) agentAgain(r kiosk.Resident) bool {
	return s.acting() && r.Kind == s.Behalf.Agent.Kind && r.Number == s.Behalf.Agent.Number
}

// skippable tells whether the card that is asked for may be left out.
func (m Machine) skippable(s State) bool {
	step, ok := m.step(s)
	item, _ := m.item(s.Item)
	switch {
	case !ok, s.Behalf.Phase == BehalfCard:
		return false
	case s.acting():
		return item.Apply.Agent == catalogue.AgentTyped
	}
	return step.Optional
}

// agreed goes on from Consent; who acts for somebody signs the mandate first.
func (m Machine) agreed(s State) (State, []Effect) {
	if !s.acting() {
		return m.advance(s)
	}
	s.Trail = append(slices.Clone(s.Trail), s.mark())
	s.Page = 0
	if s.Screen != Mandate {
		s.Screen = Mandate
		return s, nil
	}
	s.Screen = Form
	return atField(s, catalogue.MandateField), nil
}

// mandateField is the signature under a mandate. Its words stand in assets.
func mandateField(id string) (catalogue.Field, bool) {
	if id != catalogue.MandateField {
		return catalogue.Field{}, false
	}
	return catalogue.Field{ID: id, Kind: catalogue.FieldSignature, Required: true}, true
}

// signed hands in what who acts has put his name to.
func (m Machine) signed(s State, signature kiosk.Private) (State, []Effect) {
	s.Behalf.Signature, s.Draft = signature, ""
	return m.advance(s)
}

// canSignByCard tells whether a card was laid by who has to sign now.
func (s State) canSignByCard(f catalogue.Field) bool {
	return f.Kind == catalogue.FieldSignature && (f.ID == catalogue.MandateField || s.Resident.Number != "")
}

// handedInBy adds to an application who acted and what he signed.
func (s State) handedInBy(a *kiosk.Application) {
	if s.acting() {
		a.Agent = s.Behalf.Agent
		a.Answers = append(a.Answers, kiosk.Answer{Field: catalogue.MandateField, Value: s.Behalf.Signature, Source: kiosk.Typed})
	}
}

// actedFor is the resident of an application: whose card was laid, or whose
// name and number were typed by who acts.
func (m Machine) actedFor(s State) kiosk.Resident {
	if s.Resident.Number != "" || !s.acting() {
		return s.Resident
	}
	item, _ := m.item(s.Item)
	var r kiosk.Resident
	for _, f := range item.Apply.Fields {
		switch f.Prefill {
		case catalogue.CardName:
			r.Name = s.Asked[f.ID]
		case catalogue.CardNumber:
			r.Number = s.Asked[f.ID]
		}
	}
	return r
}

// MandateView is what ForWhom and Mandate show. People are masked.
type MandateView struct {
	Agent    string     `json:"agent,omitempty"`
	Resident string     `json:"resident,omitempty"`
	May      kiosk.Text `json:"may,omitzero"` // what the item lets who acts do
}

func (m Machine) mandateView(s State, i catalogue.ServiceItem) *MandateView {
	return &MandateView{Agent: s.Behalf.Agent.MaskedName(), Resident: m.actedFor(s).MaskedName(), May: i.Apply.Mandate}
}
