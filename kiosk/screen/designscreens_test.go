package screen_test

import (
	"image"
	"image/color"
	imagedraw "image/draw"
	"path/filepath"
	"testing"

	"linli/kiosk"
	"linli/kiosk/screen"
)

// smallerInDesign is by how much the screens of docs/design.md are scaled down.
const smallerInDesign = 3

// gallery is one row of whole screens in docs/design.md, from synthetic Views.
type gallery struct {
	name, panel string
	manner      manner
	lang        kiosk.Lang
	scenes      []string
}

func galleries() []gallery {
	normal, m := manner{name: "normal"}, manners()
	return []gallery{
		{"come", "portrait", normal, kiosk.Chinese, []string{"attract", "home", "choose", "guide"}},
		{"apply", "portrait", normal, kiosk.Chinese, []string{"identify-below", "save-choice", "save-consent", "received-rate"}},
		{"told", "portrait", normal, kiosk.Chinese, []string{"number-printed", "case-returned", "voted-counted", "problem-printer"}},
		{"lying", "landscape", normal, kiosk.English, []string{"home", "choose"}},
		{"lying-more", "landscape", normal, kiosk.English, []string{"rate-counter", "number-printed"}},
		{"manners", "portrait", m[1], kiosk.Chinese, []string{"home", "guide"}},
		{"contrast", "portrait", m[2], kiosk.English, []string{"home", "guide"}},
		{"lowered", "portrait", m[4], kiosk.Chinese, []string{"home", "save-choice"}},
		{"small", "small", normal, kiosk.Chinese, []string{"home", "choose", "identify-right"}},
	}
}

// TestDesignScreens draws the rows of whole screens in docs/design.md, or
// compares them.
func TestDesignScreens(t *testing.T) {
	needDisplay(t)
	k := kit(t)
	for _, g := range galleries() {
		t.Run(g.name, func(t *testing.T) {
			var row []*image.RGBA
			for _, name := range g.scenes {
				v, o := find(t, name, g.panel)
				v.Lang, v.Large, v.Contrast, v.Lowered = g.lang, g.manner.large, g.manner.contrast, g.manner.lowered
				row = append(row, lessened(draw(k, screen.Lay(k, v, o).Scene, 0.45, "")))
			}
			got := hung(row)
			file := filepath.Join("..", "..", "docs", "pictures", "screens-"+g.name+".png")
			if *update {
				writePNG(t, file, got)
				return
			}
			if part := difference(got, readPNG(t, file)); part > frameSlack {
				t.Errorf("%.2f %% of the pixels differ from %s; -update rewrites it", part*100, file)
			}
		})
	}
}

// lessened is img scaled down.
func lessened(img *image.RGBA) *image.RGBA {
	const n = smallerInDesign
	out := image.NewRGBA(image.Rect(0, 0, img.Rect.Dx()/n, img.Rect.Dy()/n))
	for i := range out.Pix {
		at, c := i/4, i%4
		x, y := at%out.Rect.Dx()*n, at/out.Rect.Dx()*n
		sum := 0
		for dy := range n {
			for dx := range n {
				sum += int(img.Pix[img.PixOffset(x+dx, y+dy)+c])
			}
		}
		out.Pix[i] = uint8(sum / (n * n))
	}
	return out
}

// hung is a row of pictures on a wall.
func hung(row []*image.RGBA) *image.RGBA {
	const apart = 12
	width, height := apart, 0
	for _, img := range row {
		width += img.Rect.Dx() + apart
		height = max(height, img.Rect.Dy())
	}
	wall := image.NewRGBA(image.Rect(0, 0, width, height+2*apart))
	imagedraw.Draw(wall, wall.Rect, image.NewUniform(color.RGBA{0xB9, 0xB4, 0xAA, 0xFF}), image.Point{}, imagedraw.Src)
	x := apart
	for _, img := range row {
		imagedraw.Draw(wall, img.Rect.Add(image.Pt(x, apart)), img, image.Point{}, imagedraw.Src)
		x += img.Rect.Dx() + apart
	}
	return wall
}
