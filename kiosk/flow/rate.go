package flow

import (
	"slices"
	"strings"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// Rate asks for a grade: five faces, and for the two low ones why.
const Rate Screen = "rate"

// Controls of Rate. A grade and a reason are their mark, and a number or an id.
const (
	RateHere   Control = "rate"       // Received: give a grade
	RateByCode Control = "rate-code"  // what stands on a receipt or a ticket
	RateWords  Control = "rate-words" // in one's own words
	SendGrade  Control = "rate-send"  // the reasons are complete
	gradeMark          = "grade:"     // and 1 to 5
	reasonMark         = "reason:"    // and an id
	servedMark         = "served-at:" // and a counter
	fieldCode          = "rate-code"  // questions of Rate
	fieldWords         = "rate-words" //
	mostWords          = 200          // characters of fieldWords
	leastCode          = 4            // characters of fieldCode
	mostCode           = 20           //
)

// RatePhase is what Rate asks for.
type RatePhase string

// Phases of Rate, in order.
const (
	RateAbout   RatePhase = "about"   // which counter, or by which number
	RateGrade   RatePhase = "grade"   // how it was
	RateReasons RatePhase = "reasons" // why it was bad
	RateKeeping RatePhase = "keeping" // it is being written down
	RateThanks  RatePhase = "thanks"  // it is on disk
)

// Grading is a rating under way.
type Grading struct {
	Phase   RatePhase
	About   string // see kiosk.Rating
	Counter kiosk.CounterID
	Grade   kiosk.Grade
	Reasons []string // replaced, never written into
	Words   kiosk.Private
	Given   bool // a visit rates once
}

// KeepRating writes a rating down. Result: RatingKept.
type KeepRating struct{ Rating kiosk.Rating }

// RatingKept says whether the rating is on disk.
type RatingKept struct{ OK bool }

func (KeepRating) effect() {}
func (RatingKept) event()  {}

// GradeControl names one of the five faces.
func GradeControl(g kiosk.Grade) Control { return Control(gradeMark + string(rune('0'+g))) }

// ReasonControl names one of the reasons of a low grade.
func ReasonControl(id string) Control { return Control(reasonMark + id) }

// ServedControl names the counter where one was served.
func ServedControl(id kiosk.CounterID) Control { return Control(servedMark + string(id)) }

// RateView is what Rate shows.
type RateView struct {
	Phase    RatePhase    `json:"phase"`
	Code     string       `json:"code,omitempty"` // of the receipt in hand, or as it was typed
	At       kiosk.Text   `json:"at,omitzero"`    // the counter that is rated
	Counters []ChoiceView `json:"counters,omitempty"`
	Reasons  []ChoiceView `json:"reasons,omitempty"`
	Said     bool         `json:"said,omitempty"`   // there are words of one's own
	Failed   bool         `json:"failed,omitempty"` // the last grade could not be written down
}

// enterRate comes to the grade: of the case whose receipt is out, or of a
// counter that is to be chosen.
func (m Machine) enterRate(s State) (State, []Effect) {
	s.Screen, s.Page = Rate, 0
	s.Grading = Grading{Phase: RateAbout}
	switch r := s.Receipt; {
	case r.Case != nil:
		s.Grading = Grading{Phase: RateGrade, About: string(r.Case.ID)}
	case r.Payment != nil:
		s.Grading = Grading{Phase: RateGrade, About: string(r.Payment.ID)}
	}
	return s, nil
}

// mayRate tells whether a grade for what was handed in is asked for, and was
// not given yet.
func (m Machine) mayRate(s State) bool {
	item, _ := m.item(s.Item)
	return s.Applying && !s.Grading.Given && slices.ContainsFunc(item.Apply.Steps, func(st catalogue.Step) bool { return st.Kind == catalogue.StepRate })
}

func (m Machine) canReceived(s State) []Control {
	if m.mayRate(s) {
		return []Control{RateHere, Finish}
	}
	return []Control{Finish}
}

func (m Machine) canRate(s State) []Control {
	var live []Control
	switch s.Grading.Phase {
	case RateAbout:
		for _, c := range m.Catalogue.Counters {
			live = append(live, ServedControl(c.ID))
		}
		return append(live, RateByCode, Back, GoHome, PageBefore, PageAfter)
	case RateGrade:
		for _, g := range kiosk.Grades() {
			live = append(live, GradeControl(g))
		}
		if s.Receipt.Job == 0 {
			live = append(live, Back, GoHome)
		}
	case RateReasons:
		for _, r := range m.Catalogue.Rating.Reasons {
			live = append(live, ReasonControl(r.ID))
		}
		return append(live, RateWords, Back, SendGrade, PageBefore, PageAfter)
	}
	return append(live, Finish)
}

// rateTouched answers a control of Rate that is no control of any other
// screen; ok is false for the others.
func (m Machine) rateTouched(s State, c Control) (next State, effects []Effect, ok bool) {
	kind, id := cut(c)
	switch {
	case c == RateHere:
		next, effects = m.rateReceipt(s)
	case s.Screen != Rate:
		return s, nil, false
	case kind == servedMark:
		s.Trail = append(slices.Clone(s.Trail), s.mark())
		s.Grading.Phase, s.Grading.Counter, s.Page = RateGrade, kiosk.CounterID(id), 0
		next = s
	case kind == gradeMark:
		next, effects = m.gradeGiven(s, kiosk.Grade(id[0]-'0'))
	case kind == reasonMark:
		next = reasoned(s, id)
	case c == RateByCode:
		next = rateAsks(s, fieldCode, "")
	case c == RateWords:
		next = rateAsks(s, fieldWords, s.Grading.Words)
	case c == SendGrade:
		next, effects = m.keepRating(s)
	case c == Back && s.Grading.Phase != RateAbout:
		next = s.rateBack()
	default:
		return s, nil, false
	}
	return next, effects, true
}

// rateBack goes one phase back.
func (s State) rateBack() State {
	s.Page = 0
	if s.Grading.Phase == RateReasons {
		s.Grading.Phase, s.Grading.Grade, s.Grading.Reasons = RateGrade, 0, nil
		return s
	}
	s.Grading, s.Trail = Grading{Phase: RateAbout}, s.Trail[:max(len(s.Trail)-1, 0)]
	return s
}

// rateReceipt goes to the step that asks for a grade.
func (m Machine) rateReceipt(s State) (State, []Effect) {
	item, _ := m.item(s.Item)
	s.Step = slices.IndexFunc(item.Apply.Steps, func(st catalogue.Step) bool { return st.Kind == catalogue.StepRate })
	return m.enterRate(s)
}

// gradeGiven takes the face that was touched. A low one leads to why.
func (m Machine) gradeGiven(s State, g kiosk.Grade) (State, []Effect) {
	s.Grading.Grade, s.Trouble = g, ""
	if g.Low() {
		s.Grading.Phase, s.Page = RateReasons, 0
		return s, nil
	}
	return m.keepRating(s)
}

// reasoned marks a reason, or takes the mark away.
func reasoned(s State, id string) State {
	reasons := slices.Clone(s.Grading.Reasons)
	if i := slices.Index(reasons, id); i >= 0 {
		reasons = slices.Delete(reasons, i, i+1)
	} else {
		reasons = append(reasons, id)
	}
	s.Grading.Reasons = reasons
	return s
}

func (m Machine) keepRating(s State) (State, []Effect) {
	s.Grading.Phase = RateKeeping
	return s, []Effect{KeepRating{s.rating()}}
}

// rating is what was said so far. The terminal adds day and time.
func (s State) rating() kiosk.Rating {
	g := s.Grading
	return kiosk.Rating{
		Visit: s.Visit, About: g.About, Item: s.Item, Counter: g.Counter,
		Grade: g.Grade, Reasons: g.Reasons, Words: g.Words, Lang: s.Lang,
	}
}

// rated takes note of what became of the rating.
func rated(s State, e RatingKept) State {
	if s.Screen != Rate || s.Grading.Phase != RateKeeping {
		return s
	}
	if e.OK {
		s.Grading = Grading{Phase: RateThanks, About: s.Grading.About, Given: true}
		return s
	}
	s.Grading.Phase, s.Trouble = RateGrade, kiosk.StoreFailed
	return s
}

// graded tells whether a grade or a vote was given and nothing is left to do.
func (s State) graded() bool {
	return s.Screen == Rate && s.Grading.Phase == RateThanks || s.Screen == Voted
}

// leftRating is what is kept of a grade that somebody gave and walked away
// from before saying why.
func (s State) leftRating() []Effect {
	if s.Grading.Grade == 0 || s.Grading.Given || s.Grading.Phase != RateReasons {
		return nil
	}
	return []Effect{KeepRating{s.rating()}}
}

// paperCame is where a paper that came out leads: to the outcome, unless a
// grade is being given.
func (s State) paperCame() State {
	if s.Screen != Rate && s.Screen != Form {
		s.Screen, s.Trouble = s.outcome(), ""
	}
	return s
}

// rateAsks puts s on one of Rate's own questions.
func rateAsks(s State, field string, draft kiosk.Private) State {
	s.Trail = append(slices.Clone(s.Trail), s.mark())
	s.Screen, s.Page = Form, 0
	s.Field, s.Draft, s.Fault = field, draft, ""
	return s
}

// rateField is one of Rate's own questions. Its words stand in assets.
func rateField(id string) (catalogue.Field, bool) {
	switch id {
	case fieldCode:
		return catalogue.Field{ID: id, Kind: catalogue.FieldText, Pattern: catalogue.PatternVisit, Required: true, Min: leastCode, Max: mostCode}, true
	case fieldWords:
		return catalogue.Field{ID: id, Kind: catalogue.FieldText, Max: mostWords}, true
	}
	return catalogue.Field{}, false
}

// rateAnswered takes the answer to one of Rate's own questions; ok is false
// for other questions.
func (m Machine) rateAnswered(s State, value kiosk.Private) (next State, ok bool) {
	switch s.Field {
	case fieldCode:
		s.Grading.About, s.Grading.Phase = value.Reveal(), RateGrade
	case fieldWords:
		s.Grading.Words = value
		s.Trail = s.Trail[:max(len(s.Trail)-1, 0)]
	default:
		return s, false
	}
	s.Screen, s.Field, s.Draft, s.Page = Rate, "", "", 0
	return s, true
}

// rateView is what Rate shows.
func (m Machine) rateView(s State) *RateView {
	g := s.Grading
	v := &RateView{Phase: g.Phase, Said: g.Words != "", Failed: s.Trouble != ""}
	switch {
	case s.Receipt.Case != nil:
		v.Code = s.Receipt.Case.Code
	case s.Receipt.Payment != nil:
		v.Code = s.Receipt.Payment.Receipt
	case g.Counter == "":
		v.Code = g.About
	}
	if c, ok := m.counter(g.Counter); ok {
		v.At = c.Name
	}
	if g.Phase == RateAbout {
		for _, c := range m.Catalogue.Counters {
			v.Counters = append(v.Counters, ChoiceView{Control: ServedControl(c.ID), Name: c.Name})
		}
	}
	if g.Phase == RateReasons {
		for _, r := range m.Catalogue.Rating.Reasons {
			v.Reasons = append(v.Reasons, ChoiceView{Control: ReasonControl(r.ID), Name: r.Name, Chosen: slices.Contains(g.Reasons, r.ID)})
		}
	}
	return v
}

// masked is v without what somebody said.
func (v *RateView) masked() *RateView {
	if v == nil {
		return nil
	}
	kept := *v
	if kept.Code != "" {
		kept.Code = masked
	}
	kept.Said, kept.Reasons, kept.Counters = false, unchosen(v.Reasons), unchosen(v.Counters)
	return &kept
}

// cut parts a control into its mark, with the colon, and what follows.
func cut(c Control) (mark, id string) {
	mark, id, found := strings.Cut(string(c), ":")
	if !found {
		return "", string(c)
	}
	return mark + ":", id
}
