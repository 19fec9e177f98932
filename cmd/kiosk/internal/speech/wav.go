package speech

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	"linli/kiosk/flow"
)

// What a WAVE file may hold: "Multimedia Programming Interface and Data
// Specifications 1.0", chapter WAVE; "New Multimedia Data Types and Data
// Techniques", IMA ADPCM and GSM 6.10, for formats 0x11 and 0x31.
const (
	formatPCM = 0x0001
	formatIMA = 0x0011
	formatGSM = 0x0031
)

var errWave = errors.New("speech: no WAVE file of one channel that is known here")

// decode reads a mono WAVE file of 16-bit PCM, IMA ADPCM or GSM. A length that
// says more than there is, as of a file that was written to a pipe, is cut.
func decode(file []byte) (samples []int16, rate int, err error) {
	if len(file) < 12 || string(file[:4]) != "RIFF" || string(file[8:12]) != "WAVE" {
		return nil, 0, errWave
	}
	w := wave{most: math.MaxInt}
	for rest := file[12:]; len(rest) >= 8; {
		name, size := string(rest[:4]), int(binary.LittleEndian.Uint32(rest[4:]))
		body := rest[8:]
		body = body[:min(size, len(body))]
		switch name {
		case "fmt ":
			if !w.format(body) {
				return nil, 0, errWave
			}
		case "fact":
			if len(body) >= 4 {
				w.most = int(binary.LittleEndian.Uint32(body))
			}
		case "data":
			return w.samples(body)
		}
		rest = rest[min(len(rest), 8+size+size%2):]
	}
	return nil, 0, errWave
}

// wave is what the chunks before the data say.
type wave struct {
	kind, rate, align int
	most              int // samples in fact, of a kind with blocks
}

// format reads the fmt chunk, and tells whether it is known here.
func (w *wave) format(body []byte) bool {
	if len(body) < 16 || binary.LittleEndian.Uint16(body[2:]) != 1 {
		return false
	}
	w.kind = int(binary.LittleEndian.Uint16(body))
	w.rate = int(binary.LittleEndian.Uint32(body[4:]))
	w.align = int(binary.LittleEndian.Uint16(body[12:]))
	return w.rate >= 4000 && w.rate <= 96000
}

func (w *wave) samples(body []byte) ([]int16, int, error) {
	switch {
	case w.kind == formatPCM && w.align == 2:
		return plain(body), w.rate, nil
	case w.kind == formatGSM && w.align == gsmBlock:
		return ungsm(body, w.most), w.rate, nil
	case w.kind == formatIMA && w.align > 4:
		return adpcm(body, w.align, w.most), w.rate, nil
	}
	return nil, 0, fmt.Errorf("%w: format %#x", errWave, w.kind)
}

func plain(body []byte) []int16 {
	out := make([]int16, len(body)/2)
	for i := range out {
		out[i] = int16(binary.LittleEndian.Uint16(body[2*i:]))
	}
	return out
}

// adpcm unpacks blocks of align bytes: a sample, an index into the steps and a
// zero, then two signs of four bits in each byte, the low one first.
func adpcm(body []byte, align, most int) []int16 {
	steps := steps()
	var out []int16
	for len(body) > 4 {
		block := body[:min(align, len(body))]
		body = body[len(block):]
		at := int(int16(binary.LittleEndian.Uint16(block)))
		index := min(int(block[2]), len(steps)-1)
		out = append(out, int16(at))
		for _, b := range block[4:] {
			for _, sign := range [2]byte{b & 15, b >> 4} {
				at, index = next(steps, at, index, sign)
				out = append(out, int16(at))
			}
		}
	}
	return out[:min(most, len(out))]
}

// next is the sample after at, by one sign.
func next(steps *[89]int, at, index int, sign byte) (int, int) {
	step := steps[index]
	diff := step >> 3
	for bit, part := range [3]int{step >> 2, step >> 1, step} {
		if sign&(1<<bit) != 0 {
			diff += part
		}
	}
	if sign&8 != 0 {
		diff = -diff
	}
	index += [8]int{-1, -1, -1, -1, 2, 4, 6, 8}[sign&7]
	return max(math.MinInt16, min(math.MaxInt16, at+diff)), max(0, min(len(steps)-1, index))
}

// steps are the step sizes of IMA ADPCM.
func steps() *[89]int {
	return &[89]int{
		7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97,
		107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796,
		876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428,
		4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350,
		22385, 24623, 27086, 29794, 32767,
	}
}

// resample brings samples to Rate, on straight lines from one to the next.
func resample(samples []int16, rate int) []int16 {
	if rate == Rate || len(samples) == 0 {
		return samples
	}
	out := make([]int16, len(samples)*Rate/rate)
	for i := range out {
		at := float64(i) * float64(rate) / Rate
		n := int(at)
		a, b := float64(samples[n]), float64(samples[min(n+1, len(samples)-1)])
		out[i] = int16(a + (b-a)*(at-float64(n)))
	}
	return out
}

// loudness is the factor of a volume: 6 dB from each to the next, the loudest
// as it was recorded. 0 is the usual one.
func loudness(volume int) float64 {
	if volume <= 0 {
		volume = usual
	}
	return math.Pow(2, float64(min(volume, flow.LoudestVolume)-flow.LoudestVolume))
}

// usual is the volume of an utterance that names none.
const usual = 3

func silence(long time.Duration) []int16 { return make([]int16, int(long.Seconds()*Rate)) }

func length(samples []int16) time.Duration {
	return time.Duration(len(samples)) * time.Second / Rate
}
