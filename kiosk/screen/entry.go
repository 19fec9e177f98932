package screen

import (
	"time"

	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/pinyin"
	"linli/kiosk/widget"
)

// writer is what an answer is written with.
type writer interface {
	Lay(s *widget.Sheet, box widget.Rect, w widget.Words)
	// Press answers a touch on a local target and tells whether anything
	// changed.
	Press(id string) bool
	// Value is what was written so far.
	Value() string
	Wipe()
}

// Entry is the answer to one question while it is written: text, a caret's
// worth of letters, the page of a keyboard. It acts at once, without waiting
// for the terminal, which is told of each change and can begin another Entry
// from what it was told. One goroutine uses it.
type Entry struct {
	of     string // visit and field
	with   writer
	pinyin *pinyin.Decoder // nil: letters are letters
}

// Chinese is what Chinese is written with. Its zero value leaves Latin letters
// alone.
type Chinese struct {
	Pinyin *pinyin.Decoder
	Finger widget.Reader // nil: nothing is written by finger
}

// NewEntry begins the answer to the question of v, or is nil where none is
// written: on other screens, and where one chooses.
func NewEntry(v flow.View, c Chinese) *Entry {
	if v.Form == nil {
		return nil
	}
	e := &Entry{of: entryOf(v), pinyin: c.Pinyin}
	number, isNumber := digitsOf(*v.Form)
	switch kind := v.Form.Kind; {
	case isNumber:
		e.with = numberPad(*v.Form, number)
	case v.Form.Pattern == catalogue.PatternCaseCode:
		e.with = widget.NewCodePad(v.Form.Text, 8, 4)
	case v.Form.Pattern == catalogue.PatternVisit:
		e.with = widget.NewVisitPad(v.Form.Text, v.Form.Most)
	case kind == catalogue.FieldText, kind == catalogue.FieldAddress, kind == catalogue.FieldName:
		e.with = textBoard(*v.Form, c)
	case kind == catalogue.FieldSignature:
		e.with = newSignature(v.Form.Text)
	case kind == catalogue.FieldDate:
		e.with = datePicker(*v.Form, v.Band.Now)
	default:
		return nil
	}
	return e
}

// entryOf tells the question of v from every other.
func entryOf(v flow.View) string {
	if v.Form == nil {
		return ""
	}
	return string(v.Visit) + "/" + v.Form.Field + "/" + string(v.Form.Pick)
}

// digits says how a number of some kind is written.
type digits struct {
	most   int
	sign   string // one more character
	groups []int  // how it is parted for the eye
}

// digitsOf tells how f is written when it is a number.
func digitsOf(f flow.FormView) (digits, bool) {
	switch {
	case f.Pick == flow.PickRoom:
		return digits{most: 10, sign: "-"}, true
	case f.Pick == flow.PickBuilding:
		return digits{most: 4}, true
	case f.Kind == catalogue.FieldIDNumber:
		return digits{most: 18, sign: "X", groups: []int{6, 8}}, true
	case f.Kind == catalogue.FieldPhone:
		return digits{most: 15, sign: "+", groups: []int{3, 4}}, true
	case f.Kind == catalogue.FieldNumber:
		return digits{most: 9}, true
	case f.Pattern == catalogue.PatternAccount:
		return digits{most: 19, groups: []int{4, 4, 4, 4}}, true
	case f.Pattern == catalogue.PatternBilled:
		return digits{most: 20, groups: []int{4, 4, 4, 4}}, true
	case f.Pattern == catalogue.PatternPostcode:
		return digits{most: 6}, true
	}
	return digits{}, false
}

func numberPad(f flow.FormView, d digits) *widget.NumberPad {
	p := &widget.NumberPad{Most: d.most, Sign: d.sign, Groups: d.groups}
	p.Set(f.Text)
	return p
}

// mostLines of a field are seen at once.
const mostLines = 3

func textBoard(f flow.FormView, c Chinese) *widget.TextBoard {
	b := &widget.TextBoard{Most: f.Most}
	switch {
	case f.Pattern != "": // a passport, a code: Latin letters
	case c.Pinyin != nil:
		b.Decoder, b.Reader = decoder{c.Pinyin, f.Kind == catalogue.FieldName}, c.Finger
	}
	if f.Kind != catalogue.FieldName && f.Most > 20 {
		b.Lines = mostLines
	}
	b.Set(f.Text)
	return b
}

func datePicker(f flow.FormView, now time.Time) *widget.DatePicker {
	p := &widget.DatePicker{Style: widget.DateDigits, At: widget.Date{Year: now.Year(), Month: now.Month(), Day: now.Day()}}
	p.Set(f.Text)
	return p
}

// Press answers a touch on a local target, and tells whether anything changed.
func (e *Entry) Press(id string) bool { return e.with.Press(id) }

// Waiting tells whether something is half written: letters that no Chinese was
// chosen for. They would be lost if one went on.
func (e *Entry) Waiting() bool {
	b, ok := e.with.(interface{ Waiting() bool })
	return ok && b.Waiting()
}

// Value is what was written so far.
func (e *Entry) Value() string { return e.with.Value() }

// Wipe overwrites what was written.
func (e *Entry) Wipe() { e.with.Wipe() }

// write lays what the View's question is answered with into box.
func (l *layout) write(box widget.Rect) {
	if l.entry == nil {
		l.Fault(widget.NotDrawn, "question on %s", l.v.Screen)
		return
	}
	l.entry.with.Lay(l.Sheet, box, l.inputWords())
}

// inputWords are the words on keys in the language of the View.
func (l *layout) inputWords() widget.Words {
	w := widget.Words{
		Erase: l.say("input.erase"), Clear: l.say("input.clear"), Space: l.say("input.space"),
		Hanzi: l.say("input.hanzi"), Latin: l.say("input.latin"),
		Digits: l.say("input.digits"), Letters: l.say("input.letters"), Shift: l.say("input.shift"),
		Part: l.say("input.part"), PinyinHint: l.say("input.pinyin-hint"),
		Hand: l.say("input.hand"), Pinyin: l.say("input.pinyin"), HandHint: l.say("input.hand-hint"),
		Year: l.say("input.year"), Month: l.say("input.month"), Day: l.say("input.day"),
		Date: l.say("input.date"),
		Leaf: l.say("input.leaf"),
		More: l.say("input.more"), Less: l.say("input.less"),
		MonthBefore: l.say("input.month-before"), MonthAfter: l.say("input.month-after"),
		ByDigits: l.say("input.by-digits"), ByLeaf: l.say("input.by-leaf"), BySteps: l.say("input.by-steps"),
		Sign: l.say("input.sign"),
	}
	for i := range w.Weekdays {
		w.Weekdays[i] = l.say("input.weekday-" + string(rune('1'+i)))
	}
	return w
}
