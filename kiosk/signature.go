package kiosk

import (
	"math"
	"strings"
)

// Signature is what a finger drew: its strokes from the first to the last.
type Signature [][]InkPoint

// InkPoint is a place on the glass in tenths of a millimetre, from the top left
// corner of the pad that was signed on.
type InkPoint struct{ X, Y int }

// SignedByCard stands in the place of a signature of whoever cannot draw: the
// document on the reader speaks for its owner. It stands in records.
const SignedByCard = "card"

// Bounds of a signature as it is kept. A record that is longer is none.
const (
	maxSignature = 2 << 10 // bytes of Text
	maxStrokes   = 200     // of two points each they fit
	maxInk       = 1<<12 - 1
	strokeSign   = '.' // between two strokes
)

// inkDigits write a coordinate with two digits of base 64. They stand in
// records: another order makes other signatures of them.
const inkDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// Text writes s in at most 2 KiB: two digits for each coordinate, a dot between
// strokes. What is too long for that loses points where the line is nearly
// straight.
func (s Signature) Text() string {
	s = s[:min(len(s), maxStrokes)]
	slack := 1.0
	for ; slack < maxInk; slack *= 1.6 {
		if text := s.write(slack); len(text) <= maxSignature {
			return text
		}
	}
	return s.write(slack) // each stroke is its two ends, and all of them fit
}

func (s Signature) write(slack float64) string {
	var b strings.Builder
	for i, stroke := range s {
		if i > 0 {
			b.WriteByte(strokeSign)
		}
		for _, at := range thin(stroke, slack) {
			for _, n := range []int{at.X, at.Y} {
				n = min(max(n, 0), maxInk)
				b.WriteByte(inkDigits[n>>6])
				b.WriteByte(inkDigits[n&63])
			}
		}
	}
	return b.String()
}

// thin drops the points of a stroke that lie within slack of the line between
// those that stay.
func thin(stroke []InkPoint, slack float64) []InkPoint {
	if len(stroke) < 3 {
		return stroke
	}
	first, last := stroke[0], stroke[len(stroke)-1]
	far, at := 0.0, 0
	for i := 1; i < len(stroke)-1; i++ {
		if d := apart(stroke[i], first, last); d > far {
			far, at = d, i
		}
	}
	if far <= slack {
		return []InkPoint{first, last}
	}
	left := thin(stroke[:at+1], slack)
	return append(left[:len(left)-1:len(left)-1], thin(stroke[at:], slack)...)
}

// apart is how far p is from the line through a and b.
func apart(p, a, b InkPoint) float64 {
	dx, dy := float64(b.X-a.X), float64(b.Y-a.Y)
	px, py := float64(p.X-a.X), float64(p.Y-a.Y)
	length := math.Hypot(dx, dy)
	if length == 0 {
		return math.Hypot(px, py)
	}
	return math.Abs(dx*py-dy*px) / length
}

// ParseSignature reads what Text wrote. It reports false for anything else, for
// none and for SignedByCard.
func ParseSignature(text string) (s Signature, ok bool) {
	if text == "" || text == SignedByCard || len(text) > maxSignature {
		return nil, false
	}
	for stroke := range strings.SplitSeq(text, string(strokeSign)) {
		if stroke == "" || len(stroke)%4 != 0 {
			return nil, false
		}
		var points []InkPoint
		for i := 0; i < len(stroke); i += 4 {
			x, y := inkNumber(stroke[i:i+2]), inkNumber(stroke[i+2:i+4])
			if x < 0 || y < 0 {
				return nil, false
			}
			points = append(points, InkPoint{x, y})
		}
		s = append(s, points)
	}
	return s, true
}

// inkNumber is negative for what is no number.
func inkNumber(two string) int {
	high, low := strings.IndexByte(inkDigits, two[0]), strings.IndexByte(inkDigits, two[1])
	if high < 0 || low < 0 {
		return -1
	}
	return high<<6 | low
}

// Bounds is the smallest box that holds s: its corner nearest to the origin,
// and its size.
func (s Signature) Bounds() (corner, size InkPoint) {
	least, most := InkPoint{maxInk, maxInk}, InkPoint{}
	for _, stroke := range s {
		for _, at := range stroke {
			least = InkPoint{min(least.X, at.X), min(least.Y, at.Y)}
			most = InkPoint{max(most.X, at.X), max(most.Y, at.Y)}
		}
	}
	return least, InkPoint{max(most.X-least.X, 0), max(most.Y-least.Y, 0)}
}
