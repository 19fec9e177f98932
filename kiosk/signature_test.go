package kiosk_test

import (
	"math"
	"strings"
	"testing"

	"linli/kiosk"
)

// spiral is a signature nobody can write: long and nowhere straight.
func spiral(strokes, points int) kiosk.Signature {
	var s kiosk.Signature
	for i := range strokes {
		var stroke []kiosk.InkPoint
		for n := range points {
			turn := float64(n) / 9
			stroke = append(stroke, kiosk.InkPoint{X: 700 + int(turn*1.5*math.Cos(turn)), Y: 600 + i/2 + int(turn*math.Sin(turn))})
		}
		s = append(s, stroke)
	}
	return s
}

func TestASignatureComesBackAsItWasDrawn(t *testing.T) {
	drawn := kiosk.Signature{{{X: 0, Y: 0}, {X: 120, Y: 340}, {X: 240, Y: 0}}, {{X: 4095, Y: 7}}}
	read, ok := kiosk.ParseSignature(drawn.Text())
	if !ok || len(read) != 2 || read[0][1] != drawn[0][1] || read[1][0] != drawn[1][0] {
		t.Fatalf("%q came back as %v, %v", drawn.Text(), read, ok)
	}
	if corner, size := read.Bounds(); corner != (kiosk.InkPoint{}) || size != (kiosk.InkPoint{X: 4095, Y: 340}) {
		t.Errorf("bounds %v %v", corner, size)
	}
}

func TestALongSignatureKeepsItsShapeInTwoKibibytes(t *testing.T) {
	for _, s := range []kiosk.Signature{spiral(1, 4000), spiral(60, 66), spiral(5000, 3)} {
		text := s.Text()
		read, ok := kiosk.ParseSignature(text)
		if !ok || len(text) > 2<<10 {
			t.Fatalf("%d bytes, %v", len(text), ok)
		}
		if first := read[0]; first[0] != s[0][0] || first[len(first)-1] != s[0][len(s[0])-1] {
			t.Error("a stroke lost its ends")
		}
	}
}

func TestWhatIsNoSignatureIsRefused(t *testing.T) {
	for _, text := range []string{"", kiosk.SignedByCard, ".", "AAAA.", "AAA", "AA A", "AAAA..AAAA", "张示例", strings.Repeat("A", 4096)} {
		if _, ok := kiosk.ParseSignature(text); ok {
			t.Errorf("%q passed", text)
		}
	}
}
