package speech

import "math"

// GSM full rate in a WAV file: 13,000 bits for a second of speech at 8,000 Hz.
// Sections are those of ETSI EN 300 961, whose arithmetic of 16 bits is followed
// to the last bit. A block of a WAV file is two frames, the low bit first.
const (
	gsmBlock   = 65 // bytes
	gsmFrame   = 160
	gsmQuarter = 40
)

// ungsm unpacks blocks; a last one that is cut short is left out.
func ungsm(body []byte, most int) []int16 {
	d := gsm{lag: gsmQuarter}
	out := make([]int16, 0, len(body)/gsmBlock*2*gsmFrame)
	for ; len(body) >= gsmBlock; body = body[gsmBlock:] {
		b := bits{from: body[:gsmBlock]}
		out = d.frame(out, &b)
		out = d.frame(out, &b)
	}
	return out[:min(most, len(out))]
}

// bits reads numbers of a few bits, the low bit first.
type bits struct {
	from []byte
	at   int
}

func (b *bits) next(n int) int {
	v := 0
	for i := range n {
		v |= int(b.from[b.at>>3]>>(b.at&7)&1) << i
		b.at++
	}
	return v
}

// gsm is what a decoder keeps from frame to frame.
type gsm struct {
	past   [120 + gsmQuarter]int // the excitation; the last quarter is in the making
	lag    int                   // of the quarter before
	areas  [8]int                // log area ratios of the frame before
	mirror [8]int                // reflection coefficients in use
	tube   [9]int                // the lattice filter
	louder int                   // of the de-emphasis
}

// frame appends the 160 samples of one frame.
func (d *gsm) frame(out []int16, b *bits) []int16 {
	var areas [8]int
	for i, width := range [8]int{6, 6, 5, 5, 4, 4, 3, 3} {
		areas[i] = area(i, b.next(width))
	}
	var excited [gsmFrame]int
	for q := range gsmFrame / gsmQuarter {
		d.quarter(b)
		copy(excited[q*gsmQuarter:], d.past[120:])
		copy(d.past[:], d.past[gsmQuarter:])
	}
	for i, e := range excited {
		switch i { // 5.2.9.1: the ratios glide into those of this frame
		case 0, 13, 27, 40:
			d.reflect(areas, i)
		}
		s := d.filter(e)
		d.louder = sat(s + round15(d.louder, 28180)) // 5.3.7
		out = append(out, int16(sat(2*d.louder)&^7))
	}
	d.areas = areas
	return out
}

// area is one log area ratio, 5.2.8.
func area(i, code int) int {
	least := [8]int{-32, -32, -16, -16, -8, -8, -4, -4}[i]
	from := [8]int{0, 0, 2048, -2560, 94, -1792, -341, -1144}[i]
	scale := [8]int{13107, 13107, 13107, 13107, 19223, 17476, 31454, 29708}[i]
	half := round15(scale, sat((code+least)<<10-2*from))
	return sat(2 * half)
}

// quarter makes the excitation of 40 samples: the pulses, 5.2.15 to 5.2.17, and
// what is carried on from the past, 5.3.2.
func (d *gsm) quarter(b *bits) {
	if lag := b.next(7); lag >= gsmQuarter && lag <= 120 {
		d.lag = lag
	}
	gain := [4]int{3277, 11469, 21299, 32767}[b.next(2)]
	grid := b.next(2)
	most := b.next(6)
	exp, mant := 0, most
	if most > 15 {
		exp = most>>3 - 1
		mant = most - exp<<3
	}
	if mant == 0 {
		exp, mant = -4, 7
	} else {
		for ; mant <= 7; exp-- {
			mant = mant<<1 | 1
		}
		mant -= 8
	}
	now := d.past[120:]
	clear(now)
	size := [8]int{18431, 20479, 22527, 24575, 26623, 28671, 30719, 32767}[mant]
	shift := 6 - exp
	for i := range 13 {
		pulse := round15(size, (b.next(3)<<1-7)<<12)
		now[grid+3*i] = sat(pulse+1<<shift>>1) >> shift
	}
	for i := range now {
		now[i] = sat(now[i] + round15(gain, d.past[120+i-d.lag]))
	}
}

// reflect sets the coefficients from sample from on, 5.2.9.
func (d *gsm) reflect(areas [8]int, from int) {
	for i, now := range areas {
		before := d.areas[i]
		switch from {
		case 0:
			now = sat(before>>2 + now>>2 + before>>1)
		case 13:
			now = sat(before>>1 + now>>1)
		case 27:
			now = sat(before>>2 + now>>2 + now>>1)
		}
		d.mirror[i] = mirror(now)
	}
}

func mirror(a int) int {
	size := min(max(a, -a), math.MaxInt16)
	switch {
	case size < 11059:
		size <<= 1
	case size < 20070:
		size += 11059
	default:
		size = sat(size>>2 + 26112)
	}
	if a < 0 {
		return -size
	}
	return size
}

// filter is the lattice of 5.3.4.
func (d *gsm) filter(s int) int {
	for i := 7; i >= 0; i-- {
		s = sat(s - round15(d.mirror[i], d.tube[i]))
		d.tube[i+1] = sat(d.tube[i] + round15(d.mirror[i], s))
	}
	d.tube[0] = s
	return s
}

// round15 is a product of two fractions of 15 bits, rounded.
func round15(a, b int) int {
	if a == math.MinInt16 && b == math.MinInt16 {
		return math.MaxInt16
	}
	return (a*b + 1<<14) >> 15
}

// sat keeps a sum within 16 bits.
func sat(v int) int { return max(math.MinInt16, min(math.MaxInt16, v)) }
