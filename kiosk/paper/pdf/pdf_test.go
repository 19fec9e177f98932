package pdf_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"linli/assets"
	"linli/assets/kai"
	"linli/kiosk/paper/pdf"
	"linli/kiosk/paper/pdf/pdftest"
)

// name is invented; its second character is beyond the Basic Multilingual
// Plane.
const name = "王𫖮"

func font(t *testing.T) *pdf.Font {
	t.Helper()
	f, err := pdf.ParseFont(kai.Regular(), kai.PostScriptName, kai.Family)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// page draws texts under each other.
func page(t *testing.T, texts ...string) *pdf.Page {
	t.Helper()
	p := pdf.NewPage(font(t), 210*pdf.Millimetre, 297*pdf.Millimetre)
	for i, text := range texts {
		if err := p.Text(50, pdf.Length(50+20*i), text, pdf.Style{Size: 14}); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func info() pdf.Info {
	return pdf.Info{Title: "证明 " + name, Created: time.Date(2026, 3, 5, 9, 41, 0, 0, time.FixedZone("", 8*3600))}
}

func written(t *testing.T, p *pdf.Page) []byte {
	t.Helper()
	data, err := p.Bytes(info())
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func read(t *testing.T, data []byte) *pdftest.Document {
	t.Helper()
	d, err := pdftest.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestEveryCharacterComesBackAsItself(t *testing.T) {
	// The first two share one glyph in many fonts; the last line has more
	// characters than one section of the map may hold.
	many := ""
	for r := '一'; r < '一'+400; r++ {
		if font(t).Has(r) {
			many += string(r)
		}
	}
	texts := []string{"a\u00a0b c", name, "A-0019“引号”（括号）……", many}
	d := read(t, written(t, page(t, texts...)))
	for i, line := range d.Lines {
		if line.Text != texts[i] || line.Replacement != texts[i] {
			t.Errorf("line %d reads %q and copies %q, want %q", i, line.Text, line.Replacement, texts[i])
		}
	}
	if len(d.Lines) != len(texts) {
		t.Errorf("%d lines", len(d.Lines))
	}
}

// TestDrawnGlyphsAreTheFontsOwn opens the embedded font with another reader and
// compares outlines: right text over wrong pictures would pass all else.
func TestDrawnGlyphsAreTheFontsOwn(t *testing.T) {
	const text = "é" + name + "（8）样张àÅ"
	d := read(t, written(t, page(t, text)))
	small, err := sfnt.Parse(withCmap(t, d.Font))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := sfnt.Parse(kai.Regular())
	if err != nil {
		t.Fatal(err)
	}
	runes := []rune(text)
	for i, cid := range d.Lines[0].CIDs {
		var b1, b2 sfnt.Buffer
		gid, err := whole.GlyphIndex(&b1, runes[i])
		if err != nil {
			t.Fatal(err)
		}
		want, err := whole.LoadGlyph(&b1, gid, fixed.I(1000), nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := small.LoadGlyph(&b2, sfnt.GlyphIndex(d.GIDs[cid]), fixed.I(1000), nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
			t.Errorf("%U is drawn as something else", runes[i])
		}
	}
}

// withCmap adds the tables that a stand-alone font needs and an embedded one
// does not, so that a strict reader opens it.
func withCmap(t *testing.T, embedded []byte) []byte {
	t.Helper()
	whole := kai.Regular()
	tables := map[string][]byte{}
	for _, file := range [][]byte{whole, embedded} {
		for i := range int(binary.BigEndian.Uint16(file[4:])) {
			row := file[12+16*i:]
			at, length := binary.BigEndian.Uint32(row[8:]), binary.BigEndian.Uint32(row[12:])
			tag := string(row[:4])
			if bytes.Equal(file, embedded) || strings.Contains("cmap name post OS/2", tag) {
				tables[tag] = file[at : at+length]
			}
		}
	}
	return pdf.Assemble(tables)
}

func TestEmbeddedFontKnowsNoTimeAndItsSumIsRight(t *testing.T) {
	d := read(t, written(t, page(t, name)))
	var sum uint32
	for i := 0; i+3 < len(d.Font); i += 4 {
		sum += binary.BigEndian.Uint32(d.Font[i:])
	}
	// OpenType 1.9, "head", checksumAdjustment.
	if sum != 0xB1B0AFBA || len(d.Font)%4 != 0 {
		t.Errorf("sum of the file is %#x", sum)
	}
	head := bytes.Index(d.Font, []byte("head"))
	at := binary.BigEndian.Uint32(d.Font[head+8:])
	if modified := d.Font[at+28 : at+36]; !bytes.Equal(modified, make([]byte, 8)) {
		t.Errorf("modified %x", modified)
	}
}

func TestSamePageGivesTheSameBytes(t *testing.T) {
	first := written(t, page(t, name, "样张"))
	for range 5 {
		if !bytes.Equal(first, written(t, page(t, name, "样张"))) {
			t.Fatal("bytes differ")
		}
	}
	if bytes.Equal(first, written(t, page(t, name, "样长"))) {
		t.Error("another text gives the same bytes")
	}
}

func TestDocumentSaysWhenItWasMadeAndWhatItIs(t *testing.T) {
	d := read(t, written(t, page(t, name)))
	for _, want := range []string{"/CreationDate (D:20260305094100+08'00)", "/ModDate (D:20260305094100+08'00)", "<FEFF8BC1660E0020738BD86DDDAE>"} {
		if !strings.Contains(d.Info, want) {
			t.Errorf("%s lacks %s", d.Info, want)
		}
	}
}

func TestCharacterWithoutGlyphIsRefusedAndNothingDrawn(t *testing.T) {
	p := page(t, name)
	err := p.Text(50, 90, "王\U0002FFFF", pdf.Style{Size: 14})
	if !errors.Is(err, pdf.ErrMissingGlyph) || !strings.Contains(err.Error(), "U+2FFFF") {
		t.Errorf("error %v", err)
	}
	if d := read(t, written(t, p)); len(d.Lines) != 1 {
		t.Errorf("%d lines", len(d.Lines))
	}
}

func TestFontsThatCannotBeEmbeddedAreRefused(t *testing.T) {
	cff, err := assets.Font("NotoSansSC-Regular.otf")
	if err != nil {
		t.Fatal(err)
	}
	for situation, data := range map[string][]byte{"empty": nil, "cut off": kai.Regular()[:5000], "other outlines": cff} {
		if _, err := pdf.ParseFont(data, "X", "X"); !errors.Is(err, pdf.ErrFont) {
			t.Errorf("%s: error %v", situation, err)
		}
	}
}

func TestWidthIsWhatTheFontSays(t *testing.T) {
	f := font(t)
	if w := f.Width(name, 14); w < 27.99 || w > 28.01 {
		t.Errorf("two characters of 14 points are %v wide", w)
	}
	if half, whole := f.Width("8", 10), f.Width("王", 10); half >= whole {
		t.Errorf("a digit is %v wide, a character %v", half, whole)
	}
}

func TestSquaresCoverTheDarkOnesAndNoOther(t *testing.T) {
	p := page(t, name)
	dark := func(column, row int) bool { return (column+row*3)%4 < 2 }
	p.Squares(100, 200, 2, 7, dark)
	d := read(t, written(t, p))
	for row := range 7 {
		for column := range 7 {
			x, y := 101+2*float64(column), 297*72/25.4-201-2*float64(row)
			covered := 0
			for _, b := range d.Boxes {
				if x > b.X && x < b.X+b.Width && y > b.Y && y < b.Y+b.Height {
					covered++
				}
			}
			if (covered == 1) != dark(column, row) || covered > 1 {
				t.Errorf("square %d, %d is covered %d times", column, row, covered)
			}
		}
	}
}

func TestPictureIsKeptWithItsTransparency(t *testing.T) {
	picture := image.NewNRGBA(image.Rect(0, 0, 2, 1))
	picture.SetNRGBA(0, 0, color.NRGBA{200, 10, 20, 128})
	p := page(t, name)
	p.Picture(10, 10, 20, 10, picture)
	data := written(t, p)
	if d := read(t, data); d.Pictures != 1 {
		t.Errorf("%d pictures", d.Pictures)
	}
	if !bytes.Contains(data, []byte("/Width 2 /Height 1")) || !bytes.Contains(data, []byte("/SMask")) {
		t.Error("the picture or its mask is missing")
	}
}
