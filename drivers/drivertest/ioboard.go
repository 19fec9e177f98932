package drivertest

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"
)

// IOBoardFault is a way in which an IOBoard fails.
type IOBoardFault string

// Faults of a board. They last until another is set.
const (
	IOBoardFaultNone      IOBoardFault = "none"
	IOBoardFaultSilent    IOBoardFault = "silent"    // takes requests and answers nothing
	IOBoardFaultChecksum  IOBoardFault = "checksum"  // answers carry a wrong one
	IOBoardFaultException IOBoardFault = "exception" // answers every request with exception 04
	IOBoardFaultCutShort  IOBoardFault = "cut-short" // the last bytes of answers are missing
	IOBoardFaultNoise     IOBoardFault = "noise"     // junk and an answer of another unit before each answer
)

// IOBoardFaults lists them without IOBoardFaultNone.
func IOBoardFaults() []IOBoardFault {
	return []IOBoardFault{
		IOBoardFaultSilent, IOBoardFaultChecksum, IOBoardFaultException, IOBoardFaultCutShort, IOBoardFaultNoise,
	}
}

// What makes a blinking lamp: so many changes within so long.
const (
	blinkChanges = 3
	blinkWithin  = 4 * time.Second
)

// IOBoard is a serial I/O board as it behaves on its line: a slave that speaks
// Modbus RTU (MODBUS Application Protocol V1.1b3, sections 6.1, 6.2, 6.5, 6.11
// and 7; MODBUS over Serial Line V1.02, section 2.5.1), with inputs and coils
// at address 0 and up. It is safe for concurrent use.
type IOBoard struct {
	unit byte

	mu       sync.Mutex // protects the fields below
	inputs   []bool
	coils    []bool
	changes  [][]time.Time // the newest changes of each coil, blinkChanges at most
	ons      []int         // how often each coil was switched on
	fault    IOBoardFault
	requests int
}

// NewIOBoard returns a board with all inputs and coils off.
func NewIOBoard(unit byte, inputs, coils int) *IOBoard {
	return &IOBoard{
		unit: unit, inputs: make([]bool, inputs), coils: make([]bool, coils),
		changes: make([][]time.Time, coils), ons: make([]int, coils), fault: IOBoardFaultNone,
	}
}

// SetInput puts a level on an input, counted from 0.
func (b *IOBoard) SetInput(n int, on bool) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n < 0 || n >= len(b.inputs) {
		return fmt.Errorf("drivertest: the board has %d inputs", len(b.inputs))
	}
	b.inputs[n] = on
	return nil
}

// Inputs returns the levels on the inputs.
func (b *IOBoard) Inputs() []bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.inputs)
}

// Coils returns the coils as they are now.
func (b *IOBoard) Coils() []bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.coils)
}

// Blinking reports whether a coil goes on and off: three changes within four
// seconds.
func (b *IOBoard) Blinking(coil int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if coil < 0 || coil >= len(b.changes) {
		return false
	}
	newest := b.changes[coil]
	return len(newest) == blinkChanges && time.Since(newest[0]) < blinkWithin
}

// SwitchedOn returns how often a coil was switched on.
func (b *IOBoard) SwitchedOn(coil int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if coil < 0 || coil >= len(b.ons) {
		return 0
	}
	return b.ons[coil]
}

// Requests returns how many whole requests to this unit came.
func (b *IOBoard) Requests() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.requests
}

// Restart does what a lost supply does: all coils are off.
func (b *IOBoard) Restart() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.coils {
		b.coils[i], b.changes[i] = false, nil
	}
}

// SetFault makes the board fail from now on.
func (b *IOBoard) SetFault(f IOBoardFault) error {
	if f != IOBoardFaultNone && !slices.Contains(IOBoardFaults(), f) {
		return fmt.Errorf("drivertest: an I/O board has no fault %q", f)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fault = f
	return nil
}

// Serve answers requests on rw until ctx is done or rw fails, and returns why.
// If rw can be closed, Serve closes it when ctx is done.
func (b *IOBoard) Serve(ctx context.Context, rw io.ReadWriter) error {
	if c, ok := rw.(io.Closer); ok {
		stop := context.AfterFunc(ctx, func() { _ = c.Close() })
		defer stop()
	}
	var heard []byte
	buf := make([]byte, 64)
	for {
		n, err := rw.Read(buf)
		for _, x := range buf[:n] {
			heard = append(heard, x)
			request := b.request(heard)
			if request == nil {
				heard = heard[max(0, len(heard)-longestRequest):]
				continue
			}
			heard = nil
			answer := b.spoilt(b.answer(request))
			if len(answer) == 0 {
				continue
			}
			if _, err := rw.Write(answer); err != nil && ctx.Err() == nil {
				return fmt.Errorf("drivertest: I/O board: %w", err)
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("drivertest: I/O board: %w", err)
		}
	}
}

// longestRequest is the largest frame (serial line, section 2.5.1).
const longestRequest = 256

// request returns the frame that ends with the last byte heard, without its
// checksum; nil when none to this unit does. A real board tells frames by the
// silence between them; on a pseudo terminal the checksum has to do.
func (b *IOBoard) request(heard []byte) []byte {
	for ; len(heard) >= 8; heard = heard[1:] {
		size := 8
		if heard[1] == 0x0F { // quantity, byte count, that many bytes
			size = 9 + int(heard[6])
		}
		if heard[0] == b.unit && len(heard) == size && modbusCRC(heard) == 0 {
			return heard[:size-2]
		}
	}
	return nil
}

// answer does what a request asks and returns unit, function and data.
func (b *IOBoard) answer(request []byte) []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.requests++
	function := request[1]
	address := int(request[2])<<8 | int(request[3])
	value := int(request[4])<<8 | int(request[5])
	exception := func(code byte) []byte { return []byte{b.unit, function + 0x80, code} }
	if b.fault == IOBoardFaultException {
		return exception(0x04)
	}
	switch function {
	case 0x01:
		return b.bits(function, b.coils, address, value)
	case 0x02:
		return b.bits(function, b.inputs, address, value)
	case 0x05:
		if value != 0x0000 && value != 0xFF00 {
			return exception(0x03)
		}
		if address >= len(b.coils) {
			return exception(0x02)
		}
		b.switchCoil(address, value != 0)
	case 0x0F:
		data := request[7:]
		if value < 1 || len(data) != (value+7)/8 {
			return exception(0x03)
		}
		if address+value > len(b.coils) {
			return exception(0x02)
		}
		for i := range value {
			b.switchCoil(address+i, data[i/8]>>(i%8)&1 == 1)
		}
	default:
		return exception(0x01)
	}
	return slices.Clone(request[:6])
}

// bits answers a reading function; b.mu is held.
func (b *IOBoard) bits(function byte, all []bool, address, count int) []byte {
	switch {
	case count < 1 || count > 2000:
		return []byte{b.unit, function + 0x80, 0x03}
	case address+count > len(all):
		return []byte{b.unit, function + 0x80, 0x02}
	}
	answer := make([]byte, 3+(count+7)/8)
	answer[0], answer[1], answer[2] = b.unit, function, byte((count+7)/8)
	for i, on := range all[address : address+count] {
		if on {
			answer[3+i/8] |= 1 << (i % 8)
		}
	}
	return answer
}

// switchCoil notes a change; b.mu is held.
func (b *IOBoard) switchCoil(n int, on bool) {
	if b.coils[n] == on {
		return
	}
	b.coils[n] = on
	if on {
		b.ons[n]++
	}
	newest := append(b.changes[n], time.Now())
	b.changes[n] = newest[max(0, len(newest)-blinkChanges):]
}

// spoilt closes an answer with its checksum and does what the fault says.
func (b *IOBoard) spoilt(answer []byte) []byte {
	b.mu.Lock()
	fault := b.fault
	b.mu.Unlock()
	crc := modbusCRC(answer)
	answer = append(answer, byte(crc), byte(crc>>8))
	switch fault {
	case IOBoardFaultSilent:
		return nil
	case IOBoardFaultChecksum:
		answer[len(answer)-1] ^= 0x40
	case IOBoardFaultCutShort:
		return answer[:len(answer)-2]
	case IOBoardFaultNoise:
		other := slices.Clone(answer[:len(answer)-2])
		other[0]++
		crc := modbusCRC(other)
		return slices.Concat([]byte{0x00, answer[0], answer[1], 0xFF}, other, []byte{byte(crc), byte(crc >> 8), answer[0]}, answer)
	}
	return answer
}

// modbusCRC takes the checksum bit by bit, as a division by the polynomial
// x16+x15+x2+1 whose lowest power comes first (serial line, section 2.5.1.2).
// Over a frame with its checksum it is 0.
func modbusCRC(frame []byte) uint16 {
	rest := uint16(0xFFFF)
	for _, b := range frame {
		for bit := range 8 {
			carry := rest&1 != uint16(b>>bit)&1
			rest >>= 1
			if carry {
				rest ^= 0xA001
			}
		}
	}
	return rest
}
