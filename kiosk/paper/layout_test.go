package paper_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"linli/kiosk"
	"linli/kiosk/paper"
)

// lay lays out a ticket that must succeed.
func lay(t *testing.T, f paper.TicketFacts, lang kiosk.Lang, w paper.Width) paper.Page {
	t.Helper()
	page, err := paper.LayTicket(f, lang, w)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// lines returns the texts of a page, only those of one size when size is not 0.
func lines(page paper.Page, size int) []string {
	var all []string
	for _, e := range page.Elements {
		if l, ok := e.(paper.Line); ok && (size == 0 || l.Size == size) {
			all = append(all, l.Text)
		}
	}
	return all
}

// item returns the lines in which the name of an item is set at double size.
func item(t *testing.T, name kiosk.Text, lang kiosk.Lang, w paper.Width) []string {
	t.Helper()
	f := facts()
	f.Item, f.Ahead = name, nil
	return lines(lay(t, f, lang, w), 2)
}

func TestLongNamesWrapByTheRulesOfTheirScript(t *testing.T) {
	for _, c := range []struct {
		situation string
		name      kiosk.Text
		lang      kiosk.Lang
		width     paper.Width
		want      []string
	}{
		{"fits", kiosk.Text{ZH: "最低生活保障申请"}, kiosk.Chinese, paper.Narrow, []string{"最低生活保障申请"}},
		{"lines come out even", kiosk.Text{ZH: "最低生活保障申请表"}, kiosk.Chinese, paper.Narrow, []string{"最低生活保", "障申请表"}},
		{"no mark begins a line", kiosk.Text{ZH: "一二三四五六七八，九"}, kiosk.Chinese, paper.Narrow, []string{"一二三四五", "六七八，九"}},
		{"a bracket is not left behind", kiosk.Text{ZH: "一二三四五六七（九十）"}, kiosk.Chinese, paper.Narrow, []string{"一二三四五六", "七（九十）"}},
		{"words stay whole", kiosk.Text{ZH: "低保", EN: "Subsistence allowance"}, kiosk.English, paper.Narrow, []string{"Subsistence", "allowance"}},
		{"a word longer than a line breaks", kiosk.Text{ZH: "低保", EN: "Abcdefghijklmnopqrst"}, kiosk.English, paper.Narrow, []string{"Abcdefghij", "klmnopqrst"}},
		{"Latin inside Chinese stays whole", kiosk.Text{ZH: "办理养老APP认证手续"}, kiosk.Chinese, paper.Narrow, []string{"办理养老APP", "认证手续"}},
		{"the wide paper takes it in one line", kiosk.Text{ZH: "最低生活保障申请表"}, kiosk.Chinese, paper.Wide, []string{"最低生活保障申请表"}},
	} {
		t.Run(c.situation, func(t *testing.T) {
			if got := item(t, c.name, c.lang, c.width); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestEveryLineFitsThePaper(t *testing.T) {
	f := facts()
	f.Reprint = true
	f.Place = kiosk.Text{ZH: "示例市示例区示例街道办事处便民服务中心向阳社区", EN: "Xiangyang Community Service Centre of the Sample Subdistrict Office"}
	f.Item = kiosk.Text{ZH: "特困人员救助供养（含照料护理补贴）申请与年度复核", EN: "Support for people in special hardship, including care allowance"}
	for _, w := range []paper.Width{paper.Wide, paper.Narrow} {
		for _, lang := range []kiosk.Lang{kiosk.Chinese, kiosk.English} {
			for _, e := range lay(t, f, lang, w).Elements {
				l, ok := e.(paper.Line)
				if !ok {
					continue
				}
				dots := 0
				for _, r := range l.Text {
					if dots += 12 * l.Size; r >= 0x80 {
						dots += 12 * l.Size
					}
				}
				if dots > int(w) {
					t.Errorf("%q is %d dots wide on %d", l.Text, dots, w)
				}
				if l.Text != strings.TrimSpace(l.Text) {
					t.Errorf("%q is not in the middle", l.Text)
				}
			}
		}
	}
}

func TestNumberIsAsLargeAsItsLengthAllows(t *testing.T) {
	for _, c := range []struct {
		number string
		width  paper.Width
		size   int
	}{
		{"A005", paper.Wide, 8},
		{"A005", paper.Narrow, 8},
		{"A-K2-01", paper.Wide, 6},
		{"A-K2-01", paper.Narrow, 4},
		{"A-K2-01-AND-STILL-LONGER", paper.Narrow, 1},
	} {
		f := facts()
		f.Number, f.Item = c.number, kiosk.Text{ZH: "低保"}
		found := false
		for _, e := range lay(t, f, kiosk.Chinese, c.width).Elements {
			if l, ok := e.(paper.Line); ok && l.Text == c.number {
				found = true
				if l.Size != c.size || !l.Bold || l.Align != paper.Centre {
					t.Errorf("%s on %d: %+v, want size %d", c.number, c.width, l, c.size)
				}
			}
		}
		if !found {
			t.Errorf("%s on %d is not in one line", c.number, c.width)
		}
	}
}

func TestTicketTellsWhatIsKnownAndNothingElse(t *testing.T) {
	nobody := 0
	for _, c := range []struct {
		situation string
		change    func(*paper.TicketFacts)
		has, not  string
	}{
		{"people ahead are known", func(*paper.TicketFacts) {}, "前面约 3 人", "前面没有人"},
		{"nobody is ahead", func(f *paper.TicketFacts) { f.Ahead = &nobody }, "前面没有人", "前面约"},
		{"the office has not told", func(f *paper.TicketFacts) { f.Ahead = nil }, "A005", "前面"},
		{"sample", func(*paper.TicketFacts) {}, "示例 Sample", "补打"},
		{"the real thing", func(f *paper.TicketFacts) { f.Demo = false }, "A005", "示例 Sample"},
		{"second print", func(f *paper.TicketFacts) { f.Demo, f.Reprint = false, true }, "补打 Reprint", "示例 Sample"},
		{"second print of a sample", func(f *paper.TicketFacts) { f.Reprint = true }, "示例 Sample  补打 Reprint", "\n"},
		{"no tracking address", func(f *paper.TicketFacts) { f.TrackURL = "" }, "请就座等候叫号", "扫码"},
	} {
		t.Run(c.situation, func(t *testing.T) {
			f := facts()
			c.change(&f)
			texts := lines(lay(t, f, kiosk.Chinese, paper.Wide), 0)
			if !slices.Contains(texts, c.has) {
				t.Errorf("%q lacks %q", texts, c.has)
			}
			for _, text := range texts {
				if strings.Contains(text, c.not) {
					t.Errorf("%q holds %q", text, c.not)
				}
			}
		})
	}
}

func TestPageWithoutAddressHasNoCodeAndEndsInCut(t *testing.T) {
	f := facts()
	f.TrackURL = ""
	page := lay(t, f, kiosk.Chinese, paper.Wide)
	for i, e := range page.Elements {
		switch e.(type) {
		case paper.QR:
			t.Error("a QR code without an address")
		case paper.Cut:
			if i != len(page.Elements)-1 {
				t.Error("a cut before the end")
			}
		}
	}
	if _, ok := page.Elements[len(page.Elements)-1].(paper.Cut); !ok {
		t.Error("no cut at the end")
	}
}

func TestFactsThatNoPaperCanShowAreRefused(t *testing.T) {
	for _, c := range []struct {
		situation string
		change    func(*paper.TicketFacts)
		want      error
	}{
		{"no place", func(f *paper.TicketFacts) { f.Place = kiosk.Text{} }, paper.ErrEmpty},
		{"no number", func(f *paper.TicketFacts) { f.Number = "" }, paper.ErrEmpty},
		{"no item", func(f *paper.TicketFacts) { f.Item = kiosk.Text{EN: "Only English"} }, paper.ErrEmpty},
		{"printer command in a name", func(f *paper.TicketFacts) { f.Item.ZH = "低保\x1b@" }, paper.ErrBadText},
		{"line end in a name", func(f *paper.TicketFacts) { f.Place.EN = "a\nb" }, paper.ErrBadText},
		{"Chinese in the address", func(f *paper.TicketFacts) { f.TrackURL = "https://示例" }, paper.ErrBadText},
		{"number longer than a line", func(f *paper.TicketFacts) { f.Number = strings.Repeat("A", 49) }, paper.ErrTooWide},
	} {
		t.Run(c.situation, func(t *testing.T) {
			f := facts()
			c.change(&f)
			if _, err := paper.LayTicket(f, kiosk.Chinese, paper.Wide); !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
		})
	}
}
