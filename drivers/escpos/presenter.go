package escpos

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// PresenterKind says what stands between the cutter and the resident's hand,
// and what becomes of a paper that nobody takes.
type PresenterKind string

// Kinds of presenter.
const (
	PresenterNone    PresenterKind = "none"    // the paper falls or hangs; nothing tells whether it was taken
	PresenterTear    PresenterKind = "tear"    // tells while a paper was not torn off, moves nothing (Cashino)
	PresenterRetract PresenterKind = "retract" // holds the paper out and can draw it back (Custom KPM)
	PresenterEject   PresenterKind = "eject"   // holds the paper out and can drop it (Custom KPM without retractor)
)

// isDriven reports a presenter that takes commands and tells its full status.
func (k PresenterKind) isDriven() bool { return k == PresenterRetract || k == PresenterEject }

// Handover is what became of a printed paper. It is told beside Printed and
// changes nothing about it. The values stand in records; changing one orphans
// them.
type Handover string

// Ends of a printed paper.
const (
	Unwatched Handover = ""          // the printer cannot tell, or the watch was cut short
	Taken     Handover = "taken"     // the output is free again
	Retracted Handover = "retracted" // nobody took it in time; it lies inside the terminal
	Ejected   Handover = "ejected"   // nobody took it in time; it was dropped
	NotTaken  Handover = "not-taken" // nobody took it in time; it still hangs there
)

// FullBits says which bits of a unit's full status mean what: they differ
// between models, and between emulations of one model.
type FullBits struct {
	PaperOut      byte `json:"paperOut"`      // of the first byte, paper
	PaperNearEnd  byte `json:"paperNearEnd"`  // of the first byte
	AtOutput      byte `json:"atOutput"`      // of the first byte
	CoverOpen     byte `json:"coverOpen"`     // of the second byte, user
	Recoverable   byte `json:"recoverable"`   // of the third byte
	Unrecoverable byte `json:"unrecoverable"` // of the fourth byte
	CutterJam     byte `json:"cutterJam"`     // of the fourth byte
}

// add puts what a full status tells into s.
func (f FullBits) add(s *Status, full Full) {
	s.PaperOut = s.PaperOut || full[0]&f.PaperOut != 0
	s.PaperNearEnd = s.PaperNearEnd || full[0]&f.PaperNearEnd != 0
	s.AtOutput = full[0]&f.AtOutput != 0
	s.CoverOpen = s.CoverOpen || full[1]&f.CoverOpen != 0
	s.Recoverable = s.Recoverable || full[2]&f.Recoverable != 0
	s.Unrecoverable = s.Unrecoverable || full[3]&f.Unrecoverable != 0
	s.CutterJam = s.CutterJam || full[3]&f.CutterJam != 0
}

// askFull asks for the full status.
//
// KPM300, full status: 10 04 14, answered by 10 0F and four bytes.
func (d *Dev) askFull(ctx context.Context) (Full, error) {
	d.said.full = nil
	if err := d.question(ctx, []byte{dle, eot, 0x14}, func() bool { return d.said.full != nil }); err != nil {
		return Full{}, err
	}
	return *d.said.full, nil
}

// present holds a paper that was cut out to the resident.
//
// KPM300, GS e 3 m: 1D 65 03 m, present the paper by m steps.
func (p Profile) present() []byte {
	if !p.Presenter.isDriven() {
		return nil
	}
	return []byte{gs, 'e', 3, byte(p.PresentSteps)}
}

// tornBit of the answer to DLE EOT 1 is set while a paper was not torn off.
//
// Cashino A2L, DLE EOT 1: bit 7.
const tornBit = 0x80

// handInterval is how often the output is looked at.
const handInterval = 500 * time.Millisecond

// moveTime is how long a presenter may need to move a paper.
const moveTime = 5 * time.Second

// Hand watches the paper of the last Print until it is taken. After within it
// puts the paper away as the profile's presenter can: Retracted, Ejected, or
// NotTaken. A printer that cannot tell is Unwatched at once.
//
// It waits for the end of a running call, and then for at most within, five
// seconds and a few ReplyTimeouts; a Print waits for it. When ctx ends it
// leaves the paper where it is; the next Print puts that away before it prints.
// Errors wrap ErrStopped for a paper that cannot be moved, ErrSilent, ErrGone,
// ErrHalted or ctx's error, and come with Unwatched or, when the paper is known
// to be there, NotTaken.
func (d *Dev) Hand(ctx context.Context, within time.Duration) (Handover, error) {
	if d.opts.Profile.Presenter == PresenterNone {
		return Unwatched, nil
	}
	var (
		end Handover
		err error
	)
	if callErr := d.do(ctx, func() { end, err = d.hand(ctx, within) }); callErr != nil {
		return Unwatched, callErr
	}
	return end, err
}

// hand does the work of Hand in the owner goroutine.
func (d *Dev) hand(ctx context.Context, within time.Duration) (Handover, error) {
	isFree, err := d.outputFrees(ctx, time.Now().Add(within))
	switch {
	case err != nil:
		return Unwatched, err
	case isFree:
		return Taken, nil
	}
	return d.putAway(ctx)
}

// outputFrees waits until nothing is at the output, or until limit.
func (d *Dev) outputFrees(ctx context.Context, limit time.Time) (bool, error) {
	for {
		s, err := d.ask(ctx)
		if err != nil {
			return false, err
		}
		if !s.AtOutput {
			return true, nil
		}
		next := time.Now().Add(handInterval)
		if next.After(limit) {
			return false, nil
		}
		if err := d.await(ctx, next, never); !errors.Is(err, ErrSilent) {
			return false, err
		}
	}
}

// putAway removes a paper that waits at the output.
//
// KPM300, GS e 2: 1D 65 02, retract the paper. GS e 5: 1D 65 05, eject it.
func (d *Dev) putAway(ctx context.Context) (Handover, error) {
	var (
		command byte
		end     Handover
	)
	switch d.opts.Profile.Presenter {
	case PresenterRetract:
		command, end = 2, Retracted
	case PresenterEject:
		command, end = 5, Ejected
	default:
		return NotTaken, nil
	}
	if _, err := d.send(ctx, time.Now().Add(d.opts.ReplyTimeout), []byte{gs, 'e', command}, never); err != nil {
		return NotTaken, err
	}
	isFree, err := d.outputFrees(ctx, time.Now().Add(moveTime))
	switch {
	case err != nil:
		return Unwatched, err
	case !isFree:
		return NotTaken, fmt.Errorf("%w: paper at the output does not move", ErrStopped)
	}
	return end, nil
}
