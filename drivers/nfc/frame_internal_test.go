package nfc

import (
	"bytes"
	"fmt"
	"testing"
)

// The decoder is tested from inside: every split of every frame through the
// driver would take the time of a day.

func TestCommandsHaveTheBytesOfTheManual(t *testing.T) {
	for got, want := range map[string]string{
		fmt.Sprintf("% x", encode(cmdFirmwareVersion)):                    "00 00 ff 02 fe d4 02 2a 00",
		fmt.Sprintf("% x", encode(cmdInListPassiveTarget, 0x01, 0x00)):    "00 00 ff 04 fc d4 4a 01 00 e1 00",
		fmt.Sprintf("% x", encode(cmdSAMConfiguration, 0x01, 0x14, 0x01)): "00 00 ff 05 fb d4 14 01 14 01 02 00",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

var (
	ackFrame      = []byte{0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00}
	firmwareFrame = []byte{0x00, 0x00, 0xFF, 0x06, 0xFA, 0xD5, 0x03, 0x32, 0x01, 0x06, 0x07, 0xE8, 0x00}
)

func TestFramesAreFoundAtEverySplitAndBehindJunk(t *testing.T) {
	junks := [][]byte{nil, {0xFF}, {0x00}, {0x00, 0xFF}, {0x00, 0xFF, 0x05}, {0x00, 0x00, 0xFF, 0x01, 0xFF, 0x12}, {0x55, 0xAA, 0x00, 0x00, 0x00}, encode(cmdFirmwareVersion)}
	for _, junk := range junks {
		stream := append(append(append([]byte{}, junk...), ackFrame...), firmwareFrame...)
		for at := range stream {
			var rest []byte
			var kinds []kind
			for _, part := range [][]byte{stream[:at], stream[at:]} {
				rest = append(append([]byte{}, rest...), part...)
				for {
					k, data, r := next(rest)
					rest = r
					if k == none {
						break
					}
					kinds = append(kinds, k)
					if k == reply && !bytes.Equal(data, firmwareFrame[6:11]) {
						t.Errorf("junk % x, split %d: % x", junk, at, data)
					}
				}
			}
			if len(kinds) != 2 || kinds[0] != ack || kinds[1] != reply {
				t.Errorf("junk % x, split %d: %v", junk, at, kinds)
			}
		}
	}
}

func TestTargetsThatAreCutShortAreDamaged(t *testing.T) {
	whole := []byte{1, 1, 0, 0x44, 0, 4, 1, 2, 3, 4}
	if uid, err := parseTargets(whole); err != nil || uid != "\x01\x02\x03\x04" {
		t.Errorf("%x, %v", uid.Reveal(), err)
	}
	for n := range whole {
		if uid, err := parseTargets(whole[:n]); err == nil || uid != "" {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

// FuzzNext looks for a panic, for a loop without end, and for data that was
// not sent.
func FuzzNext(f *testing.F) {
	f.Add(append(append([]byte{}, ackFrame...), firmwareFrame...))
	f.Add([]byte{0x00, 0x00, 0xFF, 0x01, 0xFF, 0x7F, 0x81, 0x00})
	f.Fuzz(func(t *testing.T, b []byte) {
		for {
			k, data, rest := next(b)
			if k == none {
				return
			}
			if len(rest) >= len(b) || !bytes.Contains(b, data) || len(data) > maxData {
				t.Fatalf("% x gives % x and leaves % x", b, data, rest)
			}
			b = rest
			if k == reply {
				_, _ = parseTargets(data[1:])
			}
		}
	})
}
