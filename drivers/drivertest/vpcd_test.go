package drivertest_test

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"linli/drivers/drivertest"
)

// vpcd is the reader's side, as pcscd's driver has it.
type vpcd struct {
	*testing.T
	conn net.Conn
}

// insert listens as vpcd does and lays the card.
func insert(t *testing.T, c *drivertest.SocialCard) (vpcd, *drivertest.Insertion) {
	t.Helper()
	reader, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	in, err := c.Insert(t.Context(), reader.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := reader.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return vpcd{t, conn}, in
}

func (v vpcd) say(message string) {
	v.Helper()
	raw, err := hex.DecodeString(message)
	if err != nil {
		v.Fatal(err)
	}
	if _, err := v.conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(raw))), raw...)); err != nil {
		v.Fatal(err)
	}
}

func (v vpcd) hears(want string) {
	v.Helper()
	var size [2]byte
	if _, err := io.ReadFull(v.conn, size[:]); err != nil {
		v.Fatal(err)
	}
	answer := make([]byte, binary.BigEndian.Uint16(size[:]))
	if _, err := io.ReadFull(v.conn, answer); err != nil {
		v.Fatal(err)
	}
	if got := hex.EncodeToString(answer); got != want {
		v.Errorf("answer %s, want %s", got, want)
	}
}

func TestCardInAVirtualReaderAnswersUntilItIsTaken(t *testing.T) {
	v, in := insert(t, drivertest.NewSocialCard(false))
	v.say("01") // power: no answer
	v.say("02") // reset: none either
	v.say("04")
	v.hears("3b600000")
	v.say("00a4020002ef05")
	v.hears("9000")
	v.say("04") // whether it is still there: changes nothing
	v.hears("3b600000")
	v.say("00b2070000")
	v.hears("07095830303030303031399000")
	v.say("02")
	v.say("00b2070000") // nothing is selected
	v.hears("6982")
	if err := in.Remove(); err != nil {
		t.Error(err)
	}
	if _, err := v.conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("the reader sees %v", err)
	}
}

func TestCardThatIsPulledLeavesByItself(t *testing.T) {
	c := drivertest.NewSocialCard(false)
	if c.SetFault("nonsense") == nil || c.SetFault(drivertest.SocialCardFaultPulled) != nil {
		t.Fatal("faults are not what they are")
	}
	v, in := insert(t, c)
	v.say("00a4020002ef06")
	v.hears("9000")
	v.say("00b20a0000")
	v.hears("0a01319000")
	v.say("00b20a0000")
	select {
	case <-in.Ended():
	case <-time.After(30 * time.Second):
		t.Fatal("it is still there")
	}
	if err := in.Remove(); err != nil || c.Reads() != 1 || c.Commands() != 3 {
		t.Errorf("%v, %d reads, %d commands", err, c.Reads(), c.Commands())
	}
}

func TestNoVirtualReader(t *testing.T) {
	if _, err := drivertest.NewSocialCard(true).Insert(t.Context(), "127.0.0.1:1"); err == nil {
		t.Error("laid into nothing")
	}
}
