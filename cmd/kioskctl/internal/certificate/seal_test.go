package certificate_test

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"linli/assets/kai"
)

var update = flag.Bool("update", false, "write the golden files anew")

const sealPath = "testdata/seal.png"

// TestSampleSealIsVisiblyNone keeps the seal of the sample what this file
// draws: two rings, no star, no office, and the words that it is a sample.
func TestSampleSealIsVisiblyNone(t *testing.T) {
	var drawn bytes.Buffer
	if err := png.Encode(&drawn, sampleSeal(t)); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(sealPath, drawn.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(sealPath)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, drawn.Bytes()) {
		t.Error("the seal on file is another (look at it after -update)")
	}
}

// sampleSeal draws 42 mm at 300 dpi.
func sampleSeal(t *testing.T) image.Image {
	t.Helper()
	const side, outer, inner = 496, 240.0, 218.0
	seal := image.NewNRGBA(image.Rect(0, 0, side, side))
	red := color.NRGBA{0xC8, 0x30, 0x28, 0xFF}
	for y := range side {
		for x := range side {
			r := math.Hypot(float64(x)-side/2+0.5, float64(y)-side/2+0.5)
			cover := max(ring(r, outer, 9), ring(r, inner, 2.5))
			seal.SetNRGBA(x, y, color.NRGBA{red.R, red.G, red.B, uint8(255 * cover)})
		}
	}
	write := func(text string, size float64, baseline int) {
		face := faceAt(t, size)
		d := font.Drawer{Dst: seal, Src: image.NewUniform(red), Face: face}
		d.Dot = fixed.Point26_6{X: (fixed.I(side) - d.MeasureString(text)) / 2, Y: fixed.I(baseline)}
		d.DrawString(text)
	}
	write("示例印章", 52, 150)
	write("样张", 150, 300)
	write("仅供演示", 52, 376)
	return seal
}

// ring is how much of a point at distance r from the middle a ring covers.
func ring(r, radius, thickness float64) float64 {
	return max(0, min(1, thickness/2+0.5-math.Abs(r-radius)))
}

func faceAt(t *testing.T, size float64) font.Face {
	t.Helper()
	parsed, err := opentype.Parse(kai.Regular())
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		t.Fatal(err)
	}
	return face
}
