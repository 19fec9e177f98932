package widget

import (
	"slices"
	"testing"
)

func han(s string) float64 { return float64(len([]rune(s))) }

func TestFewLinesPartWhereOnePauses(t *testing.T) {
	for _, c := range []struct {
		name, text string
		width      float64
		want       []string
	}{
		{"at the end of a phrase", "我同意核对收入和财产，内容属实。", 12, []string{"我同意核对收入和财产，", "内容属实。"}},
		{"a phrase before a list", "身份证、户口簿，都要原件", 10, []string{"身份证、户口簿，", "都要原件"}},
		{"between members of a list", "要带什么、多久办好、问谁", 10, []string{"要带什么、", "多久办好、问谁"}},
		{"before a quotation", "张在这里办“生活补贴”", 9, []string{"张在这里办", "“生活补贴”"}},
		{"not where a line would be a stump", "是，然后请您到窗口办理一下", 12, []string{"是，然后请您到窗口办理一", "下"}},
		{"not where a line would not fit", "一二三四五六七八九，十", 9, []string{"一二三四五六七八", "九，十"}},
		{"in three lines, once", "今天收不了，请您取号到窗口去办理", 7, []string{"今天收不了，", "请您取号到", "窗口去办理"}},
		{"not in four lines", "一二，三四五六七八", 2, []string{"一", "二，", "三四", "五六", "七八"}},
		{"not beside a line's own end", "一二三，四\n五六七八", 6, []string{"一二三，四", "五六七八"}},
	} {
		if got := phrased(c.text, Wrap(c.text, c.width, han), c.width, han); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestWordThatDoesNotFitMakesItsTextSmaller(t *testing.T) {
	kit, err := LoadKit()
	if err != nil {
		t.Fatal(err)
	}
	s := NewSheet(kit, Look{Pitch: 0.25, Palette: NormalPalette()}, 1000, 1000)
	width := s.TextWidth(Heading(), "Subsistence") - 5
	if b := s.Measure(Heading(), "Subsistence allowance", width); !b.breaksWord() {
		t.Fatalf("%q breaks no word", b.lines)
	}
	b := s.WholeWords(Heading(), "Subsistence allowance", width)
	if b.breaksWord() || b.style.Cap != CapTitle {
		t.Errorf("%q, %v mm", b.lines, b.style.Cap)
	}
	s.Put(s.Measure(Heading(), "Subsistence allowance", width), s.Whole())
	if faults := s.Done().Faults; len(faults) != 1 {
		t.Errorf("a broken word is no fault: %v", faults)
	}
}
