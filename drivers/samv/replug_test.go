package samv_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/samv"
	"linli/drivers/serialport"
)

// TestReplugHealsACardModule runs on a pseudo terminal in real time. A Dev lives
// as long as its port; package cardwatch opens both again by itself.
func TestReplugHealsACardModule(t *testing.T) {
	line, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "idcard"))
	if err != nil {
		t.Fatal(err)
	}
	module := drivertest.NewCardModule()
	card, _ := drivertest.SpecimenCard("A")
	module.Lay(card)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	served := make(chan error, 1)
	go func() { served <- module.Serve(ctx, line) }()
	t.Cleanup(func() {
		cancel()
		<-served
	})
	open := func() *samv.Dev {
		port, err := serialport.Open(line.Link(), nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = port.Close() })
		dev, err := samv.New(port, nil)
		if err != nil {
			t.Fatal(err)
		}
		return dev
	}

	dev := open()
	if err := errors.Join(dev.Find(ctx), dev.Select(ctx)); err != nil {
		t.Fatal(err)
	}
	pulled := make(chan error, 1)
	time.AfterFunc(200*time.Millisecond, func() { pulled <- line.Unplug() }) // a reading takes 400 ms
	if text, err := dev.ReadBase(ctx); !errors.Is(err, serialport.ErrGone) || text != nil {
		t.Errorf("pulled while it reads: %d bytes, %v", len(text), err)
	}
	if err := <-pulled; err != nil {
		t.Fatal(err)
	}
	if err := dev.Status(ctx); !errors.Is(err, serialport.ErrGone) {
		t.Errorf("cable out: %v", err)
	}
	if err := line.Replug(); err != nil {
		t.Fatal(err)
	}
	dev = open()
	// What the module sent for the old reading must not be taken for answers.
	if err := errors.Join(dev.Reset(ctx), dev.Status(ctx), dev.Find(ctx), dev.Select(ctx)); err != nil {
		t.Fatalf("plugged in again: %v", err)
	}
	if text, err := dev.ReadBase(ctx); err != nil || len(text) != samv.TextSize {
		t.Errorf("plugged in again: %d bytes, %v", len(text), err)
	}
}
