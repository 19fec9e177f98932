package receipt_test

import (
	"reflect"
	"testing"

	"linli/drivers/escpos"
	"linli/internal/receipt"
	"linli/kiosk/paper"
)

func TestEveryElementKeepsWhatItSays(t *testing.T) {
	page := paper.Page{Width: paper.Wide, Elements: []paper.Element{
		paper.Line{Text: "A005", Size: 8, Bold: true, Align: paper.Right},
		paper.Line{Text: "left", Size: 1, Align: paper.Left},
		paper.Line{Text: "centre", Size: 2, Align: paper.Centre},
		paper.Rule{}, paper.QR{Text: "HI", Module: 6}, paper.Feed{Height: 28}, paper.Cut{},
	}}
	want := escpos.Document{
		escpos.Text{Text: "A005", Scale: 8, Bold: true, Align: escpos.Right},
		escpos.Text{Text: "left", Scale: 1, Align: escpos.Left},
		escpos.Text{Text: "centre", Scale: 2, Align: escpos.Centre},
		escpos.Rule{}, escpos.QR{Text: "HI", Module: 6}, escpos.Feed{Dots: 28}, escpos.Cut{},
	}
	if got := receipt.Document(page); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

func TestFontsDrawNamesThatNoPrinterHas(t *testing.T) {
	outline, err := receipt.Outline()
	if err != nil {
		t.Fatal(err)
	}
	for _, bold := range []bool{false, true} {
		picture, err := outline.Rasterize(escpos.Text{Text: "张镕", Scale: 2, Bold: bold}, 576)
		if err != nil || picture.Bounds().Dx() < 80 {
			t.Errorf("bold %v: %v, %v", bold, picture.Bounds(), err)
		}
	}
}
