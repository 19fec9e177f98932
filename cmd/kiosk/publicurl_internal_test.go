package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCodesLeadToTheOfficeUnlessAnotherSystemHasThePages(t *testing.T) {
	for _, c := range []struct{ public, own, want string }{
		{"HTTPS://LINLI.EXAMPLE/", "", "HTTPS://LINLI.EXAMPLE/T/"},
		{"https://linli.example/app", "", "https://linli.example/app/T/"},
		{"HTTPS://LINLI.EXAMPLE/", "queue.example/?t=", "queue.example/?t="},
		{"", "", ""},
	} {
		if got := (settings{PublicURL: c.public}).pageURL(c.own, "T"); got != c.want {
			t.Errorf("%q, %q: %q, want %q", c.public, c.own, got, c.want)
		}
	}
}

func TestPublicURLThatNoTelephoneOpensIsRefused(t *testing.T) {
	for url, fine := range map[string]bool{
		"HTTPS://LINLI.EXAMPLE/": true, "http://192.0.2.7:8483": true, `""`: true,
		"LINLI.EXAMPLE/": false, "ftp://linli.example": false, "https://": false,
		"https://linli.example/?x=": false, "https://linli.example/" + strings.Repeat("a", 60): false,
	} {
		file := filepath.Join(t.TempDir(), "kiosk.yaml")
		if err := os.WriteFile(file, []byte("public-url: "+url+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := loadSettings(file); fine != (err == nil) || !fine && !strings.Contains(err.Error(), "public-url") {
			t.Errorf("%s: %v", url, err)
		}
	}
}
