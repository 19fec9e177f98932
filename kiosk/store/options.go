package store

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"time"

	"linli/kiosk"
	"linli/sync/wire"
)

// Sealer begins the seals of one commit, which only the office can open. It
// does not block on anything but the processor.
type Sealer interface {
	Envelope() (*wire.Envelope, error)
}

// Block is a run of ticket numbers: First to Last, both included.
type Block struct{ First, Last int }

// Options say whose file it is and what it leans on. Device and Sealer must be
// set.
type Options struct {
	Device kiosk.DeviceID
	Sealer Sealer

	// Numbers is the block, within 1 to 999, of every prefix and business day
	// for which the office has leased nothing: see Store.Lease. None when zero.
	Numbers Block

	// MaxSize bounds the file in bytes; 0 leaves it unbounded. New tickets
	// are refused while acknowledgements and print jobs still have room, so
	// it is at least MinSize.
	MaxSize int

	// MaxLive bounds in bytes the tickets and what became of their papers that
	// wait for the office, and MaxBulk the applications: at its bound a class
	// is refused, not the other. As long as MaxLive is not reached no
	// application takes the room of tickets, in the file or on the disk. 0
	// leaves a class to MaxSize. Twice MaxLive, MaxBulk and MinSize/2 are within
	// MaxSize.
	MaxLive, MaxBulk int

	// A file that reaches further than CompactAbove bytes and holds less than
	// CompactBelow is written anew once nobody has asked for anything for
	// Idle. 64 MiB, 16 MiB and a minute when 0.
	CompactAbove, CompactBelow int64
	Idle                       time.Duration

	// Ballast is the size in bytes of a file beside the store that is given up
	// when the disk is full: then new tickets are refused, and all that goes on
	// has its room. It is held again when there is room for twice as much. 0
	// holds none.
	Ballast int64

	// Room is how many bytes of the file, at most MaxSize, are written out as
	// it is opened: a commit within them costs the disk no more than its own
	// pages, one beyond them also the file system's journal. None when 0.
	Room int

	// Wait is the longest a call waits for the disk. 10 s when 0.
	Wait time.Duration

	// Zone is the office's zone. time.Local when nil.
	Zone *time.Location

	// Examine tells whether the file is sound before it is opened: nil,
	// ErrDamaged, or another error when it cannot tell. When it is nil the
	// file is examined in this process, which a damaged file can kill; a
	// terminal uses ExamineWith.
	Examine func(ctx context.Context, path string) error

	Now      func() time.Time     // time.Now when nil
	BootTime func() time.Duration // since the machine started; CLOCK_BOOTTIME when nil
	Logger   *slog.Logger         // silent when nil

	point func(name string) error // tests stop or break a commit here
}

// MinSize is the least MaxSize in bytes.
const MinSize = 1 << 20

// complete returns a copy of o that is checked and filled in.
func (o *Options) complete() (Options, error) {
	if o == nil {
		return Options{}, fmt.Errorf("store: options: none given")
	}
	c := *o
	switch {
	case c.Device == "":
		return c, fmt.Errorf("store: options: no device name")
	case c.Sealer == nil:
		return c, fmt.Errorf("store: options: no sealer")
	case c.Numbers != Block{} && (c.Numbers.First < 1 || c.Numbers.Last > 999 || c.Numbers.First > c.Numbers.Last):
		return c, fmt.Errorf("store: options: numbers %d to %d are not a block within 1 to 999", c.Numbers.First, c.Numbers.Last)
	case c.MaxSize != 0 && c.MaxSize < MinSize:
		return c, fmt.Errorf("store: options: %d bytes are less than %d", c.MaxSize, MinSize)
	case !c.boundsFit():
		return c, fmt.Errorf("store: options: bounds of %d and %d bytes do not fit a file of %d", c.MaxLive, c.MaxBulk, c.MaxSize)
	}
	c.fillIn()
	return c, nil
}

// room is Room within MaxSize.
func (o *Options) room() int64 {
	if o.MaxSize != 0 {
		return int64(min(o.Room, o.MaxSize))
	}
	return int64(o.Room)
}

// fillIn sets what may be left open.
func (o *Options) fillIn() {
	if o.Wait == 0 {
		o.Wait = 10 * time.Second
	}
	o.CompactAbove = cmp.Or(o.CompactAbove, compactAbove)
	o.CompactBelow = cmp.Or(o.CompactBelow, compactBelow)
	o.Idle = cmp.Or(o.Idle, idleTime)
	if o.Zone == nil {
		o.Zone = time.Local
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.BootTime == nil {
		o.BootTime = sinceBoot
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.point == nil {
		o.point = func(string) error { return nil }
	}
	if o.Examine == nil {
		o.Examine = examineHere
	}
}
