package screen

import (
	"fmt"

	"linli/assets"
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

// chinese asks a decoder for words, or for names of people.
type chinese struct {
	decoder *pinyin.Decoder
	names   bool
}

// Decode implements widget.Decoder.
func (c chinese) Decode(letters string, begun bool, limit int) []widget.Candidate {
	found := c.decoder.Decode
	if c.names {
		found = func(letters string, limit int) []pinyin.Candidate { return c.decoder.DecodeName(letters, begun, limit) }
	}
	var all []widget.Candidate
	for _, f := range found(letters, limit) {
		all = append(all, widget.Candidate{Text: f.Text, Used: f.Used})
	}
	return all
}
