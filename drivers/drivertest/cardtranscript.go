package drivertest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// transcriptTitle is the first line of every transcript. Another word or number
// in it makes older transcripts unreadable.
const transcriptTitle = "linli card transcript 1"

// LongestTranscript is how long a transcript may be; a longer one is not read.
const LongestTranscript = 24 * time.Hour

// longestLine bounds one line of the text, in bytes.
const longestLine = 64 << 10

// Piece is what crossed the line at one moment.
type Piece struct {
	At    time.Duration // since the recording began, in steps of a microsecond
	Sent  bool          // by the host; otherwise by the module
	Bytes []byte
}

// CardTranscript is what crossed the line between a host and an ID-card module,
// in order. As text it is the title and one line for each piece: seconds since
// the beginning, > for what the host sent or < for what the module did, and the
// bytes in hex. Empty lines and those that begin with # say nothing.
//
//	linli card transcript 1
//	0.000000 > AAAAAA9669000311FFED
//	0.004512 < AAAAAA9669000400009094
type CardTranscript []Piece

// WriteTo writes the transcript as text.
func (t CardTranscript) WriteTo(w io.Writer) (int64, error) {
	var text bytes.Buffer
	fmt.Fprintln(&text, transcriptTitle)
	for _, p := range t {
		direction := '<'
		if p.Sent {
			direction = '>'
		}
		fmt.Fprintf(&text, "%.6f %c %X\n", p.At.Seconds(), direction, p.Bytes)
	}
	return text.WriteTo(w)
}

// ParseCardTranscript reads a transcript. The error names the line that is
// wrong and holds nothing of it.
func ParseCardTranscript(r io.Reader) (CardTranscript, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestLine)
	if !lines.Scan() || lines.Text() != transcriptTitle {
		return nil, errors.Join(fmt.Errorf("drivertest: transcript: the first line is not %q", transcriptTitle), lines.Err())
	}
	var t CardTranscript
	for n := 2; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		p, ok := parsePiece(line)
		if !ok {
			return nil, fmt.Errorf("drivertest: transcript: line %d is no piece", n)
		}
		if len(t) > 0 && p.At < t[len(t)-1].At {
			return nil, fmt.Errorf("drivertest: transcript: line %d is earlier than the one before", n)
		}
		t = append(t, p)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("drivertest: transcript: %w", err)
	}
	return t, nil
}

// parsePiece reads one line of a transcript.
func parsePiece(line string) (Piece, bool) {
	words := strings.Fields(line)
	if len(words) != 3 || words[1] != ">" && words[1] != "<" {
		return Piece{}, false
	}
	seconds, err := strconv.ParseFloat(words[0], 64)
	if err != nil || !(seconds >= 0 && seconds <= LongestTranscript.Seconds()) {
		return Piece{}, false
	}
	content, err := hex.DecodeString(words[2])
	if err != nil || len(content) == 0 {
		return Piece{}, false
	}
	at := time.Duration(seconds*1e6+0.5) * time.Microsecond
	return Piece{At: at, Sent: words[1] == ">", Bytes: content}, true
}

// Serve plays the module's side: it waits for what the host sent then, and
// answers as it was answered then, with the same pauses. A host that sends
// anything else ends it with an error. After the last piece it is silent until
// ctx is done or rw fails. If rw can be closed, Serve closes it when ctx is
// done.
func (t CardTranscript) Serve(ctx context.Context, rw io.ReadWriter) error {
	if c, ok := rw.(io.Closer); ok {
		stop := context.AfterFunc(ctx, func() { _ = c.Close() })
		defer stop()
	}
	err := t.play(ctx, rw)
	if err == nil {
		_, err = io.Copy(io.Discard, rw)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// play goes through the pieces.
func (t CardTranscript) play(ctx context.Context, rw io.ReadWriter) error {
	var last time.Duration
	for i, p := range t {
		if p.Sent {
			got := make([]byte, len(p.Bytes))
			if _, err := io.ReadFull(rw, got); err != nil {
				return fmt.Errorf("drivertest: transcript: piece %d: %w", i, err)
			}
			if !bytes.Equal(got, p.Bytes) {
				return fmt.Errorf("drivertest: transcript: piece %d: the host sent %X, then %X", i, p.Bytes, got)
			}
		} else {
			if err := pause(ctx, p.At-last); err != nil {
				return err
			}
			if _, err := rw.Write(p.Bytes); err != nil {
				return fmt.Errorf("drivertest: transcript: piece %d: %w", i, err)
			}
		}
		last = p.At
	}
	return nil
}
