package crawl

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// Place is one state that a visit can come to.
type Place struct {
	State flow.State
	View  flow.View // in Chinese, in the usual manner
	From  *Place    // nil for the first
	By    string    // what happened on From

	Events []flow.Event // the same, for Machine.Next

	key     string
	pending []flow.Effect // what the terminal is doing meanwhile
	next    []*Place      // where each event leads, Quiet among them
	byTouch []*Place      // where each touch and each answer to an effect leads
	open    bool          // what can happen here has been tried
}

// Way tells how p is come to.
func (p *Place) Way() string {
	var steps []string
	for at := p; at.From != nil; at = at.From {
		steps = append(steps, at.By)
	}
	slices.Reverse(steps)
	if len(steps) == 0 {
		return "at first"
	}
	return strings.Join(steps, ", ")
}

// Walked is all that was come to.
type Walked struct {
	Places []*Place        // each once, in the order in which they were come to
	Views  []*Place        // each picture once; some are of places that are alike
	Met    map[string]bool // names of types, screens, controls and kinds that were met
	Findings
}

// Walk walks every way that m offers, in an order that is always the same. It
// ends because places that differ only in what somebody wrote, or in what was
// done before and changes nothing any more, are the same place.
//
// Only says which items are walked to their end, nil all; of the others there
// is one step.
func Walk(m flow.Machine, a flow.Ambient, only []kiosk.ItemID) *Walked {
	w := &walk{m: m, ambient: a, only: only, places: map[string]*Place{}, views: map[string]bool{}}
	w.Met = map[string]bool{}
	w.reach(nil, flow.Start(), nil, "")
	for at := 0; at < len(w.Places); at++ {
		if p := w.Places[at]; only == nil || p.State.Item == "" || slices.Contains(only, p.State.Item) {
			w.expand(p)
		}
	}
	w.ways()
	return &w.Walked
}

type walk struct {
	Walked
	m       flow.Machine
	ambient flow.Ambient
	only    []kiosk.ItemID
	places  map[string]*Place
	views   map[string]bool
}

// reach notes that s was come to, and returns its place.
func (w *walk) reach(from *Place, s flow.State, pending []flow.Effect, by string, events ...flow.Event) *Place {
	p := &Place{State: s, View: w.m.View(s, w.ambient), From: from, By: by, Events: events, pending: pending}
	whole, key := w.keys(p)
	p.key = key
	w.met(p)
	if !w.views[whole] {
		w.views[whole] = true
		w.Views = append(w.Views, p)
	}
	if known, ok := w.places[key]; ok {
		return known
	}
	w.places[key] = p
	w.Places = append(w.Places, p)
	w.waits(p)
	return p
}

// met notes what of the words of flow is used at p.
func (w *walk) met(p *Place) {
	w.Met["Screen "+string(p.View.Screen)] = true
	for _, c := range p.View.Can {
		mark, _, many := strings.Cut(string(c), ":")
		if many {
			mark += ":"
		}
		w.Met["Control "+mark] = true
	}
	if f := p.View.Form; f != nil {
		w.Met["FieldKind "+string(f.Kind)], w.Met["Fault "+string(f.Fault)] = true, true
	}
	w.Met["Code "+string(p.View.Trouble)] = true
}

// expand tries all that can happen at p.
func (w *walk) expand(p *Place) {
	p.open = true
	for _, c := range p.View.Can {
		if !w.everywhere(p, c) {
			w.touch(p, c)
		}
	}
	w.write(p)
	w.scan(p)
	for _, e := range p.pending {
		happen, _, err := w.outcomes(e, p.State)
		if err != nil {
			w.Add(p.Way(), "%v", err)
		}
		for _, h := range happen {
			w.step(p, h.event, h.name, without(p.pending, h.ends))
		}
	}
	if flow.Patience(p.State) > 0 {
		quiet := w.step(p, flow.Quiet{}, "nobody touches anything", p.pending)
		if quiet == p && p.State.Screen != flow.Attract && !p.State.Voice {
			w.Add(p.Way(), "patience runs out on %s and nothing happens", p.View.Screen)
		}
	}
	if p.State.Screen == flow.Attract {
		w.untouched(p)
	}
	w.twins(p)
	w.aloud(p)
}

// everywhere tells whether c does the same on every picture of its screen and
// was touched on one of them.
func (w *walk) everywhere(p *Place, c flow.Control) bool {
	switch c {
	case flow.SwitchLang, flow.SwitchLarge, flow.SwitchTone, flow.SwitchReach, flow.SwitchVoice, flow.CallHelp:
		return !w.first("touch on "+string(c), p)
	}
	return false
}

// first tells, once for each screen, that what was not done on it yet.
func (w *walk) first(what string, p *Place) bool {
	did := what + " of " + string(p.View.Screen)
	before := w.Met[did]
	w.Met[did] = true
	return !before
}

// aloud tries the controls of the voice on a picture that is said, and the page
// that a screen may have clamped.
func (w *walk) aloud(p *Place) {
	if !slices.Contains(p.View.Can, flow.SwitchVoice) || !w.first("voice", p) {
		return
	}
	said := *p
	said.State.Voice = true
	for _, c := range []flow.Control{flow.SwitchVoice, flow.Softer, flow.Louder, flow.Repeat} {
		w.touch(&said, c)
	}
	w.step(&said, flow.Headphones{}, "headphones are pulled out", p.pending)
	w.step(p, flow.Headphones{In: true}, "headphones are put in", p.pending)
	w.step(p, flow.Turned{Page: 1}, "the page is another", p.pending)
}

// twins tries the touches of p in visits that differ in what no picture shows:
// no application can be taken, or it is known where the resident lives.
func (w *walk) twins(p *Place) {
	if v := p.View; p.State.Visit == "" || v.Help != nil || v.Idle > 0 || v.Form != nil || v.Card != nil || v.Ticket != nil || p.State.Applying {
		return
	}
	twin := *p
	for _, other := range w.lives() {
		twin.State = other(p.State)
		if reflect.DeepEqual(twin.State, p.State) {
			continue
		}
		for _, c := range w.m.View(twin.State, w.ambient).Can {
			w.touch(&twin, c)
		}
	}
}

// lives are the visits that twins tries.
func (w *walk) lives() []func(flow.State) flow.State {
	all := []func(flow.State) flow.State{
		func(s flow.State) flow.State { s.NoApplications = true; return s },
	}
	if places := w.m.Catalogue.Places.Committees; len(places) > 0 {
		all = append(all, func(s flow.State) flow.State {
			s.Dwelling = kiosk.Jurisdiction{Committee: places[0].ID}
			return s
		})
	}
	return all
}

// touch touches one control, which must do something.
func (w *walk) touch(p *Place, c flow.Control) *Place {
	var event flow.Event = flow.Touched{Control: c}
	if c == flow.Begin {
		event = flow.Began{Visit: visit, Day: w.day()}
	}
	next, effects := w.m.Next(p.State, event)
	if len(effects) == 0 && !turns(c) && reflect.DeepEqual(next, p.State) && !w.refuses(p) {
		w.Add(p.Way(), "a touch on %s of %s does nothing", c, p.View.Screen)
	}
	return w.land(p, event, "touch "+string(c), p.pending, next, effects)
}

// refuses tells whether the same answer may be refused twice.
func (w *walk) refuses(p *Place) bool { return p.View.Form != nil && p.View.Form.Fault != "" }

// turns tells whether c turns pages or the volume, which have an end.
func turns(c flow.Control) bool {
	return c == flow.PageBefore || c == flow.PageAfter || c == flow.Softer || c == flow.Louder
}

// glance is how long a screen may show something and go on by itself.
const glance = 5 * time.Second

// step brings one event to p.
func (w *walk) step(p *Place, e flow.Event, by string, pending []flow.Effect) *Place {
	next, effects := w.m.Next(p.State, e)
	return w.land(p, e, by, pending, next, effects)
}

// land notes where one event has led.
func (w *walk) land(p *Place, e flow.Event, by string, pending []flow.Effect, next flow.State, effects []flow.Effect) *Place {
	w.Met[fmt.Sprintf("event %T", e)] = true
	to := w.reach(p, next, w.going(pending, effects), by, e)
	p.next = append(p.next, to)
	if _, quiet := e.(flow.Quiet); !quiet || flow.Patience(p.State) <= glance {
		p.byTouch = append(p.byTouch, to)
	}
	return to
}

// going is what the terminal does once it has begun effects beside pending.
func (w *walk) going(pending, effects []flow.Effect) []flow.Effect {
	pending = slices.Clone(pending)
	for _, e := range effects {
		w.Met[fmt.Sprintf("effect %T", e)] = true
		switch e := e.(type) {
		case flow.Ask:
			w.Met[fmt.Sprintf("question %T", e.Question)] = true
		case flow.Tell:
			w.Met[fmt.Sprintf("question %T", e.Question)] = true
		}
		switch e := e.(type) {
		case flow.StopCard:
			pending = without(pending, flow.ReadCard{})
		case flow.StopAsking:
			pending = slices.DeleteFunc(pending, func(p flow.Effect) bool {
				ask, ok := p.(flow.Ask)
				return ok && ask.Every > 0 && reflect.DeepEqual(ask.Question, e.Question)
			})
		case flow.Wipe:
			pending = nil // what comes of it is of a visit that is over
		default:
			pending = append(pending, e)
		}
	}
	return slices.DeleteFunc(pending, isBrief)
}

// without is pending without one effect; nil takes none away.
func without(pending []flow.Effect, one flow.Effect) []flow.Effect {
	at := slices.IndexFunc(pending, func(e flow.Effect) bool { return one != nil && reflect.DeepEqual(e, one) })
	if at < 0 {
		return pending
	}
	return slices.Delete(slices.Clone(pending), at, at+1)
}
