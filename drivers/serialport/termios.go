package serialport

import (
	"fmt"

	"golang.org/x/sys/unix"
	"periph.io/x/conn/v3/uart"
)

// complete fills the zero fields of opts and checks the rest.
func complete(opts *Opts) (Opts, error) {
	o := DefaultOpts
	if opts == nil {
		return o, nil
	}
	take(&o.Baud, opts.Baud)
	take(&o.DataBits, opts.DataBits)
	take(&o.Stop, opts.Stop)
	take(&o.Parity, opts.Parity)
	take(&o.Flow, opts.Flow)
	take(&o.Timeout, opts.Timeout)
	if o.Baud < 50 || o.Baud > 4_000_000 {
		return Opts{}, fmt.Errorf("%d baud is outside 50 to 4000000", o.Baud)
	}
	if o.Timeout < 0 {
		return Opts{}, fmt.Errorf("timeout %v is negative", o.Timeout)
	}
	_, err := lineFlags(o)
	return o, err
}

// take overwrites into unless value is the zero value.
func take[T comparable](into *T, value T) {
	var zero T
	if value != zero {
		*into = value
	}
}

// configure puts a terminal into raw mode with the speed and frame of o:
// termios(3), cfmakeraw; any speed through BOTHER, ioctl_tty(2), TCSETS2.
func configure(fd int, o Opts) error {
	flags, err := lineFlags(o)
	if err != nil {
		return err
	}
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS2)
	if err != nil {
		return fmt.Errorf("not a serial line: %w", err)
	}
	t.Iflag = unix.IGNBRK
	t.Oflag = 0
	t.Lflag = 0
	t.Cflag = flags | unix.CREAD | unix.CLOCAL | unix.BOTHER
	t.Ispeed = uint32(o.Baud)
	t.Ospeed = uint32(o.Baud)
	t.Cc[unix.VMIN] = 1
	t.Cc[unix.VTIME] = 0
	if o.Flow&softwareFlow != 0 {
		t.Iflag |= unix.IXON | unix.IXOFF
		t.Cc[unix.VSTART], t.Cc[unix.VSTOP] = flowCharacters(o.Flow)
	}
	if err := unix.IoctlSetTermios(fd, unix.TCSETS2, t); err != nil {
		return fmt.Errorf("set %d baud: %w", o.Baud, err)
	}
	return nil
}

// softwareFlow is the bit that marks XON/XOFF in a uart.Flow.
const softwareFlow = uart.XOnXOff

// flowCharacters returns the XON and XOFF characters that f carries, or the
// usual DC1 and DC3.
func flowCharacters(f uart.Flow) (xon, xoff byte) {
	xon, xoff = byte(f>>8), byte(f)
	if xon == 0 && xoff == 0 {
		return 0x11, 0x13
	}
	return xon, xoff
}

// lineFlags gives the control flags for the frame and the hardware flow
// control of o.
func lineFlags(o Opts) (uint32, error) {
	flags, ok := map[int]uint32{5: unix.CS5, 6: unix.CS6, 7: unix.CS7, 8: unix.CS8}[o.DataBits]
	if !ok {
		return 0, fmt.Errorf("%d data bits are not 5 to 8", o.DataBits)
	}
	switch o.Stop {
	case uart.One:
	case uart.Two:
		flags |= unix.CSTOPB
	default:
		return 0, fmt.Errorf("stop bits %d are not 1 or 2", o.Stop)
	}
	switch o.Parity {
	case uart.NoParity:
	case uart.Odd:
		flags |= unix.PARENB | unix.PARODD
	case uart.Even:
		flags |= unix.PARENB
	default:
		return 0, fmt.Errorf("parity %q is not N, O or E", byte(o.Parity))
	}
	switch {
	case o.Flow == uart.NoFlow, o.Flow&softwareFlow != 0:
	case o.Flow == uart.RTSCTS:
		flags |= unix.CRTSCTS
	default:
		return 0, fmt.Errorf("flow control %v is unknown", o.Flow)
	}
	return flags, nil
}
