package samv_test

import (
	"bytes"
	"encoding/hex"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/samv"
)

// Replies as the documents give them (SAM-V commands, softs.im protocol page).
const (
	replyDone = "AAAAAA9669 0004 000090 94"
	replyNone = "AAAAAA9669 0004 000080 84"
	replyHave = "AAAAAA9669 0008 00009F 00000000 97"
	replySAM  = "AAAAAA9669 0014 000090 0500 0300 E5D63401 01000000 2A000000 AF"
)

// step is one command that a played module expects and the pieces in which it
// answers. A piece may come after a pause.
type step struct {
	want   string // hex of the command; "" takes any
	pieces []piece
}

type piece struct {
	after time.Duration
	bytes []byte
}

// once gives a reply in one piece.
func once(reply string) []piece { return []piece{{bytes: raw(reply)}} }

// raw turns hex with spaces into bytes. A slip in it fails every test at once.
func raw(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		return nil
	}
	return b
}

// frame builds a reply frame with the given status and data.
func frame(sw3 byte, data []byte) []byte {
	n := len(data) + 4
	f := append([]byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, byte(n >> 8), byte(n), 0, 0, sw3}, data...)
	var sum byte
	for _, b := range f[5:] {
		sum ^= b
	}
	return append(f, sum)
}

// play answers commands on one end of a pipe as the steps say and returns a
// Dev on the other. Call it inside a synctest bubble: pauses cost no time. The
// pipe is closed, and the player gone, when the test ends.
func play(t *testing.T, opts *samv.Opts, steps ...step) *samv.Dev {
	t.Helper()
	near, far := net.Pipe()
	over := make(chan struct{})
	t.Cleanup(func() {
		_ = near.Close()
		<-over
	})
	go func() {
		defer close(over)
		defer func() { _ = far.Close() }()
		for _, s := range steps {
			command := make([]byte, 10)
			if _, err := io.ReadFull(far, command); err != nil {
				t.Errorf("read command: %v", err)
				return
			}
			if s.want != "" && !bytes.Equal(command, raw(s.want)) {
				t.Errorf("command %X, want %s", command, s.want)
			}
			for _, p := range s.pieces {
				time.Sleep(p.after) // in the bubble's time
				if _, err := far.Write(p.bytes); err != nil {
					return
				}
			}
		}
		_, _ = io.Copy(io.Discard, far)
	}()
	dev, err := samv.New(near, opts)
	if err != nil {
		t.Fatal(err)
	}
	return dev
}

// bubble runs f where time passes only when everybody waits.
func bubble(t *testing.T, name string, f func(t *testing.T)) {
	t.Helper()
	t.Run(name, func(t *testing.T) { synctest.Test(t, f) })
}
