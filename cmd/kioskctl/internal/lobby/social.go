package lobby

import (
	"context"
	"fmt"
	"sync"

	"linli/drivers/drivertest"
)

// SocialState is the part of State that is about the social-security card.
type SocialState struct {
	Laid  bool   `json:"laid"`  // it lies in pcscd's virtual reader
	Reads int    `json:"reads"` // since the lobby was opened
	Fault string `json:"fault"`
}

// SocialFaults lists the social-security card's faults by the names of the
// API, without "none", which ends them.
func SocialFaults() []string {
	var names []string
	for _, f := range drivertest.SocialCardFaults() {
		names = append(names, string(f))
	}
	return names
}

// socialCard is a social-security card and the virtual reader it is laid into,
// which belongs to a pcscd on this machine. It is safe for concurrent use.
type socialCard struct {
	*drivertest.SocialCard
	reader string

	mu    sync.Mutex            // protects the fields below
	in    *drivertest.Insertion // nil while it is not laid
	fault string
}

func newSocialCard(reader string) *socialCard {
	return &socialCard{SocialCard: drivertest.NewSocialCard(true), reader: reader, fault: noFault}
}

// lay puts the card into the reader, once more if it is in; it blocks up to
// 2 s.
func (c *socialCard) lay(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.lift(); err != nil {
		return err
	}
	in, err := c.Insert(ctx, c.reader)
	if err != nil {
		return fmt.Errorf("lobby: no virtual reader at %s: start pcscd on this machine, with vsmartcard-vpcd installed (%w)", c.reader, err)
	}
	c.in = in
	return nil
}

func (c *socialCard) take() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lift()
}

// lift does the work of take; c.mu is held.
func (c *socialCard) lift() error {
	if c.in == nil {
		return nil
	}
	in := c.in
	c.in = nil
	if err := in.Remove(); err != nil {
		return fmt.Errorf("lobby: social-security card: %w", err)
	}
	return nil
}

func (c *socialCard) set(fault string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.SetFault(drivertest.SocialCardFault(fault)); err != nil {
		return fmt.Errorf("lobby: %w; there are %q and %q", err, SocialFaults(), noFault)
	}
	c.fault = fault
	return nil
}

func (c *socialCard) state() SocialState {
	c.mu.Lock()
	defer c.mu.Unlock()
	laid := false
	if c.in != nil {
		select {
		case <-c.in.Ended():
		default:
			laid = true
		}
	}
	return SocialState{Laid: laid, Reads: c.Reads(), Fault: c.fault}
}
