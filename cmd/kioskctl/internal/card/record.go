package card

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"time"

	"linli/drivers/cardwatch"
	"linli/drivers/drivertest"
	"linli/drivers/samv"
)

// Record watches a reader as Watch does and returns what crossed its line as
// text that drivertest plays back. Without reveal nothing in it tells who was
// there; with it the text of cards is in it, and never a photo. It returns when
// ctx is done, or after drivertest.LongestTranscript.
func Record(ctx context.Context, r Reader, reveal bool, show func(cardwatch.Event)) ([]byte, error) {
	ctx, stop := context.WithTimeout(ctx, drivertest.LongestTranscript)
	defer stop()
	tape := &tape{began: time.Now()}
	defer tape.wipe()
	open := func(ctx context.Context) (cardwatch.Port, error) {
		port, err := r.open(ctx)
		if err != nil {
			return nil, err
		}
		tapped := tap{Port: port, tape: tape}
		if line, ok := port.(samv.SpeedSetter); ok {
			return tapWithSpeed{tap: tapped, SpeedSetter: line}, nil
		}
		return tapped, nil
	}
	_ = cardwatch.New(open, options(r)).Run(ctx, show)
	transcript := tape.pieces.Masked()
	if reveal {
		transcript = tape.pieces.WithoutPhotos()
	}
	var text bytes.Buffer
	_, err := transcript.WriteTo(&text)
	return text.Bytes(), err
}

// tape holds what crossed the line.
type tape struct {
	began  time.Time
	mu     sync.Mutex // protects pieces
	pieces drivertest.CardTranscript
}

func (t *tape) add(sent bool, b []byte) {
	if len(b) == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.pieces = append(t.pieces, drivertest.Piece{
		At: time.Since(t.began).Truncate(time.Microsecond), Sent: sent, Bytes: slices.Clone(b),
	})
}

// wipe overwrites what was recorded.
func (t *tape) wipe() {
	for _, p := range t.pieces {
		clear(p.Bytes)
	}
}

// tap is a line whose bytes go to a tape as well.
type tap struct {
	cardwatch.Port
	tape *tape
}

func (t tap) Read(b []byte) (int, error) {
	n, err := t.Port.Read(b)
	t.tape.add(false, b[:n])
	return n, err
}

func (t tap) Write(b []byte) (int, error) {
	t.tape.add(true, b)
	return t.Port.Write(b)
}

// tapWithSpeed is a tap on a serial line.
type tapWithSpeed struct {
	tap
	samv.SpeedSetter
}
