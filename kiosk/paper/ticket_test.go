package paper_test

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/png"
	"net"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"linli/assets"
	"linli/drivers/drivertest"
	"linli/drivers/escpos"
	"linli/internal/receipt"
	"linli/kiosk"
	"linli/kiosk/paper"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

var update = flag.Bool("update", false, "write the golden files anew")

// facts are invented: the place, the item and the address do not exist.
func facts() paper.TicketFacts {
	ahead := 3
	return paper.TicketFacts{
		Place:    kiosk.Text{ZH: "示例街道 · 向阳社区", EN: "Xiangyang Community, Sample Subdistrict"},
		Number:   "A005",
		Item:     kiosk.Text{ZH: "最低生活保障", EN: "Subsistence allowance"},
		Ahead:    &ahead,
		IssuedAt: time.Date(2026, 3, 5, 9, 41, 0, 0, time.FixedZone("UTC+8", 8*3600)),
		TrackURL: "https://linli.example/t/01KJYQ3V7R8M2N4T6W0XZ5ABCD",
		Demo:     true,
	}
}

func font(t *testing.T, name string) []byte {
	t.Helper()
	b, err := assets.Font(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// outline draws what a printer's own font lacks or draws badly.
func outline(t *testing.T) *escpos.Outline {
	t.Helper()
	o, err := receipt.Outline()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func profileOf(page paper.Page) escpos.Profile {
	if page.Width == paper.Narrow {
		return escpos.Kiosk58()
	}
	return escpos.Kiosk80()
}

// printed prints a page on a simulated printer and returns the paper.
func printed(t *testing.T, page paper.Page) drivertest.Paper {
	t.Helper()
	var papers []drivertest.Paper
	synctest.Test(t, func(t *testing.T) {
		printer, err := drivertest.NewReceiptPrinter(drivertest.ReceiptPrinterOpts{WidthDots: int(page.Width), Font: font(t, "NotoSansSC-Regular.otf")})
		if err != nil {
			t.Fatal(err)
		}
		defer printer.Close()
		near, far := net.Pipe()
		go printer.Serve(t.Context(), far)
		dev, err := escpos.New(near, &escpos.Opts{Profile: profileOf(page), Rasterizer: outline(t)})
		if err != nil {
			t.Fatal(err)
		}
		defer dev.Halt()
		if outcome, err := dev.Print(t.Context(), receipt.Document(page)); outcome != escpos.Printed {
			t.Fatalf("outcome %s: %v", outcome, err)
		}
		if unknown := printer.Unknown(); unknown != nil {
			t.Errorf("printer did not know: %q", unknown)
		}
		papers = printer.Papers()
	})
	if len(papers) != 1 || !papers[0].Cut {
		t.Fatalf("%d papers, want one that is cut", len(papers))
	}
	return papers[0]
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (write it with -update, then look at it)", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from the golden file (look at it after -update)", name)
	}
}

func decodeQR(t *testing.T, picture image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatalf("no QR code can be read: %v", err)
	}
	return result.GetText()
}

func TestTicketLooksAsAgreed(t *testing.T) {
	for _, width := range []paper.Width{paper.Wide, paper.Narrow} {
		for _, lang := range []kiosk.Lang{kiosk.Chinese, kiosk.English} {
			t.Run(fmt.Sprintf("%d-%s", width, lang), func(t *testing.T) {
				page, err := paper.LayTicket(facts(), lang, width)
				if err != nil {
					t.Fatal(err)
				}
				got := printed(t, page)
				var picture bytes.Buffer
				if err := png.Encode(&picture, got.Image); err != nil {
					t.Fatal(err)
				}
				name := fmt.Sprintf("ticket-%d-%s", width, lang)
				golden(t, name+".png", picture.Bytes())
				encoded, err := escpos.Encode(receipt.Document(page), profileOf(page), outline(t))
				if err != nil {
					t.Fatal(err)
				}
				golden(t, name+".bin", append(encoded.Body, encoded.Cut...))
				if url := decodeQR(t, got.Image); url != facts().TrackURL {
					t.Errorf("QR code reads %q", url)
				}
			})
		}
	}
}

// TestTicketTakenWhileNoCounterServesSaysWhenOneDoes keeps both papers to look
// at, on narrow paper.
func TestTicketTakenWhileNoCounterServesSaysWhenOneDoes(t *testing.T) {
	hours := kiosk.Text{ZH: "周一至周五 9:00-17:00", EN: "Monday to Friday, 9:00 to 17:00"}
	for name, shut := range map[string]paper.ShutFacts{"opens": {Opens: "09:00", Hours: hours}, "today": {Hours: hours}} {
		for _, lang := range []kiosk.Lang{kiosk.Chinese, kiosk.English} {
			f := facts()
			f.Ahead, f.Shut = nil, &shut
			page, err := paper.LayTicket(f, lang, paper.Narrow)
			if err != nil {
				t.Fatal(err)
			}
			var picture bytes.Buffer
			if err := png.Encode(&picture, printed(t, page).Image); err != nil {
				t.Fatal(err)
			}
			golden(t, fmt.Sprintf("ticket-shut-%s-%s.png", name, lang), picture.Bytes())
		}
	}
}
