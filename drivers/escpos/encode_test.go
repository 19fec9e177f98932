package escpos_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"image"
	"math/rand/v2"
	"strings"
	"testing"

	"linli/drivers/escpos"

	"golang.org/x/image/font/gofont/goregular"
)

// ink is a Rasterizer that draws a given picture.
type ink struct {
	picture *image.Alpha
	err     error
}

func (i ink) Rasterize(escpos.Text, int) (*image.Alpha, error) { return i.picture, i.err }

// black is a picture that is all ink.
func black(width, height int) *image.Alpha {
	a := image.NewAlpha(image.Rect(0, 0, width, height))
	for i := range a.Pix {
		a.Pix[i] = 0xFF
	}
	return a
}

// quiet is a profile without ASB, so that bodies begin with 1B40 1C26.
func quiet() escpos.Profile {
	p := escpos.Kiosk80()
	p.Status, p.RasterFrom = escpos.StatusDLE, 0
	return p
}

func encode(t *testing.T, p escpos.Profile, r escpos.Rasterizer, doc ...escpos.Op) escpos.Encoded {
	t.Helper()
	e, err := escpos.Encode(doc, p, r)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// unhex reads bytes written with spaces.
func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestOpsBecomeTheDocumentedBytes(t *testing.T) {
	raster := quiet()
	raster.QR = escpos.QRRaster
	const start = "1B40 1C26 "
	for _, c := range []struct {
		situation string
		profile   escpos.Profile
		op        escpos.Op
		want      string
	}{
		{"ASB is asked for anew after ESC @", escpos.Kiosk80(), escpos.Feed{}, "1B40 1D610E 1C26"},
		{"plain text", quiet(), escpos.Text{Text: "No", Scale: 1}, start + "1B6100 1B4500 1D2100 1B3320 4E6F 0A"},
		{"Chinese, bold, double, centred", quiet(), escpos.Text{Text: "取号", Scale: 2, Bold: true, Align: escpos.Centre}, start + "1B6101 1B4501 1D2111 1B3338 C8A1 BAC5 0A"},
		{"signs that GBK lacks are mapped", quiet(), escpos.Text{Text: "¥5\u00a0•", Scale: 1}, start + "1B6100 1B4500 1D2100 1B3320 A3A4 35 20 A1A4 0A"},
		{"short feed", quiet(), escpos.Feed{Dots: 16}, start + "1B4A10"},
		{"long feed", quiet(), escpos.Feed{Dots: 300}, start + "1B4AFF 1B4A2D"},
		{"native code", quiet(), escpos.QR{Text: "HI", Module: 6}, start + "1B6101 1D286B04003141 3200 1D286B03003143 06 1D286B03003145 31 1D286B05003150 30 4849 1D286B03003151 30"},
		{"rule", quiet(), escpos.Rule{}, start + "1B6100 1D763000 4800 0200 " + strings.Repeat("FF", 144)},
	} {
		t.Run(c.situation, func(t *testing.T) {
			if got := encode(t, c.profile, nil, c.op).Body; !bytes.Equal(got, unhex(t, c.want)) {
				t.Errorf("got  % X\nwant % X", got, unhex(t, c.want))
			}
		})
	}
	e := encode(t, quiet(), nil, escpos.Feed{Dots: 8}, escpos.Cut{})
	if !bytes.Equal(e.Cut, unhex(t, "1D564200")) || e.Dots != 8+120 {
		t.Errorf("cut % X after %d dots", e.Cut, e.Dots)
	}
	if got := encode(t, raster, nil, escpos.QR{Text: "HI", Module: 1}).Body; !bytes.Contains(got, unhex(t, "1D763000 0300 1500")) {
		t.Errorf("a drawn code is not 21 rows of 3 bytes: % X", got)
	}
}

func TestLinesTheFontLacksAreDrawn(t *testing.T) {
	picture := ink{picture: black(8, 2)}
	gb2312 := quiet()
	gb2312.Han = escpos.HanGB2312
	for _, c := range []struct {
		text    string
		profile escpos.Profile
		drawn   bool
	}{
		{"王镕", quiet(), false},
		{"王镕", gb2312, true},
		{"王平", gb2312, false},
		{"王𫖮", quiet(), true},
		{"王\ue863", quiet(), true},
		{"5€", quiet(), true},
	} {
		body := encode(t, c.profile, picture, escpos.Text{Text: c.text, Scale: 1}).Body
		if drawn := bytes.Contains(body, unhex(t, "1D763000 0100 0200 FFFF")); drawn != c.drawn {
			t.Errorf("%s with %s: drawn %v", c.text, c.profile.Han, drawn)
		}
		if _, err := escpos.Encode(escpos.Document{escpos.Text{Text: c.text, Scale: 1}}, c.profile, nil); errors.Is(err, escpos.ErrUnencodable) != c.drawn {
			t.Errorf("%s with %s and no rasterizer: %v", c.text, c.profile.Han, err)
		}
	}
}

func TestRasterHeightsStayClearOfKnownTraps(t *testing.T) {
	for _, rows := range []int{1, 47, 48, 96, 192, 255, 256, 300, 510, 520} {
		p := quiet()
		p.RasterFrom = 1
		body := encode(t, p, ink{picture: black(8, rows)}, escpos.Text{Text: "A", Scale: 1}).Body
		total := 0
		for rest := body; ; {
			i := bytes.Index(rest, unhex(t, "1D763000"))
			if i < 0 {
				break
			}
			height := int(rest[i+6]) | int(rest[i+7])<<8
			if height > 255 || height%48 == 0 {
				t.Errorf("%d rows: a raster of %d", rows, height)
			}
			total += height
			rest = rest[i+8+height:]
		}
		if total < rows || total > rows+len(body)/255+1 {
			t.Errorf("%d rows became %d", rows, total)
		}
	}
}

func TestWhiteAroundADrawingIsFed(t *testing.T) {
	picture := image.NewAlpha(image.Rect(0, 0, 8, 30))
	picture.Pix[10*picture.Stride] = 0xFF
	p := quiet()
	p.RasterFrom = 1
	got := encode(t, p, ink{picture: picture}, escpos.Text{Text: "A", Scale: 1})
	want := unhex(t, "1B40 1C26 1B6100 1B4A0A 1D763000 0100 0100 80 1B4A13 1B4A08")
	if !bytes.Equal(got.Body, want) || got.Dots != 38 {
		t.Errorf("got % X, %d dots", got.Body, got.Dots)
	}
}

// findRealTime returns the place of a sequence that printers obey wherever it
// stands, or -1.
func findRealTime(b []byte) int {
	for i := 0; i+2 < len(b); i++ {
		if b[i] == 0x10 && (b[i+1] == 0x04 || b[i+1] == 0x05 || b[i+1] == 0x14) {
			return i
		}
	}
	return -1
}

func TestNoRealTimeCommandHidesInADrawing(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	bait := []byte{0x10, 0x04, 0x01, 0x05, 0x14, 0x00}
	for range 200 {
		picture := image.NewAlpha(image.Rect(0, 0, 64, 40))
		for x := range 8 {
			for y := range 40 {
				b := bait[random.IntN(len(bait))]
				for bit := range 8 {
					picture.Pix[y*picture.Stride+x*8+bit] = (b >> (7 - bit) & 1) * 0xFF
				}
			}
		}
		p := quiet()
		p.RasterFrom = 1
		e := encode(t, p, ink{picture: picture}, escpos.Text{Text: "A", Scale: 1}, escpos.Feed{Dots: 16}, escpos.QR{Text: "16", Module: 16})
		if i := findRealTime(e.Body); i >= 0 {
			t.Fatalf("a real-time command at byte %d: % X", i, e.Body[i:i+3])
		}
	}
}

func TestFaultyDocumentsAreRefused(t *testing.T) {
	for _, c := range []struct {
		situation string
		doc       escpos.Document
	}{
		{"command in text", escpos.Document{escpos.Text{Text: "a\x1b@", Scale: 1}}},
		{"line end in text", escpos.Document{escpos.Text{Text: "a\nb", Scale: 1}}},
		{"scale 0", escpos.Document{escpos.Text{Text: "a"}}},
		{"scale 9", escpos.Document{escpos.Text{Text: "a", Scale: 9}}},
		{"unknown align", escpos.Document{escpos.Text{Text: "a", Scale: 1, Align: 3}}},
		{"text wider than the paper", escpos.Document{escpos.Text{Text: strings.Repeat("号", 25), Scale: 1}}},
		{"feed backwards", escpos.Document{escpos.Feed{Dots: -1}}},
		{"empty code", escpos.Document{escpos.QR{Module: 4}}},
		{"module 0", escpos.Document{escpos.QR{Text: "a"}}},
		{"Chinese in a code", escpos.Document{escpos.QR{Text: "号", Module: 4}}},
		{"code too long", escpos.Document{escpos.QR{Text: strings.Repeat("a", 251), Module: 1}}},
		{"code wider than the paper", escpos.Document{escpos.QR{Text: strings.Repeat("a", 250), Module: 16}}},
		{"cut before the end", escpos.Document{escpos.Cut{}, escpos.Feed{Dots: 1}}},
		{"nothing", escpos.Document{nil}},
	} {
		t.Run(c.situation, func(t *testing.T) {
			if _, err := escpos.Encode(c.doc, quiet(), nil); !errors.Is(err, escpos.ErrDocument) {
				t.Errorf("error %v", err)
			}
		})
	}
	wide := ink{picture: black(577, 1)}
	p := quiet()
	p.RasterFrom = 1
	if _, err := escpos.Encode(escpos.Document{escpos.Text{Text: "a", Scale: 1}}, p, wide); !errors.Is(err, escpos.ErrDocument) {
		t.Errorf("drawing wider than the paper: %v", err)
	}
}

func TestFaultyProfilesAreRefused(t *testing.T) {
	for field, change := range map[string]func(*escpos.Profile){
		"WidthDots":  func(p *escpos.Profile) { p.WidthDots = 570 },
		"Status":     func(p *escpos.Profile) { p.Status = "" },
		"Fence":      func(p *escpos.Profile) { p.Status = escpos.StatusNone },
		"QR":         func(p *escpos.Profile) { p.QR = "" },
		"Han":        func(p *escpos.Profile) { p.Han = "" },
		"Clear":      func(p *escpos.Profile) { p.Clear = "" },
		"RasterFrom": func(p *escpos.Profile) { p.RasterFrom = -1 },
		"SliceRows":  func(p *escpos.Profile) { p.SliceRows = 240 },
		"Baud":       func(p *escpos.Profile) { p.Baud = -1 },
		"Speed":      func(p *escpos.Profile) { p.Speed = 0 },
	} {
		p := escpos.Kiosk58()
		change(&p)
		_, err := escpos.New(nil, &escpos.Opts{Profile: p})
		if !errors.Is(err, escpos.ErrProfile) || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestOutlineDrawsWithinThePaper(t *testing.T) {
	o, err := escpos.NewOutline(goregular.TTF, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text          string
		width         int
		narrow, hangs bool // made smaller to fit; reaches below the em square
	}{{"A005", 576, false, false}, {"A005", 300, true, false}, {"WWWWWWWW", 384, true, false}, {"gjpqy", 576, false, true}} {
		picture, err := o.Rasterize(escpos.Text{Text: c.text, Scale: 8, Bold: true}, c.width)
		if err != nil {
			t.Fatal(err)
		}
		size := picture.Bounds().Size()
		if size.X > c.width || c.narrow && size.X < c.width-8 {
			t.Errorf("%s is %d dots wide on %d", c.text, size.X, c.width)
		}
		if hangs := size.Y > 192; hangs != c.hangs || !c.narrow && size.Y < 191 {
			t.Errorf("%s is %d dots high", c.text, size.Y)
		}
	}
	if _, err := o.Rasterize(escpos.Text{Text: "号", Scale: 1}, 576); !errors.Is(err, escpos.ErrNoGlyph) {
		t.Errorf("a character the font lacks: %v", err)
	}
	if _, err := escpos.NewOutline([]byte("no font"), nil); err == nil {
		t.Error("a font file that is none was taken")
	}
	if _, err := escpos.NewOutline(goregular.TTF, []byte("no font")); err == nil {
		t.Error("a bold font file that is none was taken")
	}
}

// TestDrawnTextKeepsTheSpaceThatItBeginsWith: a line that is set in does not
// come out at the margin.
func TestDrawnTextKeepsTheSpaceThatItBeginsWith(t *testing.T) {
	o, err := escpos.NewOutline(goregular.TTF, nil)
	if err != nil {
		t.Fatal(err)
	}
	wide := func(text string) int {
		picture, err := o.Rasterize(escpos.Text{Text: text, Scale: 2}, 576)
		if err != nil {
			t.Fatal(err)
		}
		return picture.Bounds().Dx()
	}
	if flush, in := wide("H"), wide("   H"); in < 2*flush {
		t.Errorf("behind three spaces it is %d dots wide, without %d", in, flush)
	}
}
