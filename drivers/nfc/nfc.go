// Package nfc asks a PN532 on a serial line for the UID of a contactless card,
// as community cards carry one.
//
// It refuses everything beyond the UID: it reads no block, writes none, and
// holds no key. A UID is no proof of identity, because cards that answer with
// a chosen one are sold openly; use it to find a record, never to open one
// without a further question. An identity card answers a PN532 with a chip
// serial that is not the citizen's number; package samv reads those. It keeps
// nothing between two calls and never waits without a deadline.
//
// # Documents
//
//   - NXP UM0701-02, PN532 User Manual, rev. 02 (called UM below): frames in
//     section 6.2.1, commands in section 7
//   - ISO/IEC 14443-3, section 6.5: the UID and its forms
package nfc

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"periph.io/x/conn/v3"
)

// Errors of this package. Errors of the port itself are wrapped and passed on.
var (
	// ErrNoCard says that no card lies there. It is the ordinary answer.
	ErrNoCard = errors.New("no card")
	// ErrSeveral says that more than one card lies there.
	ErrSeveral = errors.New("more than one card")
	// ErrTimeout says that no reply came in time.
	ErrTimeout = errors.New("no reply in time")
	// ErrDamaged says that a reply came that does not fit its command.
	ErrDamaged = errors.New("reply damaged")
	// ErrRefused says that the chip did not accept a command.
	ErrRefused = errors.New("command refused")
)

// Port is the line to the chip, 115200 8N1 as it leaves the factory (UM
// section 7.2.8). A serial port and a net.Conn satisfy it.
type Port interface {
	io.ReadWriter
	SetReadDeadline(t time.Time) error
	SetWriteDeadline(t time.Time) error
}

// UID is what a card calls itself: 4, 7 or 10 bytes. Whatever prints, logs or
// encodes it gets mask signs; Reveal is the only way to the bytes.
type UID string

// Reveal returns the UID as hexadecimal digits.
func (u UID) Reveal() string { return hex.EncodeToString([]byte(u)) }

// Random reports whether the card makes up a new UID each time it is laid, as
// telephones and passports do (ISO/IEC 14443-3, section 6.5.4).
func (u UID) Random() bool { return len(u) == 4 && u[0] == 0x08 }

// String returns mask signs, or "" for an empty value.
func (u UID) String() string {
	if u == "" {
		return ""
	}
	return "***"
}

// GoString masks %#v.
func (u UID) GoString() string { return u.String() }

// Format masks every verb.
func (u UID) Format(f fmt.State, _ rune) { fmt.Fprint(f, u.String()) }

// LogValue masks the value in structured logs.
func (u UID) LogValue() slog.Value { return slog.StringValue(u.String()) }

// MarshalText masks JSON and its like. It never fails.
func (u UID) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// Firmware is what the chip says of itself.
type Firmware struct {
	IC       byte // 0x32 for a PN532
	Version  byte
	Revision byte
}

// Dev is one PN532. It belongs to one goroutine at a time.
type Dev struct {
	port  Port
	ready bool // Start went well, and no exchange has failed since
	rest  []byte
}

var _ conn.Resource = (*Dev)(nil)

// New returns the chip behind port without talking to it.
func New(port Port) *Dev { return &Dev{port: port} }

// String names the driver and, if the port has a name, the port.
func (d *Dev) String() string {
	if s, ok := d.port.(fmt.Stringer); ok {
		return "nfc(" + s.String() + ")"
	}
	return "nfc"
}

// Halt implements conn.Resource. Nothing runs in the chip between two
// commands, so it returns nil at once.
func (d *Dev) Halt() error { return nil }

// icPN532 is the IC of UM section 7.2.2.
const icPN532 = 0x32

// Start wakes the chip and sets it to look for cards without waiting for one.
// It takes 3 s at most. Errors wrap ErrTimeout, ErrDamaged, ErrRefused, ctx's
// or the port's.
func (d *Dev) Start(ctx context.Context) (Firmware, error) {
	f, err := d.start(ctx)
	if err != nil {
		return Firmware{}, fmt.Errorf("nfc: start: %w", err)
	}
	return f, nil
}

func (d *Dev) start(ctx context.Context) (Firmware, error) {
	d.ready, d.rest = false, nil
	if err := d.wake(ctx); err != nil {
		return Firmware{}, err
	}
	// SAMConfiguration, UM section 7.2.10: normal mode, no time-out, no IRQ.
	if _, err := d.exchange(ctx, cmdSAMConfiguration, 0x01, 0x00, 0x00); err != nil {
		return Firmware{}, err
	}
	// GetFirmwareVersion, UM section 7.2.2: IC, Ver, Rev, Support.
	r, err := d.exchange(ctx, cmdFirmwareVersion)
	if err != nil {
		return Firmware{}, err
	}
	if len(r) != 4 || r[0] != icPN532 {
		return Firmware{}, fmt.Errorf("%w: no PN532", ErrDamaged)
	}
	// RFConfiguration, UM section 7.3.1, item 5, MaxRetries: two tries to wake
	// a card, then the chip answers that there is none.
	if _, err := d.exchange(ctx, cmdRFConfiguration, 0x05, 0xFF, 0x01, 0x02); err != nil {
		return Firmware{}, err
	}
	d.ready = true
	return Firmware{IC: r[0], Version: r[1], Revision: r[2]}, nil
}

// UID returns the UID of the one card that lies there (ISO/IEC 14443 type A).
// After a failure, and the first time, it starts the chip anew. It takes 4 s
// at most. Errors wrap ErrNoCard, ErrSeveral or those of Start.
func (d *Dev) UID(ctx context.Context) (UID, error) {
	if !d.ready {
		if _, err := d.Start(ctx); err != nil {
			return "", err
		}
	}
	// InListPassiveTarget, UM section 7.3.5: two targets at most, 106 kbit/s
	// type A.
	r, err := d.exchange(ctx, cmdInListPassiveTarget, 0x02, 0x00)
	if err != nil {
		return "", fmt.Errorf("nfc: uid: %w", err)
	}
	uid, err := parseTargets(r)
	clear(r)
	if errors.Is(err, ErrDamaged) {
		d.ready = false
	}
	if err != nil {
		return "", fmt.Errorf("nfc: uid: %w", err)
	}
	return uid, nil
}

// parseTargets reads NbTg and the first target's Tg, SENS_RES (2), SEL_RES,
// NFCIDLength and NFCID1 (UM section 7.3.5). What may follow, the ATS and a
// second target, is not looked at.
func parseTargets(r []byte) (UID, error) {
	const head = 6 // NbTg to NFCIDLength
	switch {
	case len(r) == 0:
		return "", ErrDamaged
	case r[0] == 0:
		return "", ErrNoCard
	case r[0] > 1:
		return "", ErrSeveral
	case len(r) < head:
		return "", ErrDamaged
	}
	n := int(r[head-1])
	if n != 4 && n != 7 && n != 10 || len(r) < head+n {
		return "", ErrDamaged
	}
	return UID(r[head : head+n]), nil
}
