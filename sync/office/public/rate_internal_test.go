package public

import (
	"net/netip"
	"testing"
	"time"
)

func TestManyAddressesFillNoMemory(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	l := newLimiter(rate{every: time.Second, burst: 2}, func() time.Time { return now })
	at := func(i int) netip.Prefix {
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}), 32)
	}
	for i := range mostAddresses {
		if _, ok := l.take(at(i)); !ok {
			t.Fatalf("address %d has nothing", i)
		}
	}
	for i, want := range []bool{true, true, false} { // what all further ones share
		if _, ok := l.take(at(mostAddresses + i)); ok != want {
			t.Errorf("further address %d: %v", i, ok)
		}
	}
	if _, ok := l.take(at(0)); !ok {
		t.Error("one that is known lost its allowance")
	}
	if n := len(l.full); n > mostAddresses+1 {
		t.Errorf("%d are remembered", n)
	}
	now = now.Add(time.Hour)
	if _, ok := l.take(at(mostAddresses)); !ok || len(l.full) != 1 {
		t.Errorf("after an hour %d are remembered", len(l.full))
	}
}
