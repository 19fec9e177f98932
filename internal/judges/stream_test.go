package judges_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"linli/drivers/drivertest"
	"linli/drivers/escpos"
	"linli/internal/receipt"
	"linli/kiosk"
	"linli/kiosk/paper"

	"golang.org/x/image/font/gofont/goregular"
)

const trackURL = "https://linli.example/t/7Q4N2KXD9B3M5R8T6W1Y"

// rare is in no character set of a printer.
const rare = "𫖮"

// ticket is invented, with a name in it that has to be drawn.
func ticket(t *testing.T, w int) paper.Page {
	t.Helper()
	ahead := 3
	page, err := paper.LayTicket(paper.TicketFacts{
		Place: kiosk.Text{ZH: "示例街道·向阳社区", EN: "Sample Subdistrict"}, Number: "A005",
		Item: kiosk.Text{ZH: "张" + rare + "的低保申请", EN: "Subsistence allowance"}, Ahead: &ahead,
		IssuedAt: time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC), TrackURL: trackURL, Demo: true,
	}, kiosk.Chinese, paper.Width(w))
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// verdict is what npos finds in a stream.
type verdict struct {
	Commands []string
	Lines    []string
	Fences   []string
	End      int
}

// split gives a stream to npos, and returns what it finds and the picture it
// makes of what was drawn.
func split(t *testing.T, stream []byte, width int) (verdict, string) {
	t.Helper()
	dir := t.TempDir()
	file, picture := filepath.Join(dir, "ticket.bin"), filepath.Join(dir, "ticket.png")
	if err := os.WriteFile(file, stream, 0o600); err != nil {
		t.Fatal(err)
	}
	said := ask(t, "node", "testdata/npos.js", packages(t), file, picture, strconv.Itoa(width))
	var v verdict
	if err := json.Unmarshal([]byte(said), &v); err != nil {
		t.Fatal(err)
	}
	if v.End != len(stream) {
		t.Errorf("npos ends at byte %d of %d", v.End, len(stream))
	}
	return v, picture
}

// printed is what reaches a printer for a ticket, fences and all.
func printed(t *testing.T, p escpos.Profile) []byte {
	t.Helper()
	printer, err := drivertest.NewReceiptPrinter(drivertest.ReceiptPrinterOpts{Font: goregular.TTF, WidthDots: p.WidthDots})
	if err != nil {
		t.Fatal(err)
	}
	defer printer.Close()
	outline, err := receipt.Outline()
	if err != nil {
		t.Fatal(err)
	}
	dev, err := escpos.New(connect(t, printer), &escpos.Opts{Profile: p, Rasterizer: outline})
	if err != nil {
		t.Fatal(err)
	}
	defer dev.Halt()
	if outcome, err := dev.Print(t.Context(), receipt.Document(ticket(t, p.WidthDots))); outcome != escpos.Printed {
		t.Fatal(outcome, err)
	}
	papers := printer.Papers()
	if len(papers) != 1 {
		t.Fatalf("%d papers", len(papers))
	}
	return papers[0].Raw
}

func TestNposSplitsWhatWePrint(t *testing.T) {
	wanted(t, []string{"node"}, "npos", "pngjs", "iconv-lite")
	for name, p := range map[string]escpos.Profile{"80mm": escpos.Kiosk80(), "58mm": escpos.Kiosk58()} {
		t.Run(name, func(t *testing.T) {
			p.RasterFrom = 0 // all that the printer's font has is text
			v, _ := split(t, printed(t, p), p.WidthDots)
			var want []string
			for _, e := range ticket(t, p.WidthDots).Elements {
				if l, ok := e.(paper.Line); ok && !strings.Contains(l.Text, rare) {
					want = append(want, l.Text)
				}
			}
			if !slices.Equal(v.Lines, want) {
				t.Errorf("npos reads %q,\nprinted  %q", v.Lines, want)
			}
			for _, command := range []string{"ESC @", "GS a", "FS &", "GS (k", "GS v0", "GS (H", "GS V"} {
				if !slices.Contains(v.Commands, command) {
					t.Errorf("npos finds no %s in %q", command, v.Commands)
				}
			}
			if len(v.Fences) != 1 { // the second comes after the cut, and so on the next paper
				t.Errorf("fences %q", v.Fences)
			}
		})
	}
}

func TestNposRefusesAStreamThatBreaksOff(t *testing.T) {
	wanted(t, []string{"node"}, "npos", "pngjs", "iconv-lite")
	stream := printed(t, escpos.Kiosk80())
	split(t, stream, 576)           // whole, it is well
	i := slices.Index(stream, 0x76) // in the first picture command
	stream[i+3] ^= 0x01             // other widths than were sent
	dir := t.TempDir()
	file := filepath.Join(dir, "broken.bin")
	if err := os.WriteFile(file, stream, 0o600); err != nil {
		t.Fatal(err)
	}
	if judged(t, "node", "testdata/npos.js", packages(t), file, filepath.Join(dir, "broken.png"), "576") {
		t.Error("npos is content with a broken stream")
	}
}

// drawn is a profile of which everything reaches the printer as a picture.
func drawn(p escpos.Profile) escpos.Profile {
	p.RasterFrom, p.QR = 1, escpos.QRRaster
	return p
}

func TestZbarimgReadsTheCode(t *testing.T) {
	wanted(t, []string{"node", "zbarimg"}, "npos", "pngjs", "iconv-lite")
	for name, p := range map[string]escpos.Profile{"80mm": escpos.Kiosk80(), "58mm": escpos.Kiosk58()} {
		_, picture := split(t, printed(t, drawn(p)), p.WidthDots)
		if got := strings.TrimSpace(ask(t, "zbarimg", "-q", "--raw", picture)); got != trackURL {
			t.Errorf("%s: zbarimg reads %q", name, got)
		}
	}
}

func TestTesseractReadsTheText(t *testing.T) {
	wanted(t, []string{"node", "tesseract"}, "npos", "pngjs", "iconv-lite")
	const least = 90 // of a hundred Chinese characters; OCR is never sure
	for name, p := range map[string]escpos.Profile{"80mm": escpos.Kiosk80(), "58mm": escpos.Kiosk58()} {
		v, picture := split(t, printed(t, drawn(p)), p.WidthDots)
		if len(v.Lines) > 0 {
			t.Errorf("%s: text outside the picture: %q", name, v.Lines)
		}
		got := ask(t, "tesseract", picture, "-", "-l", "chi_sim+eng", "--psm", "6")
		all, read := 0, 0
		for _, e := range ticket(t, p.WidthDots).Elements {
			l, _ := e.(paper.Line)
			for _, r := range strings.ReplaceAll(l.Text, rare, "") {
				if !unicode.Is(unicode.Han, r) {
					continue
				}
				if all++; strings.ContainsRune(got, r) {
					read++
				}
			}
		}
		t.Logf("%s: tesseract reads %d of %d Chinese characters", name, read, all)
		if all == 0 || read*100 < all*least {
			t.Errorf("%s: tesseract reads too little:\n%s", name, got)
		}
	}
}
