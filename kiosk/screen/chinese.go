package screen

import (
	"fmt"
	"image"
	"slices"
	"unicode/utf8"

	"linli/assets"
	"linli/kiosk/handwriting"
	"linli/kiosk/pinyin"
	"linli/kiosk/widget"
)

// LoadPinyin returns a decoder that offers nothing that the faces of kit cannot
// draw. It takes some milliseconds and fails only on a fault of the build.
func LoadPinyin(kit *widget.Kit) (*pinyin.Decoder, error) {
	d, err := pinyin.New(assets.Pinyin())
	if err != nil {
		return nil, fmt.Errorf("screen: %w", err)
	}
	return d.Showing(func(r rune) bool { return kit.Draws(widget.Regular, r) }), nil
}

// loadChinese is all that this machine has to write Chinese with.
func loadChinese(kit *widget.Kit, byHand bool) Chinese {
	var c Chinese
	// A table that cannot be read is a fault of the build, which tests find;
	// Latin letters remain.
	c.Pinyin, _ = LoadPinyin(kit)
	if !byHand {
		return c
	}
	if reader, err := handwriting.Find(); err == nil { // absent where nobody installed it
		c.Finger = byFinger{reader, kit}
	}
	return c
}

// decoder asks a decoder for words, or for names of people.
type decoder struct {
	pinyin *pinyin.Decoder
	names  bool
}

// Decode implements widget.Decoder.
func (c decoder) Decode(letters string, begun bool, limit int) []widget.Candidate {
	found := c.pinyin.Decode
	if c.names {
		found = func(letters string, limit int) []pinyin.Candidate { return c.pinyin.DecodeName(letters, begun, limit) }
	}
	var all []widget.Candidate
	for _, f := range found(letters, limit) {
		all = append(all, widget.Candidate{Text: f.Text, Used: f.Used})
	}
	return all
}

// byFinger asks a program what was drawn.
type byFinger struct {
	reader *handwriting.Reader
	kit    *widget.Kit
}

// Read implements widget.Reader. A program that fails offers nothing: its next
// answer is a stroke away, and pinyin a key.
func (f byFinger) Read(strokes [][]widget.Point) []string {
	drawn := make([][]image.Point, len(strokes))
	for i, stroke := range strokes {
		for _, at := range stroke {
			drawn[i] = append(drawn[i], image.Pt(at.X, at.Y))
		}
	}
	found, _ := f.reader.Read(drawn)
	for _, stroke := range drawn {
		clear(stroke)
	}
	return slices.DeleteFunc(found, func(character string) bool {
		r, _ := utf8.DecodeRuneInString(character)
		return !f.kit.Draws(widget.Regular, r)
	})
}
