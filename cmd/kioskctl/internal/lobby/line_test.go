package lobby_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"testing"
	"time"

	"linli/cmd/kioskctl/internal/lobby"
)

// echo answers each line with the same line, until the test ends.
func echo(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				_, _ = io.Copy(c, c)
			}()
		}
	}()
	return l.Addr().String()
}

func openLine(t *testing.T, office string) *lobby.Line {
	t.Helper()
	l, err := lobby.OpenLine("127.0.0.1:0", office)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func call(t *testing.T, l *lobby.Line) net.Conn {
	t.Helper()
	c, err := net.DialTimeout("tcp", l.Address(), 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return c
}

func say(t *testing.T, c net.Conn, words string) {
	t.Helper()
	if _, err := fmt.Fprintln(c, words); err != nil {
		t.Fatal(err)
	}
	heard, err := bufio.NewReader(c).ReadString('\n')
	if err != nil || heard != words+"\n" {
		t.Fatalf("heard %q, %v; want %q", heard, err, words)
	}
}

func TestCutLineResetsOpenConnectionsAndRefusesNewOnes(t *testing.T) {
	l := openLine(t, echo(t))
	open := call(t, l)
	say(t, open, "before")
	if err := l.Cut(); err != nil {
		t.Fatal(err)
	}
	if _, err := open.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("open connection ended with %v, want a reset", err)
	}
	if c, err := net.Dial("tcp", l.Address()); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("new connection: %v, %v, want refused", c, err)
	}
	if l.Up() {
		t.Error("a cut line says it is up")
	}
}

func TestJoinedLineCarriesAtTheSameAddress(t *testing.T) {
	l := openLine(t, echo(t))
	before := l.Address()
	for range 3 {
		if err := errors.Join(l.Cut(), l.Cut(), l.Join(), l.Join()); err != nil {
			t.Fatal(err)
		}
		say(t, call(t, l), "after")
	}
	if l.Address() != before {
		t.Errorf("address %s, was %s", l.Address(), before)
	}
}

func TestLinePassesOnTheEndOfOneDirection(t *testing.T) {
	l := openLine(t, echo(t))
	c, ok := call(t, l).(*net.TCPConn)
	if !ok {
		t.Fatal("not TCP")
	}
	if _, err := c.Write([]byte("last words")); err != nil {
		t.Fatal(err)
	}
	if err := c.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	heard, err := io.ReadAll(c)
	if err != nil || string(heard) != "last words" {
		t.Fatalf("heard %q, %v", heard, err)
	}
}

func TestLineHangsUpWhenTheOfficeIsDown(t *testing.T) {
	dead, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := dead.Addr().String()
	dead.Close()
	c, err := net.DialTimeout("tcp", openLine(t, nobody).Address(), 5*time.Second)
	if errors.Is(err, syscall.ECONNRESET) {
		return // hung up so soon that not even the call came about
	}
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if n, err := c.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Fatalf("read %d, %v; want a reset", n, err)
	}
}

func TestClosedLineCannotBeJoined(t *testing.T) {
	l := openLine(t, echo(t))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := l.Join(); !errors.Is(err, net.ErrClosed) {
		t.Fatalf("join after close: %v", err)
	}
}
