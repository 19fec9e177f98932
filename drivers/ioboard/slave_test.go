package ioboard_test

import (
	"fmt"
	"io"
	"slices"
	"time"
)

// tapped notes what the board reads, each piece by itself.
type tapped struct {
	io.ReadWriter
	heard *[][]byte
}

func (t tapped) Read(b []byte) (int, error) {
	n, err := t.ReadWriter.Read(b)
	if n > 0 {
		*t.heard = append(*t.heard, slices.Clone(b[:n]))
	}
	return n, err
}

// delayed holds an answer back.
type delayed struct {
	io.ReadWriter
	by func() time.Duration
}

func (d delayed) Write(b []byte) (int, error) {
	<-time.After(d.by())
	return d.ReadWriter.Write(b)
}

// hex writes bytes with spaces between them.
func hex(b []byte) string { return fmt.Sprintf("% x", b) }
