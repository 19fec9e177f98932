package drivertest

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

// preamble begins every frame in both directions (SAM-V frame, softs.im
// protocol page).
var preamble = [5]byte{0xAA, 0xAA, 0xAA, 0x96, 0x69}

// What a module says about a frame it received, before it looks at the
// command (SAM-V SW3 values, softs.im protocol page).
const (
	frameGood        = 0x90
	frameBadChecksum = 0x10
	frameBadLength   = 0x11
)

// command is what a host asks of the module.
type command struct {
	cmd, para byte
	data      []byte
}

// longestCommand bounds Len of a command; no command carries more than one
// byte of data.
const longestCommand = 16

// readCommand waits for the next command frame, passing over whatever is in
// front of it. verdict is frameGood, or why the frame is no command.
//
// Command: preamble, Len (2, big endian), CMD, PARA, data, CHK. Len counts all
// that follows it; CHK is the XOR of everything from Len on (SAM-V frame,
// softs.im protocol page).
func readCommand(in *bufio.Reader) (c command, verdict byte, err error) {
	var last [len(preamble)]byte
	for last != preamble {
		b, err := in.ReadByte()
		if err != nil {
			return command{}, 0, fmt.Errorf("read command: %w", err)
		}
		copy(last[:], last[1:])
		last[len(last)-1] = b
	}
	var length [2]byte
	if _, err := io.ReadFull(in, length[:]); err != nil {
		return command{}, 0, fmt.Errorf("read length: %w", err)
	}
	n := binary.BigEndian.Uint16(length[:])
	if n < 3 || n > longestCommand {
		return command{}, frameBadLength, nil
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(in, body); err != nil {
		return command{}, 0, fmt.Errorf("read body: %w", err)
	}
	if xor(length[:])^xor(body) != 0 {
		return command{}, frameBadChecksum, nil
	}
	return command{cmd: body[0], para: body[1], data: body[2 : n-1]}, frameGood, nil
}

// replyFrame builds a reply: preamble, Len, SW1, SW2, SW3, data, CHK.
func replyFrame(sw3 byte, data []byte) []byte {
	var f bytes.Buffer
	f.Write(preamble[:])
	length := [2]byte{}
	binary.BigEndian.PutUint16(length[:], uint16(len(data)+4))
	f.Write(length[:])
	f.Write([]byte{0x00, 0x00, sw3})
	f.Write(data)
	f.WriteByte(xor(f.Bytes()[len(preamble):]))
	return f.Bytes()
}

// xor folds b into one byte.
func xor(b []byte) (sum byte) {
	for _, x := range b {
		sum ^= x
	}
	return sum
}
