package drivertest

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// Sizes of a reply (SAM-V frame, softs.im protocol page).
const (
	lengthEnd    = len(preamble) + 2 // preamble and Len
	statusEnd    = lengthEnd + 3     // and SW1 SW2 SW3
	shortestLen  = 4                 // SW1 SW2 SW3 CHK
	longestLen   = 0x090A            // text, photo and fingerprint
	sizesOfParts = 4                 // the lengths of text and photo, before them
	numberSize   = 16                // of a module
)

// Masked returns the transcript without what tells who was there: of what the
// module sent only frames, their status and the module's own number are left,
// and everything else is zero, also bytes that belong to no whole frame. Frames
// keep their length, and their checksum is right or wrong as it was, so that a
// driver takes the transcript for what happened; the cards in it are of no kind
// it knows.
func (t CardTranscript) Masked() CardTranscript { return t.withMask(false) }

// WithoutPhotos returns the transcript with the text of cards in it. Their
// photos are zero, and so is what belongs to no whole frame.
func (t CardTranscript) WithoutPhotos() CardTranscript { return t.withMask(true) }

// withMask masks what the module sent between one piece of the host's and the
// next.
func (t CardTranscript) withMask(keepText bool) CardTranscript {
	masked := make(CardTranscript, len(t))
	for i, p := range t {
		masked[i] = Piece{At: p.At, Sent: p.Sent, Bytes: slices.Clone(p.Bytes)}
	}
	var asked []byte
	for at := 0; at < len(masked); {
		if masked[at].Sent {
			asked = masked[at].Bytes
			at++
			continue
		}
		end := at
		var answer []byte
		for ; end < len(masked) && !masked[end].Sent; end++ {
			answer = append(answer, masked[end].Bytes...)
		}
		answer = maskAnswer(answer, commandIn(asked), keepText)
		for ; at < end; at++ {
			answer = answer[copy(masked[at].Bytes, answer):]
		}
	}
	return masked
}

// commandIn returns CMD and PARA of a command frame, or 0.
func commandIn(frame []byte) int {
	if len(frame) < lengthEnd+2 || !bytes.HasPrefix(frame, preamble[:]) {
		return 0
	}
	return int(binary.BigEndian.Uint16(frame[lengthEnd:]))
}

// maskAnswer returns what may be kept of an answer to a command, in its place,
// and zeros elsewhere.
func maskAnswer(answer []byte, command int, keepText bool) []byte {
	kept := make([]byte, len(answer))
	for at := 0; ; {
		next := bytes.Index(answer[at:], preamble[:])
		if next < 0 {
			return kept
		}
		at += next
		rest := answer[at:]
		if len(rest) < lengthEnd {
			copy(kept[at:], rest)
			return kept
		}
		n := int(binary.BigEndian.Uint16(rest[len(preamble):]))
		switch {
		case n < shortestLen || n > longestLen:
			at++
		case len(rest) < lengthEnd+n:
			copy(kept[at:], rest[:min(len(rest), statusEnd)])
			return kept
		default:
			maskFrame(kept[at:at+lengthEnd+n], rest, command, keepText)
			at += lengthEnd + n
		}
	}
}

// maskFrame puts what may be kept of one whole frame into kept, which is as
// long as the frame.
func maskFrame(kept, frame []byte, command int, keepText bool) {
	end := len(kept) - 1 // of the data, where the checksum is
	data := statusEnd
	photo := data + sizesOfParts + recordSize
	switch {
	case command == moduleNumber && end-data == numberSize:
		data = end
	case command == readBase && end >= photo && keepText:
		data = photo
	case command == readBase && end >= photo:
		data += sizesOfParts
	case command != readBase && keepText && end-data <= addressSize:
		data = end
	}
	copy(kept, frame[:data])
	wrong := xor(frame[len(preamble) : end+1])
	kept[end] = xor(kept[len(preamble):end]) ^ wrong
}
