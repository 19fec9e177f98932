package screen

import (
	"fmt"
	"strings"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// pagedListing tells whether c is a control of listings that stands on one page
// only.
func (l *layout) pagedListing(c flow.Control) bool {
	return c == flow.PrintNotice && l.wide() && l.Large() || strings.HasPrefix(string(c), "listing:") || strings.HasPrefix(string(c), "notice:")
}

// readOn is the main act where listings are read within an application.
func (l *layout) readOn() (flow.Control, widget.Button) {
	return flow.ReadOn, widget.Button{Label: l.say("place.read-on"), After: "forward", Weight: widget.Primary}
}

// listings are the lists that can be read.
func (l *layout) listings() {
	l.bottomBand(l.readOn())
	l.tilePages(l.in(l.v.Heading))
}

// entriesOf is what stands in one listing, and the search where it has one.
func (l *layout) entriesOf() {
	switch {
	case l.live(flow.ReadOn):
		l.bottomBand(l.readOn())
	case l.live(flow.FindAll):
		l.bottomBand(flow.FindAll, widget.Button{Label: l.say("place.find-all"), Icon: "again"})
	default:
		l.bottomBand(flow.FindWord, widget.Button{Label: l.say("place.find-word"), Icon: "find"})
	}
	title := l.in(l.v.Heading)
	if l.v.Word != "" {
		title = l.say("place.found", "listing", title, "word", l.v.Word)
	}
	if len(l.v.Notices) == 0 {
		words := "place.nothing"
		if l.v.Word != "" {
			words = "place.nothing-found"
		}
		l.centred(l.middle, l.words(l.heading().To(widget.Centre), l.middle.W, title),
			l.words(widget.Body().In(widget.Muted).To(widget.Centre), l.middle.W, l.say(words)))
		return
	}
	l.v.Tiles = nil
	for _, n := range l.v.Notices {
		l.v.Tiles = append(l.v.Tiles, flow.Tile{
			Control: n.Control, Icon: n.Icon, Name: n.Title,
			Hint: kiosk.Text{ZH: l.noticeHint(n)},
		})
	}
	l.tilePages(title)
}

// noticeHint is one line under the title of an entry: what is left of its
// places, for whom, and where, else until when.
func (l *layout) noticeHint(n flow.NoticeView) string {
	var parts []string
	if len(n.Committees) > 0 {
		parts = append(parts, l.forWhom(n))
	}
	if w := l.in(n.Place); w != "" {
		parts = append(parts, w)
	} else if days := l.days(n); days != "" {
		parts = append(parts, days)
	}
	return l.withRoom(n.Room, strings.Join(parts, l.say("screen.list-comma")))
}

func (l *layout) forWhom(n flow.NoticeView) string {
	return l.say("place.for", "committee", l.all(n.Committees))
}

// all joins names.
func (l *layout) all(names []kiosk.Text) string {
	words := make([]string, len(names))
	for i, t := range names {
		words[i] = l.in(t)
	}
	return strings.Join(words, l.say("form.list-comma"))
}

// days says from and until when an entry stands.
func (l *layout) days(n flow.NoticeView) string {
	from, until := l.dayOf(n.From), l.dayOf(n.Until)
	switch {
	case from != "" && until != "":
		return l.say("place.from-until", "from", from, "until", until)
	case until != "":
		return l.say("place.until", "until", until)
	case from != "":
		return l.say("place.from", "from", from)
	}
	return ""
}

// dayOf is a day as one says it.
func (l *layout) dayOf(d kiosk.BusinessDay) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	key := "place.day"
	if t.Year() != l.v.Band.Now.Year() {
		key = "place.day-year"
	}
	return l.say(key, "year", fmt.Sprint(t.Year()), "month", l.say(fmt.Sprintf("screen.month-%d", int(t.Month()))), "day", fmt.Sprint(t.Day()))
}

// notice is one entry in full: what, when, where, whom to call, a code to read
// all of it on a telephone, and what can be done about it.
func (l *layout) notice() {
	n := l.v.Notice
	if n == nil {
		l.Fault(widget.NotDrawn, "no entry on %s", l.v.Screen)
		return
	}
	box := l.middle
	l.noticeBottom(*n)
	offer := func(box widget.Rect) {
		l.slipOffer(box, flow.PrintNotice, "place.print-notice", n.Slip, n.Side)
	}
	if !l.wide() {
		row := box.CutBottom(l.pagerHeight())
		box.CutBottom(l.gap() / 2)
		offer(row)
	}
	pager := l.titled(&box, l.in(l.v.Heading))
	turns := pager
	if l.wide() && !l.Large() {
		turns.CutLeft(turns.W*0.4 + l.gap()/2)
	}
	cols := 1
	if l.wide() && (!l.low || !l.Large()) {
		cols = 2
	}
	space := l.Px(3)
	l.sheet(box, turns, cols, l.gap(), space, func(width float64) []piece {
		pieces := l.noticePieces(*n, width, space)
		if l.wide() && l.Large() {
			pieces = append(pieces, piece{height: l.pagerHeight(), lead: l.Px(3), lay: offer})
		}
		return pieces
	})
	if l.wide() && !l.Large() {
		if l.pages > 1 {
			pager = pager.CutLeft(pager.W * 0.4)
		}
		offer(pager)
	}
}

// noticeBottom lays what can be done about an entry.
func (l *layout) noticeBottom(n flow.NoticeView) {
	if l.live(flow.ReadOn) {
		l.bottomBand(l.readOn())
		return
	}
	l.bottomBand(flow.ApplyHere, widget.Button{Label: l.act(n), Icon: "document", Weight: widget.Primary})
}

// noticePieces are the parts of an entry for a column of width pixels.
func (l *layout) noticePieces(n flow.NoticeView, width, space float64) []piece {
	var pieces []piece
	for i, b := range l.Measure(l.noticeTitle(), l.in(n.Title), width).Split(l.paragraphLines()) {
		pieces = append(pieces, piece{height: b.H, lead: float64(min(i, 1)) * -space, lay: func(box widget.Rect) { l.Put(b, box) }})
	}
	icon := l.Grown(8)
	in := width - icon - l.Px(5)
	fact := func(sign, words string) {
		if words == "" {
			return
		}
		r := row{sign, widget.Calm, l.Measure(widget.Body(), words, in), widget.Block{}}
		pieces = append(pieces, piece{height: r.height(icon), lay: func(box widget.Rect) { l.layRow(box, r, icon) }})
	}
	fact("clock", l.days(n))
	fact("pin", l.in(n.Place))
	if len(n.Committees) > 0 {
		fact("people", l.forWhom(n))
	}
	fact("ticket", l.places(n))
	if n.Phone != "" {
		fact("phone", l.say("screen.phone", "phone", n.Phone))
	}
	for i, line := range n.Lines {
		text := l.paragraph(section{}, 0, l.in(line), width, 0, space)
		if i == 0 {
			text[0].lead = l.Px(4)
		}
		pieces = append(pieces, text...)
	}
	if n.Link != "" {
		pieces = append(pieces, l.linkPiece(n, width))
	}
	return pieces
}

// noticeTitle is the style of the title of an entry.
func (l *layout) noticeTitle() widget.Style {
	st := widget.Title().In(widget.Calm)
	if l.low || l.Large() && l.wide() {
		return st.Sized(widget.CapBody)
	}
	return st
}

// linkPiece is the code that brings an entry to a telephone.
func (l *layout) linkPiece(n flow.NoticeView, width float64) piece {
	side := min(l.Px(46), width*0.5)
	in := width - side - l.Px(5)
	words := l.fitting(widget.Rect{W: in, H: side}, l.say("place.scan"), widget.Body(), widget.Caption())
	return piece{height: side, lead: l.Px(4), lay: func(box widget.Rect) {
		l.qrCode(box.CutLeft(side), n.Link)
		box.CutLeft(l.Px(5))
		l.PutMiddle(words, box)
	}}
}

// slipOffer offers a paper to take home in a row, and says how it does.
func (l *layout) slipOffer(box widget.Rect, c flow.Control, label string, state kiosk.PrintState, side string) {
	switch state {
	case kiosk.Printing:
		l.slipWords(box, "paper", widget.Calm, l.say("place.printing"), "")
		return
	case kiosk.Printed, kiosk.PrintSentUnconfirmed:
		l.slipWords(box, "paper", widget.Done, l.say("place.take"), l.say("screen.paper-side-"+side))
		return
	case kiosk.PrintedUncut:
		l.slipWords(box, "paper", widget.Done, l.say("place.tear"), l.say("screen.paper-side-"+side))
		return
	case kiosk.NotPrinted, kiosk.PrintUncertain:
		label = "place.print-again"
	}
	l.beside(box, c, widget.Button{Label: l.say(label), Icon: "paper"})
}

// beside lays a lesser button at the right end of a row, as wide as its words
// need.
func (l *layout) beside(row widget.Rect, c flow.Control, b widget.Button) {
	b.Style = widget.Title()
	for _, st := range []widget.Style{widget.Title(), widget.Title().Sized(widget.CapBody), widget.Title().Sized(widget.CapCaption)} {
		if b.Style = st; l.ButtonWidth(b) <= row.W {
			break
		}
	}
	l.press(row.CutRight(min(row.W, max(l.ButtonWidth(b), row.W*0.4, l.mainWidth()))), c, b)
}
