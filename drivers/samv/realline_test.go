package samv_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"testing"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/samv"
	"linli/drivers/serialport"
)

// The tests of this file run on pseudo terminals in real time. The same
// situations are tested in detail on fake time.

func TestReadingACardAtEverySpeed(t *testing.T) {
	for _, baud := range samv.Speeds() {
		t.Run(fmt.Sprint(baud), func(t *testing.T) {
			t.Parallel()
			module := drivertest.NewCardModule()
			module.Remember(baud)
			card, _ := drivertest.SpecimenCard("B")
			module.Lay(card)
			dev, _ := over(t, module, baud)
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			if err := errors.Join(dev.Find(ctx), dev.Select(ctx)); err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			if text, err := dev.ReadBase(ctx); err != nil || len(text) != samv.TextSize {
				t.Errorf("%d bytes, %v", len(text), err)
			}
			if wire := 1295 * 10 * time.Second / time.Duration(baud); time.Since(start) < wire {
				t.Errorf("read in %v, less than the line needs", time.Since(start))
			}
			if address, err := dev.ReadAddress(ctx); err != nil || address != nil {
				t.Errorf("a card without an additional address: %X, %v", address, err)
			}
		})
	}
}

func TestReplyAmongJunkOverAPseudoTerminal(t *testing.T) {
	line, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "idcard"))
	if err != nil {
		t.Fatal(err)
	}
	junk := make(chan []byte, 1)
	served := make(chan struct{})
	go func() {
		defer close(served)
		command := make([]byte, 10)
		for {
			if _, err := io.ReadFull(line, command); err != nil {
				return
			}
			for _, b := range append(<-junk, raw(replySAM)...) { // byte by byte
				if _, err := line.Write([]byte{b}); err != nil {
					return
				}
			}
		}
	}()
	t.Cleanup(func() {
		line.Close()
		<-served
	})
	port, err := serialport.Open(line.Link(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = port.Close() })
	dev, err := samv.New(port, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, bytes := range map[string][]byte{
		"a run of AA": raw("AAAAAAAAAAAA"), "a zero in a preamble": raw("AAAA00AA9669 0004 000090 94"),
		"half a preamble": raw("AAAAAA96"), "a length too great": raw("AAAAAA9669 FFFF 000090"),
		"a late photo": frame(0x90, base()), "nothing": nil,
	} {
		junk <- bytes
		if id, err := dev.SAMID(t.Context()); err != nil || id.Random != 42 {
			t.Errorf("%s: module number %v, %v", name, id, err)
		}
	}
}
