package pcsc_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"linli/drivers/pcsc"
)

// card is a social-security card of an invented person; its numbers are
// synthetic. It answers as T=0 cards do when t0 is set.
type card struct {
	t0       bool
	other    bool // another kind of card
	cut      int  // bytes taken off every record
	err      error
	refuse   byte // the tag of a record it does not give out
	file     byte
	pending  []byte
	commands int
}

// invented are the records by file and tag. 张示例 stands in GBK.
func invented() map[[2]byte]string {
	return map[[2]byte]string{
		{5, 7}:    "X00000019",
		{6, 8}:    "000000195001010011",
		{6, 9}:    "\xD5\xC5\xCA\xBE\xC0\xFD" + strings.Repeat("\x00", 24),
		{6, 0x0A}: "1",
	}
}

func (c *card) Transmit(apdu []byte) ([]byte, error) {
	c.commands++
	if c.err != nil {
		return nil, c.err
	}
	switch {
	case bytes.HasPrefix(apdu, []byte{0x00, 0xA4, 0x04, 0x00, 15}):
		if c.other || string(apdu[5:12]) != "sx1.sh." {
			return []byte{0x6A, 0x82}, nil
		}
		return c.give([]byte{0x6F, 0x00}, 0x00)
	case bytes.HasPrefix(apdu, []byte{0x00, 0xA4, 0x02, 0x00, 2, 0xEF}):
		c.file = apdu[6]
		return []byte{0x90, 0x00}, nil
	case bytes.HasPrefix(apdu, []byte{0x00, 0xB2}):
		value, ok := invented()[[2]byte{c.file, apdu[2]}]
		if !ok || apdu[2] == c.refuse {
			return []byte{0x69, 0x82}, nil
		}
		record := append([]byte{apdu[2], byte(len(value))}, value...)
		return c.give(record[:len(record)-c.cut], apdu[4])
	case bytes.HasPrefix(apdu, []byte{0x00, 0xC0}):
		return append(c.pending, 0x90, 0x00), nil
	}
	return []byte{0x6D, 0x00}, nil
}

// give answers data, in the roundabout way of T=0 if asked to.
func (c *card) give(data []byte, le byte) ([]byte, error) {
	switch {
	case c.t0 && len(data) == 2:
		c.pending = data
		return []byte{0x61, byte(len(data))}, nil
	case c.t0 && int(le) != len(data):
		return []byte{0x6C, byte(len(data))}, nil
	}
	return append(slices.Clone(data), 0x90, 0x00), nil
}

func wants(t *testing.T, got pcsc.SocialCard, err error) {
	t.Helper()
	want := pcsc.SocialCard{CardNumber: "X00000019", Number: "000000195001010011", Name: "张示例", Sex: "1"}
	if err != nil || got != want {
		t.Errorf("read %s %s, %v", got.CardNumber.Reveal(), got.Name.Reveal(), err)
	}
}

func TestRecordsThatNeedNoKey(t *testing.T) {
	for _, t0 := range []bool{false, true} {
		got, err := pcsc.ReadSocialCard(t.Context(), &card{t0: t0})
		wants(t, got, err)
	}
}

func TestCardsThatDoNotGiveThemGiveNothing(t *testing.T) {
	pulled := errors.New("card was removed")
	for name, c := range map[string]struct {
		card *card
		want error
	}{
		"a bank card":        {&card{other: true}, pcsc.ErrOtherCard},
		"behind a key":       {&card{refuse: 0x09}, pcsc.ErrRefused},
		"cut short":          {&card{cut: 1}, pcsc.ErrDamaged},
		"nothing left of it": {&card{cut: 2}, pcsc.ErrDamaged},
		"pulled":             {&card{err: pulled}, pulled},
	} {
		got, err := pcsc.ReadSocialCard(t.Context(), c.card)
		if !errors.Is(err, c.want) || got != (pcsc.SocialCard{}) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// stubborn asks for another length for ever.
type stubborn struct{ commands int }

func (s *stubborn) Transmit([]byte) ([]byte, error) {
	s.commands++
	return []byte{0x61, 0x10}, nil
}

func TestDialogueWithAStubbornCardEnds(t *testing.T) {
	s := &stubborn{}
	if _, err := pcsc.ReadSocialCard(t.Context(), s); !errors.Is(err, pcsc.ErrDamaged) || s.commands > 10 {
		t.Errorf("%d commands, %v", s.commands, err)
	}
}

func TestEndedContextEndsTheReading(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := &card{}
	if _, err := pcsc.ReadSocialCard(ctx, c); !errors.Is(err, context.Canceled) || c.commands > 1 {
		t.Errorf("%d commands, %v", c.commands, err)
	}
}

func TestCardIsMaskedByWhateverPrintsIt(t *testing.T) {
	got, err := pcsc.ReadSocialCard(t.Context(), &card{})
	if err != nil {
		t.Fatal(err)
	}
	out := fmt.Sprintf("%v %+v %#v %s %x", got, got, got, got.Name, got.Number)
	if strings.Contains(out, "1950") || strings.Contains(out, "示例") || strings.Contains(out, "31393530") {
		t.Errorf("revealed in %s", out)
	}
}

// answers plays whatever a card may answer.
type answers struct{ rest []byte }

func (a *answers) Transmit([]byte) ([]byte, error) {
	if len(a.rest) == 0 {
		return nil, errors.New("card was removed")
	}
	n := min(int(a.rest[0]), len(a.rest)-1)
	r := a.rest[1 : 1+n]
	a.rest = a.rest[1+n:]
	return r, nil
}

// FuzzReadSocialCard looks for a panic and for control signs in what is read.
func FuzzReadSocialCard(f *testing.F) {
	f.Add([]byte("\x02\x90\x00\x02\x90\x00\x05\x07\x01X\x90\x00\x02\x90\x00\x05\x08\x01X\x90\x00\x05\x09\x01X\x90\x00\x05\x0a\x011\x90\x00"))
	f.Add([]byte{1, 0x90, 2, 0x6C, 0x00})
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := pcsc.ReadSocialCard(t.Context(), &answers{b})
		if err == nil && strings.ContainsAny(c.Name.Reveal()+c.Number.Reveal(), "\x00\x1b\r\n") {
			t.Errorf("reads %q", c.Name.Reveal())
		}
	})
}
