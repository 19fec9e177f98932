package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/ballot"
)

// ballotsKeyFile is what voters are hashed with. Who loses it lets everybody
// vote again; several processes of an office need the same.
const ballotsKeyFile = "ballots.key"

// ballots is the boxes of the office, for what item names.
func ballots(s settings, ledger database, item func(kiosk.ItemID) (catalogue.ServiceItem, bool)) (*ballot.Boxes, error) {
	key, err := secret(filepath.Join(s.Data, ballotsKeyFile))
	if err != nil {
		return nil, err
	}
	return ballot.New(ledger, key, item, s.Zone, time.Now), nil
}

// secret reads 32 bytes from path, which it makes when there is none.
func secret(path string) ([]byte, error) {
	const size = 32
	key, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		key = make([]byte, size)
		if _, err := rand.Read(key); err != nil {
			return nil, fmt.Errorf("secret: %w", err)
		}
		err = writeFile(path, key, 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	if len(key) != size {
		return nil, fmt.Errorf("secret: %s has %d bytes, not %d", path, len(key), size)
	}
	return key, nil
}

// BallotItems are the items that are voted on.
func (o *offered) BallotItems() []kiosk.ItemID {
	var all []kiosk.ItemID
	for _, i := range o.now().Items {
		if i.Ballot.Offered() {
			all = append(all, i.ID)
		}
	}
	return all
}
