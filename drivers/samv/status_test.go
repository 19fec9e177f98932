package samv_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"linli/drivers/samv"
)

func TestEveryStatusHasItsClass(t *testing.T) {
	tests := []struct {
		sw3     byte
		class   samv.Class
		meaning string
	}{
		{0x90, samv.ClassOK, "done"},
		{0x9F, samv.ClassOK, "found"},
		{0x91, samv.ClassOK, "no such item"},
		{0x10, samv.ClassLink, "bad checksum"},
		{0x11, samv.ClassLink, "bad length"},
		{0x21, samv.ClassLink, "out of order"},
		{0x23, samv.ClassLink, "not permitted"},
		{0x24, samv.ClassCard, "unknown error"},
		{0x31, samv.ClassCard, "card rejected"},
		{0x32, samv.ClassCard, "module rejected"},
		{0x33, samv.ClassCard, "signature"},
		{0x40, samv.ClassCard, "wrong kind"},
		{0x41, samv.ClassCard, "reading the card failed"},
		{0x47, samv.ClassCard, "random"},
		{0x60, samv.ClassOutOfService, "self-test"},
		{0x66, samv.ClassOutOfService, "not authorised"},
		{0x80, samv.ClassNoCard, "no card"},
		{0x81, samv.ClassNoCard, "selecting"},
		{0x77, samv.ClassCard, "not in the documents"},
	}
	for _, test := range tests {
		err := &samv.StatusError{SW1: 0x6A, SW2: 0x82, SW3: test.sw3}
		if got := err.Class(); got != test.class {
			t.Errorf("%02X is %v, want %v", test.sw3, got, test.class)
		}
		text := err.Error()
		if !strings.Contains(text, test.meaning) || !strings.Contains(text, fmt.Sprintf("%02X (6A 82)", test.sw3)) {
			t.Errorf("%02X reads %q", test.sw3, text)
		}
		if test.class == samv.ClassOK || test.class == samv.ClassLink {
			continue // sent once more, or no failure: told elsewhere
		}
		bubble(t, fmt.Sprintf("%02X on the wire", test.sw3), func(t *testing.T) {
			dev := play(t, nil, step{commandSelect, []piece{{bytes: frame(test.sw3, nil)}}})
			err := dev.Select(t.Context())
			var status *samv.StatusError
			if !errors.As(err, &status) || status.SW3 != test.sw3 {
				t.Errorf("select: %v, want status %02X", err, test.sw3)
			}
		})
	}
	for class, want := range map[samv.Class]string{
		samv.ClassOK: "ok", samv.ClassNoCard: "no card", samv.ClassCard: "card",
		samv.ClassLink: "link", samv.ClassOutOfService: "out of service", 9: "class 9",
	} {
		if got := class.String(); got != want {
			t.Errorf("class reads %q, want %q", got, want)
		}
	}
}
