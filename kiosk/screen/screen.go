// Package screen draws what the terminal says to show. Lay turns one
// flow.View into a widget.Scene, for any panel and without a display; Run owns
// the window of the drawing process, takes Views from a connection, and
// answers with what is on the glass and what was touched.
//
// It refuses to decide anything: it holds no visit, no resident and no clock
// of its own, draws no control that the View does not list, and never starts
// without a display. When it is killed, the next process draws the same View.
package screen

import (
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// Options describe the panel. They never change while a process runs.
type Options struct {
	Width, Height int     // pixels, as the panel hangs
	PitchMM       float64 // millimetres a pixel
	Rotate        int     // degrees clockwise that the picture is turned by: 0, 90, 180 or 270
	Fullscreen    bool
	Title         string // of the window, where there is a window manager
	Handwriting   bool   // offered where the program that reads it is installed
	Engine        Engine // what brings pixels to the glass
}

// lowPanel is the short side in millimetres below which a panel is a small one
// that stands on a counter and is read from near.
const lowPanel = 200

func (o Options) low() bool { return float64(min(o.Width, o.Height))*o.PitchMM < lowPanel }

// Laid is one View laid out.
type Laid struct {
	Scene *widget.Scene
	Page  int         // the page that is shown, from 0
	Pages int         // 1 when nothing is paged
	First string      // id of the target where the focus begins
	Body  widget.Rect // all that a key of an Entry may change
	Rolls widget.Rect // where a finger scrolls from page to page; zero where there is one
}

// Lay lays out v for the panel of o. It is a pure function of its arguments
// and takes a few milliseconds. What does not fit, has no words or no place
// stands in Scene.Faults; the scene can be drawn all the same.
func Lay(kit *widget.Kit, v flow.View, o Options) Laid {
	return LayEntry(kit, v, o, NewEntry(v, Chinese{}))
}

// LayEntry is Lay with what is being written as the answer to the question of
// v; nil where nothing is.
func LayEntry(kit *widget.Kit, v flow.View, o Options, e *Entry) Laid {
	if !v.Lowered || o.low() {
		return lay(kit, v, o, e, 1)
	}
	var laid Laid
	for i, part := range reach(v.Large) {
		laid = lay(kit, v, o, e, part)
		if i == 0 && laid.Pages > 1 {
			return lay(kit, v, o, e, pagedReach(v.Large, o.Width > o.Height))
		}
		if len(laid.Scene.Faults) == 0 {
			break
		}
	}
	return laid
}

// lay lays the bands into the lower part of the panel.
func lay(kit *widget.Kit, v flow.View, o Options, e *Entry, part float64) Laid {
	look := widget.Look{Pitch: o.PitchMM, Large: v.Large && (!o.low() || !boarded(v)), Near: o.low(), Palette: widget.NormalPalette()}
	if v.Contrast {
		look.Palette = widget.ContrastPalette()
	}
	l := &layout{Sheet: widget.NewSheet(kit, look, o.Width, o.Height), v: v, low: o.low(), entry: e, pages: 1}
	l.area = l.Whole()
	above := l.area.CutTop(l.area.H * (1 - part))
	l.measureBands()
	if l.live(flow.Begin) {
		l.Target(string(flow.Begin), l.Whole())
	}
	if above.H > 0 {
		l.outOfReach(above)
	}
	l.topBand()
	l.middleBand()
	if v.Help != nil && v.Idle == 0 {
		l.help()
	}
	if v.Silenced {
		l.silenced()
	}
	if v.Idle > 0 {
		l.idleWarning()
	}
	l.checkDrawn()
	scene := l.Done()
	if l.pages < 2 || v.Idle > 0 {
		l.rolls = widget.Rect{}
	}
	return Laid{Rolls: l.rolls, Scene: scene, Page: l.page, Pages: l.pages, First: l.readingOrder(scene), Body: l.middle.Inset(-l.gap()/2, -l.gap()/2)}
}

// middles are what stands between the bands, by screen.
func middles() map[flow.Screen]func(*layout) {
	return map[flow.Screen]func(*layout){
		flow.Starting:   (*layout).starting,
		flow.Attract:    (*layout).attract,
		flow.Home:       (*layout).home,
		flow.ChooseItem: (*layout).chooseItem,
		flow.Seek:       (*layout).seek,
		flow.Guide:      (*layout).guide,
		flow.Identify:   (*layout).identify,
		flow.Form:       (*layout).form,
		flow.Confirm:    (*layout).confirm,
		flow.Consent:    (*layout).consent,
		flow.ForWhom:    (*layout).whoseMatter,
		flow.Mandate:    (*layout).mandate,
		flow.CardAway:   (*layout).identify,
		flow.Listings:   (*layout).listings,
		flow.Entries:    (*layout).entriesOf,
		flow.Notice:     (*layout).notice,
		flow.Find:       (*layout).form,
		flow.Directory:  (*layout).directory,
		flow.Received:   (*layout).received,
		flow.Voted:      (*layout).voted,
		flow.Pay:        (*layout).pay,
		flow.Rate:       (*layout).rate,
		flow.Working:    (*layout).working,
		flow.Number:     (*layout).number,
		flow.Problem:    (*layout).problem,
		flow.Asking:     (*layout).asking,
		flow.Cases:      (*layout).cases,
		flow.CaseShown:  (*layout).caseShown,
		flow.Claimed:    (*layout).claimed,
		flow.ScanShown:  (*layout).scanShown,
		flow.NoLine:     (*layout).noLine,
	}
}

func (l *layout) middleBand() {
	draw, ok := middles()[l.v.Screen]
	if !ok {
		l.Fault(widget.NotDrawn, "screen %q", l.v.Screen)
		return
	}
	draw(l)
}
