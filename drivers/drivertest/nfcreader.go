package drivertest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
)

// NFCFault is a way in which an NFCReader fails.
type NFCFault string

// Faults of a reader. They last until another is set.
const (
	NFCFaultNone     NFCFault = "none"
	NFCFaultStall    NFCFault = "stall"    // takes commands and says nothing
	NFCFaultChecksum NFCFault = "checksum" // replies carry a wrong one
	NFCFaultSyntax   NFCFault = "syntax"   // answers every command with an error frame
	NFCFaultNoise    NFCFault = "noise"    // junk before each frame, and an old reply
	NFCFaultMute     NFCFault = "mute"     // acknowledges and never replies
)

// NFCReader is a PN532 as it behaves on its serial line (NXP UM0701-02,
// section 6.2). It sleeps until it is woken, and forgets its settings when it
// is reset. It is safe for concurrent use.
type NFCReader struct {
	mu    sync.Mutex // protects the fields below
	uids  [][]byte
	fault NFCFault
	awake bool
	set   bool // SAMConfiguration was given
}

// NewNFCReader returns a reader that sleeps and has no card.
func NewNFCReader() *NFCReader { return &NFCReader{fault: NFCFaultNone} }

// Lay puts cards on the reader in the place of those that are there; without
// any it takes them away.
func (r *NFCReader) Lay(uids ...[]byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.uids = uids
}

// Reset does what a lost supply does.
func (r *NFCReader) Reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.awake, r.set = false, false
}

// SetFault makes the reader fail from now on.
func (r *NFCReader) SetFault(f NFCFault) error {
	all := []NFCFault{NFCFaultNone, NFCFaultStall, NFCFaultChecksum, NFCFaultSyntax, NFCFaultNoise, NFCFaultMute}
	if !slices.Contains(all, f) {
		return fmt.Errorf("drivertest: an NFC reader has no fault %q", f)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fault = f
	return nil
}

// Serve answers commands on rw until ctx is done or rw fails, and returns why.
// If rw can be closed, Serve closes it when ctx is done.
func (r *NFCReader) Serve(ctx context.Context, rw io.ReadWriter) error {
	if c, ok := rw.(io.Closer); ok {
		stop := context.AfterFunc(ctx, func() { _ = c.Close() })
		defer stop()
	}
	in := bufio.NewReader(rw)
	for {
		command, err := r.command(in)
		if err == nil {
			err = r.respond(ctx, rw, command)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("drivertest: NFC reader: %w", err)
		}
	}
}

// command reads until a whole frame to the chip has come, and returns what is
// between TFI and checksum. 55 wakes the chip; asleep it hears nothing else.
func (r *NFCReader) command(in *bufio.Reader) ([]byte, error) {
	var last [2]byte
	for {
		b, err := in.ReadByte()
		if err != nil {
			return nil, err
		}
		last[0], last[1] = last[1], b
		if last == [2]byte{0x55, 0x55} {
			r.wake()
		}
		if last != [2]byte{0x00, 0xFF} {
			continue
		}
		var head [2]byte
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return nil, err
		}
		if head[0] == 0 || head[0]+head[1] != 0 {
			continue // an ACK ends what goes on; nothing does
		}
		body := make([]byte, int(head[0])+1)
		if _, err := io.ReadFull(in, body); err != nil {
			return nil, err
		}
		var total byte
		for _, x := range body {
			total += x
		}
		if total == 0 && body[0] == 0xD4 && len(body) > 2 && r.isAwake() {
			return body[1 : len(body)-1], nil
		}
	}
}

func (r *NFCReader) wake() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.awake = true
}

func (r *NFCReader) isAwake() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.awake
}

// respond acknowledges a command and answers it, or does what the fault says.
func (r *NFCReader) respond(ctx context.Context, out io.Writer, command []byte) error {
	r.mu.Lock()
	fault, answer := r.fault, r.answer(command)
	r.mu.Unlock()
	acknowledged := []byte{0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00}
	wrong := []byte{0x00, 0x00, 0xFF, 0x01, 0xFF, 0x7F, 0x81, 0x00}
	line := paced{out: out, baud: 115200}
	switch {
	case fault == NFCFaultStall:
		return nil
	case fault == NFCFaultMute:
		return line.send(ctx, acknowledged)
	case fault == NFCFaultSyntax, answer == nil:
		return line.send(ctx, slices.Concat(acknowledged, wrong))
	}
	frame := chipFrame(command[0]+1, answer)
	switch fault {
	case NFCFaultChecksum:
		frame[len(frame)-2] ^= 0x10
	case NFCFaultNoise:
		junk := []byte{0x00, 0xFF, 0x12, 0x00, 0x00, 0xFF, 0x05}
		frame = slices.Concat(junk, chipFrame(0x07, []byte{1, 2, 3}), junk, frame)
	}
	return line.send(ctx, slices.Concat(acknowledged, frame))
}

// chipFrame makes a normal information frame from the chip.
func chipFrame(code byte, data []byte) []byte {
	n := byte(len(data) + 2)
	frame := append([]byte{0x00, 0x00, 0xFF, n, -n, 0xD5, code}, data...)
	var total byte
	for _, b := range frame[5:] {
		total += b
	}
	return append(frame, -total, 0x00)
}

// answer returns the data of a reply, or nil for a command that is none; r.mu
// is held.
func (r *NFCReader) answer(command []byte) []byte {
	switch command[0] {
	case 0x02: // GetFirmwareVersion: a PN532 with firmware 1.6
		return []byte{0x32, 0x01, 0x06, 0x07}
	case 0x14: // SAMConfiguration
		r.set = true
		return []byte{}
	case 0x32: // RFConfiguration
		return []byte{}
	case 0x4A: // InListPassiveTarget
		return r.list(command[1:])
	}
	return nil
}

// list answers which cards lie there: NTAG-like ones of type A.
func (r *NFCReader) list(params []byte) []byte {
	if !r.set || len(params) != 2 || params[1] != 0x00 {
		return nil
	}
	n := min(len(r.uids), int(params[0]))
	data := []byte{byte(n)}
	for i, uid := range r.uids[:n] {
		data = append(data, byte(i+1), 0x00, 0x44, 0x00, byte(len(uid)))
		data = append(data, uid...)
	}
	return data
}
