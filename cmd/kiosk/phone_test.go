package main_test

import (
	"bytes"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"linli/internal/visitplay"
)

// TestTelephoneFollowsATicketByTheCodeOnItsPaper reads the code off the paper
// as a telephone does, and follows where it leads until the number is called.
func TestTelephoneFollowsATicketByTheCodeOnItsPaper(t *testing.T) {
	l := raise(t, portrait, false)
	l.sees("the line up", func(v visitplay.Line) bool { return v.View.Band.LineUp })
	number := l.takesTicket()
	address := l.codeOnPaper(1)
	if address != strings.ToUpper(address) || !strings.HasPrefix(address, strings.ToUpper(l.stage.PublicURL)+"/T/") {
		t.Errorf("the code leads to %s", address)
	}
	l.phone(address, number, "下一个就是您")
	for _, counter := range []string{"1", "2", "3"} { // one of them calls this number
		resp, err := http.PostForm(l.stage.OfficeURL+"/counters/"+counter+"/call", url.Values{})
		l.must("call", err)
		resp.Body.Close()
	}
	l.phone(address, number, "号窗口", "叫到了您")
	for _, staff := range []string{"/cases", "/api/tickets", "/terminals", "/healthz"} {
		if resp, err := http.Get(l.stage.PublicURL + staff); err != nil || resp.StatusCode != http.StatusNotFound {
			t.Errorf("a telephone gets %s: %v, %v", staff, resp, err)
		}
	}
}

// TestTelephoneFollowsACaseByTheCodeOnItsReceipt does the same with a receipt.
// The name on the card is invented.
func TestTelephoneFollowsACaseByTheCodeOnItsReceipt(t *testing.T) {
	if os.Getenv("LINLI_VERIFY") == "" {
		t.Skip("a visit by finger takes half a minute; set LINLI_VERIFY=1")
	}
	l := raise(t, portrait, false)
	code := l.handsInAid()
	address := l.codeOnPaper(1)
	if want := strings.ToUpper(l.stage.PublicURL) + "/C/" + code; address != want {
		t.Errorf("the code leads to %s, want %s", address, want)
	}
	page := l.phone(address, code, "收到了，还没开始办")
	if strings.Contains(page, "张") {
		t.Errorf("the page tells who it is:\n%s", page)
	}
}

// codeOnPaper reads the QR code on paper n.
func (l *lobby) codeOnPaper(n int) string {
	l.Helper()
	raw, err := l.player.Lobby.PaperPNG(l.ctx, n)
	l.must("paper", err)
	picture, err := png.Decode(bytes.NewReader(raw))
	l.must("paper", err)
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	l.must("code", err)
	read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	l.must("code", err)
	return read.GetText()
}

// phone opens address until all words stand on its page, and returns it.
func (l *lobby) phone(address string, words ...string) string {
	l.Helper()
	end := time.After(30 * time.Second)
	for {
		resp, err := http.Get(address)
		l.must("open "+address, err)
		page, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		l.must("read "+address, err)
		missing := false
		for _, w := range words {
			missing = missing || !strings.Contains(string(page), w)
		}
		if !missing {
			return string(page)
		}
		select {
		case <-end:
			l.Fatalf("%s says %d %s, want %q", address, resp.StatusCode, page, words)
		case <-time.After(100 * time.Millisecond):
		}
	}
}
