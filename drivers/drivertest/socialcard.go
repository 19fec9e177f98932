package drivertest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// SocialCardFault is a way in which a SocialCard fails.
type SocialCardFault string

// Faults of a card. They last until another is set.
const (
	SocialCardFaultNone    SocialCardFault = "none"
	SocialCardFaultMute    SocialCardFault = "mute"            // gives no answer to reset: it lies upside down
	SocialCardFaultRefused SocialCardFault = "refused"         // every record is behind a key: status 6982
	SocialCardFaultOther   SocialCardFault = "other-card"      // a bank's card: no such application, status 6A82
	SocialCardFaultShort   SocialCardFault = "cut-short"       // records lack their last byte
	SocialCardFaultPulled  SocialCardFault = "pulled-mid-read" // leaves the reader at its second record
)

// SocialCardFaults lists them without SocialCardFaultNone.
func SocialCardFaults() []SocialCardFault {
	return []SocialCardFault{
		SocialCardFaultMute, SocialCardFaultRefused, SocialCardFaultOther, SocialCardFaultShort, SocialCardFaultPulled,
	}
}

// ErrCardPulled is what Transmit answers when the card leaves the reader.
var ErrCardPulled = errors.New("drivertest: card was removed")

// SocialCard is the social-security card of an invented person, 张示例, with
// synthetic numbers, as it behaves in its reader (LD/T 32, files EF05 and EF06;
// ISO/IEC 7816-4). It is safe for concurrent use.
type SocialCard struct {
	t0 bool

	mu      sync.Mutex // protects the fields below
	fault   SocialCardFault
	file    byte
	pending []byte // what GET RESPONSE fetches
	records int    // given out since the card was reset
	reads   int    // of the card's last record, since the card was made
	asked   int    // commands since the card was made
}

// NewSocialCard returns a card. With t0 it gives its answers in the roundabout
// way of T=0: 61 XX and 6C XX, and another command to fetch them.
func NewSocialCard(t0 bool) *SocialCard { return &SocialCard{t0: t0, fault: SocialCardFaultNone} }

// SetFault makes the card fail from now on.
func (c *SocialCard) SetFault(f SocialCardFault) error {
	if f != SocialCardFaultNone && !slices.Contains(SocialCardFaults(), f) {
		return fmt.Errorf("drivertest: a social-security card has no fault %q", f)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fault = f
	return nil
}

// Reads returns how often all records were given out.
func (c *SocialCard) Reads() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.reads
}

// Commands returns how many commands came.
func (c *SocialCard) Commands() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked
}

// Reset is what the reader does to the card first: nothing is selected.
func (c *SocialCard) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.file, c.pending, c.records = 0, nil, 0
}

// ATR returns the card's answer to reset (ISO/IEC 7816-3, section 8): direct
// convention, T=0, no historical bytes. A mute card has none that means
// anything.
func (c *SocialCard) ATR() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fault == SocialCardFaultMute {
		return []byte{0x00}
	}
	return []byte{0x3B, 0x60, 0x00, 0x00}
}

// socialRecords are the records without a key by file and tag. The name stands
// in GBK.
func socialRecords() map[[2]byte]string {
	return map[[2]byte]string{
		{0x05, 0x07}: "X00000019",
		{0x06, 0x08}: "000000195001010011",
		{0x06, 0x09}: "\xD5\xC5\xCA\xBE\xC0\xFD" + strings.Repeat("\x00", 24),
		{0x06, 0x0A}: "1",
	}
}

// lastRecord is the tag that readers ask for last.
const lastRecord = 0x0A

// Transmit answers one command. The error is ErrCardPulled.
func (c *SocialCard) Transmit(apdu []byte) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	switch {
	case len(apdu) < 4 || apdu[0] != 0x00:
		return []byte{0x6E, 0x00}, nil
	case bytes.HasPrefix(apdu, []byte{0x00, 0xA4, 0x04, 0x00, 15}): // SELECT by name
		if c.fault == SocialCardFaultOther || string(apdu[5:]) != "sx1.sh.\xC9\xE7\xBB\xE1\xB1\xA3\xD5\xCF" {
			return []byte{0x6A, 0x82}, nil
		}
		return c.give([]byte{0x6F, 0x00}, 0), nil
	case bytes.HasPrefix(apdu, []byte{0x00, 0xA4, 0x02, 0x00, 2, 0xEF}) && len(apdu) >= 7: // SELECT a file
		c.file = apdu[6]
		return []byte{0x90, 0x00}, nil
	case apdu[1] == 0xB2 && len(apdu) >= 5: // READ RECORD
		return c.record(apdu[2], apdu[4])
	case apdu[1] == 0xC0: // GET RESPONSE
		return append(slices.Clone(c.pending), 0x90, 0x00), nil
	}
	return []byte{0x6D, 0x00}, nil
}

// record answers READ RECORD; c.mu is held.
func (c *SocialCard) record(tag, le byte) ([]byte, error) {
	value, ok := socialRecords()[[2]byte{c.file, tag}]
	switch {
	case c.fault == SocialCardFaultPulled && c.records > 0:
		return nil, ErrCardPulled
	case !ok || c.fault == SocialCardFaultRefused:
		return []byte{0x69, 0x82}, nil
	}
	record := append([]byte{tag, byte(len(value))}, value...)
	if c.fault == SocialCardFaultShort {
		record = record[:len(record)-1]
	}
	answer := c.give(record, le)
	if len(answer) > 2 {
		c.records++
		if tag == lastRecord {
			c.reads++
		}
	}
	return answer, nil
}

// give answers data, in the roundabout way of T=0 if the card speaks it; c.mu
// is held.
func (c *SocialCard) give(data []byte, le byte) []byte {
	switch {
	case c.t0 && len(data) == 2:
		c.pending = data
		return []byte{0x61, byte(len(data))}
	case c.t0 && int(le) != len(data):
		return []byte{0x6C, byte(len(data))}
	}
	return append(slices.Clone(data), 0x90, 0x00)
}
