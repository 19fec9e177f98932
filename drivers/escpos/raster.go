package escpos

import (
	"image"
	"slices"
)

// garbledRows: raster heights that are multiples of it come out garbled on
// POS-5890K and its relatives.
const garbledRows = 48

// maxRows: some printers read only the low byte of the height.
const maxRows = 255

// Rasterizer draws a line of text that the printer's own font cannot hold.
type Rasterizer interface {
	// Rasterize returns a picture of text, at most width dots wide and about
	// 24·Scale dots high, black where alpha is 0x80 or more. It does not block
	// on I/O. The error says which character it cannot draw.
	Rasterize(t Text, width int) (*image.Alpha, error)
}

// bitmap is a picture of one bit per dot, the leftmost in the highest bit.
type bitmap struct {
	stride int // bytes per row
	rows   [][]byte
}

// newBitmap makes a white picture.
func newBitmap(width, height int) bitmap {
	m := bitmap{stride: (width + 7) / 8, rows: make([][]byte, height)}
	for y := range m.rows {
		m.rows[y] = make([]byte, m.stride)
	}
	return m
}

// set makes one dot black.
func (m bitmap) set(x, y int) { m.rows[y][x/8] |= 0x80 >> (x % 8) }

// fromAlpha thresholds a drawn picture.
func fromAlpha(a *image.Alpha) bitmap {
	b := a.Bounds()
	m := newBitmap(b.Dx(), b.Dy())
	for y := range b.Dy() {
		for x := range b.Dx() {
			if a.AlphaAt(b.Min.X+x, b.Min.Y+y).A >= 0x80 {
				m.set(x, y)
			}
		}
	}
	return m
}

// margins counts the white rows above and below what is drawn. A white picture
// is all margin.
func (m bitmap) margins() (above, below int) {
	isWhite := func(row []byte) bool {
		return !slices.ContainsFunc(row, func(b byte) bool { return b != 0 })
	}
	for above < len(m.rows) && isWhite(m.rows[above]) {
		above++
	}
	for below < len(m.rows)-above && isWhite(m.rows[len(m.rows)-1-below]) {
		below++
	}
	return above, below
}

// commands cuts the picture into raster commands: at most rows high, and one
// white row longer where the height would be one that printers garble.
//
// Epson, GS v 0: 1D 76 30 m xL xH yL yH data. m 0 is one dot per dot.
func (m bitmap) commands(rows int) []byte {
	var out []byte
	for first := 0; first < len(m.rows); first += rows {
		band := m.rows[first:min(first+rows, len(m.rows))]
		height := len(band)
		if height%garbledRows == 0 {
			height++
		}
		out = append(out, gs, 'v', '0', 0, byte(m.stride), byte(m.stride>>8), byte(height), 0)
		data := make([]byte, 0, height*m.stride)
		for _, row := range band {
			data = append(data, row...)
		}
		data = append(data, make([]byte, (height-len(band))*m.stride)...)
		defuse(data)
		out = append(out, data...)
	}
	return out
}

// defuse blackens one dot wherever raster data looks like the beginning of a
// real-time command: printers obey those inside raster data too (Epson, DLE
// DC4, notes).
func defuse(data []byte) {
	for i := 0; i+1 < len(data); i++ {
		if data[i] != dle {
			continue
		}
		switch data[i+1] {
		case eot, enq, dc4:
			data[i] |= 0x08
		}
	}
}
