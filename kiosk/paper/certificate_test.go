package paper_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/assets/kai"
	"linli/kiosk"
	"linli/kiosk/paper"
	"linli/kiosk/paper/pdf"
	"linli/kiosk/paper/pdf/pdftest"
)

const mm = 72 / 25.4

// certificateFacts are invented: person, number, place and code.
func certificateFacts() paper.CertificateFacts {
	return paper.CertificateFacts{
		Title:  kiosk.Text{ZH: "居住证明", EN: "Certificate of Residence"},
		Serial: "XY-2026-000123",
		Paragraphs: []kiosk.Private{
			"兹证明王𫖮（居民身份证号码：000000199003070110），自2021年5月8日起在本社区示例路12号3幢402室居住，至今已连续居住四年十个月，情况属实。",
			"本证明应申请人要求开具，用于办理子女入学登记，自开具之日起三个月内有效，复印无效。",
		},
		Table: [][]paper.Field{
			{{Label: "姓名", Value: "王𫖮"}, {Label: "性别", Value: "男"}},
			{{Label: "居住地址", Value: "示例市示例区示例街道向阳社区示例路12号3幢402室（原示例新村一百二十号西单元）"}},
		},
		Issuer:   "示例街道向阳社区居民委员会",
		IssuedOn: clock(),
		Verification: paper.Verification{
			Code: "HTTPS://LINLI.EXAMPLE/C/" + strings.Repeat("2KBVGE2DGN5XSZLTORSXIIDUM", 12),
			Page: "linli.example/c",
		},
	}
}

func certificate(t *testing.T, change func(*paper.CertificateFacts)) *pdftest.Document {
	t.Helper()
	f := certificateFacts()
	if change != nil {
		change(&f)
	}
	data, err := paper.LayCertificate(f)
	if err != nil {
		t.Fatal(err)
	}
	d, err := pdftest.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// words is the whole text of a document without line ends.
func words(d *pdftest.Document) string {
	var b strings.Builder
	for _, l := range d.Lines {
		b.WriteString(l.Text)
	}
	return b.String()
}

func TestCertificateHoldsEveryFactWhole(t *testing.T) {
	f := certificateFacts()
	text := words(certificate(t, nil))
	want := []string{f.Title.ZH, f.Title.EN, f.Serial, f.Issuer, "2026年3月5日", f.Verification.Page}
	for _, p := range f.Paragraphs {
		want = append(want, p.Reveal())
	}
	for _, row := range f.Table {
		for _, field := range row {
			want = append(want, field.Label, field.Value.Reveal())
		}
	}
	for i, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("fact %d is missing or torn", i)
		}
	}
}

func TestCertificateKeepsItsMarginsAndThinRules(t *testing.T) {
	font, err := pdf.ParseFont(kai.Regular(), kai.PostScriptName, kai.Family)
	if err != nil {
		t.Fatal(err)
	}
	d := certificate(t, func(f *paper.CertificateFacts) {
		f.Sample = true
		f.Seal = &paper.Seal{Picture: disc(), Width: 42}
	})
	for _, l := range d.Lines {
		if !l.Upright {
			continue // the words across the sheet
		}
		end := l.X + float64(font.Width(l.Text, pdf.Length(l.Size))) + l.Spread*float64(len([]rune(l.Text))-1)
		if l.X < 28*mm-0.01 || end > 182*mm+0.01 {
			t.Errorf("%q stands from %.1f to %.1f mm", l.Text, l.X/mm, end/mm)
		}
		if l.Y < 12*mm || l.Y > 267*mm {
			t.Errorf("%q stands %.1f mm high", l.Text, l.Y/mm)
		}
	}
	if d.Thickest == 0 || d.Thickest > 0.3*mm+0.001 {
		t.Errorf("a rule is %.2f mm thick", d.Thickest/mm)
	}
	if d.Pictures != 1 {
		t.Errorf("%d pictures, want the seal", d.Pictures)
	}
}

func TestNoLineOfACertificateBeginsWithAClosingMark(t *testing.T) {
	for extra := range 40 { // moves every break of the paragraph
		d := certificate(t, func(f *paper.CertificateFacts) {
			f.Paragraphs = []kiosk.Private{kiosk.Private(strings.Repeat("甲", extra) + "乙（丙），“丁”。" + strings.Repeat("戊、己；（庚）：", 12))}
		})
		for _, l := range d.Lines {
			first, last := []rune(l.Text)[0], []rune(l.Text)[len([]rune(l.Text))-1]
			if strings.ContainsRune("，。、；：）”", first) || strings.ContainsRune("（“", last) {
				t.Errorf("a line reads %q", l.Text)
			}
		}
	}
}

func TestLinesAreNotSpreadSoFarThatTheyCopyWithGaps(t *testing.T) {
	d := certificate(t, nil)
	spread := 0
	for _, l := range d.Lines {
		if l.Replacement != l.Text {
			t.Errorf("%q copies as %q", l.Text, l.Replacement)
		}
		if l.Size == 14 && l.Spread > 0 {
			spread++
			if l.Spread > 0.08*14 {
				t.Errorf("%q is spread by %v", l.Text, l.Spread)
			}
		}
	}
	if spread == 0 {
		t.Error("no line is spread to the margin")
	}
}

func TestCodeOfACertificateReadsFromPaper(t *testing.T) {
	for _, code := range []string{
		"HTTPS://L.EXAMPLE/C/A",
		certificateFacts().Verification.Code,
		"HTTPS://LINLI.EXAMPLE/C/" + strings.Repeat("7", 430), // near the densest
	} {
		d := certificate(t, func(f *paper.CertificateFacts) { f.Verification.Code = code })
		if got := decodeQR(t, drawn(d.Boxes)); got != code {
			t.Errorf("reads %q", got)
		}
		if side := d.Boxes[0].Height; side < 0.5*mm-0.001 || side > 0.8*mm+0.001 {
			t.Errorf("squares of %.2f mm", side/mm)
		}
	}
}

// drawn paints boxes at 300 dpi with free room around.
func drawn(boxes []pdftest.Box) image.Image {
	const scale, room = 300.0 / 72, 40
	left, bottom, right, top := math.Inf(1), math.Inf(1), 0.0, 0.0
	for _, b := range boxes {
		left, bottom = min(left, b.X), min(bottom, b.Y)
		right, top = max(right, b.X+b.Width), max(top, b.Y+b.Height)
	}
	picture := image.NewGray(image.Rect(0, 0, int((right-left)*scale)+2*room, int((top-bottom)*scale)+2*room))
	for i := range picture.Pix {
		picture.Pix[i] = 0xFF
	}
	at := func(v float64) int { return room + int(math.Round(v*scale)) }
	for _, b := range boxes {
		for y := at(top - b.Y - b.Height); y < at(top-b.Y); y++ {
			for x := at(b.X - left); x < at(b.X+b.Width-left); x++ {
				picture.SetGray(x, y, color.Gray{})
			}
		}
	}
	return picture
}

func TestSampleSaysSoAcrossTheSheetAndTheRealThingDoesNot(t *testing.T) {
	across := func(d *pdftest.Document) (texts []string) {
		for _, l := range d.Lines {
			if !l.Upright {
				texts = append(texts, l.Text)
			}
		}
		return texts
	}
	if got := across(certificate(t, func(f *paper.CertificateFacts) { f.Sample = true })); !slices.Equal(got, []string{"样张", "SAMPLE"}) {
		t.Errorf("across the sheet: %q", got)
	}
	issued := certificate(t, nil)
	if got := across(issued); got != nil || strings.Contains(words(issued), "样张") {
		t.Errorf("across the sheet: %q", got)
	}
}

func TestSameFactsGiveTheSameCertificate(t *testing.T) {
	lay := func() []byte {
		f := certificateFacts()
		f.Seal = &paper.Seal{Picture: disc(), Width: 42}
		data, err := paper.LayCertificate(f)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	if !bytes.Equal(lay(), lay()) {
		t.Error("bytes differ")
	}
}

// disc is a picture that stands for a seal.
func disc() image.Image {
	picture := image.NewNRGBA(image.Rect(0, 0, 20, 20))
	for y := range 20 {
		for x := range 20 {
			if math.Hypot(float64(x)-9.5, float64(y)-9.5) < 9 {
				picture.SetNRGBA(x, y, color.NRGBA{200, 40, 40, 255})
			}
		}
	}
	return picture
}

func TestWithoutASealThereIsRoomForAStamp(t *testing.T) {
	full := 0
	for rows := range 12 {
		f := certificateFacts()
		f.Table = slices.Repeat([][]paper.Field{{{Label: "用途", Value: "入学"}}}, rows)
		_, bare := paper.LayCertificate(f)
		f.Seal = &paper.Seal{Picture: disc(), Width: 42}
		_, sealed := paper.LayCertificate(f)
		if (bare == nil) != (sealed == nil) {
			t.Errorf("%d rows: %v without a seal, %v with one", rows, bare, sealed)
		}
		if bare != nil {
			full++
		}
	}
	if full == 0 || full == 12 {
		t.Errorf("%d of 12 sheets are full", full)
	}
}

func TestCertificatesThatCannotBeRightAreRefused(t *testing.T) {
	for _, c := range []struct {
		situation string
		change    func(*paper.CertificateFacts)
		want      error
		says      string
	}{
		{"no title", func(f *paper.CertificateFacts) { f.Title.ZH = "" }, paper.ErrEmpty, "title"},
		{"no serial", func(f *paper.CertificateFacts) { f.Serial = "" }, paper.ErrEmpty, "serial"},
		{"no text", func(f *paper.CertificateFacts) { f.Paragraphs = nil }, paper.ErrEmpty, "paragraphs"},
		{"an empty paragraph", func(f *paper.CertificateFacts) { f.Paragraphs[0] = "" }, paper.ErrEmpty, "paragraphs"},
		{"a field without a name", func(f *paper.CertificateFacts) { f.Table[1][0].Label = "" }, paper.ErrEmpty, "row 2"},
		{"no issuer", func(f *paper.CertificateFacts) { f.Issuer = "" }, paper.ErrEmpty, "issuer"},
		{"no date", func(f *paper.CertificateFacts) { f.IssuedOn = time.Time{} }, paper.ErrEmpty, "date"},
		{"nothing to check it by", func(f *paper.CertificateFacts) { f.Verification.Code = "" }, paper.ErrEmpty, "code"},
		{"no place to check it", func(f *paper.CertificateFacts) { f.Verification.Page = "" }, paper.ErrEmpty, "page"},
		{"rare character without a glyph", func(f *paper.CertificateFacts) { f.Paragraphs[1] = "王\U00020000" }, pdf.ErrMissingGlyph, "paragraph 2: pdf: the font has no glyph for a character: U+20000"},
		{"no glyph in the table", func(f *paper.CertificateFacts) { f.Table[1][0].Value = "\U00020000" }, pdf.ErrMissingGlyph, "row 2 of the table"},
		{"a line end", func(f *paper.CertificateFacts) { f.Paragraphs[0] = "甲\n乙" }, paper.ErrBadText, "paragraph 1"},
		{"Chinese in the code", func(f *paper.CertificateFacts) { f.Verification.Code = "甲" }, paper.ErrBadText, "code"},
		{"code too dense", func(f *paper.CertificateFacts) { f.Verification.Code = strings.Repeat("A", 900) }, paper.ErrTooMuch, "900 characters"},
		{"code longer than any", func(f *paper.CertificateFacts) { f.Verification.Code = strings.Repeat("A", 9000) }, paper.ErrTooMuch, "9000"},
		{"more than a page", func(f *paper.CertificateFacts) {
			f.Paragraphs = slices.Repeat(f.Paragraphs, 6)
		}, paper.ErrTooMuch, "mm too low"},
		{"row of three", func(f *paper.CertificateFacts) { f.Table[0] = make([]paper.Field, 3) }, paper.ErrTooMuch, "row 1"},
		{"endless title", func(f *paper.CertificateFacts) { f.Title.ZH = strings.Repeat("证", 40) }, paper.ErrTooWide, "title"},
		{"endless issuer", func(f *paper.CertificateFacts) { f.Issuer = strings.Repeat("居", 40) }, paper.ErrTooWide, "issuer"},
		{"endless label", func(f *paper.CertificateFacts) { f.Table[0][0].Label = strings.Repeat("名", 12) }, paper.ErrTooWide, "name of a field"},
		{"endless serial", func(f *paper.CertificateFacts) { f.Serial = strings.Repeat("9", 99) }, paper.ErrTooWide, "serial"},
		{"seal as large as the sheet", func(f *paper.CertificateFacts) { f.Seal = &paper.Seal{Picture: disc(), Width: 200} }, paper.ErrTooMuch, "seal"},
		{"seal without a picture", func(f *paper.CertificateFacts) { f.Seal = &paper.Seal{Width: 40} }, paper.ErrTooMuch, "seal"},
	} {
		t.Run(c.situation, func(t *testing.T) {
			f := certificateFacts()
			c.change(&f)
			_, err := paper.LayCertificate(f)
			if !errors.Is(err, c.want) || !strings.Contains(fmt.Sprint(err), c.says) {
				t.Errorf("error %v, want %v with %q", err, c.want, c.says)
			}
			if strings.Contains(fmt.Sprint(err), "王") {
				t.Errorf("the error tells a name: %v", err)
			}
		})
	}
}
