package drivertest

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// VirtualReader is where the first virtual reader of vsmartcard, a driver of
// pcscd, listens for a card.
const VirtualReader = "127.0.0.1:35963"

// knockWithin bounds the way to the virtual reader.
const knockWithin = 2 * time.Second

// askATR is the message of one byte that asks for the answer to reset, which
// the reader does all the time to see whether the card is still there. The
// others, 0 off, 1 on and 2 reset, have no answer (vsmartcard, virtual smart
// card, section on vpcd's protocol).
const askATR = 4

// Insertion is a card in a virtual reader.
type Insertion struct {
	conn  net.Conn
	ended chan struct{} // closed when the reader has seen the card go
	err   error         // why; read it after ended
}

// Insert puts the card into the virtual reader at addr. It waits 2 s at most;
// the error says that no reader is there. What is laid into a reader that holds
// a card already waits behind it.
func (c *SocialCard) Insert(ctx context.Context, addr string) (*Insertion, error) {
	ctx, cancel := context.WithTimeout(ctx, knockWithin)
	defer cancel()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("drivertest: no virtual reader: %w", err)
	}
	i := &Insertion{conn: conn, ended: make(chan struct{})}
	go func() {
		defer close(i.ended)
		i.err = c.serve(conn)
		_ = conn.Close()
	}()
	return i, nil
}

// Ended is closed when the card is out: Remove was called, the card was pulled
// while it was read, or the reader went away.
func (i *Insertion) Ended() <-chan struct{} { return i.ended }

// Remove takes the card out. Its error is what the reader did wrong.
func (i *Insertion) Remove() error {
	_ = i.conn.Close() // the reader may be gone
	<-i.ended
	if errors.Is(i.err, net.ErrClosed) || errors.Is(i.err, io.EOF) || errors.Is(i.err, ErrCardPulled) {
		return nil
	}
	return i.err
}

// serve answers a reader: messages and answers are two bytes of length and that
// many bytes.
func (c *SocialCard) serve(reader io.ReadWriter) error {
	for {
		var size [2]byte
		if _, err := io.ReadFull(reader, size[:]); err != nil {
			return err
		}
		message := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(reader, message); err != nil {
			return err
		}
		answer, due, err := c.reply(message)
		if err != nil {
			return err
		}
		if !due {
			continue
		}
		if _, err := reader.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...)); err != nil {
			return err
		}
	}
}

// reply returns the answer to a message, and whether one is due at all.
func (c *SocialCard) reply(message []byte) (answer []byte, due bool, err error) {
	if len(message) > 1 {
		answer, err = c.Transmit(message)
		return answer, true, err
	}
	if len(message) == 1 && message[0] == askATR {
		return c.ATR(), true, nil
	}
	c.Reset()
	return nil, false, nil
}
