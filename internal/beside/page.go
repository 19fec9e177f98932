package beside

import (
	"fmt"
	"html"
	"image/color"
	"io"
	"strings"

	"linli/kiosk/widget"
)

// fontFiles are the faces of widget, by their number, as files in assets/fonts.
func fontFiles() []string {
	return []string{
		widget.Regular: "NotoSansSC-Regular.otf",
		widget.Bold:    "NotoSansSC-Bold.otf",
		widget.Kai:     "LinliKai-Screen.ttf",
	}
}

// Page writes a page for a browser: each thing in the place where the drawing
// process puts it, with the faces in the folder fonts. Pages are the scenes of
// all pages of one View, in order; what lies inside rolls is scrolled from one
// to the next. A zero rolls scrolls nothing.
func Page(w io.Writer, pages []*widget.Scene, rolls widget.Rect, fonts string) error {
	var b strings.Builder
	b.WriteString("<!doctype html><meta charset=utf-8><title>page</title><style>\n")
	for f, name := range fontFiles() {
		fmt.Fprintf(&b, "@font-face{font-family:f%d;src:url('file://%s/%s')}\n", f, fonts, name)
	}
	fmt.Fprintf(&b, "html,body{margin:0;overflow:hidden;background:%s}\n", css(pages[0].Palette.Colour(widget.Ground)))
	b.WriteString("div,span,svg{position:absolute;box-sizing:border-box;white-space:pre;overflow:visible}\n")
	b.WriteString("#rolls{overflow:hidden scroll;scrollbar-width:none}\n</style>\n")
	for _, op := range pages[0].Ops {
		if !rolls.Holds(op.Bounds()) {
			element(&b, pages[0], op)
		}
	}
	if rolls.W > 0 {
		fmt.Fprintf(&b, "<div id=rolls style=\"%s\">\n", at(rolls))
		for i, s := range pages {
			for _, op := range s.Ops {
				if rolls.Holds(op.Bounds()) {
					element(&b, s, widget.Shift(op, -int(rolls.X), i*int(rolls.H)-int(rolls.Y)))
				}
			}
		}
		b.WriteString("</div>\n")
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("beside: page: %w", err)
	}
	return nil
}

func css(c color.NRGBA) string {
	return fmt.Sprintf("rgba(%d,%d,%d,%.3f)", c.R, c.G, c.B, float64(c.A)/255)
}

func at(r widget.Rect) string {
	return fmt.Sprintf("left:%.0fpx;top:%.0fpx;width:%.0fpx;height:%.0fpx;", r.X, r.Y, r.W, r.H)
}

func element(b *strings.Builder, s *widget.Scene, op widget.Op) {
	switch o := op.(type) {
	case widget.Fill:
		style := at(o.Box) + fmt.Sprintf("border-radius:%.0fpx;", o.Radius)
		if !o.Bare {
			style += "background:" + css(s.Palette.Colour(o.Role)) + ";"
		}
		if o.Edge > 0 {
			style += fmt.Sprintf("border:%.1fpx solid %s;", o.Edge, css(s.Palette.Colour(o.Border)))
		}
		if o.Raised > 0 {
			style += fmt.Sprintf("box-shadow:0 %.0fpx %.0fpx rgba(90,72,48,.16);", o.Raised/2, o.Raised*1.5)
		}
		fmt.Fprintf(b, "<div style=\"%s\"></div>\n", style)
	case widget.TextLine:
		fmt.Fprintf(b, "<span style=\"%sline-height:%.0fpx;font:%.0fpx/%.0fpx f%d;color:%s\">%s</span>\n",
			at(o.Box), o.Box.H, o.Px, o.Box.H, o.Font, css(s.Palette.Colour(o.Role)), html.EscapeString(o.Text))
	case widget.Drawing:
		fmt.Fprintf(b, "<svg style=\"%s\" viewBox=\"0 0 %v %v\" fill=none stroke=\"%s\" stroke-width=%.2f stroke-linecap=round stroke-linejoin=round>%s</svg>\n",
			at(o.Box), widget.IconBox, widget.IconBox, css(s.Palette.Colour(o.Role)), o.Width*widget.IconBox/o.Box.W, strokes(o.Path))
	}
}

// strokes writes a path in the words of SVG.
func strokes(p widget.Path) string {
	var d, more strings.Builder
	for _, s := range p {
		a := s.At
		switch s.Verb {
		case widget.MoveTo, widget.LineTo:
			fmt.Fprintf(&d, "%c%v %v", s.Verb, a[0], a[1])
		case widget.QuadTo:
			fmt.Fprintf(&d, "Q%v %v %v %v", a[0], a[1], a[2], a[3])
		case widget.CubicTo:
			fmt.Fprintf(&d, "C%v %v %v %v %v %v", a[0], a[1], a[2], a[3], a[4], a[5])
		case widget.Shut:
			d.WriteString("Z")
		case widget.Circle:
			fmt.Fprintf(&more, "<circle cx=%v cy=%v r=%v />", a[0], a[1], a[2])
		case widget.Box:
			fmt.Fprintf(&more, "<rect x=%v y=%v width=%v height=%v rx=%v />", a[0], a[1], a[2], a[3], a[4])
		}
	}
	return "<path d=\"" + d.String() + "\" />" + more.String()
}
