package public

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// rate is how often one address may ask.
type rate struct {
	every time.Duration // one more is earned
	burst int           // that may come at once
}

// A lobby full of telephones behind one address asks a few times a second. A
// code of a case is typed by hand: of ten thousand cases, who tries codes from
// one address finds one in a year, and then its state and no name.
var (
	anyPage   = rate{every: 50 * time.Millisecond, burst: 400}
	caseCodes = rate{every: 10 * time.Second, burst: 20}
)

// mostAddresses is how many are remembered; further ones share one allowance
// until others are forgotten.
const mostAddresses = 10_000

// limiter counts who asked how often. An address whose whole allowance is back
// is forgotten.
type limiter struct {
	rate rate
	now  func() time.Time

	mu    sync.Mutex                 // protects the fields below
	full  map[netip.Prefix]time.Time // when an address has its whole allowance again
	swept time.Time
}

func newLimiter(r rate, now func() time.Time) *limiter {
	return &limiter{rate: r, now: now, full: map[netip.Prefix]time.Time{}}
}

// take takes one from the allowance of who; when there is none it reports
// false, and how long it takes until there is one.
func (l *limiter) take(who netip.Prefix) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if _, known := l.full[who]; !known && len(l.full) >= mostAddresses {
		l.sweep(now)
		if len(l.full) >= mostAddresses {
			who = netip.Prefix{}
		}
	}
	full := l.full[who]
	if full.Before(now) {
		full = now
	}
	full = full.Add(l.rate.every)
	if over := full.Sub(now) - time.Duration(l.rate.burst)*l.rate.every; over > 0 {
		return over, false
	}
	l.full[who] = full
	return 0, true
}

// sweep forgets who has the whole allowance again, once a second.
func (l *limiter) sweep(now time.Time) {
	if since := now.Sub(l.swept); since >= 0 && since < time.Second {
		return
	}
	l.swept = now
	for who, full := range l.full {
		if !full.After(now) {
			delete(l.full, who)
		}
	}
}

// address is whom r counts for: one IPv4 address, or a network of IPv6, of
// which anybody has as many addresses as he likes.
func (s *Site) address(r *http.Request) netip.Prefix {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if s.opts.Proxied {
		all := r.Header.Values("X-Forwarded-For")
		if len(all) > 0 {
			last := all[len(all)-1]
			host = strings.TrimSpace(last[strings.LastIndex(last, ",")+1:])
		}
	}
	at, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Prefix{}
	}
	at = at.Unmap()
	bits := at.BitLen()
	if at.Is6() {
		bits = 64
	}
	p, _ := at.WithZone("").Prefix(bits) // bits are of at
	return p
}
