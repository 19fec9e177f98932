package trust

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"linli/sync/office"
	"linli/sync/wire"
)

// Book is the list of terminals for staff. It is safe for concurrent use, also
// by several processes. Its methods block as office.Roster does.
type Book struct {
	roster office.Roster
	now    func() time.Time
}

// NewBook returns the list that stands in roster.
func NewBook(roster office.Roster, now func() time.Time) *Book {
	return &Book{roster: roster, now: now}
}

// Devices lists all terminals: those that wait for staff first, then by name.
func (b *Book) Devices(ctx context.Context) ([]Device, error) {
	notes, err := b.roster.Notes(ctx, 0)
	if err != nil {
		return nil, err
	}
	var all []Device
	for _, raw := range notes {
		n, err := readNote(raw.Body)
		if err != nil {
			return nil, err
		}
		all = append(all, n.device(raw.Device, b.now()))
	}
	slices.SortFunc(all, func(x, y Device) int {
		if wx, wy := x.State == Waiting, y.State == Waiting; wx != wy {
			if wx {
				return -1
			}
			return 1
		}
		return strings.Compare(x.Name, y.Name)
	})
	return all, nil
}

// deviceName is what terminals accept as their own.
var deviceName = regexp.MustCompile(`^[A-Z0-9]{1,8}$`)

// Invite makes a one-time code for a terminal of this name. An earlier code of
// the same name is worth nothing from then on; a terminal that is admitted
// stays so. It returns ErrName for a name no terminal can bear.
func (b *Book) Invite(ctx context.Context, device string) (code string, until time.Time, err error) {
	if !deviceName.MatchString(device) || device == strings.ToUpper(wire.OfficeDevice) {
		return "", time.Time{}, ErrName
	}
	code, until = wire.NewCode(), b.now().Add(CodeLife)
	return code, until, b.change(ctx, device, func(n *note) error {
		n.Code = &oneTimeCode{Hash: hashCode(device, code), Until: until}
		n.Request = nil
		return nil
	})
}

// Approve lets in the terminal that waits under this name, and locks out the
// one that had the name before. When words are given they must be those of the
// request, else ErrWords: somebody else may have asked meanwhile.
func (b *Book) Approve(ctx context.Context, device, words string) error {
	return b.decide(ctx, device, words, approved)
}

// Refuse sends the terminal away that waits under this name; see Approve.
func (b *Book) Refuse(ctx context.Context, device, words string) error {
	return b.decide(ctx, device, words, refused)
}

func (b *Book) decide(ctx context.Context, device, words string, what decision) error {
	return b.change(ctx, device, func(n *note) error {
		switch {
		case n.Request == nil || n.Request.Decision == refused:
			return ErrNoRequest
		case words != "" && strings.Join(strings.Fields(words), " ") != n.Request.Words:
			return ErrWords
		}
		n.Request.Decision = what
		return nil
	})
}

// Revoke locks a terminal out: a lost, stolen or retired one. It makes no
// connection from then on, its open calls end within a second, and on an open
// connection it begins none after DefaultFresh. It is no mistake to revoke
// twice. A new code lets the name in again, with new keys.
func (b *Book) Revoke(ctx context.Context, device string) error {
	return b.change(ctx, device, func(n *note) error {
		if n.Since.IsZero() {
			return ErrNoDevice
		}
		n.Code, n.Request, n.Certificates, n.Revoked = nil, nil, nil, true
		return nil
	})
}

// change rewrites the note of a device. An error of f keeps nothing.
func (b *Book) change(ctx context.Context, device string, f func(*note) error) error {
	return b.roster.ChangeNote(ctx, device, func(old []byte) ([]byte, error) {
		n, err := readNote(old)
		if err != nil {
			return nil, err
		}
		if err := f(&n); err != nil {
			return nil, err
		}
		n.Since = b.now().UTC()
		body, err := json.Marshal(n)
		if err != nil {
			return nil, fmt.Errorf("trust: note of %s: %w", device, err)
		}
		return body, nil
	})
}

// hashCode is what is kept of a code. The name is part of it, so that equal
// codes of two names do not show.
func hashCode(device, code string) []byte {
	sum := sha256.Sum256([]byte("linli code 1\x00" + device + "\x00" + code))
	return sum[:]
}
