package drivertest_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/serialport"
)

func TestPTYLinkFollowsTheCable(t *testing.T) {
	link := filepath.Join(t.TempDir(), "ttyX")
	if err := os.Symlink("/nowhere", link); err != nil { // left over from a run before
		t.Fatal(err)
	}
	p, err := drivertest.OpenPTY(link)
	if err != nil {
		t.Fatal(err)
	}
	first, err := os.Readlink(link)
	if err != nil || !p.Plugged() || p.Link() != link {
		t.Fatalf("link to %q, %v", first, err)
	}
	if err := p.Unplug(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(link); !os.IsNotExist(err) || p.Plugged() {
		t.Errorf("the link is still there: %v", err)
	}
	if err := p.Unplug(); err != nil {
		t.Errorf("unplugged twice: %v", err)
	}
	if n, err := p.Write([]byte("lost")); n != 4 || err != nil {
		t.Errorf("writing to no cable: %d, %v", n, err)
	}
	if err := errors.Join(p.Replug(), p.Replug()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(link); err != nil {
		t.Errorf("after replug: %v", err)
	}
	if err := errors.Join(p.Close(), p.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(link); !os.IsNotExist(err) {
		t.Errorf("the link outlives Close: %v", err)
	}
	if err := p.Replug(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("replug after Close: %v", err)
	}
}

func TestPTYReadWaitsForTheCable(t *testing.T) {
	p, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "ttyX"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	type result struct {
		text string
		err  error
	}
	results := make(chan result)
	go func() {
		b := make([]byte, 5)
		for {
			n, err := io.ReadFull(p, b)
			results <- result{string(b[:n]), err}
			if err != nil {
				return
			}
		}
	}()
	for range 3 {
		host, err := os.OpenFile(p.Link(), os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := host.WriteString("hello"); err != nil {
			t.Fatal(err)
		}
		if r := <-results; r.text != "hello" || r.err != nil {
			t.Fatalf("read %q, %v", r.text, r.err)
		}
		_ = host.Close()
		if err := errors.Join(p.Unplug(), p.Replug()); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if r := <-results; !errors.Is(r.err, os.ErrClosed) {
		t.Errorf("read after Close: %v", r.err)
	}
}

func TestUnplugReachesADriverWhileTheDeviceListens(t *testing.T) {
	p, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "ttyX"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	host, err := serialport.Open(p.Link(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = host.Close() })
	heard := make(chan byte)
	go func() { // a device that always listens
		b := make([]byte, 1)
		for {
			if _, err := p.Read(b); err != nil {
				close(heard)
				return
			}
			heard <- b[0]
		}
	}()
	deadline := time.Now().Add(10 * time.Second)
	if err := errors.Join(host.SetReadDeadline(deadline), host.SetWriteDeadline(deadline)); err != nil {
		t.Fatal(err)
	}
	if _, err := host.Write([]byte{'x'}); err != nil {
		t.Fatal(err)
	}
	<-heard // from here on it is in Read again
	if err := p.Unplug(); err != nil {
		t.Fatal(err)
	}
	if _, err := host.Read(make([]byte, 1)); !errors.Is(err, serialport.ErrGone) {
		t.Fatalf("the driver reads %v, want ErrGone", err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if _, open := <-heard; open {
		t.Error("the device heard something over a pulled cable")
	}
}

func TestPTYThatCannotLink(t *testing.T) {
	if _, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "missing", "ttyX")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want os.ErrNotExist", err)
	}
}
