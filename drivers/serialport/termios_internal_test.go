package serialport

import (
	"testing"

	"golang.org/x/sys/unix"
	"periph.io/x/conn/v3/uart"
)

// TestFrameFlags is in the package because a pseudo terminal forgets parity
// and data bits: no test from outside can see them.
func TestFrameFlags(t *testing.T) {
	tests := map[string]struct {
		opts Opts
		want uint32
	}{
		"8N1":     {Opts{}, unix.CS8},
		"7E1":     {Opts{DataBits: 7, Parity: uart.Even}, unix.CS7 | unix.PARENB},
		"6O2":     {Opts{DataBits: 6, Parity: uart.Odd, Stop: uart.Two}, unix.CS6 | unix.PARENB | unix.PARODD | unix.CSTOPB},
		"5N1":     {Opts{DataBits: 5}, unix.CS5},
		"RTS/CTS": {Opts{Flow: uart.RTSCTS}, unix.CS8 | unix.CRTSCTS},
		"XON":     {Opts{Flow: uart.XOnXOff}, unix.CS8},
	}
	for name, test := range tests {
		o, err := complete(&test.opts)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got, err := lineFlags(o); err != nil || got != test.want {
			t.Errorf("%s: flags %o, %v, want %o", name, got, err, test.want)
		}
	}
	if xon, xoff := flowCharacters(uart.XOnXOff); xon != 0x11 || xoff != 0x13 {
		t.Errorf("XON %02X, XOFF %02X, want DC1 and DC3", xon, xoff)
	}
}
