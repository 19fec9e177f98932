package screen

import (
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// questions of the terminal's own, which have their words in assets.
const (
	askedWord     = "word"     // of flow.Find
	askedDwelling = "dwelling" // of flow.Directory
)

// placeQuestion is what is asked about an address that is being picked, and
// what the terminal itself asks about places; "" for any other question.
func (l *layout) placeQuestion(f flow.FormView) string {
	switch {
	case f.Pick == flow.PickBuilding:
		return l.say("place.which-building", "estate", l.in(f.Picked[0]))
	case f.Pick == flow.PickRoom:
		return l.say("place.which-room", "estate", l.in(f.Picked[0]), "building", l.in(f.Picked[1]))
	case f.Field == askedWord && l.v.Screen == flow.Find:
		return l.say("place.which-word")
	case f.Field == askedDwelling && f.Label.ZH == "":
		return l.say("place.which-dwelling")
	}
	return ""
}

// placeHelp is one line under that question.
func (l *layout) placeHelp(f flow.FormView) string {
	switch f.Pick {
	case flow.PickRoom:
		return l.say("place.room-help")
	case flow.PickEstate, flow.PickBuilding, flow.WriteWhole:
		return ""
	}
	return ""
}

// pickBeside lays the button from writing an address to picking it at the right
// of the question, where the keyboard needs all the height there is, and returns
// what is left beside it.
func (l *layout) pickBeside(box widget.Rect) widget.Rect {
	if !l.wide() || !l.live(flow.PickAddress) {
		return box
	}
	b := widget.Button{Label: l.say("place.pick"), Icon: "home", Style: widget.Caption().Of(widget.Bold)}
	place := box.CutRight(l.ButtonWidth(b))
	l.press(place.CutTop(max(l.Px(widget.TargetLeast), l.bandRow()*0.82)), flow.PickAddress, b)
	box.CutRight(l.gap())
	return box
}

// otherWay lays the button to the other way of giving an address, and cuts its
// place off box, unless it stands beside the question.
func (l *layout) otherWay(box *widget.Rect) {
	if l.wide() && l.live(flow.PickAddress) {
		return
	}
	for _, way := range []struct {
		c     flow.Control
		words string
		icon  string
	}{{flow.WriteAddress, "place.write", "document"}, {flow.PickAddress, "place.pick", "home"}} {
		if l.live(way.c) {
			row := box.CutBottom(l.pagerHeight())
			box.CutBottom(l.gap() / 2)
			l.beside(row, way.c, widget.Button{Label: l.say(way.words), Icon: way.icon})
		}
	}
}

// sayFor puts on tiles of items for whom they are, where not for all.
func (l *layout) sayFor(tiles []widget.Tile, items []flow.Tile) {
	for i, t := range items {
		if len(t.Only) > 0 {
			tiles[i].Hint = l.say("place.for", "committee", l.all(t.Only))
		}
	}
}

// crowded tells whether the choices of f are too long for half a panel.
func (l *layout) crowded(f flow.FormView) bool {
	return f.Kind == catalogue.FieldListing && l.low && l.Large()
}

// choiceHint is where an entry of a listing is; left out where letters are
// large and the panel is low.
func (l *layout) choiceHint(c flow.ChoiceView) string {
	if l.low && l.Large() {
		return "" // no room beside the longest of names
	}
	return l.withRoom(c.Room, l.in(c.Hint))
}
