package lobby_test

import (
	"net"
	"net/http"
	"strings"
	"testing"

	"linli/cmd/kioskctl/internal/lobby"
	"linli/drivers/drivertest"
)

func TestSocialCardWithoutAReaderSaysWhatIsMissing(t *testing.T) {
	s := serve(t)
	code, body := s.ask(http.MethodPost, "/api/social/lay")
	if code != http.StatusBadRequest || !strings.Contains(string(body), "start pcscd") || s.state().Social.Laid {
		t.Errorf("%d: %s", code, body)
	}
	s.do("/api/social/lift")
}

func TestSocialCardLiesInTheVirtualReaderUntilItIsTaken(t *testing.T) {
	vpcd, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer vpcd.Close()
	s := serveWith(t, lobby.Options{VPCD: vpcd.Addr().String()})
	s.do("/api/social/fault?f=" + string(drivertest.SocialCardFaultRefused))
	for range 2 { // laid once more, it is first taken out
		s.do("/api/social/lay")
	}
	first, err := vpcd.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if _, err := first.Read(make([]byte, 1)); err == nil {
		t.Error("the first card is still there")
	}
	second, err := vpcd.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if got := s.state().Social; got != (lobby.SocialState{Laid: true, Fault: "refused"}) {
		t.Errorf("%+v", got)
	}
	if _, err := second.Write([]byte{0, 1, 4}); err != nil {
		t.Fatal(err)
	}
	s.reads(second, "\x00\x04\x3B\x60\x00\x00")
	s.do("/api/social/lift")
	if _, err := second.Read(make([]byte, 1)); err == nil || s.state().Social.Laid {
		t.Error("it is still there")
	}
	if code, _ := s.ask(http.MethodPost, "/api/social/fault?f=nonsense"); code != http.StatusBadRequest {
		t.Errorf("an unknown fault: %d", code)
	}
}
