package speech

import (
	"io/fs"
	"math"
	"strings"
	"testing"
	"time"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/voice"
)

// What a clip must be like: of full scale, how loud at most and at least where
// it is loudest; how loud its last hundredth of a second may still be beside
// that, or its end was cut off; and how long it may be.
const (
	peakMost  = 0.99
	peakLeast = 0.35
	endMost   = 0.3

	silentBelow = 0.02 // of the peak
	clipLeast   = 60 * time.Millisecond
	clipMost    = 20 * time.Second
)

// evenness is by how much a clip may be louder or softer than most, in dB. A
// syllable without a tone is soft.
const evenness = 8.0

// heard is how a clip sounds to who measures it.
type heard struct {
	length    time.Duration
	peak, end float64 // of full scale
	loud      float64 // the loudest fifth of a second, in dB
}

// measured listens to samples at rate.
func measured(samples []int16, rate int) heard {
	h := heard{length: time.Duration(len(samples)) * time.Second / time.Duration(rate), loud: math.Inf(-1)}
	size := func(i int) float64 { return math.Abs(float64(samples[i])) / -math.MinInt16 }
	for i := range samples {
		h.peak = max(h.peak, size(i))
	}
	last := len(samples) - 1
	for last > 0 && size(last) < silentBelow*h.peak {
		last-- // rests are laid behind a sound that was cut, too
	}
	for i := max(0, last-rate/100); i <= last; i++ {
		h.end = max(h.end, size(i))
	}
	window, sum := rate/5, 0.0
	for i, s := range samples {
		v := float64(s) / -math.MinInt16
		sum += v * v
		if i >= window {
			w := float64(samples[i-window]) / -math.MinInt16
			sum -= w * w
		}
		if i+1 >= min(window, len(samples)) {
			h.loud = max(h.loud, 10*math.Log10(sum/float64(min(window, i+1))))
		}
	}
	return h
}

// TestClipsAreWholeAndEven listens to every clip, as well as a program can.
func TestClipsAreWholeAndEven(t *testing.T) {
	for _, lang := range []kiosk.Lang{kiosk.Chinese, kiosk.English} {
		index, err := voice.Index(assets.Clips(), lang)
		if err != nil || len(index) == 0 {
			t.Fatal(err, len(index))
		}
		all, sum := map[string]heard{}, 0.0
		for _, c := range index {
			file, err := fs.ReadFile(assets.Clips(), string(lang)+"/"+c.File)
			if err != nil {
				t.Fatal(err)
			}
			samples, rate, err := decode(file)
			if err != nil {
				t.Errorf("%s: %v", c.File, err)
				continue
			}
			h := measured(samples, rate)
			all[c.File] = h
			sum += h.loud
		}
		usual := sum / float64(len(all))
		for file, h := range all {
			var wrong []string
			for _, fault := range []struct {
				is  bool
				how string
			}{
				{h.peak > peakMost, "is clipped"}, {h.peak < peakLeast, "is next to silent"}, {h.end > endMost*h.peak, "is cut off at its end"},
				{h.length < clipLeast || h.length > clipMost, "is too short or too long"}, {math.Abs(h.loud-usual) > evenness, "is not as loud as the others"},
			} {
				if fault.is {
					wrong = append(wrong, fault.how)
				}
			}
			if len(wrong) > 0 {
				t.Errorf("%s/%s %s: peak %.2f, end %.2f, %.1f dB where most have %.1f, %v", lang, file, strings.Join(wrong, " and "), h.peak, h.end, h.loud, usual, h.length)
			}
		}
		t.Logf("%s: %d clips, %.1f dB", lang, len(all), usual)
	}
}

// TestWhatIsWrongWithAClipIsMeasured tells a whole sound from one that is not.
func TestWhatIsWrongWithAClipIsMeasured(t *testing.T) {
	tone := func(size float64, n int) []int16 {
		all := make([]int16, n)
		for i := range all {
			all[i] = int16(size * math.MaxInt16 * math.Sin(float64(i)))
		}
		return all
	}
	whole := measured(append(tone(0.7, 8000), tone(0.05, 200)...), 8000)
	if whole.peak < 0.69 || whole.peak > 0.71 || whole.end > 0.06 || whole.length < time.Second || math.Abs(whole.loud+6.1) > 0.2 {
		t.Errorf("%+v", whole)
	}
	if cut := measured(append(tone(0.7, 8000), make([]int16, 400)...), 8000); cut.end < 0.6 {
		t.Errorf("cut off: %+v", cut)
	}
	if soft := measured(tone(0.07, 8000), 8000); math.Abs(whole.loud-soft.loud-20) > 0.3 {
		t.Errorf("softer: %+v", soft)
	}
	if silent := measured(make([]int16, 100), 8000); silent.peak != 0 {
		t.Errorf("silent: %+v", silent)
	}
}
