package drivertest

import (
	"context"
	"fmt"
	"io"
	"time"
)

// speeds lists the speeds of a module, in bits per second, in the order of
// PARA (SAM-V command 60, softs.im protocol page).
func speeds() []int { return []int{115200, 57600, 38400, 19200, 9600} }

// Remember makes the module speak at baud bits per second from its next reply
// on, as after a technician set it so and the power was cut.
func (m *CardModule) Remember(baud int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.baud = baud
}

// paced is a line that takes bytes no faster than its speed.
type paced struct {
	out  io.Writer
	baud int
}

// send writes a reply in small pieces at the pace of the line.
func (p paced) send(ctx context.Context, reply []byte) error {
	for len(reply) > 0 {
		n := min(chunk, len(reply))
		if _, err := p.out.Write(reply[:n]); err != nil {
			return fmt.Errorf("reply: %w", err)
		}
		reply = reply[n:]
		const bitsPerByte = 10
		if err := pause(ctx, time.Duration(n*bitsPerByte)*time.Second/time.Duration(p.baud)); err != nil {
			return err
		}
	}
	return nil
}
