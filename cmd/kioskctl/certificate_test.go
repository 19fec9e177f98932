package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"
)

const sampleFacts = "internal/certificate/testdata/residence.json"

func TestCertificateRenderSaysByItsExitCodeWhatWentWrong(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.json")
	if err := os.WriteFile(bad, []byte(`{"remark": 1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out.pdf")
	key, cert := signingFiles(t, dir)
	for _, c := range []struct {
		situation string
		args      []string
		want      int
	}{
		{"signed", []string{"-o", out, "-sign-key", key, "-sign-cert", cert, sampleFacts}, 0},
		{"signed with half a key", []string{"-o", out, "-sign-key", key, sampleFacts}, 2},
		{"signed at no time", []string{"-o", out, "-sign-key", key, "-sign-cert", cert, "-sign-at", "today", sampleFacts}, 2},
		{"signed before the certificate held", []string{"-o", out, "-sign-key", key, "-sign-cert", cert, "-sign-at", "2001-01-01T00:00:00Z", sampleFacts}, 1},
		{"signed with a key that is none", []string{"-o", out, "-sign-key", cert, "-sign-cert", cert, sampleFacts}, 1},
		{"key missing", []string{"-o", out, "-sign-key", filepath.Join(dir, "none"), "-sign-cert", cert, sampleFacts}, 1},
		{"written", []string{"-o", out, sampleFacts}, 0},
		{"facts missing", []string{"-o", out, filepath.Join(dir, "none.json")}, 1},
		{"no folder for the document", []string{"-o", filepath.Join(dir, "no", "out.pdf"), sampleFacts}, 1},
		{"no name for the document", []string{sampleFacts}, 2},
		{"facts refused", []string{"-o", out, bad}, 3},
	} {
		var stdout, stderr bytes.Buffer
		args := append([]string{"certificate", "render"}, c.args...)
		if got := dispatch(t.Context(), args, &stdout, &stderr); got != c.want {
			t.Errorf("%s: exit code %d, want %d\n%s", c.situation, got, c.want, stderr.Bytes())
		}
	}
	info, err := os.Stat(out)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("personal data is readable for others: %v", info.Mode())
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 4 {
		t.Errorf("something is left beside the document: %v %v", files, err)
	}
}

// signingFiles writes the key of an invented office, and its certificate.
func signingFiles(t *testing.T, dir string) (key, cert string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "示例街道办事处 Demo Office"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	own, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	key, cert = filepath.Join(dir, "key.pem"), filepath.Join(dir, "cert.pem")
	for path, block := range map[string]*pem.Block{key: {Type: "PRIVATE KEY", Bytes: der}, cert: {Type: "CERTIFICATE", Bytes: own}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return key, cert
}

func TestSignedCertificateIsTheSameForTheSameTime(t *testing.T) {
	dir := t.TempDir()
	key, cert := signingFiles(t, dir)
	at := time.Now().Format(time.RFC3339)
	render := func(name string, more ...string) []byte {
		t.Helper()
		out := filepath.Join(dir, name)
		args := append([]string{"certificate", "render", "-o", out}, more...)
		var stdout, stderr bytes.Buffer
		if code := dispatch(t.Context(), append(args, sampleFacts), &stdout, &stderr); code != 0 {
			t.Fatalf("exit code %d: %s", code, stderr.Bytes())
		}
		data, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	sign := []string{"-sign-key", key, "-sign-cert", cert, "-sign-at", at}
	first, plain := render("1.pdf", sign...), render("plain.pdf")
	if !bytes.Equal(first, render("2.pdf", sign...)) {
		t.Error("bytes differ")
	}
	if !bytes.HasPrefix(first, plain) || len(first) == len(plain) {
		t.Errorf("%d bytes signed, %d without", len(first), len(plain))
	}
}
