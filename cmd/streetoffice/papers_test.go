package main

import (
	"bytes"
	"encoding/pem"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"linli/kiosk/verify"
)

func TestOfficeAnswersForPapers(t *testing.T) {
	data := t.TempDir()
	base, stop := start(t, "-listen", "127.0.0.1:0", "-data", data)
	for _, page := range []string{"/c/ABC", "/C/ABC", "/c/roots.txt", "/c/revoked.json", "/c/verdict.css", "/api/papers/withdrawals"} {
		if got := status(t, base+page); got != http.StatusOK {
			t.Errorf("%s answers %d", page, got)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	text, err := os.ReadFile(filepath.Join(data, "papers-root.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := verify.ParseRoots(text); err != nil {
		t.Error(err)
	}
}

func TestRootOfPapersIsMadeOnceAndNeverReplaced(t *testing.T) {
	data := t.TempDir()
	first, err := papersRoot(data)
	if err != nil {
		t.Fatal(err)
	}
	private := filepath.Join(data, "papers-root.key")
	if info, err := os.Stat(private); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("private key file: %v, %v", info, err)
	}
	if again, err := papersRoot(data); err != nil || !bytes.Equal(again, first) {
		t.Errorf("the second start has another key: %v", err)
	}
	for text, want := range map[string]string{
		"torn": "no PEM block",
		string(pem.EncodeToMemory(&pem.Block{Type: pemPrivate, Bytes: []byte("x")})):   "papers-root.key",
		string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: []byte("x")})): "no PEM block",
	} {
		if err := os.WriteFile(private, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := papersRoot(data); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if err := os.Remove(private); err != nil {
		t.Fatal(err)
	}
	if _, err := papersRoot(data); err == nil || !strings.Contains(err.Error(), "backup") {
		t.Errorf("lost: %v", err)
	}
}
