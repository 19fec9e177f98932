package screen

import (
	"fmt"
	"time"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// cases is the list of what somebody has with the office, newest first.
func (l *layout) cases() {
	l.bottomBand("", widget.Button{})
	t := l.v.Track
	if t == nil || len(t.Cases) == 0 {
		l.noCases(t != nil && t.Typed)
		return
	}
	box := l.middle
	pager := l.titled(&box, l.say("track.title"))
	cols := 1
	if l.wide() && !l.Large() && !l.low {
		cols = 2
	}
	cells := box.Columns(cols, l.gap())
	var rows []piece
	for _, c := range t.Cases {
		rows = append(rows, l.caseRow(c, cells[0].W))
	}
	shown := l.turn(level(rows, box.H, l.tileGap(), cols), cols)
	l.pager(pager)
	for i, column := range shown {
		l.layColumn(cells[i], column, l.tileGap())
	}
}

// noCases says that there is nothing, which is nobody's fault.
func (l *layout) noCases(typed bool) {
	key := "track.none"
	if typed {
		key = "track.none-code"
	}
	w := l.middle.W
	l.centred(l.middle,
		l.sign("document", widget.Calm), l.outcome(widget.Calm, w, l.say(key)), l.todo(w, l.say(key+"-do")))
}

// caseRow is one case of the list as a tile: what it is, and how far.
func (l *layout) caseRow(c flow.CaseView, width float64) piece {
	tile := widget.Tile{ID: string(c.Control), Icon: stateSign(c), Name: l.in(c.Item), Hint: l.state(c), Size: widget.Small}
	if !l.low && (!l.Large() || !l.wide()) {
		tile.Hint += "　" + l.say("track.opened", "day", l.day(c.OpenedAt))
	}
	return piece{height: l.rowHeight([]widget.Tile{tile}, 1, width), lay: func(box widget.Rect) {
		l.choose(box, tile)
	}}
}

// stateSign is the picture of how far a case is.
func stateSign(c flow.CaseView) string {
	switch {
	case c.Document, c.State == kiosk.CaseDecided:
		return "check"
	case c.State == kiosk.CaseReturned:
		return "attention"
	}
	return "document"
}

// state says in words how far a case is.
func (l *layout) state(c flow.CaseView) string {
	if c.Document {
		return l.say("track.paper-ready")
	}
	return l.say("track.state-" + string(c.State))
}

func (l *layout) day(t time.Time) string {
	return l.say("track.day", "year", fmt.Sprint(t.Year()), "month", fmt.Sprintf("%02d", int(t.Month())), "day", fmt.Sprintf("%02d", t.Day()))
}

// caseShown says how far one case is, what staff wrote, by when and by whom,
// and offers the paper that lies ready.
func (l *layout) caseShown() {
	main, b := flow.PrintPaper, widget.Button{Label: l.say("track.print"), Icon: "document", Weight: widget.Primary}
	if l.live(flow.ResumeHere) {
		main, b = flow.ResumeHere, widget.Button{Label: l.say("saved.resume"), After: "forward", Weight: widget.Primary}
	}
	l.bottomBand(main, b)
	t := l.v.Track
	if t == nil || t.Case == nil {
		return
	}
	c, box := *t.Case, l.middle
	if l.wide() {
		cells := box.Columns(2, l.gap()*2)
		l.statePanel(cells[0], c)
		l.caseText(cells[1], c)
		return
	}
	l.statePanel(box.CutTop(box.H*0.36), c)
	box.CutTop(l.gap())
	l.caseText(box, c)
}

// statePanel is what one came to see.
func (l *layout) statePanel(box widget.Rect, c flow.CaseView) {
	l.Panel(box)
	in := box.Inset(l.gap(), l.gap()/2)
	role := widget.Calm
	switch {
	case c.State == kiosk.CaseReturned:
		role = widget.Attention
	case c.Document, c.State == kiosk.CaseDecided:
		role = widget.Done
	}
	l.spread(in, l.Px(12),
		l.sign(stateSign(c), role),
		l.words(l.smaller(widget.Body()).In(widget.Calm).To(widget.Centre), in.W, l.in(c.Item)),
		l.outcome(role, in.W, l.state(c)).under(l.Px(2)),
		l.words(widget.Caption().To(widget.Centre), in.W, l.say("form.code")+"  "+c.Code).orLess().under(l.gap()),
	)
}

// caseText is the rest, in pages where it is long.
func (l *layout) caseText(box widget.Rect, c flow.CaseView) {
	var pieces []piece
	add := func(head, words string) {
		if words == "" {
			return
		}
		h := l.Measure(l.groupStyle().Sized(widget.CapBody), head, box.W)
		pieces = append(pieces, piece{height: h.H, head: true, lead: l.Px(4), lay: func(box widget.Rect) { l.Put(h, box) }})
		b := l.Measure(l.smaller(widget.Body()), words, box.W)
		pieces = append(pieces, piece{height: b.H, lay: func(box widget.Rect) { l.Put(b, box) }})
	}
	add(l.say("track.words"), c.Words)
	if c.Document {
		add(l.say("track.paper"), l.say("track.paper-how"))
	}
	dates := l.say("track.opened", "day", l.day(c.OpenedAt))
	if !c.MovedAt.IsZero() {
		dates += l.say("screen.list-comma") + l.say("track.moved", "day", l.day(c.MovedAt))
	}
	add(l.say("track.when"), dates)
	if c.State != kiosk.CaseDecided {
		add(l.say("track.promise"), l.within(c.Promised, c.Due))
	}
	if c.Phone != "" {
		add(l.say("track.who"), l.say("line.phone-of", "post", l.in(c.Post), "phone", c.Phone))
	}
	space := l.Px(2)
	columns := pack(pieces, box.H, space)
	var pager widget.Rect
	if len(columns) > 1 {
		pager = box.CutBottom(l.pagerHeight())
		box.CutBottom(l.gap())
		columns = pack(pieces, box.H, space)
	}
	shown := l.turn(columns, 1)
	l.pager(pager)
	for _, column := range shown {
		l.layColumn(box, column, space)
	}
}

// within is a promised limit in words, and its last day where it is known.
func (l *layout) within(promised kiosk.Text, due string) string {
	words := l.in(promised)
	day, err := time.Parse(time.DateOnly, due)
	if err != nil {
		return words
	}
	last := l.say("track.due", "day", l.say("track.due-day", "month", l.say(fmt.Sprintf("screen.month-%d", day.Month())), "day", fmt.Sprint(day.Day())))
	if words == "" {
		return last
	}
	return l.say("track.due-within", "limit", words, "due", last)
}

// claimed shows the paper that comes out, or why none does.
func (l *layout) claimed() {
	c := l.v.Claim
	if c == nil {
		return
	}
	asks := l.live(flow.PaperOut)
	main, b := flow.Finish, widget.Button{Label: l.say("screen.finish-number"), Icon: "check", Weight: widget.Primary}
	if l.live(flow.TryAgain) {
		main, b = flow.TryAgain, widget.Button{Label: l.say("screen.try-again"), Icon: "again", Weight: widget.Primary}
	}
	if asks {
		main = ""
	}
	l.bottomBand(main, b)
	key, sign, role := claimWords(*c)
	box := l.middle
	parts := []part{l.sign(sign, role)}
	if c.Paper == kiosk.Printing {
		parts = []part{l.moving()}
	}
	parts = append(parts, l.outcome(role, box.W, l.say("track."+key)), l.todo(box.W, l.say("track."+key+"-do")))
	if c.Paper != kiosk.NotPrinted && c.Phase == flow.ClaimPrinting {
		parts = append(parts, l.words(widget.Caption().To(widget.Centre), box.W, l.say("track.sheet-side-"+c.Side)).orLess())
	}
	if c.Serial != "" {
		parts = append(parts, l.words(widget.Caption().To(widget.Centre), box.W, l.say("track.serial", "serial", c.Serial)).orLess().under(l.gap()/2))
	}
	if asks {
		parts = append(parts, l.asksForPaper())
	}
	l.centred(box, parts...)
}

// claimWords is the key of what is said of a paper, and its sign.
func claimWords(c flow.ClaimView) (key, sign string, role widget.Role) {
	switch {
	case c.Phase == flow.ClaimRefused:
		return "claim-refused", "attention", widget.Attention
	case c.Paper == kiosk.Printing:
		return "claim-printing", "paper", widget.Calm
	case c.Paper == kiosk.PrintUncertain:
		return "claim-uncertain", "paper", widget.Calm
	case c.Paper == kiosk.NotPrinted:
		return "claim-not-printed", "attention", widget.Attention
	}
	return "claim-printed", "check", widget.Done
}

// cardKey is the key of words about a card: those for what it is laid for,
// where there are any.
func (l *layout) cardKey(key string) string {
	if c := l.v.Card; c != nil && c.For != "" {
		own := c.For + "." + key
		if _, ok := assets.Lookup(own); ok {
			return own
		}
	}
	return "screen." + key
}

// faultKey is the key of what is wrong with an answer.
func faultKey(f flow.FormView) string {
	if f.Fault == catalogue.FaultPattern && f.Pattern == catalogue.PatternCaseCode {
		return "track.code-fault"
	}
	return "form.fault-" + string(f.Fault)
}
