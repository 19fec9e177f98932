package paper

import (
	"fmt"
	"math"
	"unicode/utf8"

	"rsc.io/qr"

	"linli/kiosk/paper/pdf"
)

// Places and sizes on a certificate. No rule is heavier than 0.3 mm.
const (
	titleAt      Millimetres = 44  // baseline of the title
	footerAt     Millimetres = 234 // rule above the way to check
	footerEnd    Millimetres = 284 // baseline of the last line a sheet may have
	outerRule    Millimetres = 0.3
	innerRule    Millimetres = 0.12
	qrSide       Millimetres = 32 // wanted; a dense code may be larger
	minSquare    Millimetres = 0.5
	maxSquare    Millimetres = 0.8
	rowPadding   Millimetres = 3.2
	columnGap    Millimetres = 5
	closingSpace Millimetres = 17 // above the issuer, for the seal
	stampSize    Millimetres = 42 // kept free for a stamp where there is no seal
	closingInset Millimetres = 4  // between the closing and the right margin

	titleSize      = 28 * pdf.Point
	minTitleSize   = 18 * pdf.Point
	bodySize       = 14 * pdf.Point
	bodyLeading    = 26 * pdf.Point
	tableSize      = 12.5 * pdf.Point
	tableLeading   = 19 * pdf.Point
	smallSize      = 10.5 * pdf.Point
	smallLeading   = 16 * pdf.Point
	noteSize       = 8.5 * pdf.Point
	noteLeading    = 12 * pdf.Point
	labelGrey      = 0.35
	spreadLabels   = 4 // characters: shorter labels are spread to as many
	watermarkGrey  = 0.9
	watermarkSize  = 150 * pdf.Point
	watermarkAngle = 38
	watermarkNote  = 34 * pdf.Point
	middleOfHan    = 0.36 // of the em above the baseline
)

// certificate draws all of it.
func (s *sheet) certificate(facts CertificateFacts, code *qr.Code) {
	s.checkTexts(facts)
	if s.err != nil {
		return
	}
	if facts.Sample {
		s.watermark()
	}
	s.title(facts)
	for _, p := range facts.Paragraphs {
		s.paragraph(sideMargin.length(), measure.length(), 2*bodySize, bodyLeading, p.Reveal(), pdf.Style{Size: bodySize})
		s.y += bodySize / 3
	}
	if len(facts.Table) > 0 {
		s.table(facts.Table)
	}
	s.closing(facts)
	s.footer(facts, code)
}

// checkTexts looks at every text of the facts before anything is drawn.
func (s *sheet) checkTexts(facts CertificateFacts) {
	s.checkText("title", facts.Title.ZH+facts.Title.EN)
	s.checkText("serial", facts.Serial)
	s.checkText("issuer", facts.Issuer)
	s.checkText("verification page", facts.Verification.Page)
	for i, p := range facts.Paragraphs {
		s.checkText(fmt.Sprintf("paragraph %d", i+1), p.Reveal())
	}
	for i, row := range facts.Table {
		for _, f := range row {
			s.checkText(fmt.Sprintf("row %d of the table", i+1), f.Label+f.Value.Reveal())
		}
	}
}

// watermark says across the sheet that it is a sample, under everything else.
func (s *sheet) watermark() {
	t := s.words("certificate.sample")
	s.tilted(0, t.ZH, pdf.Style{Size: watermarkSize, Grey: watermarkGrey, Angle: watermarkAngle})
	s.tilted(watermarkSize*0.72, t.EN, pdf.Style{Size: watermarkNote, Spread: watermarkNote / 4, Grey: watermarkGrey, Angle: watermarkAngle})
}

// tilted draws a turned text with its middle in the middle of the sheet, or
// below it as the turned text sees it.
func (s *sheet) tilted(below pdf.Length, text string, style pdf.Style) {
	sin, cos := math.Sincos(style.Angle * math.Pi / 180)
	along := float64(s.width(text, style)) / 2
	down := float64(style.Size)*middleOfHan + float64(below)
	x := (sheetWidth / 2).length() - pdf.Length(along*cos-down*sin)
	y := (sheetHeight / 2).length() + pdf.Length(along*sin+down*cos)
	s.text(x, y, text, style)
}

// title draws the name of the certificate as large as its length allows, and
// the serial.
func (s *sheet) title(facts CertificateFacts) {
	style := pdf.Style{Size: titleSize}
	if utf8.RuneCountInString(facts.Title.ZH) <= 6 {
		style.Spread = titleSize * 0.45
	}
	for s.width(facts.Title.ZH, style) > measure.length() {
		if style.Size--; style.Size < minTitleSize {
			s.fail(fmt.Errorf("%w: title", ErrTooWide))
			return
		}
	}
	middle := (sheetWidth / 2).length()
	s.y = titleAt.length()
	s.centred(middle, s.y, facts.Title.ZH, style)
	if facts.Title.EN != "" {
		small := pdf.Style{Size: smallSize, Grey: labelGrey}
		if s.width(facts.Title.EN, small) > measure.length() {
			s.fail(fmt.Errorf("%w: English title", ErrTooWide))
		}
		s.y += 18
		s.centred(middle, s.y, facts.Title.EN, small)
	}
	s.y += Millimetres(14).length()
	serial := fmt.Sprintf(s.words("certificate.serial").ZH, facts.Serial)
	small := pdf.Style{Size: smallSize}
	left := (sheetWidth - sideMargin).length() - s.width(serial, small)
	if left < sideMargin.length() {
		s.fail(fmt.Errorf("%w: serial", ErrTooWide))
	}
	s.text(left, s.y, serial, small)
	s.y += Millimetres(2.5).length()
	s.rule(s.y, innerRule)
	s.y += Millimetres(3).length()
}

// table draws rows of one or two fields between thin rules.
func (s *sheet) table(rows [][]Field) {
	s.y += Millimetres(7).length()
	s.rule(s.y, outerRule)
	label := pdf.Style{Size: tableSize, Grey: labelGrey}
	var labels pdf.Length
	for _, row := range rows {
		for _, f := range row {
			labels = max(labels, s.width(f.Label, label))
		}
	}
	if labels > (measure / 4).length() {
		s.fail(fmt.Errorf("%w: name of a field", ErrTooWide))
		return
	}
	for i, row := range rows {
		top, bottom := s.y+rowPadding.length(), pdf.Length(0)
		for n, f := range row {
			x := sideMargin.length() + pdf.Length(n)*(measure.length()/2+columnGap.length()/2)
			width := measure.length()
			if len(row) == 2 {
				width = (measure.length() - columnGap.length()) / 2
			}
			s.y = top
			set := label
			set.Spread = s.spreadTo(min(labels, spreadLabels*tableSize), f.Label, label)
			s.text(x, s.y+tableSize*1.02, f.Label, set)
			value := labels + columnGap.length()
			s.y += tableSize*1.02 - tableLeading
			s.paragraph(x+value, width-value, 0, tableLeading, f.Value.Reveal(), pdf.Style{Size: tableSize})
			bottom = max(bottom, s.y, top+tableSize*1.02)
		}
		s.y = bottom + rowPadding.length() + tableSize*0.12
		if i < len(rows)-1 {
			s.rule(s.y, innerRule)
		}
	}
	s.rule(s.y, outerRule)
}

// closing draws who issued the certificate and when, and the seal over both.
func (s *sheet) closing(facts CertificateFacts) {
	style := pdf.Style{Size: bodySize}
	y, m, d := facts.IssuedOn.Date()
	date := fmt.Sprintf(s.words("certificate.date").ZH, y, int(m), d)
	wide := max(s.width(facts.Issuer, style), s.width(date, style))
	if wide > measure.length() {
		s.fail(fmt.Errorf("%w: issuer", ErrTooWide))
		return
	}
	right := (sheetWidth - sideMargin - closingInset).length()
	middle := max(right-wide/2, sideMargin.length()+wide/2)
	s.y += closingSpace.length() + bodySize
	s.centred(middle, s.y, facts.Issuer, style)
	s.y += bodyLeading
	s.centred(middle, s.y, date, style)
	// A seal rides on the date, as offices stamp: half its height above it.
	height := stampSize.length()
	if seal := facts.Seal; seal != nil {
		at := seal.Picture.Bounds()
		width := seal.Width.length()
		height = width * pdf.Length(at.Dy()) / pdf.Length(max(at.Dx(), 1))
		left := min(middle-width/2, (sheetWidth-sideMargin).length()-width)
		s.page.Picture(left, s.y-bodyLeading/2-height/2, width, height, seal.Picture)
	}
	bottom := s.y + max(bodySize, height/2-bodyLeading/2)
	if bottom > footerAt.length() {
		s.fail(fmt.Errorf("%w: the text ends %.0f mm too low", ErrTooMuch, float64((bottom-footerAt.length())/pdf.Millimetre)))
	}
}

// footer draws the code and the sentence how to check it.
func (s *sheet) footer(facts CertificateFacts, code *qr.Code) {
	s.y = footerAt.length()
	s.rule(s.y, innerRule)
	square := min(max(qrSide/Millimetres(code.Size), minSquare), maxSquare)
	side := square * Millimetres(code.Size)
	// ISO/IEC 18004 asks for four free squares around the code; the margin and
	// the gap below the rule give them.
	quiet := 4 * square
	s.page.Squares(sideMargin.length(), s.y+quiet.length(), square.length(), code.Size, code.Black)

	x := (sideMargin + side + quiet + columnGap/2).length()
	width := (sheetWidth - sideMargin).length() - x
	title, how := s.words("certificate.check-title"), s.words("certificate.check")
	s.y += quiet.length() - (smallLeading - smallSize)
	s.paragraph(x, width, 0, smallLeading, title.ZH+" "+title.EN, pdf.Style{Size: smallSize, Grey: labelGrey})
	s.y += 2
	s.paragraph(x, width, 0, smallLeading, fmt.Sprintf(how.ZH, facts.Verification.Page), pdf.Style{Size: smallSize})
	s.y += 3
	s.paragraph(x, width, 0, noteLeading, how.EN, pdf.Style{Size: noteSize, Grey: labelGrey})
	end := max(s.y, (footerAt + quiet + side).length())
	if facts.Sample {
		t := s.words("certificate.sample-note")
		s.centred((sheetWidth / 2).length(), footerEnd.length(), t.ZH+"　"+t.EN, pdf.Style{Size: noteSize})
		end += noteLeading + noteSize
	}
	if end > footerEnd.length() {
		s.fail(fmt.Errorf("%w: the way to check is too long", ErrTooMuch))
	}
}
