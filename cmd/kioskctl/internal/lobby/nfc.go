package lobby

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"linli/drivers/drivertest"
)

// NFCFaults lists the community card reader's faults by the names of the API,
// without "none", which ends them.
func NFCFaults() []string {
	return []string{
		string(drivertest.NFCFaultStall), string(drivertest.NFCFaultMute), string(drivertest.NFCFaultChecksum),
		string(drivertest.NFCFaultSyntax), string(drivertest.NFCFaultNoise),
	}
}

// cardReader is the community card reader and what it was told. It is safe for
// concurrent use.
type cardReader struct {
	*drivertest.NFCReader

	mu    sync.Mutex // protects the fields below
	uids  []string
	fault string
}

func newCardReader() *cardReader {
	return &cardReader{NFCReader: drivertest.NewNFCReader(), fault: noFault, uids: []string{}}
}

// lay puts cards on the reader in the place of those that lie there, by their
// UIDs in hexadecimal.
func (c *cardReader) lay(uids []string) error {
	cards, names := [][]byte{}, []string{}
	for _, uid := range uids {
		card, err := hex.DecodeString(uid)
		// ISO/IEC 14443-3, section 6.5.4: single, double and triple size.
		if err != nil || !slices.Contains([]int{4, 7, 10}, len(card)) {
			return fmt.Errorf("lobby: uid=%q: must be 4, 7 or 10 bytes in hexadecimal", uid)
		}
		cards, names = append(cards, card), append(names, strings.ToUpper(uid))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.Lay(cards...)
	c.uids = names
	return nil
}

func (c *cardReader) set(fault string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.SetFault(drivertest.NFCFault(fault)); err != nil {
		return fmt.Errorf("lobby: %w; there are %q and %q", err, NFCFaults(), noFault)
	}
	c.fault = fault
	return nil
}

func (c *cardReader) state(cable plug) NFCState {
	c.mu.Lock()
	defer c.mu.Unlock()
	return NFCState{Plugged: cable.Plugged(), UIDs: slices.Clone(c.uids), Fault: c.fault}
}

// poweredCable is the reader's cable, which carries its supply: the chip
// forgets its settings when it is pulled.
type poweredCable struct {
	*drivertest.PTY
	reader *cardReader
}

// Unplug pulls the cable.
func (p poweredCable) Unplug() error {
	err := p.PTY.Unplug()
	p.reader.Reset()
	return err
}

func (l *Lobby) layCommunityCards(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return fmt.Errorf("lobby: %w", err)
	}
	if len(r.Form["uid"]) == 0 {
		return fmt.Errorf("lobby: uid is missing")
	}
	return l.nfc.lay(r.Form["uid"])
}
