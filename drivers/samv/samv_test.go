package samv_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/samv"
	"linli/drivers/serialport"
)

const (
	commandStatus  = "AAAAAA9669 0003 11FF ED"
	commandFind    = "AAAAAA9669 0003 2001 22"
	commandSelect  = "AAAAAA9669 0003 2002 21"
	commandBase    = "AAAAAA9669 0003 3001 32"
	commandAddress = "AAAAAA9669 0003 3003 30"
	commandSAM     = "AAAAAA9669 0003 12FF EE"
	commandReset   = "AAAAAA9669 0003 10FF EC"
)

// base is the data of a good reply to 30 01 whose text is all spaces.
func base() []byte {
	data := make([]byte, 4+256+1024)
	data[0], data[2] = 1, 4
	for i := 0; i < 256; i += 2 {
		data[4+i] = ' '
	}
	for i := range 1024 {
		data[260+i] = byte(i)
	}
	return data
}

func TestReadingACardOverAPseudoTerminal(t *testing.T) {
	line, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "idcard"))
	if err != nil {
		t.Fatal(err)
	}
	module := drivertest.NewCardModule()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	served := make(chan error, 1)
	go func() { served <- module.Serve(ctx, line) }()
	t.Cleanup(func() {
		cancel()
		<-served
	})
	port, err := serialport.Open(line.Link(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = port.Close() })
	dev, err := samv.New(port, nil)
	if err != nil {
		t.Fatal(err)
	}

	if err := dev.Reset(ctx); err != nil {
		t.Error(err)
	}
	if err := dev.Status(ctx); err != nil {
		t.Error(err)
	}
	if id, err := dev.SAMID(ctx); err != nil || id.String() != "05.03-20240101-0000000001-0000000042" {
		t.Errorf("module number %v, %v", id, err)
	}
	if err := dev.Find(ctx); class(t, err) != samv.ClassNoCard {
		t.Errorf("find on an empty reader: %v", err)
	}
	for _, name := range []string{"A", "B", "C", "D"} {
		card, ok := drivertest.SpecimenCard(name)
		if !ok {
			t.Fatalf("no specimen %s", name)
		}
		module.Lay(card)
		if err := errors.Join(dev.Find(ctx), dev.Select(ctx)); err != nil {
			t.Fatal(err)
		}
		text, err := dev.ReadBase(ctx)
		if err != nil || !bytes.Equal(text, card.Text[:]) {
			t.Errorf("card %s: text differs, or %v", name, err)
		}
		address, err := dev.ReadAddress(ctx)
		if err != nil || !bytes.Equal(address, card.Address) {
			t.Errorf("card %s: address differs, or %v", name, err)
		}
	}
	if _, err := dev.ReadBase(ctx); class(t, err) != samv.ClassCard {
		t.Errorf("reading without a find: %v", err)
	}
}

// class returns the class of a StatusError and fails on any other error.
func class(t *testing.T, err error) samv.Class {
	t.Helper()
	var status *samv.StatusError
	if !errors.As(err, &status) {
		t.Fatalf("error %v, want a StatusError", err)
	}
	return status.Class()
}

func TestCommandsAsTheDocumentsGiveThem(t *testing.T) {
	bubble(t, "all", func(t *testing.T) {
		ctx := t.Context()
		dev := play(t, nil,
			step{commandReset, once(replyDone)},
			step{commandStatus, once(replyDone)},
			step{commandSAM, once(replySAM)},
			step{commandFind, once(replyHave)},
			step{commandSelect, []piece{{bytes: frame(0x90, make([]byte, 8))}}},
			step{commandBase, []piece{{bytes: frame(0x90, base())}}},
			step{commandAddress, []piece{{bytes: frame(0x91, nil)}}},
		)
		if err := errors.Join(dev.Reset(ctx), dev.Status(ctx)); err != nil {
			t.Error(err)
		}
		if id, err := dev.SAMID(ctx); err != nil || id.Serial != 1 || id.Random != 42 {
			t.Errorf("module number %v, %v", id, err)
		}
		if err := errors.Join(dev.Find(ctx), dev.Select(ctx)); err != nil {
			t.Error(err)
		}
		if text, err := dev.ReadBase(ctx); err != nil || !bytes.Equal(text, base()[4:260]) {
			t.Errorf("text of %d bytes, %v", len(text), err)
		}
		if address, err := dev.ReadAddress(ctx); err != nil || address != nil {
			t.Errorf("address %X, %v, want none", address, err)
		}
	})
}

func TestReplySplitAnywhere(t *testing.T) {
	whole := frame(0x90, base())
	bubble(t, "in two", func(t *testing.T) {
		for at := 1; at < len(whole); at++ {
			dev := play(t, nil, step{"", []piece{{bytes: whole[:at]}, {after: 20 * time.Millisecond, bytes: whole[at:]}}})
			if _, err := dev.ReadBase(t.Context()); err != nil {
				t.Fatalf("split at %d: %v", at, err)
			}
		}
	})
	bubble(t, "byte by byte", func(t *testing.T) {
		var pieces []piece
		for i := range whole {
			pieces = append(pieces, piece{after: time.Millisecond, bytes: whole[i : i+1]})
		}
		if _, err := play(t, nil, step{"", pieces}).ReadBase(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}

func TestReplyAmongJunk(t *testing.T) {
	good := raw(replySAM)
	wrongChecksum := append([]byte(nil), good...)
	wrongChecksum[len(wrongChecksum)-1] ^= 1
	tests := map[string][]byte{
		"zeros":                  append(make([]byte, 40), good...),
		"a run of AA":            append(raw("AAAAAAAAAA"), good...),
		"half a preamble":        append(raw("AAAAAA96"), good...),
		"a zero in a preamble":   append(raw("AAAA00AA9669 0004 000090 94"), good...),
		"a preamble":             append(raw("AAAAAA9669"), good...),
		"a length too small":     append(raw("AAAAAA9669 0003"), good...),
		"a length too great":     append(raw("AAAAAA9669 FFFF 000090"), good...),
		"a length of another":    append(raw("AAAAAA9669 0100 000090"), good...),
		"a damaged frame":        append(wrongChecksum, good...),
		"a whole late reply":     append(raw(replyHave), good...),
		"a late empty reply":     append(raw(replyDone), good...),
		"a late failed read":     append(frame(0x41, nil), good...),
		"a late photo":           append(frame(0x90, base()), good...),
		"bytes behind the reply": append(append([]byte(nil), good...), 0xAA, 0xAA),
	}
	for name, sent := range tests {
		bubble(t, name, func(t *testing.T) {
			dev := play(t, nil, step{commandSAM, []piece{{bytes: sent}}}, step{commandStatus, once(replyDone)})
			if id, err := dev.SAMID(t.Context()); err != nil || id.Random != 42 {
				t.Fatalf("module number %v, %v", id, err)
			}
			if err := dev.Status(t.Context()); err != nil {
				t.Errorf("the next command: %v", err)
			}
		})
	}
}

func TestReplyThatNeverComesRight(t *testing.T) {
	damaged := frame(0x90, base())
	damaged[700] ^= 1
	short := base()
	short[0] = 0
	tests := map[string]struct {
		pieces []piece
		want   error
		within time.Duration
	}{
		"silence":                     {nil, samv.ErrTimeout, 4 * time.Second},
		"only junk":                   {[]piece{{bytes: make([]byte, 100)}}, samv.ErrTimeout, 4 * time.Second},
		"broken off in the head":      {[]piece{{bytes: damaged[:8]}}, samv.ErrDamaged, time.Second},
		"broken off in the photo":     {[]piece{{bytes: damaged[:600]}}, samv.ErrDamaged, time.Second},
		"wrong checksum":              {[]piece{{bytes: damaged}}, samv.ErrDamaged, time.Second},
		"text of no length":           {[]piece{{bytes: frame(0x90, short)}}, samv.ErrDamaged, time.Second},
		"lengths that do not add up":  {[]piece{{bytes: frame(0x90, base()[:1000])}}, samv.ErrDamaged, time.Second},
		"success without any content": {[]piece{{bytes: frame(0x90, nil)}}, samv.ErrTimeout, 4 * time.Second},
	}
	for name, test := range tests {
		bubble(t, name, func(t *testing.T) {
			dev := play(t, nil, step{commandBase, test.pieces}, step{commandStatus, once(replyDone)})
			start := time.Now()
			text, err := dev.ReadBase(t.Context())
			if !errors.Is(err, test.want) || text != nil {
				t.Errorf("text of %d bytes, %v, want %v", len(text), err, test.want)
			}
			if d := time.Since(start); d > test.within {
				t.Errorf("took %v, want no more than %v", d, test.within)
			}
			if err := dev.Status(t.Context()); err != nil {
				t.Errorf("the next command: %v", err)
			}
		})
	}
}

func TestLateReplyIsNotTakenForTheNext(t *testing.T) {
	bubble(t, "a read that took too long", func(t *testing.T) {
		// The text comes after ReadBase gave up; a find that follows must see its
		// own reply.
		dev := play(t, nil,
			step{commandBase, []piece{{after: 4 * time.Second, bytes: frame(0x90, base())}}},
			step{commandFind, once(replyNone)},
		)
		if _, err := dev.ReadBase(t.Context()); !errors.Is(err, samv.ErrTimeout) {
			t.Fatal(err)
		}
		time.Sleep(time.Second) // in the bubble's time: the late reply stands in the pipe
		if err := dev.Find(t.Context()); class(t, err) != samv.ClassNoCard {
			t.Errorf("find: %v", err)
		}
	})
}

func TestLateReplyThatComesWhileTheNextCommandIsPrepared(t *testing.T) {
	bubble(t, "of the same shape", func(t *testing.T) {
		dev := play(t, nil,
			step{commandFind, []piece{{after: 1020 * time.Millisecond, bytes: raw(replyNone)}}},
			step{commandFind, once(replyHave)},
		)
		if err := dev.Find(t.Context()); !errors.Is(err, samv.ErrTimeout) {
			t.Fatal(err)
		}
		if err := dev.Find(t.Context()); err != nil {
			t.Errorf("the second find: %v, want its own reply", err)
		}
	})
}

func TestLineThatNeverFallsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev, err := samv.New(&babble{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if err := dev.Status(t.Context()); !errors.Is(err, samv.ErrTimeout) {
			t.Errorf("status: %v", err)
		}
		if d := time.Since(start); d > 3*time.Second {
			t.Errorf("took %v", d)
		}
	})
}

// babble is a line that brings a junk byte every millisecond.
type babble struct{ until time.Time }

func (b *babble) Read(p []byte) (int, error) {
	if !time.Now().Add(time.Millisecond).Before(b.until) {
		time.Sleep(time.Until(b.until))
		return 0, os.ErrDeadlineExceeded
	}
	time.Sleep(time.Millisecond)
	p[0] = 0x55
	return 1, nil
}
func (b *babble) Write(p []byte) (int, error)       { return len(p), nil }
func (b *babble) SetReadDeadline(t time.Time) error { b.until = t; return nil }
func (b *babble) SetWriteDeadline(time.Time) error  { return nil }

func TestDeadlineGrowsAsTheLineSlows(t *testing.T) {
	for baud, want := range map[int]time.Duration{115200: 3100 * time.Millisecond, 9600: 4300 * time.Millisecond} {
		bubble(t, fmt.Sprint(baud), func(t *testing.T) {
			dev := play(t, &samv.Opts{Baud: baud}, step{commandBase, nil})
			start := time.Now()
			if _, err := dev.ReadBase(t.Context()); !errors.Is(err, samv.ErrTimeout) {
				t.Fatal(err)
			}
			if d := time.Since(start); d < want || d > want+2*time.Second {
				t.Errorf("gave up after %v, want at least %v", d, want)
			}
		})
	}
}

func TestCancelEndsAWaitAtOnce(t *testing.T) {
	bubble(t, "while reading", func(t *testing.T) {
		dev := play(t, nil, step{commandBase, nil}, step{commandStatus, once(replyDone)})
		ctx, cancel := context.WithTimeout(t.Context(), 70*time.Millisecond)
		defer cancel()
		start := time.Now()
		if _, err := dev.ReadBase(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want the context's", err)
		}
		if d := time.Since(start); d != 70*time.Millisecond {
			t.Errorf("took %v", d)
		}
		if err := dev.Status(t.Context()); err != nil {
			t.Errorf("the next command: %v", err)
		}
	})
	bubble(t, "before it begins", func(t *testing.T) {
		dev := play(t, nil)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := dev.Status(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want context.Canceled", err)
		}
	})
}

func TestFrameThatWasNotUnderstoodIsSentOnceMore(t *testing.T) {
	for _, sw3 := range []byte{0x10, 0x11, 0x21, 0x23} {
		bubble(t, fmt.Sprintf("%02X, then good", sw3), func(t *testing.T) {
			dev := play(t, nil,
				step{commandFind, []piece{{bytes: frame(sw3, nil)}}},
				step{commandFind, once(replyHave)})
			if err := dev.Find(t.Context()); err != nil {
				t.Error(err)
			}
		})
		bubble(t, fmt.Sprintf("%02X twice", sw3), func(t *testing.T) {
			dev := play(t, nil,
				step{commandFind, []piece{{bytes: frame(sw3, nil)}}},
				step{commandFind, []piece{{bytes: frame(sw3, nil)}}})
			if err := dev.Find(t.Context()); class(t, err) != samv.ClassLink {
				t.Error(err)
			}
		})
	}
}

func TestLineThatGoesAway(t *testing.T) {
	bubble(t, "hangup", func(t *testing.T) {
		dev := play(t, nil, step{commandFind, once(replyNone)})
		if err := dev.Find(t.Context()); class(t, err) != samv.ClassNoCard {
			t.Fatal(err)
		}
		gone, err := samv.New(hangup{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		err = gone.Find(t.Context())
		if !errors.Is(err, io.ErrClosedPipe) || errors.Is(err, samv.ErrTimeout) {
			t.Errorf("error %v, want the port's own", err)
		}
	})
}

// hangup is a line whose other side is gone.
type hangup struct{}

func (hangup) Read([]byte) (int, error)         { return 0, io.ErrClosedPipe }
func (hangup) Write([]byte) (int, error)        { return 0, io.ErrClosedPipe }
func (hangup) SetReadDeadline(time.Time) error  { return nil }
func (hangup) SetWriteDeadline(time.Time) error { return nil }
func (hangup) String() string                   { return "ttyGONE" }

func TestNewAndString(t *testing.T) {
	if _, err := samv.New(hangup{}, &samv.Opts{}); err == nil {
		t.Error("a speed of zero is accepted")
	}
	dev, err := samv.New(hangup{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := dev.String(); got != "samv(ttyGONE)" {
		t.Errorf("String %q", got)
	}
	if err := dev.Halt(); err != nil {
		t.Errorf("Halt: %v", err)
	}
}
