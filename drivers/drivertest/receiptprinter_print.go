package drivertest

import (
	"context"
	"errors"
	"strings"
	"time"
)

// errCleared unwinds to the next command after the buffer was cleared.
var errCleared = errors.New("buffer cleared")

// format is what text and pictures are printed with.
type format struct {
	chinese bool
	bold    bool
	wide    int // times
	high    int // times
	align   byte
	spacing int // dots from line to line
	code    code
}

// code is a QR code being set up.
type code struct {
	module int
	level  byte
	data   string
}

// initialFormat is what ESC @ returns to. Chinese units start in Chinese mode.
func initialFormat() format {
	return format{chinese: true, wide: 1, high: 1, spacing: 30, code: code{module: 3, level: '0'}}
}

// cell is one character of the line being gathered.
type cell struct {
	char       rune
	glyph      glyph
	bold       bool
	wide, high int
}

// width is the cell's width in dots.
func (c cell) width() int { return c.glyph.width * c.wide }

// print is the mechanism: it executes the queue, one command after the other.
func (p *ReceiptPrinter) print(ctx context.Context) {
	m := mechanism{p: p, ctx: ctx}
	for {
		m.begin()
		err := m.command()
		switch {
		case errors.Is(err, errCleared):
		case err != nil:
			return
		default:
			m.done()
		}
	}
}

// mechanism reads and executes commands.
type mechanism struct {
	p      *ReceiptPrinter
	ctx    context.Context
	clears int // the clearing this command began under
}

// begin starts a command under the latest clearing.
func (m *mechanism) begin() {
	m.p.mu.Lock()
	defer m.p.mu.Unlock()
	m.clears, m.p.taken = m.p.clears, nil
}

// done ends a command: its bytes belong to the paper.
func (m *mechanism) done() {
	m.p.mu.Lock()
	defer m.p.mu.Unlock()
	m.p.strip.raw = append(m.p.strip.raw, m.p.taken...)
}

// wait blocks until the printer is on-line and ready holds. It fails when the
// buffer was cleared since the command began. The caller holds mu.
func (m *mechanism) wait(ready func() bool) error {
	for {
		switch {
		case m.ctx.Err() != nil:
			return m.ctx.Err()
		case m.clears != m.p.clears:
			return errCleared
		case !m.p.isOffline() && !m.p.faults[Stall] && !m.p.dead && ready():
			return nil
		}
		m.p.changed.Wait()
	}
}

// next waits for one byte.
func (m *mechanism) next() (byte, error) {
	p := m.p
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := m.wait(func() bool { return len(p.queue) > 0 }); err != nil {
		return 0, err
	}
	b := p.queue[0]
	p.queue = p.queue[1:]
	p.taken = append(p.taken, b)
	p.changed.Broadcast()
	return b, nil
}

// read waits for n bytes.
func (m *mechanism) read(n int) ([]byte, error) {
	data := make([]byte, n)
	for i := range data {
		b, err := m.next()
		if err != nil {
			return nil, err
		}
		data[i] = b
	}
	return data, nil
}

// text adds a character to the line and prints the line when it is full.
func (m *mechanism) text(r rune) error {
	p := m.p
	p.mu.Lock()
	g, ok := p.rom.glyph(r)
	if !ok {
		p.complain("no glyph for U+%04X", r)
	}
	f := p.format
	next := cell{char: r, glyph: g, bold: f.bold, wide: f.wide, high: f.high}
	width := next.width()
	for _, c := range p.line {
		width += c.width()
	}
	full := width > p.opts.WidthDots
	p.mu.Unlock()
	if full {
		if err := m.lineFeed(); err != nil {
			return err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.line = append(p.line, next)
	return nil
}

// lineFeed prints the line that was gathered and moves on by the line spacing.
func (m *mechanism) lineFeed() error {
	height, err := m.flush()
	if err != nil {
		return err
	}
	return m.feed(max(m.format().spacing-height, 0))
}

// flush prints the line that was gathered and returns its height.
func (m *mechanism) flush() (int, error) {
	p := m.p
	p.mu.Lock()
	line, align := p.line, p.format.align
	p.line = nil
	p.mu.Unlock()
	if len(line) == 0 {
		return 0, nil
	}
	var text strings.Builder
	for _, c := range line {
		text.WriteRune(c.char)
	}
	m.mark(&p.strip.texts, text.String())
	rows := drawLine(line)
	return len(rows), m.rows(rows, align)
}

// format returns the format in force.
func (m *mechanism) format() format {
	m.p.mu.Lock()
	defer m.p.mu.Unlock()
	return m.p.format
}

// mark notes what the next row begins.
func (m *mechanism) mark(where *[]mark, text string) {
	m.p.mu.Lock()
	defer m.p.mu.Unlock()
	*where = append(*where, mark{row: len(m.p.strip.rows), text: text})
}

// drawLine sets cells side by side, standing on one base.
func drawLine(line []cell) []row {
	width, height := 0, 0
	for _, c := range line {
		width += c.width()
		height = max(height, cellRows*c.high)
	}
	rows := make([]row, height)
	for y := range rows {
		rows[y] = make(row, width)
	}
	left := 0
	for _, c := range line {
		top := height - cellRows*c.high
		for y := top; y < height; y++ {
			dots := c.glyph.rows[(y-top)/c.high]
			for x := range c.width() {
				at := x / c.wide
				if dots[at] == 1 || c.bold && at > 0 && dots[at-1] == 1 {
					rows[y][left+x] = 1
				}
			}
		}
		left += c.width()
	}
	return rows
}

// rows prints dots at the place that align says, waiting wherever the printer
// stops.
func (m *mechanism) rows(rows []row, align byte) error {
	p := m.p
	for i, r := range rows {
		p.mu.Lock()
		if err := m.wait(func() bool { return true }); err != nil {
			p.mu.Unlock()
			return err
		}
		full := make(row, p.opts.WidthDots)
		copy(full[max(p.opts.WidthDots-len(r), 0)*int(align)/2:], r)
		p.strip.rows = append(p.strip.rows, full)
		p.strip.lastAt = time.Now()
		p.paperMoved()
		p.mu.Unlock()
		if err := m.turn(i); err != nil {
			return err
		}
	}
	return nil
}

// paperMoved counts down to the end of the roll. The caller holds mu.
func (p *ReceiptPrinter) paperMoved() {
	if p.runOutAt < 0 {
		return
	}
	if p.runOutAt--; p.runOutAt <= 0 {
		p.runOutAt = -1
		p.faults[PaperOut] = true
		p.announce()
	}
}

// turn takes the time the motor takes, once for each cell height.
func (m *mechanism) turn(row int) error {
	const dotsPerMillimetre = 8
	if m.p.opts.Speed == 0 || row%cellRows != cellRows-1 {
		return nil
	}
	return pause(m.ctx, cellRows*time.Second/time.Duration(dotsPerMillimetre*m.p.opts.Speed))
}

// feed moves white paper.
func (m *mechanism) feed(dots int) error { return m.rows(make([]row, dots), 0) }

// cut feeds and parts the paper. A jammed cutter stops the printer here; once
// it is free the cut is made.
func (m *mechanism) cut(feed int) error {
	if err := m.feed(feed); err != nil {
		return err
	}
	p := m.p
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.faults[CutterJam] {
		p.jammed = true
		p.announce()
		if err := m.wait(func() bool { return true }); err != nil {
			return err
		}
	}
	p.strip.raw, p.taken = append(p.strip.raw, p.taken...), nil
	p.strip.lastAt = time.Now()
	p.papers = append(p.papers, p.strip.cut(p.opts.MarginDots))
	p.output = p.opts.TearBit
	return nil
}
