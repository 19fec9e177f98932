//go:build pcsc

package pcsc_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"linli/drivers/pcsc"
)

// vpcd is where the virtual reader of vsmartcard listens for a card.
const vpcd = "127.0.0.1:35963"

// insert puts a virtual card into the virtual reader, until remove. A message
// is a length of two bytes and that many bytes; one of a single byte is for
// the supply: 0 off, 1 on, 2 reset, 4 asks for the ATR (vsmartcard, virtual
// smart card reader, section on vpcd's protocol).
func insert(t *testing.T, c *card) (remove func()) {
	t.Helper()
	conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(t.Context(), "tcp", vpcd)
	if err != nil {
		t.Skipf("no virtual reader at %s: start pcscd with vsmartcard-vpcd installed (%v)", vpcd, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- serve(conn, c) }()
	return func() {
		conn.Close()
		<-ended
	}
}

func serve(conn net.Conn, c *card) error {
	atr := []byte{0x3B, 0x60, 0x00, 0x00} // T=0, no historical bytes
	for {
		var size [2]byte
		if _, err := io.ReadFull(conn, size[:]); err != nil {
			return err
		}
		message := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(conn, message); err != nil {
			return err
		}
		answer := atr
		if len(message) == 1 {
			if message[0] != 4 {
				continue
			}
		} else {
			var err error
			if answer, err = c.Transmit(message); err != nil {
				return err
			}
		}
		if _, err := conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...)); err != nil {
			return err
		}
	}
}

func TestVirtualCardInAReaderOfPCSCD(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	defer cancel()
	r, err := pcsc.Open("")
	if err != nil {
		if os.Getenv("LINLI_PCSCD") != "" {
			t.Fatal(err)
		}
		t.Skipf("no reader of pcscd; set LINLI_PCSCD to make this a failure (%v)", err)
	}
	defer func() {
		if err := r.Halt(); err != nil {
			t.Error(err)
		}
	}()
	if !strings.Contains(r.String(), "Virtual PCD") {
		t.Skipf("%s is no virtual reader", r)
	}
	for _, c := range []struct {
		card *card
		want error
	}{{&card{t0: true}, nil}, {&card{t0: true, other: true}, pcsc.ErrOtherCard}, {&card{t0: true}, nil}} {
		if err := r.Wait(ctx, false); err != nil {
			t.Fatal(err)
		}
		remove := insert(t, c.card)
		if err := r.Wait(ctx, true); err != nil {
			t.Fatal(err)
		}
		got, err := r.Read(ctx)
		if c.want == nil {
			wants(t, got, err)
		} else if !errors.Is(err, c.want) {
			t.Errorf("%v, want %v", err, c.want)
		}
		remove()
	}
	if err := r.Wait(ctx, false); err != nil {
		t.Errorf("taken out: %v", err)
	}
}

func TestReaderThatIsNotThere(t *testing.T) {
	if _, err := pcsc.Open("no such reader of nobody"); err == nil {
		t.Error("it is there")
	}
}
