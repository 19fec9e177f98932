package samv

import (
	"bytes"
	"testing"
)

// FuzzDecoder feeds arbitrary bytes, cut anywhere, in front of a good frame.
// Whatever comes before, the decoder must not lose a frame that stands alone
// in the stream, nor give one whose checksum or length is wrong. It is in the
// package because the decoder is not exported.
func FuzzDecoder(f *testing.F) {
	f.Add([]byte{}, uint8(1))
	f.Add([]byte{0xAA, 0xAA, 0xAA, 0xAA}, uint8(3))
	f.Add([]byte{0xAA, 0xAA, 0xAA, 0x96, 0x69}, uint8(5))
	f.Add([]byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x00, 0x04, 0x00, 0x00, 0x90, 0x95}, uint8(4))
	f.Add([]byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x09, 0x0A, 0x00, 0x00, 0x90}, uint8(200))
	f.Fuzz(func(t *testing.T, junk []byte, cut uint8) {
		good := []byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x00, 0x08, 0x00, 0x00, 0x9F, 0x01, 0x02, 0x03, 0x04, 0x93}
		// Enough padding behind it to complete any frame that junk pretends.
		stream := append(append(append([]byte(nil), junk...), good...), make([]byte, headSize+maxLength)...)
		step := int(cut) + 1
		var d decoder
		var last reply
		for len(stream) > 0 {
			n := min(step, len(stream))
			d.feed(stream[:n])
			stream = stream[n:]
			for {
				r, ok := d.next(func(length int) bool { return length == statusLen || length == 8 })
				if !ok {
					break
				}
				if len(r.data) != 0 && len(r.data) != 4 {
					t.Fatalf("reply with %d bytes of data", len(r.data))
				}
				if len(r.data) == 4 {
					last = r
				}
			}
			if len(d.buf) > headSize+8 {
				t.Fatalf("decoder holds %d bytes", len(d.buf))
			}
		}
		// A frame in junk that swallows the head of the good one is the only
		// excuse: it must then have a right checksum itself.
		if !bytes.Equal(last.data, []byte{1, 2, 3, 4}) && !overlaps(junk, good) {
			t.Fatalf("the good frame is lost behind %X", junk)
		}
	})
}

// overlaps reports whether some frame with a right checksum begins in junk and
// ends inside good.
func overlaps(junk, good []byte) bool {
	stream := append(append([]byte(nil), junk...), good...)
	for i := range junk {
		for _, n := range []int{headSize + statusLen, headSize + 8} {
			end := i + n
			if end <= len(junk) || end > len(stream) || !bytes.HasPrefix(stream[i:], begins()) {
				continue
			}
			if int(stream[i+5])<<8|int(stream[i+6]) == n-headSize && checksum(stream[i+5:end]) == 0 {
				return true
			}
		}
	}
	return false
}

func TestDecoderOverwritesWhatItHeld(t *testing.T) {
	var d decoder
	d.feed([]byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x00, 0x08, 0x00, 0x00, 0x9F, 0x01, 0x02, 0x03, 0x04, 0x93})
	if _, ok := d.next(func(int) bool { return true }); !ok {
		t.Fatal("no frame")
	}
	d.reset()
	for i, b := range d.buf[:cap(d.buf)] {
		if b != 0 {
			t.Fatalf("byte %d is still %02X", i, b)
		}
	}
}
