package screen_test

import (
	"fmt"
	"image"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"

	"linli/assets"
	"linli/kiosk/pinyin"
	"linli/kiosk/widget"
)

// plateWidth is the width of each picture of docs/design.md; a pixel is
// platePitch millimetres.
const (
	plateWidth = 640
	platePitch = 0.4
)

// plate is one picture of docs/design.md.
type plate struct {
	name    string
	height  int
	lay     func(p *plateSheet, box widget.Rect)
	pressed string // id drawn pressed
	focus   string // id drawn with the focus
	same    bool   // large letters change nothing
}

type plateSheet struct {
	*widget.Sheet
	palette *widget.Palette
	words   widget.Words
	decoder widget.Decoder
}

func plates() []plate {
	return []plate{
		{name: "palette", height: 330, lay: (*plateSheet).roles, same: true},
		{name: "type", height: 430, lay: (*plateSheet).sizes},
		{name: "space", height: 420, lay: (*plateSheet).lengths, same: true},
		{name: "buttons", height: 420, lay: (*plateSheet).buttons, pressed: "pressed", focus: "focused"},
		{name: "tiles", height: 360, lay: (*plateSheet).tiles, focus: "focused"},
		{name: "options", height: 350, lay: (*plateSheet).options},
		{name: "number-pad", height: 440, lay: (*plateSheet).numberPad, focus: widget.Key + "5"},
		{name: "keyboard", height: 470, lay: (*plateSheet).keyboard},
		{name: "date-digits", height: 520, lay: dateOf(widget.DateDigits, "19500230")},
		{name: "date-leaf", height: 620, lay: dateOf(widget.DateMonth, "20261122")},
		{name: "date-steps", height: 480, lay: dateOf(widget.DateSteps, "20261122")},
		{name: "signature", height: 420, lay: (*plateSheet).signature},
	}
}

func dateOf(style widget.DateStyle, keys string) func(*plateSheet, widget.Rect) {
	return func(p *plateSheet, box widget.Rect) {
		d := &widget.DatePicker{Style: style, At: widget.Date{Year: 2026, Month: 11, Day: 22}, Max: widget.Date{Year: 2026, Month: 11, Day: 26}}
		d.Set(keys)
		d.Lay(p.Sheet, box, p.words)
	}
}

// TestDesignPlates draws the pictures of docs/design.md in each manner, or
// compares them.
func TestDesignPlates(t *testing.T) {
	needDisplay(t)
	k := kit(t)
	for _, m := range manners()[:3] {
		for _, pl := range plates() {
			if m.large && pl.same {
				continue
			}
			name := "design-" + pl.name + "-" + m.name
			t.Run(name, func(t *testing.T) {
				height := pl.height
				look := widget.Look{Pitch: platePitch, Large: m.large, Palette: widget.NormalPalette()}
				if m.contrast {
					look.Palette = widget.ContrastPalette()
				}
				if m.large {
					height = height * 13 / 10
				}
				p := &plateSheet{Sheet: widget.NewSheet(k, look, plateWidth, height), palette: look.Palette, words: keyWords(t)}
				p.decoder = plain{decoder(t, k)}
				pl.lay(p, p.Whole().Inset(p.Px(8), p.Px(6)))
				s := p.Done()
				for _, f := range s.Faults {
					t.Error(f)
				}
				got := drawPlate(k, s, pl)
				file := filepath.Join("..", "..", "docs", "pictures", name+".png")
				if *update {
					writePNG(t, file, got)
					return
				}
				if part := difference(got, readPNG(t, file)); part > pixelSlack {
					t.Errorf("%.2f %% of the pixels differ from %s; -update rewrites it", part*100, file)
				}
			})
		}
	}
}

// drawPlate draws all of s at rest, then what is pressed.
func drawPlate(k *widget.Kit, s *widget.Scene, pl plate) *image.RGBA {
	s.Focus = pl.focus
	return painted(s, func(dst *ebiten.Image) {
		painter := widget.NewPainter(k)
		painter.Paint(dst, s, "", widget.Rect{W: float64(s.Width), H: float64(s.Height)})
		if t, ok := s.Target(pl.pressed); ok {
			painter.Paint(dst, s, pl.pressed, t.Box.Inset(-8, -8))
		}
	})
}

// plain decodes words.
type plain struct{ d *pinyin.Decoder }

func (p plain) Decode(letters string, _ bool, limit int) (all []widget.Candidate) {
	for _, c := range p.d.Decode(letters, limit) {
		all = append(all, widget.Candidate{Text: c.Text, Used: c.Used})
	}
	return all
}

// keyWords are the Chinese words on keys.
func keyWords(t *testing.T) widget.Words {
	say := func(key string) string {
		p, ok := assets.Lookup("input." + key)
		if !ok {
			t.Errorf("no words for input.%s", key)
		}
		return p.ZH
	}
	w := widget.Words{
		Erase: say("erase"), Clear: say("clear"), Space: say("space"), Hanzi: say("hanzi"), Latin: say("latin"),
		Digits: say("digits"), Letters: say("letters"), Shift: say("shift"), Part: say("part"), PinyinHint: say("pinyin-hint"),
		Year: say("year"), Month: say("month"), Day: say("day"), Date: say("date"), Leaf: say("leaf"), More: say("more"), Less: say("less"),
		MonthBefore: say("month-before"), MonthAfter: say("month-after"), Sign: say("sign"),
		ByDigits: say("by-digits"), ByLeaf: say("by-leaf"), BySteps: say("by-steps"),
	}
	for i := range w.Weekdays {
		w.Weekdays[i] = say(fmt.Sprint("weekday-", i+1))
	}
	return w
}

func (p *plateSheet) roles(box widget.Rect) {
	names := []string{"ground", "surface", "ink", "muted", "accent", "on accent", "calm", "done", "attention", "line"}
	rows := box.Rows(5, p.Px(3))
	for i, name := range names {
		cell := rows[i/2].Columns(2, p.Px(8))[i%2]
		sample := cell.CutLeft(p.Px(30))
		p.Ops(widget.Fill{Box: sample, Role: widget.Role(i), Radius: p.Px(3), Edge: p.Px(0.3), Border: widget.Line})
		cell.CutLeft(p.Px(5))
		c := p.palette.Colour(widget.Role(i))
		words := cell.Rows(2, 0)
		p.TextMiddle(words[0], fixed(widget.CapCaption).Of(widget.Bold), name)
		p.TextMiddle(words[1], fixed(widget.CapCaption).In(widget.Muted), fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B))
	}
}

// fixed is a label of a plate: as large in every manner.
func fixed(cap widget.Millimetres) widget.Style {
	return widget.Style{Cap: cap, Role: widget.Ink, Fixed: true, Leading: 1.2}
}

func (p *plateSheet) sizes(box widget.Rect) {
	for _, row := range []struct {
		name string
		st   widget.Style
		text string
	}{
		{"caption", widget.Caption(), "服务码 K1"}, {"body", widget.Body(), "请坐下等叫号"},
		{"title", widget.Title(), "办事指南"}, {"heading", widget.Heading(), "您想办什么？"},
		{"greeting", widget.Style{Cap: 14, Font: widget.Kai, Role: widget.Ink, Leading: 1.3}, "您好"},
		{"numeral", widget.Style{Cap: 28, Font: widget.Bold, Role: widget.Ink, Fixed: true, Leading: 1.2}, "A005"},
	} {
		b := p.Measure(row.st, row.text, box.W)
		line := box.CutTop(b.H)
		box.CutTop(p.Px(3))
		p.TextMiddle(line.CutLeft(p.Px(48)), fixed(widget.CapCaption).In(widget.Muted), fmt.Sprintf("%s %v", row.name, row.st.Cap))
		p.PutMiddle(p.Measure(row.st, row.text, line.W), line)
	}
}

func (p *plateSheet) lengths(box widget.Rect) {
	for _, row := range []struct {
		name string
		long widget.Millimetres
	}{
		{"gap between targets, least", widget.GapLeast}, {"corner", widget.Corner}, {"focus ring", widget.FocusRing},
		{"grid", widget.Grid}, {"target, least", widget.TargetLeast}, {"margin", widget.Margin},
		{"main target", widget.TargetMain}, {"icon", widget.IconBox},
	} {
		line := box.CutTop(p.Px(16))
		box.CutTop(p.Px(3))
		bar := line.CutLeft(p.Px(28))
		p.Fill(widget.Rect{X: bar.X, Y: bar.Y + p.Px(4), W: p.Px(row.long), H: p.Px(8)}, widget.Calm, 0)
		p.TextMiddle(line, fixed(widget.CapCaption), fmt.Sprintf("%v mm  %s", row.long, row.name))
	}
}

func (p *plateSheet) buttons(box widget.Rect) {
	rows := box.Rows(4, p.Px(7))
	for i, b := range []widget.Button{
		{ID: "main", Label: "取号", Icon: "ticket", Weight: widget.Primary}, {ID: "usual", Label: "返回", Icon: "back"},
		{ID: "pressed", Label: "按下", Icon: "touch"}, {ID: "focused", Label: "选中", Icon: "home"},
		{ID: "quiet", Label: "大字", Weight: widget.Quiet}, {ID: "on", Label: "大字", Weight: widget.Quiet, Chosen: true},
		{ID: "picked", Label: "22", Weight: widget.Picked}, {ID: "asleep", Label: "请稍等", Asleep: true},
	} {
		b.Style = widget.Title()
		p.Button(rows[i/2].Columns(2, p.Px(8))[i%2], b)
	}
}

func (p *plateSheet) tiles(box widget.Rect) {
	for _, tile := range []widget.Tile{
		{ID: "big", Icon: "ticket", Name: "取号", Hint: "取一张号票，坐着等叫号", Size: widget.Big},
		{ID: "focused", Icon: "aid", Name: "最低生活保障", Hint: "材料齐当场受理"},
		{ID: "small", Icon: "elder", Name: "高龄津贴", Size: widget.Small},
	} {
		p.Tile(box.CutTop(p.TileHeight(box.W, tile)), tile)
		box.CutTop(p.Px(7))
	}
}

func (p *plateSheet) options(box widget.Rect) {
	for i, o := range []widget.Option{
		{ID: "a", Label: "突然得了重病"}, {ID: "b", Label: "火灾或房屋受损", On: true},
		{ID: "c", Label: "家里有老人", Hint: "六十岁以上", Many: true}, {ID: "d", Label: "家里有孩子", Many: true, On: true},
	} {
		if i == 2 {
			box.CutTop(p.Px(4))
		}
		p.Option(box.CutTop(p.OptionHeight(box.W, o)), o)
		box.CutTop(p.Px(5))
	}
}

func (p *plateSheet) numberPad(box widget.Rect) {
	pad := &widget.NumberPad{Most: 12, Groups: []int{3, 4}}
	pad.Set("1380000")
	pad.Lay(p.Sheet, box, p.words)
}

func (p *plateSheet) keyboard(box widget.Rect) {
	b := &widget.TextBoard{Decoder: p.decoder}
	b.Set("向阳")
	for _, r := range "shequ" {
		b.Press(widget.Key + string(r))
	}
	b.Lay(p.Sheet, box, p.words)
}

// signature is a scribble, nobody's name.
func (p *plateSheet) signature(box widget.Rect) {
	pad := &widget.SignaturePad{}
	for _, stroke := range strings.Split("300,500 900,300 1500,520|700,200 760,700|1000,420 1150,620 1320,380 1500,640 1700,420", "|") {
		for i, at := range strings.Fields(stroke) {
			var point widget.Point
			fmt.Sscanf(at, "%d,%d", &point.X, &point.Y)
			if i == 0 {
				pad.Begin(point)
			} else {
				pad.Draw(point)
			}
		}
	}
	pad.Lay(p.Sheet, box, p.words)
}
