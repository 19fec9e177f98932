package flow

import (
	"slices"
	"strings"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// CaseByCode asks how far the case with a code on a receipt is. Reply:
// CasesFound with one case or none.
type CaseByCode struct{ Code string }

// CasesOfCard asks for the cases of whoever laid a card. Reply: CasesFound.
type CasesOfCard struct{ Resident kiosk.Resident }

// CasesFound is what the office knows, newest first.
type CasesFound struct{ Cases []CaseFound }

// CaseFound is one case as the office tells it.
type CaseFound struct {
	Code     string
	Item     kiosk.ItemID
	State    kiosk.CaseState
	Words    string    // of staff, in their language
	OpenedAt time.Time // when a terminal took it
	MovedAt  time.Time // zero before staff moved it
	Document bool      // a paper lies ready
	Due      string    // 2006-01-02: the last day of what is promised; empty when not known
}

func (CaseByCode) question()  {}
func (CasesOfCard) question() {}
func (CasesFound) reply()     {}

// TrackCode names the question for the code on a receipt. Its words stand in
// assets.
const TrackCode = "track-code"

// Tracking is what a visit knows of its cases. It is forgotten with them.
type Tracking struct {
	Found    []CaseFound
	Code     string         // the case on the screen; on Form: what was typed before
	Resident kiosk.Resident // whose cases these are; zero when a code was typed
	Claim    Claim
}

// caseControl names the row of a case in the list.
func caseControl(code string) Control { return Control(caseMark + code) }

const caseMark = "case:"

// enterTrack asks for the cases of the card that was laid, or for a code.
func (m Machine) enterTrack(s State) (State, []Effect) {
	if s.Resident.Number != "" {
		s.Track.Resident = s.Resident
		return m.inquire(s, CasesOfCard{s.Resident})
	}
	s.Screen, s.Page = Form, 0
	return atField(s, TrackCode), nil
}

// trackField is the question for a code.
func trackField(id string) (catalogue.Field, bool) {
	if id != TrackCode {
		return catalogue.Field{}, false
	}
	return catalogue.Field{ID: id, Kind: catalogue.FieldText, Pattern: catalogue.PatternCaseCode, Required: true, Min: 8, Max: 9}, true
}

// trackCode asks for the case of the code that was typed.
func (m Machine) trackCode(s State, code kiosk.Private) (State, []Effect) {
	s.Trail = append(slices.Clone(s.Trail), s.mark())
	s.Track = Tracking{Code: code.Reveal()}
	return m.inquire(s, CaseByCode{code.Reveal()})
}

// casesFound shows the list, or the one case that was asked for.
func (m Machine) casesFound(s State, q Question, r CasesFound) State {
	s.Screen, s.Page, s.Track.Found = Cases, 0, r.Cases
	if _, one := q.(CaseByCode); one && len(r.Cases) > 0 {
		s.Screen, s.Track.Code = CaseShown, r.Cases[0].Code
	}
	return s
}

// openCase shows one case of the list.
func openCase(s State, code string) State {
	s.Trail = append(slices.Clone(s.Trail), s.mark())
	s.Screen, s.Page, s.Track.Code = CaseShown, 0, code
	return s
}

// trackAgain is what Back keeps of t: the list, or the code that was typed.
func (s State) trackAgain(last Mark, t Tracking) State {
	switch {
	case last.Screen == Cases || last.Screen == CaseShown:
		s.Track = t
		s.Track.Claim.Phase = ClaimNone
	case last.Screen == Form && last.Field == TrackCode:
		s = atField(s, TrackCode)
		s.Draft = kiosk.Private(t.Code)
	}
	return s
}

func (s State) caseShown() (CaseFound, bool) {
	i := slices.IndexFunc(s.Track.Found, func(c CaseFound) bool { return c.Code == s.Track.Code })
	if i < 0 {
		return CaseFound{}, false
	}
	return s.Track.Found[i], true
}

// canTrack lists what is live on the two screens of cases.
func canTrack(s State) []Control {
	live := []Control{Back, GoHome, PageBefore, PageAfter}
	if s.Screen == Cases {
		for _, c := range s.Track.Found {
			live = append(live, caseControl(c.Code))
		}
		return live
	}
	if c, ok := s.caseShown(); ok {
		live = append(live, canResume(c)...)
		if c.Document {
			live = append(live, PrintPaper)
		}
	}
	return live
}

// trackTouched answers the controls of cases; ok is false for all others.
func (m Machine) trackTouched(s State, c Control) (next State, effects []Effect, ok bool) {
	if code, is := strings.CutPrefix(string(c), caseMark); is {
		return openCase(s, code), nil, true
	}
	if s.Screen == Claimed {
		return m.claimTouched(s, c)
	}
	if c == PrintPaper {
		next, effects = m.claim(s)
		return next, effects, true
	}
	return s, nil, false
}

// TrackView is what Cases and CaseShown show.
type TrackView struct {
	Typed bool       `json:"typed,omitempty"` // a code was typed: no card was laid
	Cases []CaseView `json:"cases,omitempty"` // Cases: newest first
	Case  *CaseView  `json:"case,omitempty"`  // CaseShown
}

// CaseView is one case. Words are those of staff, as they wrote them.
type CaseView struct {
	Control  Control         `json:"control,omitempty"` // Cases: shows it
	Code     string          `json:"code"`
	Item     kiosk.Text      `json:"item"`
	State    kiosk.CaseState `json:"state"`
	Words    string          `json:"words,omitempty"`
	OpenedAt time.Time       `json:"openedAt"`
	MovedAt  time.Time       `json:"movedAt,omitzero"`
	Promised kiosk.Text      `json:"promised,omitzero"`
	Post     kiosk.Text      `json:"post,omitzero"`
	Phone    string          `json:"phone,omitempty"`
	Document bool            `json:"document,omitempty"` // a paper lies ready
	Due      string          `json:"due,omitempty"`      // 2006-01-02; empty when not known
}

func (m Machine) trackView(s State, a Ambient) *TrackView {
	v := &TrackView{Typed: s.Track.Resident.Number == ""}
	if s.Screen == CaseShown {
		if c, ok := s.caseShown(); ok {
			shown := m.caseView(c, a)
			v.Case = &shown
		}
		return v
	}
	for _, c := range s.Track.Found {
		row := m.caseView(c, a)
		row.Control = caseControl(c.Code)
		v.Cases = append(v.Cases, row)
	}
	return v
}

func (m Machine) caseView(c CaseFound, a Ambient) CaseView {
	v := CaseView{
		Code: c.Code, State: c.State, Words: c.Words, Document: c.Document, Due: c.Due,
		OpenedAt: c.OpenedAt.In(a.Band.Now.Location()), Item: kiosk.Text{ZH: string(c.Item)},
	}
	if !c.MovedAt.IsZero() {
		v.MovedAt = c.MovedAt.In(a.Band.Now.Location())
	}
	if item, ok := m.item(c.Item); ok {
		v.Item, v.Promised, v.Post, v.Phone = item.Name, item.TimeLimit.Promised, item.Post, item.Phone
	}
	return v
}

// masked leaves out what tells of a person: words of staff and codes.
func (v *TrackView) masked() *TrackView {
	if v == nil {
		return nil
	}
	const mask = "***"
	hide := func(c CaseView) CaseView {
		if c.Words != "" {
			c.Words = mask
		}
		return c
	}
	m := TrackView{Typed: v.Typed}
	for _, c := range v.Cases {
		m.Cases = append(m.Cases, hide(c))
	}
	if v.Case != nil {
		shown := hide(*v.Case)
		m.Case = &shown
	}
	return &m
}

// laidFor names what the card is laid for when nothing is handed in with it.
func (m Machine) laidFor(s State) string {
	switch {
	case s.Behalf.Phase == BehalfCard:
		return "agent"
	case s.acting():
		return "principal"
	case s.Applying:
		return "apply"
	}
	entry, _ := m.Catalogue.Entry(s.Entry)
	if _, tracks := entry.Step(catalogue.StepTrack); tracks || s.Track.Claim.Phase == ClaimCard {
		return "track"
	}
	if _, looks := entry.Step(catalogue.StepDirectory); looks && !s.Applying {
		return "place"
	}
	return ""
}
