package screen

import (
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// rate asks for a grade. Whoever wants to give none is one touch from the end
// on each of its phases.
func (l *layout) rate() {
	r := l.v.Rate
	if r == nil {
		return
	}
	switch r.Phase {
	case flow.RateAbout:
		l.rateAbout(*r)
	case flow.RateReasons:
		l.rateReasons(*r)
	case flow.RateGrade:
		l.rateGrade(*r)
	default:
		l.rateEnd(*r)
	}
}

// rateAbout asks which counter is meant.
func (l *layout) rateAbout(r flow.RateView) {
	l.bottomBand(flow.RateByCode, widget.Button{Label: l.say("rate.by-code"), Icon: "document"})
	l.asked(func(box widget.Rect) { l.choices(box, flow.FormView{Choices: r.Counters}) }, ask{l.heading(), l.say("rate.about-title")})
}

// rateGrade is the five faces, and what is rated.
func (l *layout) rateGrade(r flow.RateView) {
	l.bottomBand(flow.Finish, widget.Button{Label: l.say("rate.finish"), Weight: widget.Quiet})
	st, title := l.heading(), l.say("rate.title")
	if at := l.in(r.At); at != "" {
		title = l.say("rate.title-at", "at", at)
	}
	if r.Failed {
		st, title = st.In(widget.Attention), l.say("rate.failed")
	}
	asked := []ask{{st, title}}
	if r.Code != "" {
		words := "rate.about"
		if l.in(l.v.Heading) != "" && l.v.Ticket == nil && !l.live(flow.Back) {
			words = "rate.code"
		}
		asked = append(asked, ask{widget.Title().Of(widget.Bold), l.say(words, "code", r.Code)})
	}
	l.asked(l.faces, asked...)
}

// faces lays the five grades, the best first, each a face with its words.
func (l *layout) faces(box widget.Rect) {
	tiles, cols := l.grades(widget.Usual), 1
	fits := func() bool {
		return float64((len(tiles)+cols-1)/cols)*(l.rowHeight(tiles, cols, box.W)+l.tileGap()) <= box.H
	}
	if !l.low && !fits() {
		tiles = l.grades(widget.Slim)
	}
	if l.low || !fits() {
		tiles = l.grades(widget.Small)
	}
	for cols < 3 && !fits() {
		cols++
	}
	l.lattice(box, tiles, cols, 40)
}

func (l *layout) grades(size widget.TileSize) []widget.Tile {
	var tiles []widget.Tile
	for _, g := range kiosk.Grades() {
		id := string(rune('0' + g))
		tile := widget.Tile{ID: string(flow.GradeControl(g)), Icon: "grade-" + id, Name: l.say("rate.grade-" + id), Size: size}
		tiles = append(tiles, tile)
	}
	return tiles
}

// rateReasons asks what went wrong. Nothing has to be chosen.
func (l *layout) rateReasons(r flow.RateView) {
	l.bottomBand(flow.SendGrade, widget.Button{Label: l.say("rate.send"), Icon: "check", Weight: widget.Primary})
	words := "rate.words"
	if r.Said {
		words = "rate.words-again"
	}
	foot := l.bottom // beside the main act, where home is on other screens
	foot.CutRight(l.mainWidth() + l.gap())
	foot.CutLeft(min(l.bottom.W*0.25, l.Grown(60)) + l.gap())
	l.press(foot, flow.RateWords, widget.Button{Label: l.say(words), Chosen: r.Said, Style: widget.Body().Of(widget.Bold)})
	asked := []ask{{l.heading(), l.say("rate.reasons-title")}}
	if !l.low {
		asked = append(asked, ask{widget.Body().In(widget.Muted), l.say("rate.reasons-hint")})
	}
	l.asked(func(box widget.Rect) { l.choices(box, flow.FormView{Kind: catalogue.FieldMulti, Choices: r.Reasons}) }, asked...)
}

// rateEnd says thanks once the grade is on disk, and nothing before.
func (l *layout) rateEnd(r flow.RateView) {
	l.bottomBand(flow.Finish, widget.Button{Label: l.say("rate.finish"), Icon: "check", Weight: widget.Primary})
	box := l.middle
	if r.Phase == flow.RateKeeping {
		l.centred(box, l.moving(), l.outcome(widget.Calm, box.W, l.say("rate.keeping")))
		return
	}
	parts := []part{
		l.sign("done", widget.Done), l.outcome(widget.Done, box.W, l.say("rate.thanks")), l.todo(box.W, l.say("rate.thanks-hint")),
	}
	if r.Code != "" {
		parts = append(parts, l.words(widget.Title().Of(widget.Bold).To(widget.Centre), box.W, l.say("rate.code", "code", r.Code)))
	}
	l.centred(box, parts...)
}

// rateButton is the way from an outcome to the five faces, in the bottom band.
func (l *layout) rateButton() {
	if !l.live(flow.RateHere) {
		return
	}
	left := l.bottom
	b := widget.Button{Label: l.say("rate.here"), Icon: "grade-4"}
	l.press(left.CutLeft(min(left.W*0.42, l.Grown(80))), flow.RateHere, b)
}
