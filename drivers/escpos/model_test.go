package escpos_test

import (
	"errors"
	"net"
	"strings"
	"testing"

	"linli/drivers/escpos"
)

func TestModelsAreWhatTheirNamesSay(t *testing.T) {
	all, err := escpos.Models()
	if err != nil || len(all) < 2 {
		t.Fatalf("%d models, %v", len(all), err)
	}
	seen := map[string]bool{}
	for _, m := range all {
		if seen[m.Name] || m.Name == "" || m.About == "" {
			t.Errorf("model %q has no name of its own, or no description", m.Name)
		}
		seen[m.Name] = true
		if strings.HasPrefix(m.Name, "58mm") != (m.Profile.WidthDots == 384) {
			t.Errorf("%s is %d dots wide", m.Name, m.Profile.WidthDots)
		}
		if got, err := escpos.Named(m.Name); err != nil || got != m.Profile {
			t.Errorf("%s by its name: %+v, %v", m.Name, got, err)
		}
	}
	for name, want := range map[string]escpos.Profile{"80mm": escpos.Kiosk80(), "58mm": escpos.Kiosk58()} {
		if got, _ := escpos.Named(name); got != want {
			t.Errorf("%s is %+v", name, got)
		}
	}
}

func TestOwnProfileDiffersFromItsBaseOnlyWhereItSays(t *testing.T) {
	want, err := escpos.Named("58mm-clone")
	if err != nil {
		t.Fatal(err)
	}
	want.Fence, want.Baud = escpos.FenceNone, 19200
	got, err := escpos.ReadProfile([]byte(`{"base": "58mm-clone", "fence": "none", "baud": 19200}`))
	if err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := escpos.ReadProfile([]byte(`{}`)); err != nil || got != escpos.Kiosk80() {
		t.Errorf("empty: %+v, %v", got, err)
	}
}

// FuzzReadProfile looks for a panic, and for a profile that is read and cannot
// be used.
func FuzzReadProfile(f *testing.F) {
	f.Add([]byte(`{"base": "80mm-clone", "flow": "xonxoff", "baud": 38400}`))
	f.Add([]byte(`{"base": "80mm-eject", "presentSteps": 255, "full": {"paperOut": 1}}`))
	f.Add([]byte(`{"widthDots": -8, "sliceRows": 0, "speed": 1e9}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := escpos.ReadProfile(file)
		if err != nil {
			if !errors.Is(err, escpos.ErrProfile) {
				t.Errorf("error %v, want ErrProfile", err)
			}
			return
		}
		port, _ := net.Pipe()
		defer port.Close()
		dev, err := escpos.New(port, &escpos.Opts{Profile: p})
		if err != nil {
			t.Fatalf("%+v was read and is refused: %v", p, err)
		}
		dev.Halt()
	})
}

func TestFaultyProfileIsRefused(t *testing.T) {
	for situation, file := range map[string]string{
		"no JSON":                        `80mm`,
		"unknown field":                  `{"width": 576}`,
		"unknown base":                   `{"base": "90mm"}`,
		"unknown flow":                   `{"flow": "hardware"}`,
		"unknown presenter":              `{"presenter": "throw"}`,
		"presenter without a voice":      `{"base": "80mm-silent", "presenter": "tear"}`,
		"presenter with unknown bits":    `{"presenter": "eject"}`,
		"steps beyond a byte":            `{"base": "80mm-eject", "presentSteps": 256}`,
		"rows that some printers garble": `{"sliceRows": 96}`,
	} {
		if p, err := escpos.ReadProfile([]byte(file)); !errors.Is(err, escpos.ErrProfile) {
			t.Errorf("%s: %+v, %v", situation, p, err)
		}
	}
	if _, err := escpos.Named("80MM"); !errors.Is(err, escpos.ErrProfile) || !strings.Contains(err.Error(), "80mm-clone") {
		t.Errorf("unknown name: %v", err)
	}
}
