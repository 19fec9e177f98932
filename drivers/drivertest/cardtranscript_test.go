package drivertest_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/drivertest"
)

// recorded asks a module for one command after the other and returns what
// crossed the line, in the pieces in which it came.
func recorded(t *testing.T, module *drivertest.CardModule, commands ...string) drivertest.CardTranscript {
	t.Helper()
	h := serve(t, module)
	start := time.Now()
	var record drivertest.CardTranscript
	for _, c := range commands {
		sent := frame(t, c)
		record = append(record, drivertest.Piece{At: time.Since(start), Sent: true, Bytes: sent})
		if _, err := h.line.Write(sent); err != nil {
			t.Fatal(err)
		}
		if err := h.line.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		for {
			b := make([]byte, 64)
			n, err := h.line.Read(b)
			if err != nil {
				break
			}
			record = append(record, drivertest.Piece{At: time.Since(start).Truncate(time.Microsecond), Bytes: b[:n]})
		}
	}
	return record
}

// received joins what the module sent.
func received(record drivertest.CardTranscript) []byte {
	var all []byte
	for _, p := range record {
		if !p.Sent {
			all = append(all, p.Bytes...)
		}
	}
	return all
}

const number = "AAAAAA9669 0003 12FF EE"

func TestTranscriptOfAReadingWithoutThePerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		module := drivertest.NewCardModule()
		card := lay(t, module, "A")
		record := recorded(t, module, number, find, selected, base, address)
		whole := received(record)
		if !bytes.Contains(whole, card.Text[:]) || !bytes.Contains(whole, card.Address) {
			t.Fatal("the reading itself went wrong")
		}
		masked := received(record.Masked())
		if len(masked) != 27+15+19+1295+81 {
			t.Fatalf("%d bytes are left", len(masked))
		}
		if !bytes.Equal(masked[:27], whole[:27]) {
			t.Error("the module's own number is gone")
		}
		reply := masked[27+15+19:]
		if !bytes.Equal(reply[10:14], []byte{1, 0, 4, 0}) {
			t.Errorf("lengths of the parts: %X", reply[10:14])
		}
		for i, b := range reply[14:1294] {
			if b != 0 {
				t.Fatalf("byte %d of text and photo is %02X", i, b)
			}
		}
		for i, b := range reply[1295+10 : 1295+80] {
			if b != 0 {
				t.Fatalf("byte %d of the address is %02X", i, b)
			}
		}
		for _, f := range [][]byte{reply[5:1295], reply[1295+5:]} {
			var sum byte
			for _, b := range f {
				sum ^= b
			}
			if sum != 0 {
				t.Error("a checksum is wrong")
			}
		}
		open := received(record.WithoutPhotos())
		if !bytes.Contains(open, card.Text[:]) || !bytes.Contains(open, card.Address) || bytes.Contains(open, card.Photo[:64]) {
			t.Error("without photos: text or address are gone, or the photo is not")
		}
	})
}

func TestWhatIsNoWholeFrameIsMaskedToo(t *testing.T) {
	command := drivertest.Piece{Sent: true, Bytes: []byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 3, 0x30, 1, 0x32}}
	broken := []byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 5, 8, 0, 0, 0x90, 1, 0, 4, 0, 'N', 'a', 'm', 'e'}
	wrong := []byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 8, 0, 0, 0x90, 'N', 'a', 'm', 'e', 0xFF}
	tests := map[string]struct{ sent, want []byte }{
		"broken off":            {broken, append(broken[:10:10], make([]byte, 8)...)},
		"junk":                  {[]byte("Name"), make([]byte, 4)},
		"junk before a status":  {append([]byte("Name"), frame(t, "AAAAAA9669 0004 000041 45")...), append(make([]byte, 4), frame(t, "AAAAAA9669 0004 000041 45")...)},
		"half a preamble":       {[]byte{0xAA, 0xAA, 'N'}, make([]byte, 3)},
		"a preamble":            {[]byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 5}, []byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 5}},
		"a length out of order": {[]byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0xFF, 0xFF, 'N'}, make([]byte, 8)},
	}
	for name, test := range tests {
		got := drivertest.CardTranscript{command, {Bytes: test.sent}}.Masked()
		if !bytes.Equal(received(got), test.want) {
			t.Errorf("%s: %X, want %X", name, received(got), test.want)
		}
		revealed := drivertest.CardTranscript{command, {Bytes: test.sent}}.WithoutPhotos()
		if !bytes.Equal(received(revealed), test.want) {
			t.Errorf("%s, revealed: %X, want %X", name, received(revealed), test.want)
		}
	}
	got := received(drivertest.CardTranscript{command, {Bytes: wrong}}.Masked())
	if bytes.Contains(got, []byte("Name")) || xor(got[5:]) != xor(wrong[5:]) || xor(got[5:]) == 0 {
		t.Errorf("wrong checksum: %X", got)
	}
	// A late text after the question for the module's number is no number.
	late := drivertest.CardTranscript{{Sent: true, Bytes: frame(t, number)}, {Bytes: wrong}}
	if bytes.Contains(received(late.Masked()), []byte("Name")) {
		t.Error("a late reply is open")
	}
}

func xor(b []byte) (sum byte) {
	for _, x := range b {
		sum ^= x
	}
	return sum
}

func TestTranscriptIsPlayedBackAsItWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		module := drivertest.NewCardModule()
		lay(t, module, "A")
		record := recorded(t, module, find, selected, base)
		var text bytes.Buffer
		if _, err := record.WriteTo(&text); err != nil {
			t.Fatal(err)
		}
		read, err := drivertest.ParseCardTranscript(&text)
		if err != nil || !reflect.DeepEqual(read, record) {
			t.Fatalf("read %d pieces of %d, %v", len(read), len(record), err)
		}
		near, far := net.Pipe()
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- read.Serve(ctx, far) }()
		h := host{t, near}
		h.expect(find, 0x9F, 15)
		h.expect(selected, 0x90, 19)
		h.expect(base, 0x90, 1295)
		if reply := h.ask(status); len(reply) != 0 {
			t.Errorf("after the end: %X", reply)
		}
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("ended with %v", err)
		}
	})
}

func TestPlayedTranscriptRefusesAnotherHost(t *testing.T) {
	near, far := net.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- drivertest.CardTranscript{{Sent: true, Bytes: []byte("ab")}}.Serve(t.Context(), far)
	}()
	if _, err := near.Write([]byte("ac")); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "6162") {
		t.Errorf("ended with %v", err)
	}
}

func TestTextThatIsNoTranscript(t *testing.T) {
	title := "linli card transcript 1\n"
	for name, text := range map[string]string{
		"nothing":       "",
		"another title": "linli card transcript 2\n",
		"words":         title + "0.1 > AA BB\n",
		"direction":     title + "0.1 = AA\n",
		"no bytes":      title + "0.1 >\n",
		"odd hex":       title + "0.1 > AAA\n",
		"time":          title + "-1 > AA\n",
		"no time":       title + "NaN > AA\n",
		"backwards":     title + "0.2 > AA\n0.1 < AA\n",
		"endless line":  title + "0.1 > " + strings.Repeat("A", 1<<17) + "\n",
	} {
		if _, err := drivertest.ParseCardTranscript(strings.NewReader(text)); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	got, err := drivertest.ParseCardTranscript(strings.NewReader(title + "# said nothing\n\n 0.000001 < 00\n"))
	if err != nil || len(got) != 1 || got[0].At != time.Microsecond || got[0].Sent {
		t.Errorf("comments: %v, %v", got, err)
	}
}

// FuzzCardTranscript holds that what is read is written as it was read, and
// that a mask changes neither the number nor the length of pieces.
func FuzzCardTranscript(f *testing.F) {
	f.Add("linli card transcript 1\n0.000000 > AAAAAA96690003300132\n0.400000 < AAAAAA9669000400004145\n")
	f.Add("linli card transcript 1\n# none\n0.1 < AAAAAA9669\n0.2 < 0008000090\n")
	f.Fuzz(func(t *testing.T, text string) {
		read, err := drivertest.ParseCardTranscript(strings.NewReader(text))
		if err != nil {
			return
		}
		var again bytes.Buffer
		if _, err := read.WriteTo(&again); err != nil {
			t.Fatal(err)
		}
		twice, err := drivertest.ParseCardTranscript(&again)
		if err != nil || !reflect.DeepEqual(read, twice) {
			t.Fatalf("written and read: %v", err)
		}
		for i, p := range read.Masked() {
			if len(p.Bytes) != len(read[i].Bytes) || p.Sent && !bytes.Equal(p.Bytes, read[i].Bytes) {
				t.Fatal("the mask changed more than what the module sent")
			}
		}
	})
}

var _ io.WriterTo = drivertest.CardTranscript(nil)
