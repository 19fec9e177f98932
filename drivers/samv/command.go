package samv

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// Sizes of what a card holds, in bytes (GA/T 490, machine-readable data).
const (
	// TextSize is the size of a card's text record.
	TextSize = 256
	// AddressSize is the size of a card's newest additional address.
	AddressSize = 70
)

// command is one row of the command table (SAM-V commands, softs.im protocol
// page; deadlines after the public programs, YinanSoft SerialReader.java).
type command struct {
	name      string // for errors
	cmd, para byte
	good      byte          // SW3 of success
	min, max  int           // bytes of data in a good reply
	ofCard    bool          // fails with the statuses of cards too
	patience  time.Duration // until the reply is there, beside the time on the wire
}

func resetCommand() command {
	return command{name: "reset", cmd: 0x10, para: 0xFF, good: statusDone, patience: time.Second}
}

func statusCommand() command {
	return command{name: "status", cmd: 0x11, para: 0xFF, good: statusDone, patience: time.Second}
}

func samIDCommand() command {
	return command{name: "module number", cmd: 0x12, para: 0xFF, good: statusDone, min: 16, max: 16, patience: time.Second}
}

func findCommand() command {
	return command{name: "find card", cmd: 0x20, para: 0x01, good: statusFound, min: 4, max: 4, ofCard: true, patience: time.Second}
}

func selectCommand() command {
	return command{name: "select card", cmd: 0x20, para: 0x02, good: statusDone, min: 8, max: 8, ofCard: true, patience: time.Second}
}

func readBaseCommand() command {
	return command{name: "read card", cmd: 0x30, para: 0x01, good: statusDone, min: 4, max: maxLength - minLength, ofCard: true, patience: 3 * time.Second}
}

func readAddressCommand() command {
	return command{name: "read address", cmd: 0x30, para: 0x03, good: statusDone, min: AddressSize, max: AddressSize, ofCard: true, patience: 2 * time.Second}
}

// longest is the longest Len of a reply to c.
func (c command) longest() int { return minLength + c.max }

// fits reports whether a reply to c can have this Len.
func (c command) fits(length int) bool {
	data := length - minLength
	return length == statusLen || data >= c.min && data <= c.max
}

// accepts reports whether r can be the reply to c. Replies do not name their
// command, so a late one is known only by what it could not be.
func (c command) accepts(r reply) bool {
	if r.sw3 == c.good {
		return len(r.data) >= c.min && len(r.data) <= c.max
	}
	if len(r.data) != 0 {
		return false
	}
	switch class := (&StatusError{SW3: r.sw3}).Class(); class {
	case ClassOK:
		return c.ofCard && r.sw3 == statusNoSuchItem
	case ClassNoCard, ClassCard:
		return c.ofCard || r.sw3 == statusUnknownError
	default:
		return true
	}
}

// Status asks whether the module is well: nil, or a StatusError of
// ClassOutOfService when its self-test failed. It takes 1 s at most. Like every
// command it may also return ErrTimeout, ErrDamaged, ctx's error or the port's.
func (d *Dev) Status(ctx context.Context) error {
	_, err := d.exchange(ctx, statusCommand())
	return err
}

// Reset makes the module begin anew; a selected card must be found again. It
// takes 1 s at most.
func (d *Dev) Reset(ctx context.Context) error {
	_, err := d.exchange(ctx, resetCommand())
	return err
}

// SAMID is the number that was given to a module when it was made.
type SAMID struct {
	Maker, Type          uint16
	Made, Serial, Random uint32 // Made is a date, YYYYMMDD
}

// String gives the number as readers print it, "05.03-20240101-0000000001-0000000042".
func (id SAMID) String() string {
	return fmt.Sprintf("%02d.%02d-%d-%010d-%010d", id.Maker, id.Type, id.Made, id.Serial, id.Random)
}

// SAMID reads the number of the module: u16 u16 u32 u32 u32, little endian
// (HslCommunication SAMSerial.cs). It takes 1 s at most.
func (d *Dev) SAMID(ctx context.Context) (SAMID, error) {
	r, err := d.exchange(ctx, samIDCommand())
	if err != nil {
		return SAMID{}, err
	}
	le := binary.LittleEndian
	return SAMID{
		Maker: le.Uint16(r.data), Type: le.Uint16(r.data[2:]),
		Made: le.Uint32(r.data[4:]), Serial: le.Uint32(r.data[8:]), Random: le.Uint32(r.data[12:]),
	}, nil
}

// Find asks for a card in the field: nil if there is one, a StatusError of
// ClassNoCard if not. Many modules report a card only once and answer "no
// card" after it was read, though it still lies there. It takes 1 s at most.
func (d *Dev) Find(ctx context.Context) error {
	_, err := d.exchange(ctx, findCommand())
	return err
}

// Select chooses the card that Find reported. It takes 1 s at most.
func (d *Dev) Select(ctx context.Context) error {
	_, err := d.exchange(ctx, selectCommand())
	return err
}

// ReadBase reads the text record of the selected card, TextSize bytes of
// UTF-16LE, and drops the photo that comes with it. Overwrite the text when
// done with it. After any error begin again from Find. It takes 3 s at most,
// and what the line needs for 1295 bytes.
//
// Reply data: length of the text (2, big endian), length of the photo (2, big
// endian), text, photo (SAM-V command 30 01, softs.im protocol page).
func (d *Dev) ReadBase(ctx context.Context) ([]byte, error) {
	c := readBaseCommand()
	r, err := d.exchange(ctx, c)
	if err != nil {
		return nil, err
	}
	defer clear(r.data)
	text := int(binary.BigEndian.Uint16(r.data))
	photo := int(binary.BigEndian.Uint16(r.data[2:]))
	if text != TextSize || 4+text+photo != len(r.data) {
		return nil, fmt.Errorf("samv: %s: text of %d and photo of %d bytes in %d: %w", c.name, text, photo, len(r.data), ErrDamaged)
	}
	return append([]byte(nil), r.data[4:4+text]...), nil
}

// ReadAddress reads the newest additional address of a card that was read,
// AddressSize bytes of UTF-16LE; nil when the card holds none. It takes 2 s at
// most. Many modules answer it, either way, only while the card still lies
// there.
func (d *Dev) ReadAddress(ctx context.Context) ([]byte, error) {
	r, err := d.exchange(ctx, readAddressCommand())
	var status *StatusError
	if errors.As(err, &status) && status.SW3 == statusNoSuchItem {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return r.data, nil
}
