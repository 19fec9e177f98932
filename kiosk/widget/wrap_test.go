package widget_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"linli/kiosk/widget"
)

// cells measures as a terminal font would: a Han is two cells wide.
func cells(s string) float64 {
	w := 0.0
	for _, r := range s {
		if r < 0x2E80 {
			w++
		} else {
			w += 2
		}
	}
	return w
}

// TestWrapGolden runs testdata/wrap/*.txt: a line with the width in cells, the
// text, a line of ---, and the lines that must come out, each ended by |.
func TestWrapGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/wrap/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("testdata/wrap holds no pair")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			head, want, ok := strings.Cut(string(b), "\n---\n")
			ruler, text, ok2 := strings.Cut(head, "\n")
			if !ok || !ok2 {
				t.Fatal("not a ruler, a text, --- and lines")
			}
			got := ""
			for _, l := range widget.Wrap(text, float64(len(ruler)), cells) {
				got += l + "|\n"
			}
			if got != want {
				t.Errorf("wrapped to\n%swant\n%s", got, want)
			}
		})
	}
}

func FuzzWrapLosesNoCharacter(f *testing.F) {
	f.Add("请把身份证放在读卡区——谢谢", 9.0)
	f.Add("a very-long-token@example.invalid\n\n第二行", 4.0)
	f.Fuzz(func(t *testing.T, text string, width float64) {
		if !utf8.ValidString(text) || !(width >= 2 && width < 1e6) {
			t.Skip()
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		lines := widget.Wrap(text, width, cells)
		if got := squeeze(strings.Join(lines, "")); got != squeeze(text) {
			t.Errorf("%q came out as %q", text, got)
		}
		for _, l := range lines {
			if cells(l) > width && utf8.RuneCountInString(l) > 1 && !strings.ContainsFunc(l, combines) {
				t.Errorf("%q is wider than %v", l, width)
			}
		}
	})
}

// combines tells whether r may join others into one grapheme, which is never
// broken.
func combines(r rune) bool { return r > 0x7F && cells(string(r)) == 1 || r > 0xFFFF }
