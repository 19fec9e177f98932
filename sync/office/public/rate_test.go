package public_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"linli/sync/office/public"
)

// caseCodes is how many codes one address may ask for at once.
const caseCodes = 20

func TestWhoTriesCodesIsToldToWait(t *testing.T) {
	s := open(t)
	code := s.handIn()
	for range caseCodes {
		s.wants("/C/0000-0000", http.StatusNotFound)
	}
	status, page, header := s.ask(http.MethodGet, "/C/"+code)
	if status != http.StatusTooManyRequests || header.Get("Retry-After") != "11" {
		t.Errorf("%d, try again in %q: %s", status, header.Get("Retry-After"), page)
	}
	s.wants("/C/"+code, http.StatusTooManyRequests, "查得太快了")
	s.wants("/N", http.StatusOK) // nothing else is kept from him
	s.pass(10 * time.Second)
	s.wants("/C/"+code, http.StatusOK)
	s.wants("/C/"+code, http.StatusTooManyRequests)
	s.pass(caseCodes * 10 * time.Second)
	for range caseCodes {
		s.wants("/C/"+code, http.StatusOK)
	}
}

func TestWhoAsksWithoutEndIsToldToWait(t *testing.T) {
	s := open(t)
	for range 400 {
		s.get("/public.css")
	}
	s.wants("/N", http.StatusTooManyRequests, "查得太快了")
	s.pass(time.Minute)
	s.wants("/N", http.StatusOK)
}

// from asks for a code through a proxy that saw a telephone at address.
func (s *site) from(address string) int {
	status, _ := s.get("/C/0000-0000", "X-Forwarded-For", address)
	return status
}

func TestBehindAProxyEachTelephoneCountsForItself(t *testing.T) {
	s := open(t, func(o *public.Options) { o.Proxied = true })
	for range caseCodes {
		s.from("192.0.2.1")
	}
	for address, want := range map[string]int{
		"192.0.2.1":            http.StatusTooManyRequests,
		"::ffff:192.0.2.1":     http.StatusTooManyRequests,
		"10.0.0.9, 192.0.2.1":  http.StatusTooManyRequests, // the telephone wrote the first one itself
		"192.0.2.1, 192.0.2.2": http.StatusNotFound,
	} {
		if got := s.from(address); got != want {
			t.Errorf("%s: %d, want %d", address, got, want)
		}
	}
	for i := range caseCodes {
		s.from(fmt.Sprintf("2001:db8::%d", i)) // one subscriber
	}
	if got := s.from("2001:db8::ffff"); got != http.StatusTooManyRequests {
		t.Errorf("another address of one subscriber: %d", got)
	}
	if got := s.from("2001:db8:0:1::1"); got != http.StatusNotFound {
		t.Errorf("another subscriber: %d", got)
	}
}

func TestWithoutAProxyNobodyChoosesHisAddress(t *testing.T) {
	s := open(t)
	for i := range caseCodes {
		s.from(fmt.Sprintf("192.0.2.%d", i))
	}
	if got := s.from("192.0.2.99"); got != http.StatusTooManyRequests {
		t.Errorf("%d", got)
	}
}
