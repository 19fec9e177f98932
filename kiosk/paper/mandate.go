package paper

import (
	"fmt"
	"strings"
	"time"

	"linli/kiosk"
)

// Ink is what a finger drew, in the middle of the paper. Points are in dots
// from the top left corner of a box of Width by Height.
type Ink struct {
	Strokes       [][]Dot
	Width, Height Dots
}

// Dot is a place on the paper.
type Dot struct{ X, Y Dots }

func (Ink) element() {}

// MandateFacts is what a receipt tells of who acted for the resident (代办).
type MandateFacts struct {
	Agent     kiosk.Resident // printed masked
	May       kiosk.Text     // what the agent may do
	Signature kiosk.Private  // kiosk.Signature in text, or kiosk.SignedByCard
}

// inkHeight is that of a signature, at most.
const inkHeight Dots = 128

// mandate adds what was signed, in the reader's language, under the receipt.
func (l *layout) mandate(m MandateFacts, resident kiosk.Resident, item kiosk.Text) {
	l.rule()
	l.feed(middleGap)
	l.phrase(l.words("slip.mandate-title"), valueSize, true)
	l.feed(smallGap)
	fill := strings.NewReplacer("{resident}", resident.MaskedName(), "{agent}", m.Agent.MaskedName(),
		"{item}", item.In(l.lang), "{may}", m.May.In(l.lang))
	for _, key := range []string{"behalf.mandate-who", "behalf.mandate-may", "behalf.mandate-end"} {
		l.set(fill.Replace(l.words(key).In(l.lang)), 1, true, Left)
		l.feed(smallGap)
	}
	l.feed(smallGap)
	drawn, ok := kiosk.ParseSignature(m.Signature.Reveal())
	if !ok {
		l.set(l.words("behalf.signed-by-card").In(l.lang), 1, true, Left)
		l.feed(middleGap)
		return
	}
	l.label(l.words("slip.mandate-signed"))
	l.ink(drawn)
	l.feed(middleGap)
}

// ink adds a signature as large as its place is.
func (l *layout) ink(s kiosk.Signature) {
	corner, size := s.Bounds()
	width := Dots(l.page.Width) * 3 / 4
	scale := min(float64(inkHeight)/float64(max(size.Y, 1)), float64(width)/float64(max(size.X, 1)))
	ink := Ink{Width: Dots(float64(size.X)*scale) + 1, Height: Dots(float64(size.Y)*scale) + 1}
	for _, stroke := range s {
		var dots []Dot
		for _, at := range stroke {
			dots = append(dots, Dot{Dots(float64(at.X-corner.X) * scale), Dots(float64(at.Y-corner.Y) * scale)})
		}
		ink.Strokes = append(ink.Strokes, dots)
	}
	l.add(ink)
}

// SavedFacts is what a slip tells about an application that was put aside.
type SavedFacts struct {
	Place   kiosk.Text
	Item    kiosk.Text
	Code    string    // what the resident goes on with
	SavedAt time.Time // printed to the minute in the zone it carries
	Demo    bool      // content is 示例
	Reprint bool      // 补打
}

// LaySaved lays out what a resident takes along who goes on later. It returns
// ErrEmpty without a place, an item, a code or a time, and ErrTooWide or
// ErrBadText for text no paper can show.
func LaySaved(facts SavedFacts, lang kiosk.Lang, w Width) (Page, error) {
	if facts.Place.ZH == "" || facts.Item.ZH == "" || facts.Code == "" || facts.SavedAt.IsZero() {
		return Page{}, fmt.Errorf("%w: place, item, code or time", ErrEmpty)
	}
	l := layout{lang: lang, page: Page{Width: w}}
	l.marks(facts.Demo, facts.Reprint)
	l.head(facts.Place, l.words("slip.saved-title"))
	l.field("slip.saved-item", facts.Item)
	l.phrase(l.words("saved.code"), 1, false)
	l.number(facts.Code, Centre)
	l.feed(smallGap)
	l.line(facts.SavedAt.Format(issuedForm), 1, false)
	l.feed(middleGap)
	l.rule()
	l.feed(middleGap)
	l.set(l.words("saved.next").In(lang), 1, true, Left)
	l.feed(smallGap)
	l.set(l.words("saved.sealed").In(lang), 1, false, Left)
	return l.cut()
}
