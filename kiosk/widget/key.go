package widget

// Key prefixes the id of every target that acts inside the drawing process. A
// press on one changes an input widget at once and waits for no answer.
const Key = "key:"

// Ids of keys that several input widgets have.
const (
	keyErase = Key + "erase"
	keyClear = Key + "clear"
)

// Words are what input widgets say, in the language of the resident.
type Words struct {
	Erase, Clear     string    // one character; all of it
	Space            string    //
	Hanzi, Latin     string    // names of the two ways to write
	Digits, Letters  string    // to the keys with figures and signs, and back
	Shift            string    //
	Part             string    // parts two syllables, as in xi'an
	PinyinHint       string    // shown while nothing is typed
	Hand, Pinyin     string    // names of the ways to write Chinese where there are two: by finger, by letters
	HandHint         string    // shown while nothing is drawn
	Year, Month, Day string    // units: 年 月 日
	Date             string    // a date, with {year}, {month} and {day} in this order
	Leaf             string    // heading of a leaf, with {year} and {month}
	More, Less       string    // of a stepper
	MonthBefore      string    // a leaf of the calendar
	MonthAfter       string    //
	ByDigits, ByLeaf string    // other ways to enter a date
	BySteps          string    //
	Weekdays         [7]string // one or two letters each, Monday first
	Sign             string    // over the line of a signature pad
}

// Key lays a button that acts inside the drawing process, with as much of its
// words as fits.
func (s *Sheet) Key(box Rect, b Button) {
	if b.Style == (Style{}) {
		b.Style = Title()
	}
	s.Face(box, s.fitted(box, b))
	if !b.Asleep {
		s.local(b.ID, box)
	}
}

// local makes box touchable without the terminal's answer.
func (s *Sheet) local(id string, box Rect) *Target {
	s.Target(id, box)
	t := &s.scene.Targets[len(s.scene.Targets)-1]
	t.Local = true
	return t
}

// keyGap is the space between two keys.
func (s *Sheet) keyGap() float64 { return s.Px(3) }

// keyLeast is the least height of a key: a finger's breadth, larger on a panel
// that is not read from near.
func (s *Sheet) keyLeast() float64 {
	if s.look.Near {
		return s.Px(12)
	}
	return s.Px(14)
}

// keyMost is the greatest height of a key.
const keyMost Millimetres = 28

// keyHeight is the height of each of so many rows of keys, gap pixels apart, in
// height pixels.
func (s *Sheet) keyHeight(rows int, height, gap float64) float64 {
	return min((height-float64(rows-1)*gap)/float64(rows), s.Px(keyMost))
}

// keycap is one key of a row: a button, and how many widths of a letter it takes.
type keycap struct {
	Button
	wide float64
}

// keyRow lays keys side by side in the middle of box, each unit pixels wide for
// one width of a letter. A keycap without an id is a space.
func (s *Sheet) keyRow(box Rect, unit float64, caps []keycap) {
	width := -s.keyGap()
	for _, c := range caps {
		width += c.wide*unit + (c.wide-1)*s.keyGap() + s.keyGap()
	}
	row := box.Centred(width, box.H)
	for _, c := range caps {
		cell := row.CutLeft(c.wide*unit + (c.wide-1)*s.keyGap())
		row.CutLeft(s.keyGap())
		if c.ID != "" {
			s.Key(cell, c.Button)
		}
	}
}

// fitted is b as it fits on a key: with icon and words, with words alone, both
// smaller, or with its icon alone.
func (s *Sheet) fitted(box Rect, b Button) Button {
	bare, mute := b, b
	bare.Icon, bare.After, mute.Label = "", "", ""
	for _, size := range []Millimetres{b.Style.Cap, CapBody, CapCaption} {
		for _, way := range []Button{b, bare} {
			if way.Style = b.Style.Sized(min(b.Style.Cap, size)); b.Label != "" && s.fits(box, way) {
				return way
			}
		}
	}
	if b.Icon == "" && b.After == "" {
		return b
	}
	if !s.fits(box, mute) {
		mute.Style = mute.Style.Sized(CapCaption)
	}
	return mute
}

// fits tells whether all of b stands on one line in box.
func (s *Sheet) fits(box Rect, b Button) bool {
	return s.ButtonWidth(b) <= box.W+1 && s.Measure(onKey(b.Style), "0", box.W).H <= box.H+1
}

// onKey is st with lines as close as on a button.
func onKey(st Style) Style {
	st.Leading = 1.15
	return st
}

// small is a key whose words stand in body type: what keys do beside writing.
func small(id, label, icon string) keycap {
	return keycap{Button{ID: id, Label: label, Icon: icon, Weight: Quiet, Style: Body().Of(Bold)}, 1}
}

// letter is a key that writes what stands on it, in a style that fits all
// letters.
func letter(r rune, st Style) keycap {
	return keycap{Button{ID: Key + string(r), Label: string(r), Style: st}, 1}
}

// letterStyle is the largest style in which every letter fits a key.
func (s *Sheet) letterStyle(width, height float64) Style {
	widest := s.fitted(Rect{W: width, H: height}, Button{Label: "m", Style: Title()})
	return widest.Style
}

// pressedRune is the character that a letter key writes.
func pressedRune(id string) (rune, bool) {
	if len(id) <= len(Key) || id[:len(Key)] != Key {
		return 0, false
	}
	r := []rune(id[len(Key):])
	return r[0], len(r) == 1
}

// shield overwrites what a resident wrote and returns the empty rest of it.
func shield(text []rune) []rune {
	clear(text[:cap(text)])
	return text[:0]
}
