package drivertest_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/grid-x/modbus"

	"linli/drivers/drivertest"
)

// A master that others wrote works the board over a pseudo terminal.
func TestBoardAnswersAMasterOfOthers(t *testing.T) {
	line, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "board"))
	if err != nil {
		t.Fatal(err)
	}
	board := drivertest.NewIOBoard(7, 8, 10)
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- board.Serve(ctx, line) }()
	defer func() {
		cancel()
		if err := <-served; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}()
	handler := modbus.NewRTUClientHandler(line.Link())
	handler.BaudRate, handler.DataBits, handler.Parity, handler.StopBits, handler.SlaveID = 115200, 8, "N", 1, 7
	handler.Timeout = 10 * time.Second
	defer handler.Close()
	master := modbus.NewClient(handler)

	if err := board.SetInput(3, true); err != nil {
		t.Fatal(err)
	}
	if got, err := master.ReadDiscreteInputs(1, 7); err != nil || !bytes.Equal(got, []byte{0b100}) {
		t.Errorf("inputs %b, %v", got, err)
	}
	if _, err := master.WriteSingleCoil(1, 0xFF00); err != nil {
		t.Error(err)
	}
	if _, err := master.WriteMultipleCoils(2, 8, []byte{0x81}); err != nil {
		t.Error(err)
	}
	if got, err := master.ReadCoils(0, 10); err != nil || !bytes.Equal(got, []byte{0x06, 0x02}) {
		t.Errorf("coils %x, %v", got, err)
	}
	want := []bool{false, true, true, false, false, false, false, false, false, true}
	if got := board.Coils(); !slices.Equal(got, want) {
		t.Errorf("coils %v", got)
	}
	_, err = master.ReadCoils(9, 2)
	if e := new(modbus.Error); !errors.As(err, &e) || e.ExceptionCode != modbus.ExceptionCodeIllegalDataAddress {
		t.Errorf("behind the last coil: %v", err)
	}
	_, err = master.ReadHoldingRegisters(0, 1)
	if e := new(modbus.Error); !errors.As(err, &e) || e.ExceptionCode != modbus.ExceptionCodeIllegalFunction {
		t.Errorf("a register: %v", err)
	}
	if err := board.SetFault(drivertest.IOBoardFaultChecksum); err != nil {
		t.Fatal(err)
	}
	if _, err := master.ReadCoils(0, 10); err == nil {
		t.Error("a wrong checksum was taken")
	}
}

// talk sends frames to a board and returns all it answers.
func talk(t *testing.T, b *drivertest.IOBoard, frames ...string) string {
	t.Helper()
	ours, theirs := net.Pipe()
	go func() { _ = b.Serve(t.Context(), theirs) }()
	var heard bytes.Buffer
	over := make(chan struct{})
	go func() {
		defer close(over)
		_, _ = io.Copy(&heard, ours)
	}()
	for _, f := range frames {
		raw, err := hex.DecodeString(strings.ReplaceAll(f, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ours.Write(raw); err != nil {
			t.Fatal(err)
		}
	}
	synctest.Wait()
	theirs.Close()
	<-over
	return strings.ToUpper(hex.EncodeToString(heard.Bytes()))
}

// Frames with checksums of the specification's tables (MODBUS over Serial
// Line V1.02, appendix B).
func TestBoardMindsOnlyWholeRequestsToItsUnit(t *testing.T) {
	const answer = "010101005188"
	for name, c := range map[string]struct {
		frames []string
		want   string
	}{
		"whole":                 {[]string{"01 01 00 00 00 08 3D CC"}, answer},
		"in two pieces":         {[]string{"01 01 00 00", "00 08 3D CC"}, answer},
		"behind junk":           {[]string{"00 01 01 FF", "01 01 00 00 00 08 3D CC"}, answer},
		"to another unit":       {[]string{"02 01 00 00 00 08 3D FF"}, ""},
		"with a wrong checksum": {[]string{"01 01 00 00 00 08 3D CD"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if got := talk(t, drivertest.NewIOBoard(1, 8, 8), c.frames...); got != c.want {
					t.Errorf("answered %s, want %s", got, c.want)
				}
			})
		})
	}
}

func TestBlinkingIsSeenFromChangesOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		on, off := "01 05 00 02 FF 00 2D FA", "01 05 00 02 00 00 6C 0A"
		b := drivertest.NewIOBoard(1, 8, 8)
		talk(t, b, on, on, on)
		if b.Blinking(2) || !b.Coils()[2] {
			t.Error("a steady lamp blinks")
		}
		for range 2 {
			<-time.After(time.Second)
			talk(t, b, off)
			<-time.After(time.Second)
			talk(t, b, on)
		}
		if !b.Blinking(2) || b.Blinking(1) || b.Blinking(99) {
			t.Error("a blinking lamp does not")
		}
		if b.SwitchedOn(2) != 3 || b.SwitchedOn(99) != 0 {
			t.Errorf("switched on %d times", b.SwitchedOn(2))
		}
		<-time.After(5 * time.Second)
		if b.Blinking(2) {
			t.Error("it still blinks")
		}
		b.Restart()
		if b.Coils()[2] {
			t.Error("it is lit without a supply")
		}
	})
}

func TestBoardHasWhatItHas(t *testing.T) {
	b := drivertest.NewIOBoard(1, 4, 4)
	if b.SetInput(4, true) == nil || b.SetInput(-1, true) == nil || b.SetFault("nonsense") == nil {
		t.Error("took what is not there")
	}
}
