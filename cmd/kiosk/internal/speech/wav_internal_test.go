package speech

import (
	"bytes"
	"encoding/binary"
	"os"
	"testing"
)

// file is a WAVE file of one channel with the given data.
func file(format, align uint16, rate uint32, data []byte) []byte {
	b := []byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00")
	b = binary.LittleEndian.AppendUint16(b, format)
	b = binary.LittleEndian.AppendUint16(b, 1)
	b = binary.LittleEndian.AppendUint32(b, rate)
	b = binary.LittleEndian.AppendUint32(b, rate*2)
	b = binary.LittleEndian.AppendUint16(b, align)
	b = binary.LittleEndian.AppendUint16(b, 16)
	b = append(b, "data\xff\xff\xff\x7f"...) // as a program that writes to a pipe says
	return append(b, data...)
}

func TestWaveFiles(t *testing.T) {
	for _, c := range []struct {
		name string
		file []byte
		want []int16 // nil: refused
	}{
		{"pcm", file(formatPCM, 2, 24000, []byte{1, 0, 0xff, 0xff}), []int16{1, -1}},
		// A block that begins at 16 with the smallest step: signs 7 and 8 are
		// +11 and -2, by hand: step 7 gives 0+1+3+7, step 16 gives -(2).
		{"ima", file(formatIMA, 5, 24000, []byte{16, 0, 0, 0, 0x87}), []int16{16, 27, 25}},
		{"ima, cut within a block", file(formatIMA, 256, 24000, []byte{16, 0, 0, 0}), []int16{}},
		{"stereo", append(file(formatPCM, 4, 24000, nil)[:22], file(formatPCM, 4, 24000, nil)[20:]...), nil},
		{"another format", file(0x55, 1, 24000, []byte{1}), nil},
		{"a rate nobody has", file(formatPCM, 2, 7, []byte{1, 0}), nil},
		{"no data", file(formatPCM, 2, 24000, nil)[:36], nil},
		{"nothing", nil, nil},
	} {
		got, rate, err := decode(c.file)
		if (err == nil) != (c.want != nil) || err == nil && rate != 24000 || len(got) != len(c.want) {
			t.Errorf("%s: %v at %d, %v", c.name, got, rate, err)
			continue
		}
		for i := range c.want {
			if got[i] != c.want[i] {
				t.Errorf("%s: sample %d is %d, not %d", c.name, i, got[i], c.want[i])
			}
		}
	}
}

// TestTelephoneSpeechIsUnpackedToTheLastBit holds a clip against what the
// reference decoder of GSM 06.10 makes of it. Both are of a synthetic sound:
//
//	sox -n -r 8000 -c 1 -e gsm-full-rate gsm.wav synth 0.4 sine 200-2400 synth 0.4 noise mix gain -h -2
//	sox gsm.wav -t raw -e signed -b 16 gsm.raw
func TestTelephoneSpeechIsUnpackedToTheLastBit(t *testing.T) {
	packed, err := os.ReadFile("testdata/gsm.wav")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/gsm.raw")
	if err != nil {
		t.Fatal(err)
	}
	got, rate, err := decode(packed)
	if err != nil || rate != 8000 || len(want) < 2*3000 || len(got) != len(want)/2 {
		t.Fatalf("%d samples at %d, %d wanted: %v", len(got), rate, len(want)/2, err)
	}
	for i, s := range plain(want) {
		if got[i] != s {
			t.Fatalf("sample %d is %d, not %d", i, got[i], s)
		}
	}
	if cut, _, err := decode(packed[:len(packed)-1]); err != nil || len(cut) >= len(got) {
		t.Errorf("a file that is cut short: %d samples, %v", len(cut), err)
	}
}

func TestResamplingKeepsTheLength(t *testing.T) {
	for _, rate := range []int{8000, 12000, 16000, 22050, 24000, 48000} {
		got := len(resample(make([]int16, rate), rate))
		if got < Rate-1 || got > Rate+1 {
			t.Errorf("a second at %d becomes %d samples", rate, got)
		}
	}
}

func FuzzWave(f *testing.F) {
	f.Add(file(formatPCM, 2, 24000, []byte{1, 0}))
	f.Add(file(formatIMA, 5, 24000, []byte{16, 0, 90, 0, 0x87}))
	f.Add(file(formatGSM, gsmBlock, 8000, bytes.Repeat([]byte{0xa5}, 2*gsmBlock)))
	f.Fuzz(func(t *testing.T, b []byte) {
		samples, rate, err := decode(b)
		if err == nil && (rate <= 0 || len(samples) > 5*len(b)) {
			t.Errorf("%d samples at %d", len(samples), rate)
		}
	})
}
