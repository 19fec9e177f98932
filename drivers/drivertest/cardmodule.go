package drivertest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"sync"
	"time"
)

// How the module paces itself. The reading time is a guess at the slow end of
// what readers in lobbies take.
const (
	readingTime = 400 * time.Millisecond // from the command to the first byte of a card's text
	chunk       = 37                     // bytes sent at once
	cutAfter    = 600                    // bytes sent before CardFaultCutShort breaks off
)

// Commands, CMD and PARA in one (SAM-V commands, softs.im protocol page).
const (
	resetModule  = 0x10FF
	moduleStatus = 0x11FF
	moduleNumber = 0x12FF
	findCard     = 0x2001
	selectCard   = 0x2002
	readBase     = 0x3001
	readAddress  = 0x3003
	setSpeed     = 0x6000 // PARA is the place of the speed in speeds
)

// Status bytes SW3 (SAM-V SW3 values, softs.im protocol page). A find that
// succeeds has one of its own.
const (
	done           = 0x90
	cardFound      = 0x9F
	unknownCommand = 0x21
	cardRejects    = 0x31
	readingFailed  = 0x41
	selfTestFailed = 0x60
	noCard         = 0x80
	selectFailed   = 0x81
	nothingThere   = 0x91
)

// step is how far the dialogue with the card has come.
type step int

const (
	idle step = iota
	found
	selected
	read // find no longer reports the card, additional reads are answered
)

// CardModule is an ID-card module as it behaves on its serial line. Like many
// real ones it reports a card once per placement: after a read, find answers
// "no card" while the card still lies there, and only the additional address
// tells that it does. It is safe for concurrent use.
type CardModule struct {
	mu        sync.Mutex // protects the fields below
	card      *Card
	placement int // counts every laying and lifting
	step      step
	fault     CardFault
	habit     CardHabit
	reads     int
	baud      int
}

// CardState is what a page can show about the module.
type CardState struct {
	Laid  bool
	Card  string // name of the laid card
	Reads int    // readings completed so far
	Fault CardFault
	Baud  int // speed the module speaks at
}

// NewCardModule returns a module that is well, has no card, and speaks at the
// 115200 baud it left the factory with.
func NewCardModule() *CardModule {
	return &CardModule{fault: CardFaultNone, habit: CardFindsOnce, baud: speeds()[0]}
}

// Lay puts a card on the reader, in the place of one that is there.
func (m *CardModule) Lay(c Card) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.card = &c
	m.placement++
	m.step = idle
}

// Lift takes the card away.
func (m *CardModule) Lift() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lift()
}

// lift does the work of Lift; m.mu is held.
func (m *CardModule) lift() {
	m.card = nil
	m.placement++
	m.step = idle
}

// State tells what lies there and how often it was read.
func (m *CardModule) State() CardState {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := CardState{Laid: m.card != nil, Reads: m.reads, Fault: m.fault, Baud: m.baud}
	if m.card != nil {
		s.Card = m.card.Name
	}
	return s
}

// Serve answers commands on rw until ctx is done or rw fails, and returns why.
// If rw can be closed, Serve closes it when ctx is done; otherwise a waiting
// Read keeps Serve until it returns. If rw knows at what speed its other end is
// set, as a PTY does, what comes at any but the module's own is not heard.
func (m *CardModule) Serve(ctx context.Context, rw io.ReadWriter) error {
	if c, ok := rw.(io.Closer); ok {
		stop := context.AfterFunc(ctx, func() { _ = c.Close() })
		defer stop()
	}
	in := bufio.NewReader(rw)
	for {
		c, verdict, err := readCommand(in)
		if err == nil {
			err = m.respond(ctx, rw, c, verdict)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("drivertest: card module: %w", err)
		}
	}
}

// respond answers one command, or does what the fault in force says instead.
func (m *CardModule) respond(ctx context.Context, out io.Writer, c command, verdict byte) error {
	state := m.State()
	if line, ok := out.(interface{ Baud() int }); ok && line.Baud() != state.Baud {
		return nil // noise to the module
	}
	w := paced{out: out, baud: state.Baud}
	switch state.Fault {
	case CardFaultStall:
		return nil
	case CardFaultBlind:
		if c.cmd == findCard>>8 {
			return nil
		}
	case CardFaultSelfTest:
		return w.send(ctx, replyFrame(selfTestFailed, nil))
	}
	if verdict != frameGood {
		return w.send(ctx, replyFrame(verdict, nil))
	}
	reply, err := m.answer(ctx, c)
	if err != nil {
		return err
	}
	if m.State().Fault == CardFaultChecksum {
		reply[len(reply)-1] ^= 0xFF
	}
	if len(reply) > cutAfter && m.takeFault(CardFaultCutShort) {
		reply = reply[:cutAfter]
	}
	return w.send(ctx, reply)
}

// answer does what the command asks and returns the reply frame.
func (m *CardModule) answer(ctx context.Context, c command) ([]byte, error) {
	switch int(c.cmd)<<8 | int(c.para) {
	case resetModule:
		m.reset()
		return replyFrame(done, nil), nil
	case moduleStatus:
		return replyFrame(done, nil), nil
	case moduleNumber:
		// u16 05, u16 03, u32 20240101, u32 1, u32 42, little endian.
		return replyFrame(done, []byte{5, 0, 3, 0, 0xE5, 0xD6, 0x34, 0x01, 1, 0, 0, 0, 42, 0, 0, 0}), nil
	case findCard:
		return m.find(), nil
	case selectCard:
		return m.selectCard(), nil
	case readBase:
		return m.readBase(ctx)
	case readAddress:
		return m.readAddress(), nil
	}
	if c.cmd == setSpeed>>8 && int(c.para) < len(speeds()) {
		m.Remember(speeds()[c.para])
		return replyFrame(done, nil), nil
	}
	return replyFrame(unknownCommand, nil), nil
}

// reset forgets how far the dialogue came, as a module that restarts does.
func (m *CardModule) reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.step = idle
}

// find answers 20 01 with an IIN of zeros.
func (m *CardModule) find() []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.card == nil || m.step == read && m.habit == CardFindsOnce {
		return replyFrame(noCard, nil)
	}
	m.step = found
	return replyFrame(cardFound, make([]byte, 4))
}

// selectCard answers 20 02 with a serial number of zeros.
func (m *CardModule) selectCard() []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.card == nil || m.step != found {
		return replyFrame(selectFailed, nil)
	}
	m.step = selected
	return replyFrame(done, make([]byte, 8))
}

// readBase answers 30 01: the lengths of text and photo, big endian, then
// both. A card that moves meanwhile cannot be read.
func (m *CardModule) readBase(ctx context.Context) ([]byte, error) {
	m.mu.Lock()
	card, placement, ready, fault := m.card, m.placement, m.step == selected, m.fault
	m.mu.Unlock()
	if !ready || fault == CardFaultRead {
		m.reset()
		return replyFrame(readingFailed, nil), nil
	}
	if err := pause(ctx, readingTime); err != nil {
		return nil, err
	}
	pulled := m.takeFault(CardFaultPulled)

	m.mu.Lock()
	defer m.mu.Unlock()
	m.step = idle
	switch {
	case pulled || m.placement != placement:
		return replyFrame(readingFailed, nil), nil
	case fault == CardFaultAuthentication:
		return replyFrame(cardRejects, nil), nil
	}
	m.step = read
	m.reads++
	data := []byte{recordSize >> 8, recordSize & 0xFF, photoSize >> 8, photoSize & 0xFF}
	data = append(data, card.Text[:]...)
	data = append(data, card.Photo[:]...)
	return replyFrame(done, data), nil
}

// readAddress answers 30 03, which only a card that was read does.
func (m *CardModule) readAddress() []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.habit == CardKeepsFinding:
		return replyFrame(unknownCommand, nil)
	case m.habit == CardAnswersAlways && (m.card == nil || m.step != read):
		return replyFrame(nothingThere, nil)
	case m.card == nil || m.step != read:
		return replyFrame(readingFailed, nil)
	case m.card.Address == nil:
		return replyFrame(nothingThere, nil)
	default:
		return replyFrame(done, m.card.Address)
	}
}

// takeFault reports whether the one-time fault f is in force; if so, it ends
// it and takes the card away.
func (m *CardModule) takeFault(f CardFault) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fault != f {
		return false
	}
	m.fault = CardFaultNone
	m.lift()
	return true
}

// pause waits for d, or until ctx is done.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
