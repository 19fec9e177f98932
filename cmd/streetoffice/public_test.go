package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// startPublic runs the program and returns where telephones reach it.
func startPublic(t *testing.T, args ...string) (phones string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, append([]string{"-listen", "127.0.0.1:0", "-data", t.TempDir()}, args...), in, io.Discard)
		in.CloseWithError(err)
		ended <- err
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("stopped with %v", err)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(line, "telephones ")
	if !ok {
		t.Fatalf("no address for telephones in %q", line)
	}
	phones, _, _ = strings.Cut(rest, ",")
	return phones
}

func TestTelephonesReachTheirPagesAndNothingOfStaff(t *testing.T) {
	base := "http://" + startPublic(t, "-public", "127.0.0.1:0")
	for path, want := range map[string]int{
		"/": 200, "/C": 200, "/N": 200, "/N/NOTICES/FLU-VACCINE": 200, "/G": 200, "/public.css": 200,
		"/c/roots.txt": 200, "/c/verdict.css": 200, "/C/" + strings.Repeat("A", 40): 200, // papers: docs/devices/verify.md
		"/cases": 404, "/api/tickets": 404, "/api/papers/withdrawals": 404, "/healthz": 404, "/events": 404, "/terminals": 404,
		"/linli.v1.Sync/Push": 404, "/c/../api/papers/withdrawals": 404, "/C/../cases": 404,
	} {
		if got := status(t, base+path); got != want {
			t.Errorf("%s answers %d, want %d", path, got, want)
		}
	}
	resp, err := http.Post(base+"/c/issuers", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode < 400 {
		t.Errorf("a telephone writes: %d", resp.StatusCode)
	}
}

func TestPlainPagesForTelephonesStayOnThisMachine(t *testing.T) {
	for text, want := range map[string]string{
		"public: {listen: \"0.0.0.0:8483\"}\n":                              "public.listen",
		"public: {listen: \"8483\"}\n":                                      "public.listen",
		"public: {listen: \"127.0.0.1:8483\", key: a.pem}\n":                "public.certificate",
		"public: {listen: \"0.0.0.0:443\", certificate: a.pem}\n":           "public.certificate",
		"public: {listen: \"127.0.0.1:8483\"}\n":                            "",
		"public: {listen: \"0.0.0.0:443\", certificate: a.pem, key: b}\n":   "",
		"public: {listen: \"\", proxied: true, demo: false}\nname: {zh: x}": "",
	} {
		file := filepath.Join(t.TempDir(), "office.yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := readSettings([]string{"-config", file}, io.Discard, io.Discard)
		if (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if _, err := readSettings([]string{"-public", "0.0.0.0:8483"}, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "public.listen") {
		t.Errorf("by flag: %v", err)
	}
}

// writePair writes a certificate for name with its key, and returns it.
func writePair(t *testing.T, dir, name string, at time.Time) *x509.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(at.UnixNano()), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: at.Add(-time.Hour), NotAfter: at.Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{
		"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: secret},
	} {
		path := filepath.Join(dir, file)
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil { // a clock too coarse to see the change
			t.Fatal(err)
		}
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// overTLS asks for the first page at address and trusts one certificate.
func overTLS(t *testing.T, address string, trusted *x509.Certificate) (*http.Response, error) {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(trusted)
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: "linli.example"}, ForceAttemptHTTP2: true, DisableKeepAlives: true,
	}}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Get("https://127.0.0.1:" + port + "/C")
	if err == nil {
		resp.Body.Close()
	}
	return resp, err
}

func TestRenewedCertificateIsTakenUpWhileServing(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	first := writePair(t, dir, "linli.example", now.Add(-time.Minute))
	file := filepath.Join(dir, "office.yaml")
	text := "public: {listen: \"127.0.0.1:0\", certificate: " + filepath.Join(dir, "cert.pem") + ", key: " + filepath.Join(dir, "key.pem") + "}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	address := startPublic(t, "-config", file)
	resp, err := overTLS(t, address, first)
	if err != nil || resp.StatusCode != http.StatusOK || resp.ProtoMajor != 2 || resp.Header.Get("Strict-Transport-Security") == "" {
		t.Fatalf("%v, %v", resp, err)
	}
	second := writePair(t, dir, "linli.example", now)
	if _, err := overTLS(t, address, second); err != nil {
		t.Errorf("renewed: %v", err)
	}
	if _, err := overTLS(t, address, first); err == nil {
		t.Error("the old certificate is still shown")
	}
	if err := os.WriteFile(filepath.Join(dir, "key.pem"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := overTLS(t, address, second); err != nil {
		t.Errorf("while the files are exchanged: %v", err)
	}
}

func TestCertificateThatIsNotThereIsSaidAtTheStart(t *testing.T) {
	_, err := listenPublic(publicSettings{Listen: "127.0.0.1:0", Certificate: "none.pem", Key: "none.pem"})
	if err == nil || !strings.Contains(err.Error(), "public.certificate") {
		t.Errorf("%v", err)
	}
}
