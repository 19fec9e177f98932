package serialport_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
	"periph.io/x/conn/v3"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/uart"
	"periph.io/x/conn/v3/uart/uartreg"

	"linli/drivers/drivertest"
	"linli/drivers/serialport"
)

// cable makes a pseudo terminal whose other side is the test's.
func cable(t *testing.T) *drivertest.PTY {
	t.Helper()
	line, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "ttyTEST"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = line.Close() })
	return line
}

// open opens the near side with the given options.
func open(t *testing.T, line *drivertest.PTY, opts *serialport.Opts) *serialport.Port {
	t.Helper()
	p, err := serialport.Open(line.Link(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

// settings reads back how the kernel has the line.
func settings(t *testing.T, line *drivertest.PTY) *unix.Termios {
	t.Helper()
	f, err := os.OpenFile(line.Link(), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	s, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS2)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEveryByteValuePassesBothWays(t *testing.T) {
	line := cable(t)
	p := open(t, line, nil)
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	deadline(t, p)
	if _, err := p.Write(all); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 256)
	if _, err := io.ReadFull(line, got); err != nil || !bytes.Equal(got, all) {
		t.Errorf("the device got %X, %v", got, err)
	}
	if _, err := line.Write(all); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(p, got); err != nil || !bytes.Equal(got, all) {
		t.Errorf("the host got %X, %v", got, err)
	}
}

// deadline keeps a failing test from waiting for ever.
func deadline(t *testing.T, p *serialport.Port) {
	t.Helper()
	at := time.Now().Add(10 * time.Second)
	if err := errors.Join(p.SetReadDeadline(at), p.SetWriteDeadline(at)); err != nil {
		t.Fatal(err)
	}
}

func TestOpenThrowsAwayWhatCameBefore(t *testing.T) {
	line := cable(t)
	if _, err := line.Write([]byte("old")); err != nil {
		t.Fatal(err)
	}
	p := open(t, line, nil)
	deadline(t, p)
	if _, err := line.Write([]byte("new")); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 3)
	if _, err := io.ReadFull(p, got); err != nil || string(got) != "new" {
		t.Errorf("read %q, %v", got, err)
	}
}

func TestReadEndsAtItsDeadline(t *testing.T) {
	p := open(t, cable(t), nil)
	start := time.Now()
	if err := p.SetReadDeadline(start.Add(50 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	_, err := p.Read(make([]byte, 1))
	if !errors.Is(err, serialport.ErrTimeout) || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("error %v, want ErrTimeout and os.ErrDeadlineExceeded", err)
	}
	if d := time.Since(start); d < 50*time.Millisecond {
		t.Errorf("ended after %v", d)
	}
}

func TestWriteEndsAtItsDeadlineWhenNobodyReads(t *testing.T) {
	p := open(t, cable(t), nil)
	if err := p.SetWriteDeadline(time.Now().Add(50 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	n, err := p.Write(make([]byte, 1<<20))
	if !errors.Is(err, serialport.ErrTimeout) || n >= 1<<20 {
		t.Errorf("wrote %d bytes, %v, want ErrTimeout", n, err)
	}
}

func TestUnplugEndsAWaitingReadAndFailsAWrite(t *testing.T) {
	line := cable(t)
	p := open(t, line, nil)
	deadline(t, p)
	read := make(chan error, 1)
	go func() {
		_, err := p.Read(make([]byte, 1))
		read <- err
	}()
	if err := line.Unplug(); err != nil {
		t.Fatal(err)
	}
	if err := <-read; !errors.Is(err, serialport.ErrGone) {
		t.Errorf("read: %v, want ErrGone", err)
	}
	if _, err := p.Write([]byte("x")); !errors.Is(err, serialport.ErrGone) {
		t.Errorf("write: %v, want ErrGone", err)
	}
	if err := p.Tx([]byte("x"), make([]byte, 1)); !errors.Is(err, serialport.ErrGone) {
		t.Errorf("Tx: %v, want ErrGone", err)
	}
	if _, err := serialport.Open(line.Link(), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("open while unplugged: %v, want fs.ErrNotExist", err)
	}
	if err := line.Replug(); err != nil {
		t.Fatal(err)
	}
	open(t, line, nil)
}

func TestCloseEndsAWaitingRead(t *testing.T) {
	p := open(t, cable(t), nil)
	read := make(chan error, 1)
	go func() {
		_, err := p.Read(make([]byte, 1))
		read <- err
	}()
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-read; !errors.Is(err, os.ErrClosed) {
		t.Errorf("read: %v, want os.ErrClosed", err)
	}
}

func TestSecondOpenIsRefusedUntilTheFirstIsClosed(t *testing.T) {
	line := cable(t)
	first := open(t, line, nil)
	if _, err := serialport.Open(line.Link(), nil); !errors.Is(err, serialport.ErrBusy) {
		t.Errorf("second open: %v, want ErrBusy", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, line, nil)
}

func TestOptsReachTheKernel(t *testing.T) {
	line := cable(t)
	open(t, line, &serialport.Opts{Baud: 19200, Stop: uart.Two, Flow: uart.RTSCTS})
	s := settings(t, line)
	if s.Ospeed != 19200 || s.Cflag&unix.CSTOPB == 0 || s.Cflag&unix.CRTSCTS == 0 || s.Cflag&unix.CSIZE != unix.CS8 {
		t.Errorf("line at %d baud with flags %o", s.Ospeed, s.Cflag)
	}
	if s.Lflag != 0 || s.Oflag != 0 || s.Iflag&unix.IXON != 0 {
		t.Errorf("line is not raw: %o %o %o", s.Iflag, s.Oflag, s.Lflag)
	}
}

func TestSpeedIsChangedOnAnOpenLine(t *testing.T) {
	line := cable(t)
	p := open(t, line, &serialport.Opts{Stop: uart.Two})
	if line.Baud() != 115200 {
		t.Errorf("the device sees %d baud", line.Baud())
	}
	if err := p.SetBaud(9600); err != nil || p.Baud() != 9600 || line.Baud() != 9600 {
		t.Errorf("line at %d, device sees %d, %v", p.Baud(), line.Baud(), err)
	}
	if s := settings(t, line); s.Cflag&unix.CSTOPB == 0 {
		t.Error("the frame changed with the speed")
	}
	if err := p.SetBaud(1); err == nil || p.Baud() != 9600 {
		t.Errorf("1 baud: %v", err)
	}
	if err := line.Unplug(); err != nil {
		t.Fatal(err)
	}
	if err := p.SetBaud(19200); !errors.Is(err, serialport.ErrGone) || line.Baud() != 0 {
		t.Errorf("a line that is gone: %v, device sees %d", err, line.Baud())
	}
}

func TestSoftwareFlowControlUsesTheCharactersAsked(t *testing.T) {
	line := cable(t)
	open(t, line, &serialport.Opts{Flow: uart.MakeXOnXOffFlow('q', 's')})
	s := settings(t, line)
	if s.Iflag&unix.IXON == 0 || s.Cc[unix.VSTART] != 'q' || s.Cc[unix.VSTOP] != 's' {
		t.Errorf("flags %o, characters %q %q", s.Iflag, s.Cc[unix.VSTART], s.Cc[unix.VSTOP])
	}
}

func TestOptsThatNoLineCanHave(t *testing.T) {
	line := cable(t)
	for name, opts := range map[string]serialport.Opts{
		"speed":   {Baud: 1},
		"bits":    {DataBits: 9},
		"stop":    {Stop: uart.OneHalf},
		"parity":  {Parity: uart.Mark},
		"flow":    {Flow: 1},
		"timeout": {Timeout: -time.Second},
	} {
		if _, err := serialport.Open(line.Link(), &opts); err == nil {
			t.Errorf("%s: opened with %+v", name, opts)
		}
	}
	if _, err := serialport.Open("/dev/null", nil); err == nil {
		t.Error("opened what is no serial line")
	}
}

func TestConnectTakesTheLowestSpeed(t *testing.T) {
	line := cable(t)
	p := open(t, line, nil)
	if err := p.LimitSpeed(0); err == nil {
		t.Error("a limit of zero is accepted")
	}
	if err := p.LimitSpeed(38400 * physic.Hertz); err != nil {
		t.Fatal(err)
	}
	c, err := p.Connect(57600*physic.Hertz, uart.One, uart.Even, uart.NoFlow, 7)
	if err != nil {
		t.Fatal(err)
	}
	if c.Duplex() != conn.Half || p.Baud() != 38400 {
		t.Errorf("%v at %d baud", c.Duplex(), p.Baud())
	}
	if s := settings(t, line); s.Ospeed != 38400 {
		t.Errorf("line at %d baud", s.Ospeed)
	}
	if _, err := p.Connect(57600*physic.Hertz, uart.One, uart.NoParity, uart.NoFlow, 8); err == nil {
		t.Error("connected twice")
	}
}

func TestTxReadsFullyThroughShortReads(t *testing.T) {
	line := cable(t)
	p := open(t, line, nil)
	echoed := make(chan error, 1)
	go func() {
		b := make([]byte, 5)
		if _, err := io.ReadFull(line, b); err != nil {
			echoed <- err
			return
		}
		for i := range b {
			if _, err := line.Write(b[i : i+1]); err != nil {
				echoed <- err
				return
			}
		}
		echoed <- nil
	}()
	got := make([]byte, 5)
	if err := p.Tx([]byte("hello"), got); err != nil || string(got) != "hello" {
		t.Errorf("got %q, %v", got, err)
	}
	if err := <-echoed; err != nil {
		t.Error(err)
	}
}

func TestTxEndsAtItsTimeout(t *testing.T) {
	line := cable(t)
	p := open(t, line, &serialport.Opts{Timeout: 50 * time.Millisecond})
	if err := p.Tx(nil, make([]byte, 1)); !errors.Is(err, serialport.ErrTimeout) {
		t.Errorf("error %v, want ErrTimeout", err)
	}
	if _, err := line.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Read(make([]byte, 1)); err != nil {
		t.Errorf("the deadline of Tx outlives it: %v", err)
	}
}

func TestDrain(t *testing.T) {
	line := cable(t)
	p := open(t, line, nil)
	deadline(t, p)
	if _, err := p.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := p.Drain(ctx); err != nil {
		t.Errorf("drain: %v", err)
	}
	if err := line.Unplug(); err != nil {
		t.Fatal(err)
	}
	if err := p.Drain(ctx); !errors.Is(err, serialport.ErrGone) {
		t.Errorf("drain of a pulled cable: %v, want ErrGone", err)
	}
}

func TestDiscardInput(t *testing.T) {
	line := cable(t)
	p := open(t, line, nil)
	deadline(t, p)
	if _, err := line.Write([]byte("ab")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(p, make([]byte, 1)); err != nil { // the bytes have arrived
		t.Fatal(err)
	}
	if err := p.DiscardInput(); err != nil {
		t.Fatal(err)
	}
	if _, err := line.Write([]byte("c")); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 1)
	if _, err := io.ReadFull(p, got); err != nil || got[0] != 'c' {
		t.Errorf("read %q, %v", got, err)
	}
}

func TestRegisteredPortOpensByName(t *testing.T) {
	line := cable(t)
	if err := serialport.Register("lobby-card-reader", line.Link()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = uartreg.Unregister("lobby-card-reader") })
	p, err := uartreg.Open("lobby-card-reader")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := p.String(), "serialport("+line.Link()+")"; got != want {
		t.Errorf("opened %s, want %s", got, want)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if err := serialport.Register("lobby-card-reader", line.Link()); err == nil {
		t.Error("registered twice")
	}
}
