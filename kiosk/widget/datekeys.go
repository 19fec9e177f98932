package widget

import (
	"fmt"
	"strings"
)

// Lay lays the keys of the style into box.
func (p *DatePicker) Lay(s *Sheet, box Rect, w Words) {
	foot := box.CutBottom(s.keyLeast())
	box.CutBottom(s.Px(4))
	switch p.Style {
	case DateDigits:
		text := string(p.pad.text)
		d, whole := p.digits()
		p.pad.lay(s, box, w, field{text: dateText(text, w.Date), wrong: whole && !p.allowed(d)})
	case DateMonth:
		p.leaf(s, box, w)
	default:
		p.steps(s, box, w)
	}
	p.ways(s, foot, w)
}

// ways lays the keys to the other ways into box.
func (p *DatePicker) ways(s *Sheet, box Rect, w Words) {
	cells := box.Centred(min(box.W, s.Px(200)), box.H).Columns(2, s.keyGap())
	words := [...]string{DateSteps: w.BySteps, DateDigits: w.ByDigits, DateMonth: w.ByLeaf}
	i := 0
	for _, style := range []DateStyle{DateDigits, DateMonth, DateSteps} {
		if style != p.Style {
			s.Key(cells[i], Button{ID: fmt.Sprint(keyStyle, int(style)), Label: words[style], Weight: Quiet, Style: Body().Of(Bold)})
			i++
		}
	}
}

// dateText is as many digits of a date as there are, in the form of a date: as
// far as the first part that has none.
func dateText(digits, form string) string {
	for i, part := range []string{"{year}", "{month}", "{day}"} {
		from, to := []int{0, 4, 6}[i], []int{4, 6, 8}[i]
		if len(digits) < to {
			before, _, _ := strings.Cut(form, part)
			return before + digits[min(from, len(digits)):]
		}
		form = strings.Replace(form, part, digits[from:to], 1)
	}
	return form
}

// steps lays three columns: more, the figure with its unit, less.
func (p *DatePicker) steps(s *Sheet, box Rect, w Words) {
	box = box.Centred(min(box.W, s.Px(240)), min(box.H, s.Grown(150)))
	parts := []struct {
		id, unit string
		figure   int
	}{{keyYear, w.Year, p.At.Year}, {keyMonth, w.Month, int(p.At.Month)}, {keyDay, w.Day, p.At.Day}}
	height := min(max(s.keyLeast(), box.H*0.3), s.Grown(26))
	for i, cell := range box.Columns(len(parts), s.Px(Grid)) {
		part := parts[i]
		s.Key(cell.CutTop(height), Button{ID: part.id + "1", Icon: "up", Label: w.More})
		s.Key(cell.CutBottom(height), Button{ID: part.id + "-1", Icon: "down", Label: w.Less})
		figure := s.Measure(Heading().Sized(14).To(Centre), fmt.Sprint(part.figure), cell.W)
		unit := s.Measure(Body().In(Muted).To(Centre), part.unit, cell.W)
		middle := cell.Centred(cell.W, figure.H+unit.H)
		s.Put(figure, middle.CutTop(figure.H))
		s.Put(unit, middle)
	}
}

// leaf lays one month as a calendar on a wall shows it, Monday first.
func (p *DatePicker) leaf(s *Sheet, box Rect, w Words) {
	const days, weeks = 7, 6
	gap := s.Px(GapLeast)
	box = box.Centred(min(box.W, s.Px(240)), box.H)
	head := box.CutTop(max(s.keyLeast(), s.Measure(Title(), "0", 1e9).H))
	turn := min(head.W*0.26, s.Grown(46))
	first := Date{p.At.Year, p.At.Month, 1}
	last := Date{p.At.Year, p.At.Month, daysOf(p.At.Year, p.At.Month)}
	s.Key(head.CutLeft(turn), Button{ID: keyMonth + "-1", Icon: "back", Label: w.MonthBefore, Weight: Quiet,
		Style: Body().Of(Bold), Asleep: p.Min != Date{} && !p.Min.Before(first)})
	s.Key(head.CutRight(turn), Button{ID: keyMonth + "1", After: "forward", Label: w.MonthAfter, Weight: Quiet,
		Style: Body().Of(Bold), Asleep: p.Max != Date{} && !last.Before(p.Max)})
	s.TextMiddle(head, Title().To(Centre), strings.NewReplacer("{year}", fmt.Sprint(p.At.Year), "{month}", fmt.Sprint(int(p.At.Month))).Replace(w.Leaf))
	box.CutTop(gap)
	names := box.CutTop(s.Measure(Caption(), "0", 1e9).H)
	for i, cell := range names.Columns(days, gap) {
		s.TextMiddle(cell, Caption().To(Centre), w.Weekdays[i])
	}
	lead := first.weekday()
	rows := (lead + last.Day + days - 1) / days
	height := min((box.H-gap*(weeks-1))/weeks, s.Grown(22))
	for row := range rows {
		line := box.CutTop(height)
		box.CutTop(gap)
		for col, cell := range line.Columns(days, gap) {
			day := row*days + col - lead + 1
			if day >= 1 && day <= last.Day {
				p.day(s, cell, day)
			}
		}
	}
}

func (p *DatePicker) day(s *Sheet, box Rect, day int) {
	d := Date{p.At.Year, p.At.Month, day}
	if !p.allowed(d) {
		s.TextMiddle(box, Body().In(Muted).To(Centre), fmt.Sprint(day))
		return
	}
	key := Button{ID: fmt.Sprint(keyOn, day), Label: fmt.Sprint(day), Style: Body().Of(Bold)}
	if p.chosen && d == p.At {
		key.Style, key.Weight = Body().Of(Bold), Picked
	}
	s.Key(box, key)
}
