// Package receipt joins what is laid out on paper to the printer that puts it
// there: pages of kiosk/paper in the terms of drivers/escpos, and the fonts
// that draw what a printer's own font lacks.
//
// It refuses to lay anything out and to speak to any printer.
package receipt

import (
	"fmt"

	"linli/assets"
	"linli/drivers/escpos"
	"linli/kiosk/paper"
)

// Document says page in the printer's terms, element by element.
func Document(page paper.Page) escpos.Document {
	doc := make(escpos.Document, 0, len(page.Elements))
	for _, e := range page.Elements {
		switch e := e.(type) {
		case paper.Line:
			doc = append(doc, escpos.Text{Text: e.Text, Scale: e.Size, Bold: e.Bold, Align: escpos.Align(e.Align)})
		case paper.Rule:
			doc = append(doc, escpos.Rule{})
		case paper.QR:
			doc = append(doc, escpos.QR{Text: e.Text, Module: int(e.Module)})
		case paper.Ink:
			doc = append(doc, picture(e))
		case paper.Feed:
			doc = append(doc, escpos.Feed{Dots: int(e.Height)})
		case paper.Cut:
			doc = append(doc, escpos.Cut{})
		}
	}
	return doc
}

// Outline opens the terminal's fonts, to draw with. It fails only in a build
// without them.
func Outline() (*escpos.Outline, error) {
	regular, err := assets.Font("NotoSansSC-Regular.otf")
	if err != nil {
		return nil, fmt.Errorf("receipt: %w", err)
	}
	bold, err := assets.Font("NotoSansSC-Bold.otf")
	if err != nil {
		return nil, fmt.Errorf("receipt: %w", err)
	}
	outline, err := escpos.NewOutline(regular, bold)
	if err != nil {
		return nil, fmt.Errorf("receipt: %w", err)
	}
	return outline, nil
}
