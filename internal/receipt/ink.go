package receipt

import (
	"image"
	"image/color"
	"math"

	"linli/drivers/escpos"
	"linli/kiosk/paper"
)

// pen is the width of a stroke, in dots: half a millimetre.
const pen = 4

// picture draws what a finger drew, with a round pen.
func picture(ink paper.Ink) escpos.Picture {
	img := image.NewAlpha(image.Rect(0, 0, int(ink.Width)+pen, int(ink.Height)+pen))
	for _, stroke := range ink.Strokes {
		for i, to := range stroke {
			from := stroke[max(i-1, 0)]
			steps := max(1, int(math.Hypot(float64(to.X-from.X), float64(to.Y-from.Y))))
			for n := range steps + 1 {
				blot(img, int(from.X)+(int(to.X-from.X)*n)/steps, int(from.Y)+(int(to.Y-from.Y)*n)/steps)
			}
		}
	}
	return escpos.Picture{Image: img, Align: escpos.Centre}
}

// blot sets the pen down once.
func blot(img *image.Alpha, x, y int) {
	for dy := range pen {
		for dx := range pen {
			if corner := (dx == 0 || dx == pen-1) && (dy == 0 || dy == pen-1); !corner {
				img.SetAlpha(x+dx, y+dy, color.Alpha{A: 0xFF})
			}
		}
	}
}
