package samv

import (
	"bytes"
	"encoding/binary"
)

// Sizes of a frame, in bytes (SAM-V frame, softs.im protocol page). Len counts
// everything behind itself, the checksum included.
const (
	headSize  = 7                // preamble and Len
	minLength = 4                // SW1 SW2 SW3 CHK
	maxLength = 0x090A           // text, photo and fingerprint: more than is ever asked for
	statusLen = minLength        // Len of a reply without data
	readSize  = 2048             // bytes read at once
	bufferCap = maxLength + 4096 // room of a decoder before it grows
)

// begins returns the preamble, which opens every frame in both directions.
func begins() []byte { return []byte{0xAA, 0xAA, 0xAA, 0x96, 0x69} }

// encode builds a command frame: preamble, Len (2, big endian), CMD, PARA,
// CHK (SAM-V frame, softs.im protocol page).
func encode(cmd, para byte) []byte {
	f := append(begins(), 0x00, 0x03, cmd, para)
	return append(f, checksum(f[len(begins()):]))
}

// checksum is the XOR of all bytes from Len up to CHK.
func checksum(b []byte) (sum byte) {
	for _, x := range b {
		sum ^= x
	}
	return sum
}

// reply is one frame from the module: SW1 SW2 SW3 and data.
type reply struct {
	sw1, sw2, sw3 byte
	data          []byte
}

// decoder finds replies in a stream of bytes. Wherever the bytes at hand are
// not a frame it moves on by one byte, so that junk, a damaged frame or a
// preamble inside a photo cost nothing but themselves.
type decoder struct {
	buf     []byte
	damaged bool // a frame of a fitting length failed its checksum
}

// reset forgets all bytes and overwrites them.
func (d *decoder) reset() {
	clear(d.buf)
	d.buf = d.buf[:0]
	d.damaged = false
}

// feed appends what was read.
func (d *decoder) feed(b []byte) {
	if d.buf == nil {
		d.buf = make([]byte, 0, bufferCap)
	}
	d.buf = append(d.buf, b...)
}

// next takes the next whole frame whose Len satisfies fits. Its data is a copy.
func (d *decoder) next(fits func(length int) bool) (reply, bool) {
	at := 0
	defer func() { d.drop(at) }()
	for {
		at += toPreamble(d.buf[at:])
		rest := d.buf[at:]
		if len(rest) < headSize {
			return reply{}, false
		}
		n := int(binary.BigEndian.Uint16(rest[headSize-2:]))
		if n < minLength || n > maxLength || !fits(n) {
			at++
			continue
		}
		if len(rest) < headSize+n {
			return reply{}, false
		}
		frame := rest[:headSize+n]
		if checksum(frame[headSize-2:]) != 0 {
			d.damaged = true
			at++
			continue
		}
		at += len(frame)
		body := frame[headSize : len(frame)-1]
		return reply{sw1: body[0], sw2: body[1], sw3: body[2], data: bytes.Clone(body[3:])}, true
	}
}

// begun reports that the head of a frame has arrived and the rest has not.
func (d *decoder) begun() bool { return len(d.buf) >= headSize }

// drop overwrites and removes the first n bytes.
func (d *decoder) drop(n int) {
	if n == 0 {
		return
	}
	left := copy(d.buf, d.buf[n:])
	clear(d.buf[left:])
	d.buf = d.buf[:left]
}

// toPreamble returns how many bytes of b stand before a preamble, or before
// what may become one once more bytes arrive.
func toPreamble(b []byte) int {
	want := begins()
	if i := bytes.Index(b, want); i >= 0 {
		return i
	}
	for n := min(len(want)-1, len(b)); n > 0; n-- {
		if bytes.HasSuffix(b, want[:n]) {
			return len(b) - n
		}
	}
	return len(b)
}
