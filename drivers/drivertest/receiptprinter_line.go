package drivertest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"
)

// realTime lists the commands that are obeyed as they arrive, before and
// outside the queue, and also inside raster data: DLE EOT 1-4, DLE ENQ 1-2,
// DLE DC4 8, and with a presenter DLE EOT 20.
func (p *ReceiptPrinter) realTime() [][]byte {
	known := [][]byte{
		{0x10, 0x04, 1}, {0x10, 0x04, 2}, {0x10, 0x04, 3}, {0x10, 0x04, 4},
		{0x10, 0x05, 1}, {0x10, 0x05, 2},
		{0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8},
	}
	if p.opts.Presenter {
		known = append(known, []byte{0x10, 0x04, 0x14})
	}
	return known
}

// receive takes bytes from the line into the buffer. A full buffer or a stall
// leaves them on the line.
func (p *ReceiptPrinter) receive(ctx context.Context, rw io.ReadWriter) error {
	known := p.realTime()
	buffer := make([]byte, 256)
	for {
		if err := p.waitForRoom(ctx, len(buffer)); err != nil {
			return err
		}
		n, err := rw.Read(buffer)
		if n > 0 {
			if err := p.onTheWire(ctx, n); err != nil {
				return err
			}
			p.take(buffer[:n], known)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("read: %w", err)
		}
	}
}

// onTheWire waits as long as n bytes take on a slow line.
func (p *ReceiptPrinter) onTheWire(ctx context.Context, n int) error {
	if p.opts.Baud == 0 {
		return nil
	}
	return pause(ctx, time.Duration(n)*10*time.Second/time.Duration(p.opts.Baud))
}

// waitForRoom waits while the printer takes no data.
func (p *ReceiptPrinter) waitForRoom(ctx context.Context, n int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.faults[Stall] || len(p.queue)+n > p.opts.BufferBytes {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		p.changed.Wait()
	}
	return nil
}

// take sorts received bytes into real-time commands and the queue.
func (p *ReceiptPrinter) take(received []byte, known [][]byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, b := range received {
		if p.lossAt == 0 {
			p.dead, p.lossAt = true, -1
			p.outgoing = nil
			p.reset()
		}
		if p.dead {
			continue
		}
		if p.lossAt > 0 {
			p.lossAt--
		}
		p.held = append(p.held, b)
		p.sort(known)
	}
	p.changed.Broadcast()
}

// sort moves held bytes on as soon as it is clear what they are.
func (p *ReceiptPrinter) sort(known [][]byte) {
	for len(p.held) > 0 {
		begins := false
		for _, command := range known {
			if bytes.Equal(p.held, command) {
				p.held = nil
				p.obey(command)
				return
			}
			begins = begins || bytes.HasPrefix(command, p.held)
		}
		if begins {
			return
		}
		p.queue = append(p.queue, p.held[0])
		p.held = p.held[1:]
	}
}

// obey performs a real-time command. DLE ENQ 1 has nothing to resume: whoever
// frees the cutter by hand has recovered it. The caller holds mu.
func (p *ReceiptPrinter) obey(command []byte) {
	switch {
	case command[1] == 0x04 && command[2] == 0x14:
		p.say(p.fullStatus()...)
	case command[1] == 0x04:
		p.say(p.realTimeStatus(command[2]))
	case command[1] == 0x14:
		p.reset()
		p.say(0x37, 0x25, 0)
	case command[2] == 2 && (p.jammed || p.opts.ClearByENQ):
		p.reset()
	}
}

// realTimeStatus is the answer to DLE EOT n. The caller holds mu.
func (p *ReceiptPrinter) realTimeStatus(n byte) byte {
	status := byte(0x12)
	add := func(on bool, bits byte) {
		if on {
			status |= bits
		}
	}
	switch n {
	case 1:
		add(p.isOffline(), 0x08)
		add(p.opts.TearBit && p.output, 0x80)
	case 2:
		add(p.faults[CoverOpen], 0x04)
		add(p.faults[PaperOut], 0x20)
		add(p.jammed || p.faults[Overheated], 0x40)
	case 3:
		add(p.jammed, 0x08)
		add(p.faults[Overheated], 0x40)
	case 4:
		add(p.faults[NearEnd] || p.faults[PaperOut], 0x0C)
		add(p.faults[PaperOut], 0x60)
	}
	return status
}

// announce sends an automatic status report when it is on and something
// changed. The caller holds mu.
func (p *ReceiptPrinter) announce() {
	defer p.changed.Broadcast()
	if p.asb == 0 {
		return
	}
	report := p.report()
	if report != p.lastASB {
		p.lastASB = report
		p.say(report[:]...)
	}
}

// report is the automatic status report now. The caller holds mu.
func (p *ReceiptPrinter) report() [4]byte {
	report := [4]byte{0x10}
	add := func(on bool, i int, bits byte) {
		if on {
			report[i] |= bits
		}
	}
	add(p.isOffline(), 0, 0x08)
	add(p.faults[CoverOpen], 0, 0x20)
	add(p.jammed, 1, 0x08)
	add(p.faults[Overheated], 1, 0x40)
	add(p.faults[NearEnd] || p.faults[PaperOut], 2, 0x03)
	add(p.faults[PaperOut], 2, 0x0C)
	return report
}

// say puts a reply on its way. The caller holds mu.
func (p *ReceiptPrinter) say(reply ...byte) {
	if p.faults[Silent] || p.dead {
		return
	}
	p.outgoing = append(p.outgoing, reply...)
	p.changed.Broadcast()
}

// speak writes replies to the line, one byte at a time: a reader that expects
// whole replies fails.
func (p *ReceiptPrinter) speak(ctx context.Context, rw io.ReadWriter) error {
	for {
		b, err := p.nextReply(ctx)
		if err != nil {
			return err
		}
		if _, err := rw.Write([]byte{b}); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("write: %w", err)
		}
	}
}

// nextReply waits for a byte to send.
func (p *ReceiptPrinter) nextReply(ctx context.Context) (byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.outgoing) == 0 {
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		p.changed.Wait()
	}
	b := p.outgoing[0]
	p.outgoing = p.outgoing[1:]
	return b, nil
}
