package pcsc_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"linli/drivers/drivertest"
	"linli/drivers/pcsc"
)

func wants(t *testing.T, got pcsc.SocialCard, err error) {
	t.Helper()
	want := pcsc.SocialCard{CardNumber: "X00000019", Number: "000000195001010011", Name: "张示例", Sex: "1"}
	if err != nil || got != want {
		t.Errorf("read %s %s, %v", got.CardNumber.Reveal(), got.Name.Reveal(), err)
	}
}

func TestRecordsThatNeedNoKey(t *testing.T) {
	for _, t0 := range []bool{false, true} {
		got, err := pcsc.ReadSocialCard(t.Context(), drivertest.NewSocialCard(t0))
		wants(t, got, err)
	}
}

func TestCardsThatDoNotGiveThemGiveNothing(t *testing.T) {
	for fault, want := range map[drivertest.SocialCardFault]error{
		drivertest.SocialCardFaultOther:   pcsc.ErrOtherCard,
		drivertest.SocialCardFaultRefused: pcsc.ErrRefused,
		drivertest.SocialCardFaultShort:   pcsc.ErrDamaged,
		drivertest.SocialCardFaultPulled:  drivertest.ErrCardPulled,
	} {
		for _, t0 := range []bool{false, true} {
			card := drivertest.NewSocialCard(t0)
			if err := card.SetFault(fault); err != nil {
				t.Fatal(err)
			}
			got, err := pcsc.ReadSocialCard(t.Context(), card)
			if !errors.Is(err, want) || got != (pcsc.SocialCard{}) || card.Reads() > 0 {
				t.Errorf("%s: %v", fault, err)
			}
			if err := card.SetFault(drivertest.SocialCardFaultNone); err != nil {
				t.Fatal(err)
			}
			got, err = pcsc.ReadSocialCard(t.Context(), card)
			wants(t, got, err)
		}
	}
}

// Answers that no card of drivertest gives.
func TestRecordWithoutItsLengthIsDamaged(t *testing.T) {
	well, empty := "\x02\x90\x00", "\x03\x07\x90\x00"
	if _, err := pcsc.ReadSocialCard(t.Context(), &answers{[]byte(well + well + empty)}); !errors.Is(err, pcsc.ErrDamaged) {
		t.Errorf("read: %v", err)
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
	c := drivertest.NewSocialCard(false)
	if _, err := pcsc.ReadSocialCard(ctx, c); !errors.Is(err, context.Canceled) || c.Commands() > 1 {
		t.Errorf("%d commands, %v", c.Commands(), err)
	}
}

func TestCardIsMaskedByWhateverPrintsIt(t *testing.T) {
	got, err := pcsc.ReadSocialCard(t.Context(), drivertest.NewSocialCard(false))
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
