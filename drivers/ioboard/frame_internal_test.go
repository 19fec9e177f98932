package ioboard

import (
	"bytes"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The requests and answers are the examples of MB sections 6.1, 6.2, 6.5 and
// 6.11; their checksums are those of SL appendix B's tables.
func TestExamplesOfTheSpecification(t *testing.T) {
	nine := []bool{true, false, true, true, false, false, true, true, true, false}
	for name, c := range map[string]struct {
		request request
		frame   string
		answer  string
		payload string
	}{
		"read coils":           {newRead(1, readCoils, 0x13, 19), "01 01 00 13 00 13", "01 01 03 CD 6B 05", "CD 6B 05"},
		"read discrete inputs": {newRead(1, readDiscreteInputs, 0xC4, 22), "01 02 00 C4 00 16", "01 02 03 AC DB 35", "AC DB 35"},
		"write single coil":    {newWrite(1, 0xAC, []bool{true}), "01 05 00 AC FF 00", "01 05 00 AC FF 00", ""},
		"off":                  {newWrite(1, 0xAC, []bool{false}), "01 05 00 AC 00 00", "01 05 00 AC 00 00", ""},
		"write multiple coils": {newWrite(1, 0x13, nine), "01 0F 00 13 00 0A 02 CD 01", "01 0F 00 13 00 0A", ""},
	} {
		t.Run(name, func(t *testing.T) {
			body := unhex(t, c.frame)
			if !bytes.Equal(c.request.frame[:len(body)], body) || len(c.request.frame) != len(body)+2 {
				t.Errorf("asks % X, want %s and a checksum", c.request.frame, c.frame)
			}
			answer := sealed(unhex(t, c.answer))
			if c.request.size() != len(answer) {
				t.Errorf("expects %d bytes", c.request.size())
			}
			payload, done, err := c.request.find(answer)
			if !done || err != nil || !bytes.Equal(payload, unhex(t, c.payload)) {
				t.Errorf("% X, %v, %v", payload, done, err)
			}
		})
	}
}

func TestChecksumsOthersHavePublished(t *testing.T) {
	for _, frame := range []string{"02 07 41 12", "01 03 00 00 00 0A C5 CD", "01 04 02 FF FF B8 80", "31 32 33 34 35 36 37 38 39 37 4B"} {
		b := unhex(t, frame)
		if got := sealed(b[:len(b)-2]); !bytes.Equal(got, b) {
			t.Errorf("% X, want %s", got, frame)
		}
	}
}

func TestAnswerIsFoundInWhateverSurroundsItAndOnlyWhenWhole(t *testing.T) {
	r := newRead(17, readDiscreteInputs, 0, 8)
	answer := sealed([]byte{17, 0x02, 1, 0xA5})
	for _, junk := range [][]byte{
		nil, {0}, {17}, {17, 0x02}, {17, 0x02, 1}, {17, 0x02, 1, 0xA5, 0, 0},
		sealed([]byte{18, 0x02, 1, 0x00}),          // another unit
		sealed([]byte{17, 0x01, 1, 0x00}),          // another function
		sealed([]byte{17, 0x02, 2, 0x00, 0x00}),    // another length
		sealed([]byte{17, 0x05, 0, 0, 0xFF, 0x00}), // an answer of long ago
		sealed([]byte{17, 0x81, 0x02}),             // another function's exception
	} {
		came := slices.Concat(junk, answer, junk)
		for n := range len(junk) + len(answer) {
			if payload, done, err := r.find(came[:n]); done {
				t.Errorf("junk % X: found % X, %v in % X", junk, payload, err, came[:n])
			}
		}
		payload, done, err := r.find(came)
		if !done || err != nil || !bytes.Equal(payload, []byte{0xA5}) {
			t.Errorf("junk % X: % X, %v, %v", junk, payload, done, err)
		}
	}
}

func TestEveryWrongBitIsNoticed(t *testing.T) {
	r := newRead(1, readCoils, 0, 16)
	answer := sealed([]byte{1, readCoils, 2, 0x12, 0x34})
	for bit := range len(answer) * 8 {
		wrong := bytes.Clone(answer)
		wrong[bit/8] ^= 1 << (bit % 8)
		if _, done, _ := r.find(wrong); done {
			t.Errorf("taken with bit %d wrong", bit)
		}
	}
}

func TestExceptionsAreSaidInWords(t *testing.T) {
	r := newWrite(1, 9, []bool{true})
	_, done, err := r.find(sealed([]byte{1, 0x85, 0x02}))
	if !done || !errors.Is(err, Exception(0x02)) || err.Error() != "the board has no input or coil at this address (exception 02)" {
		t.Errorf("%v, %v", done, err)
	}
	if got := Exception(0x77).Error(); got != "the board refuses (exception 77)" {
		t.Errorf("%s", got)
	}
}

// FuzzFind looks for a panic, and for an answer whose checksum is not its own.
func FuzzFind(f *testing.F) {
	f.Add(sealed([]byte{1, 2, 1, 0xFF}))
	f.Add(sealed([]byte{1, 0x82, 4}))
	f.Add([]byte{1, 2, 1, 1, 2, 1, 0, 0})
	f.Fuzz(func(t *testing.T, came []byte) {
		payload, done, err := newRead(1, readDiscreteInputs, 0, 8).find(came)
		if !done {
			return
		}
		frame := sealed(append([]byte{1, 2, 1}, payload...))
		var e Exception
		if errors.As(err, &e) {
			frame = sealed([]byte{1, 0x82, byte(e)})
		}
		if !bytes.Contains(came, frame) {
			t.Errorf("found % X in % X", frame, came)
		}
	})
}
