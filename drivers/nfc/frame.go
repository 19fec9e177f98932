package nfc

import "bytes"

// Command codes (UM section 7.1). A reply carries the code plus one.
const (
	cmdFirmwareVersion     = 0x02
	cmdSAMConfiguration    = 0x14
	cmdRFConfiguration     = 0x32
	cmdInListPassiveTarget = 0x4A
)

// Frame identifiers TFI (UM section 6.2.1.1).
const (
	tfiToChip   = 0xD4
	tfiFromChip = 0xD5
	tfiError    = 0x7F // UM section 6.2.1.5: the chip found the frame's syntax wrong
)

// maxData is the largest LEN of a normal frame (UM section 6.2.1.1). No reply
// that is asked for comes near it.
const maxData = 255

// encode makes a normal information frame (UM section 6.2.1.1): preamble,
// start code, LEN, LCS, TFI and data, DCS, postamble. LEN and LCS add up to
// zero, and so do TFI, data and DCS.
func encode(cmd byte, data ...byte) []byte {
	body := append([]byte{tfiToChip, cmd}, data...)
	n := byte(len(body))
	frame := append([]byte{0x00, 0x00, 0xFF, n, -n}, body...)
	return append(frame, -sum(body), 0x00)
}

func sum(b []byte) (s byte) {
	for _, x := range b {
		s += x
	}
	return s
}

// kind says what a received frame is.
type kind int

const (
	none   kind = iota // not all of one is there
	ack                // UM section 6.2.1.3: the command arrived
	reply              // from the chip
	syntax             // UM section 6.2.1.5
)

// next takes the first whole frame out of b and returns what follows it. Bytes
// that begin no frame are passed over one by one, so that junk, lost bytes and
// a frame that broke off cost no more than themselves.
func next(b []byte) (k kind, data, rest []byte) {
	for {
		at := bytes.Index(b, []byte{0x00, 0xFF})
		if at < 0 {
			return none, nil, b[max(0, len(b)-1):] // a start code may be parted
		}
		b = b[at:]
		if len(b) < 4 {
			return none, nil, b
		}
		n, lcs := b[2], b[3]
		if n == 0 && lcs == 0xFF {
			return ack, nil, b[4:]
		}
		if n == 0 || n+lcs != 0 {
			b = b[2:]
			continue
		}
		end := 4 + int(n) + 1 // past DCS
		if len(b) < end {
			return none, nil, b
		}
		if sum(b[4:end]) != 0 {
			b = b[2:]
			continue
		}
		body := b[4 : end-1]
		switch {
		case n == 1 && body[0] == tfiError:
			return syntax, nil, b[end:]
		case body[0] == tfiFromChip && n >= 2:
			return reply, body[1:], b[end:]
		}
		b = b[end:] // our own command, echoed by a half-duplex adapter
	}
}
