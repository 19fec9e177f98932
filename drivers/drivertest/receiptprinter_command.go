package drivertest

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"rsc.io/qr"
)

// command reads one command, or one character, and executes it.
func (m *mechanism) command() error {
	b, err := m.next()
	if err != nil {
		return err
	}
	switch {
	case b == 0x0A:
		return m.lineFeed()
	case b == 0x00, b == 0x0D:
		return nil
	case b == 0x1B:
		return m.escape()
	case b == 0x1C:
		return m.chinese()
	case b == 0x1D:
		return m.group()
	case b < 0x20 || b == 0x7F:
		m.unknown(b)
		return nil
	case b < 0x80:
		return m.text(rune(b))
	}
	return m.han(b)
}

// unknown records a command.
func (m *mechanism) unknown(command ...byte) {
	m.p.mu.Lock()
	defer m.p.mu.Unlock()
	m.p.complain("% X", command)
}

// set changes the format.
func (m *mechanism) set(change func(f *format)) {
	m.p.mu.Lock()
	defer m.p.mu.Unlock()
	change(&m.p.format)
}

// han prints a character of two bytes.
func (m *mechanism) han(first byte) error {
	if !m.format().chinese {
		m.unknown(first)
		return nil
	}
	second, err := m.next()
	if err != nil {
		return err
	}
	r := decodeGBK(first, second)
	if r == utf8.RuneError {
		m.unknown(first, second)
		return nil
	}
	return m.text(r)
}

// decodeGBK returns the character of a pair, or utf8.RuneError.
func decodeGBK(first, second byte) rune {
	text, err := simplifiedchinese.GBK.NewDecoder().Bytes([]byte{first, second})
	if err != nil {
		return utf8.RuneError
	}
	r, _ := utf8.DecodeRune(text)
	return r
}

// escArguments tells how many bytes follow ESC and the given letter, and
// whether the printer does what it says: a command that would change the
// picture and is only skipped counts as unknown. The count is negative for a
// letter it has never heard of.
func escArguments(letter byte) (count int, obeyed bool) {
	switch letter {
	case '@', '2', 'i', 'm':
		return 0, true
	case '!', 'E', 'G', 'a', 'd', 'J', '3', 't', 'R', 'M':
		return 1, true
	case 'c', 'B':
		return 2, true
	case ' ', '-', '{', 'V':
		return 1, false
	case '$', '\\':
		return 2, false
	}
	return -1, false
}

// gsSkipped tells how many bytes follow GS and the given letter, for commands
// that are skipped to stay in step; 0 for all others.
func gsSkipped(letter byte) int {
	switch letter {
	case 'B', 'H', 'b', 'f', 'h', 'w':
		return 1
	case 'L', 'P', 'W', '$':
		return 2
	}
	return 0
}

// escape executes an ESC command.
func (m *mechanism) escape() error {
	letter, err := m.next()
	if err != nil {
		return err
	}
	count, obeyed := escArguments(letter)
	args, err := m.read(max(count, 0))
	if err != nil {
		return err
	}
	if !obeyed {
		m.unknown(append([]byte{0x1B, letter}, args...)...)
		return nil
	}
	switch letter {
	case '@':
		m.p.mu.Lock()
		m.p.line, m.p.format, m.p.asb = nil, initialFormat(), 0
		m.p.mu.Unlock()
	case '2':
		m.set(func(f *format) { f.spacing = 30 })
	case '3':
		m.set(func(f *format) { f.spacing = int(args[0]) })
	case 'E', 'G':
		m.set(func(f *format) { f.bold = args[0]&1 == 1 })
	case 'a':
		m.set(func(f *format) { f.align = args[0] & 3 })
	case '!':
		m.set(func(f *format) {
			f.bold, f.high, f.wide = args[0]&0x08 != 0, 1+int(args[0]>>4&1), 1+int(args[0]>>5&1)
		})
	case 'J':
		return m.printAndFeed(int(args[0]))
	case 'd':
		return m.printAndFeed(int(args[0]) * m.format().spacing)
	case 'i', 'm':
		return m.cut(0)
	}
	return nil
}

// printAndFeed prints a line that has begun and moves the paper by dots.
func (m *mechanism) printAndFeed(dots int) error {
	height, err := m.flush()
	if err != nil {
		return err
	}
	return m.feed(max(dots-height, 0))
}

// chinese executes an FS command.
func (m *mechanism) chinese() error {
	letter, err := m.next()
	if err != nil {
		return err
	}
	switch letter {
	case '&', '.':
		m.set(func(f *format) { f.chinese = letter == '&' })
	case 'C', '!', 'W', '-':
		_, err = m.next()
	case 'S':
		_, err = m.read(2)
	default:
		m.unknown(0x1C, letter)
	}
	return err
}

// group executes a GS command.
func (m *mechanism) group() error {
	letter, err := m.next()
	if err != nil {
		return err
	}
	switch letter {
	case 'v':
		return m.raster()
	case '(':
		return m.function()
	case 'V':
		return m.cutCommand()
	case 'e':
		return m.present()
	case '!', 'a', 'r', 'I':
	default:
		args, err := m.read(gsSkipped(letter))
		if err != nil {
			return err
		}
		m.unknown(append([]byte{0x1D, letter}, args...)...)
		return nil
	}
	n, err := m.next()
	if err != nil {
		return err
	}
	p := m.p
	p.mu.Lock()
	defer p.mu.Unlock()
	switch letter {
	case '!':
		p.format.wide, p.format.high = int(n>>4&7)+1, int(n&7)+1
	case 'a':
		if p.asb = n; n != 0 {
			p.lastASB = p.report()
			p.say(p.lastASB[:]...)
		}
	case 'r':
		p.say(p.report()[2])
	case 'I':
		p.identify(n)
	}
	return nil
}

// identify answers GS I. The caller holds mu.
func (p *ReceiptPrinter) identify(n byte) {
	switch n {
	case 1, 2, 3:
		p.say(0)
	case 66:
		p.say([]byte("_" + p.opts.Maker + "\x00")...)
	case 67:
		p.say([]byte("_" + p.opts.Model + "\x00")...)
	default:
		p.complain("1D 49 %02X", n)
	}
}

// cutCommand executes GS V.
func (m *mechanism) cutCommand() error {
	mode, err := m.next()
	if err != nil {
		return err
	}
	switch mode {
	case 0, 1, '0', '1':
		return m.cut(0)
	case 65, 66:
		n, err := m.next()
		if err != nil {
			return err
		}
		return m.cut(gapDots + int(n))
	}
	m.unknown(0x1D, 'V', mode)
	return nil
}

// raster executes GS v 0.
func (m *mechanism) raster() error {
	head, err := m.read(6)
	if err != nil {
		return err
	}
	if head[0] != '0' || head[1] != 0 {
		m.unknown(0x1D, 'v', head[0], head[1])
	}
	stride, height := int(head[2])|int(head[3])<<8, int(head[4])|int(head[5])<<8
	data, err := m.read(stride * height)
	if err != nil {
		return err
	}
	rows := make([]row, height)
	for y := range rows {
		rows[y] = make(row, stride*8)
		for x := range rows[y] {
			rows[y][x] = data[y*stride+x/8] >> (7 - x%8) & 1
		}
	}
	return m.rows(rows, m.format().align)
}

// function executes a GS ( command, which tells its own length.
func (m *mechanism) function() error {
	head, err := m.read(3)
	if err != nil {
		return err
	}
	data, err := m.read(int(head[1]) | int(head[2])<<8)
	if err != nil {
		return err
	}
	switch {
	case head[0] == 'H' && len(data) == 6 && data[0] == '0' && data[1] == '0':
		m.p.mu.Lock()
		m.p.say(append(append([]byte{0x37, 0x22}, data[2:]...), 0)...)
		m.p.mu.Unlock()
	case head[0] == 'k' && len(data) >= 2 && data[0] == '1':
		return m.symbol(data[1], data[2:])
	default:
		m.unknown(append([]byte{0x1D, '('}, head...)...)
	}
	return nil
}

// symbol executes a GS ( k function of a QR code: A model, C module, E level, P
// store, Q print.
func (m *mechanism) symbol(function byte, data []byte) error {
	var set func(c *code)
	switch {
	case len(data) == 0:
	case function == 'A' && data[0] == '2':
		set = func(*code) {}
	case function == 'C' && data[0]-1 < 16:
		set = func(c *code) { c.module = int(data[0]) }
	case function == 'E' && data[0]-'0' < 4:
		set = func(c *code) { c.level = data[0] }
	case function == 'P' && data[0] == '0':
		set = func(c *code) { c.data = string(data[1:]) }
	case function == 'Q' && data[0] == '0':
		return m.printSymbol()
	}
	if set == nil {
		m.unknown(append([]byte{0x1D, '(', 'k', function}, data...)...)
		return nil
	}
	m.set(func(f *format) { set(&f.code) })
	return nil
}

// printSymbol draws the stored QR code; what is too long for one is not drawn.
func (m *mechanism) printSymbol() error {
	f := m.format()
	drawn := encodeQR(f.code)
	if drawn == nil {
		m.unknown([]byte(f.code.data)...)
		return nil
	}
	side := drawn.Size * f.code.module
	rows := make([]row, side)
	for y := range rows {
		rows[y] = make(row, side)
		for x := range rows[y] {
			if drawn.Black(x/f.code.module, y/f.code.module) {
				rows[y][x] = 1
			}
		}
	}
	m.mark(&m.p.strip.codes, f.code.data)
	return m.rows(rows, f.align)
}

// encodeQR returns nil for a text that is too long.
func encodeQR(c code) *qr.Code {
	drawn, err := qr.Encode(c.data, qr.Level(c.level-'0'))
	if err != nil {
		return nil
	}
	return drawn
}
