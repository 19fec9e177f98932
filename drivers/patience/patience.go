// Package patience reads and writes a line so that a time ends the wait as
// well as a context does.
//
// It refuses to wait without a time, and to know what is said over the line.
package patience

import (
	"context"
	"io"
	"time"
)

// Reader is the half of a line that is read.
type Reader interface {
	io.Reader
	SetReadDeadline(t time.Time) error
}

// Writer is the half of a line that is written.
type Writer interface {
	io.Writer
	SetWriteDeadline(t time.Time) error
}

// past is a deadline that has passed.
var past = time.Unix(1, 0)

// Interruptible makes a Read or Write under way on line, a Reader, a Writer or
// both, end as soon as ctx is done. Call release before the line is used for
// anything else; it waits until ctx can no longer touch the line.
func Interruptible(ctx context.Context, line any) (release func()) {
	over := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(over)
		if r, ok := line.(Reader); ok {
			_ = r.SetReadDeadline(past)
		}
		if w, ok := line.(Writer); ok {
			_ = w.SetWriteDeadline(past)
		}
	})
	return func() {
		if !stop() {
			<-over
		}
	}
}

// Read waits until deadline for bytes. When ctx is done the error is ctx's;
// otherwise it is the line's own, which wraps os.ErrDeadlineExceeded when the
// deadline has passed. Bytes that came are returned beside an error too.
func Read(ctx context.Context, line Reader, buf []byte, deadline time.Time) (int, error) {
	if err := line.SetReadDeadline(deadline); err != nil {
		return 0, err
	}
	// Had ctx ended before the line above, its mark is overwritten by now.
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	n, err := line.Read(buf)
	if err != nil && ctx.Err() != nil {
		return n, ctx.Err()
	}
	return n, err
}

// Write hands all of b to the line before deadline. Errors are as those of
// Read.
func Write(ctx context.Context, line Writer, b []byte, deadline time.Time) error {
	if err := line.SetWriteDeadline(deadline); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := line.Write(b); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return err
	}
	return nil
}
