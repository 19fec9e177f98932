// Package samv speaks the protocol of the security modules (SAM-V) that open
// China's resident identity cards and the permits made like them: it finds and
// selects a card and fetches its text. The module does the cryptography; what
// comes over the line is plain text.
//
// It refuses what the lobby has no right to or no need of: the photo is
// dropped as it arrives and fingerprints are never asked for. It does not
// decide when to read, does not know what the text means, keeps nothing
// between two calls, and never waits without a deadline.
//
// # Documents
//
//   - GA 467, the module's interface; GA 450, readers
//   - softs.im, protocol page of the module: frames, commands, SW3 values
//   - dathlin/HslCommunication, SAMSerial.cs: module number, error descriptions
//   - YinanSoft, SerialReader.java: reply lengths and timeouts
package samv

import (
	"errors"
	"fmt"
	"io"
	"time"

	"periph.io/x/conn/v3"
)

// Errors beside StatusError. Errors of the port itself are wrapped and passed
// on.
var (
	// ErrTimeout says that no reply came in time.
	ErrTimeout = errors.New("no reply in time")
	// ErrDamaged says that a reply came, but cut short, with a wrong checksum,
	// or with lengths that do not add up.
	ErrDamaged = errors.New("reply damaged")
)

// Port is the line to the module. A serial port, a network connection to a
// serial server and a net.Pipe satisfy it. It is a stream rather than a periph
// conn.Conn because the length of a reply is known only once its head has
// arrived, and because finding the next frame after a damaged one takes
// reading what nobody ordered.
type Port interface {
	io.ReadWriter
	SetReadDeadline(t time.Time) error
	SetWriteDeadline(t time.Time) error
}

// Opts describes the module.
type Opts struct {
	// Baud is the speed of the line in bits per second. It does not set the
	// speed: it stretches the deadlines to what the line can carry.
	Baud int
}

// DefaultOpts suits a module as it leaves the factory.
var DefaultOpts = Opts{Baud: 115200}

// Dev is one module. The times its methods name are for one attempt; the wait
// for an older reply to pass, 1 s at most, and a second attempt, when the
// module did not understand the frame, come on top. All end at once when their
// context does. Dev belongs to one goroutine at a time: the module answers one
// command after the other and does not say which one a reply belongs to.
type Dev struct {
	port    Port
	baud    int
	decoder decoder
	dirty   bool // the last command has no reply yet: one may still come
}

var _ conn.Resource = (*Dev)(nil)

// New returns the module behind port without talking to it. A nil opts means
// DefaultOpts.
func New(port Port, opts *Opts) (*Dev, error) {
	if opts == nil {
		opts = &DefaultOpts
	}
	if opts.Baud <= 0 {
		return nil, fmt.Errorf("samv: %d baud is no speed", opts.Baud)
	}
	return &Dev{port: port, baud: opts.Baud}, nil
}

// String names the driver and, if the port has a name, the port.
func (d *Dev) String() string {
	if s, ok := d.port.(fmt.Stringer); ok {
		return "samv(" + s.String() + ")"
	}
	return "samv"
}

// Halt implements conn.Resource. Nothing runs in the module between two
// commands, so there is nothing to stop; it returns nil at once.
func (d *Dev) Halt() error { return nil }
