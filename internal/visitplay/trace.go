package visitplay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"io"
	"io/fs"
	"os"
	"time"

	"linli/kiosk/flow"
	"linli/kiosk/terminal"
)

// traceEvery is how often the trace file is looked at while a line is awaited.
const traceEvery = 20 * time.Millisecond

// Line is one line of the trace file, as the terminal writes it.
type Line = terminal.TraceLine

// Trace reads the terminal's trace file as it grows: one line for each picture
// that reached the glass. It belongs to one goroutine.
type Trace struct {
	path   string
	read   int64
	part   []byte // the beginning of a line that is not whole yet
	coming []Line // whole lines nobody asked for yet
	newest Line
}

// FollowTrace reads path from its beginning. The file need not exist yet.
func FollowTrace(path string) *Trace { return &Trace{path: path} }

// FollowTraceFrom leaves out the first bytes of path: what a terminal wrote
// that has been started again since.
func FollowTraceFrom(path string, bytes int64) *Trace { return &Trace{path: path, read: bytes} }

// Newest returns the newest line that was taken by Next, Await or Catch.
func (t *Trace) Newest() Line { return t.newest }

// Next returns the next line. It blocks until there is one or ctx ends.
func (t *Trace) Next(ctx context.Context) (Line, error) {
	tick := time.NewTicker(traceEvery)
	defer tick.Stop()
	for len(t.coming) == 0 {
		if err := t.look(); err != nil {
			return Line{}, err
		}
		if len(t.coming) > 0 {
			break
		}
		select {
		case <-ctx.Done():
			return Line{}, fmt.Errorf("visitplay: trace: nothing new after screen %q: %w", t.newest.Screen, ctx.Err())
		case <-tick.C:
		}
	}
	t.newest, t.coming = t.coming[0], t.coming[1:]
	return t.newest, nil
}

// Await returns the first line from the newest on for which want holds. It
// blocks until there is one or ctx ends.
func (t *Trace) Await(ctx context.Context, want func(Line) bool) (Line, error) {
	if t.newest.Seq > 0 && want(t.newest) {
		return t.newest, nil
	}
	for {
		line, err := t.Next(ctx)
		if err != nil {
			return Line{}, err
		}
		if want(line) {
			return line, nil
		}
	}
}

// Catch takes the lines that came since the last one was taken, without
// waiting for any. Newest is the last of them from then on.
func (t *Trace) Catch() ([]Line, error) {
	if err := t.look(); err != nil {
		return nil, err
	}
	lines := t.coming
	t.coming = nil
	if len(lines) > 0 {
		t.newest = lines[len(lines)-1]
	}
	return lines, nil
}

// look moves whole new lines from the file to t.coming.
func (t *Trace) look() error {
	f, err := os.Open(t.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("visitplay: trace: %w", err)
	}
	defer f.Close()
	fresh, err := io.ReadAll(io.NewSectionReader(f, t.read, 1<<30))
	if err != nil {
		return fmt.Errorf("visitplay: trace: %w", err)
	}
	t.read += int64(len(fresh))
	t.part = append(t.part, fresh...)
	for {
		line, rest, whole := bytes.Cut(t.part, []byte("\n"))
		if !whole {
			return nil
		}
		t.part = rest
		var parsed Line
		if err := json.Unmarshal(line, &parsed); err != nil {
			return fmt.Errorf("visitplay: trace: %s: %w", t.path, err)
		}
		t.coming = append(t.coming, parsed)
	}
}

// PlaceOf returns the middle of control on the glass, and whether it is there.
func PlaceOf(line Line, control flow.Control) (image.Point, bool) {
	for _, p := range line.Shown.Controls {
		if p.Control == control {
			return image.Pt(p.X+p.W/2, p.Y+p.H/2), true
		}
	}
	return image.Point{}, false
}
