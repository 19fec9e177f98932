package ioboard

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// Function codes (MB sections 6.1, 6.2, 6.5 and 6.11).
const (
	readCoils          = 0x01
	readDiscreteInputs = 0x02
	writeSingleCoil    = 0x05
	writeMultipleCoils = 0x0F
)

// refused is set in the function code of an exception response (MB section 7).
const refused = 0x80

// Exception is what a board answers that will not do what it was asked.
type Exception byte

// Exceptions that something is done about (MB section 7).
const (
	unknownFunction Exception = 0x01
	busy            Exception = 0x06 // the board asks to be asked again
)

// Error says the exception in words (MB section 7, exception codes).
func (e Exception) Error() string {
	words := map[Exception]string{
		unknownFunction: "the board does not know the function",
		0x02:            "the board has no input or coil at this address",
		0x03:            "the board does not take so many at once",
		0x04:            "the board failed while doing it",
		0x05:            "the board needs longer for it",
		busy:            "the board is busy",
		0x08:            "the board's memory is damaged",
		0x0A:            "no path behind the gateway",
		0x0B:            "no board behind the gateway answers",
	}[e]
	if words == "" {
		words = "the board refuses"
	}
	return fmt.Sprintf("%s (exception %02X)", words, byte(e))
}

// request is what one frame asks, and the shape that its answer must have.
type request struct {
	frame   []byte // whole, with unit and checksum
	begins  []byte // the answer's first bytes: unit, function, and a count or an echo
	payload int    // how many bytes follow them, before the checksum
}

// newRead asks for count bits from address (MB sections 6.1 and 6.2: function,
// address, quantity; the answer has a byte count and the bits, lowest first).
func newRead(unit, function byte, address, count int) request {
	size := (count + 7) / 8
	body := binary.BigEndian.AppendUint16([]byte{unit, function}, uint16(address))
	return request{
		frame:   sealed(binary.BigEndian.AppendUint16(body, uint16(count))),
		begins:  []byte{unit, function, byte(size)},
		payload: size,
	}
}

// newWrite puts levels from address on. One is written by Write Single Coil,
// FF00 for on (MB section 6.5; the answer is an echo), several by Write
// Multiple Coils (MB section 6.11; the answer is address and quantity).
func newWrite(unit byte, address int, levels []bool) request {
	if len(levels) == 1 {
		body := binary.BigEndian.AppendUint16([]byte{unit, writeSingleCoil}, uint16(address))
		value := uint16(0x0000)
		if levels[0] {
			value = 0xFF00
		}
		body = binary.BigEndian.AppendUint16(body, value)
		return request{frame: sealed(body), begins: body}
	}
	body := binary.BigEndian.AppendUint16([]byte{unit, writeMultipleCoils}, uint16(address))
	body = binary.BigEndian.AppendUint16(body, uint16(len(levels)))
	bits := make([]byte, (len(levels)+7)/8)
	for i, on := range levels {
		if on {
			bits[i/8] |= 1 << (i % 8)
		}
	}
	return request{frame: sealed(append(append(bytes.Clone(body), byte(len(bits))), bits...)), begins: body}
}

// size is how many bytes the answer has.
func (r request) size() int { return len(r.begins) + r.payload + 2 }

// find looks for the answer anywhere in what came, past whatever else there
// is. It returns the answer's payload, or the Exception that came instead; done
// is false as long as neither is there.
func (r request) find(came []byte) (payload []byte, done bool, err error) {
	exception := []byte{r.begins[0], r.begins[1] | refused}
	for ; len(came) > 0; came = came[1:] {
		if whole(came, exception, 1) {
			return nil, true, Exception(came[2])
		}
		if whole(came, r.begins, r.payload) {
			return came[len(r.begins):][:r.payload], true, nil
		}
	}
	return nil, false, nil
}

// whole reports whether b begins with a frame of these bytes, so many more and
// their checksum.
func whole(b, begins []byte, more int) bool {
	n := len(begins) + more
	return len(b) >= n+2 && bytes.HasPrefix(b, begins) && binary.LittleEndian.Uint16(b[n:]) == checksum(b[:n])
}

// sealed returns body with its checksum, low byte first (SL section 2.5.1.2).
func sealed(body []byte) []byte {
	return binary.LittleEndian.AppendUint16(bytes.Clone(body), checksum(body))
}

// checksum is the CRC-16 of SL section 2.5.1.2 and appendix B: polynomial A001
// on reversed bits, beginning with FFFF.
func checksum(b []byte) uint16 {
	crc := uint16(0xFFFF)
	for _, x := range b {
		crc ^= uint16(x)
		for range 8 {
			low := crc & 1
			crc >>= 1
			if low != 0 {
				crc ^= 0xA001
			}
		}
	}
	return crc
}
