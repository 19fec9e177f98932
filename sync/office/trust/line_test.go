package trust_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"

	"linli/sync/identity"
	"linli/sync/office/trust"
	"linli/sync/uplink"
	"linli/sync/wire/linlipb"
)

func TestTerminalIsLetInPushesAndIsLockedOut(t *testing.T) {
	o := openOffice(t, autumn)
	dir := filepath.Join(t.TempDir(), "identity")
	p := o.invite("K1")
	e, done, err := o.ask(dir, p)
	if done || err != nil {
		t.Fatalf("asked: %v, %v", done, err)
	}
	waiting := o.device("K1")
	if waiting.State != trust.Waiting || waiting.Words != e.Words() || waiting.Software != "v1.2.3" || waiting.From != "127.0.0.1" {
		t.Errorf("staff see %+v, the terminal shows %q", waiting, e.Words())
	}
	if err := o.staff.Approve(t.Context(), "K1", e.Words()); err != nil {
		t.Fatal(err)
	}
	if _, done, err = o.ask(dir, p); !done || err != nil {
		t.Fatalf("approved: %v, %v", done, err)
	}
	k := o.hold(dir)
	wants(t, "push", k.push(t.Context(), "K1"), 0)
	if got := k.Identity(); got.Words() != e.Words() || string(got.PaperCertificate) != "paper certificate of K1" {
		t.Errorf("identity %q, %q", got.Words(), got.PaperCertificate)
	}

	ended := make(chan error, 1)
	go func() {
		_, err := k.Pull(t.Context(), &linlipb.PullRequest{Device: "K1"})
		ended <- err
	}()
	wants(t, "push beside the pull", k.push(t.Context(), "K1"), 0)
	if err := o.staff.Revoke(t.Context(), "K1"); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if err == nil {
			t.Error("the open pull was answered")
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the open pull goes on")
	}
	if err := k.push(t.Context(), "K1"); err == nil {
		t.Error("a revoked terminal pushed")
	}
	if got := o.device("K1"); got.State != trust.Revoked || got.Words != "" {
		t.Errorf("staff see %+v", got)
	}
	wants(t, "its old request", refusedBy(o.ask(dir, p)), connect.CodeUnknown)
}

// refusedBy makes the office's no an error of no particular code.
func refusedBy(_ *identity.Enrolment, _ bool, err error) error { return err }

func TestServiceTakesTheNameInTheCertificateOnly(t *testing.T) {
	o := openOffice(t, autumn)
	k := o.hold(o.admit("K1"))
	wants(t, "own name", k.push(t.Context(), "K1"), 0)
	wants(t, "another's name", k.push(t.Context(), "K2"), connect.CodePermissionDenied)

	strangers := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true}}
	defer strangers.CloseIdleConnections()
	c := uplink.NewClientOver(strangers.Transport, o.url)
	_, err := c.Push(t.Context(), &linlipb.PushRequest{Device: "K1"})
	wants(t, "no certificate", err, connect.CodeUnauthenticated)

	plain := uplink.NewClient(o.plain)
	defer plain.Close()
	_, err = plain.Push(t.Context(), &linlipb.PushRequest{Device: "K1"})
	wants(t, "enrolled name on the plain line", err, connect.CodeUnauthenticated)
	_, err = plain.Push(t.Context(), &linlipb.PushRequest{Device: "K7"})
	wants(t, "name on trial on the plain line", err, 0)
	o.roster.set(errDatabase)
	_, err = plain.Push(t.Context(), &linlipb.PushRequest{Device: "K7"})
	wants(t, "list out of reach", err, connect.CodeUnavailable)
	wants(t, "list out of reach, TLS", k.push(t.Context(), "K1"), connect.CodeUnavailable)
}

func TestNewTerminalOfANameLocksTheOldOneOut(t *testing.T) {
	o := openOffice(t, autumn)
	old := o.hold(o.admit("K1"))
	wants(t, "before", old.push(t.Context(), "K1"), 0)
	dir := filepath.Join(t.TempDir(), "identity")
	p := o.invite("K1")
	o.ask(dir, p)
	if d := o.device("K1"); !d.Replaces || d.State != trust.Waiting {
		t.Errorf("staff see %+v", d)
	}
	wants(t, "while the new one waits", old.push(t.Context(), "K1"), 0)
	if err := o.staff.Approve(t.Context(), "K1", ""); err != nil {
		t.Fatal(err)
	}
	o.ask(dir, p)
	if err := old.push(t.Context(), "K1"); err == nil {
		t.Error("the old one is still let in")
	}
	wants(t, "the new one", o.hold(dir).push(t.Context(), "K1"), 0)
}

func TestTerminalThatIsFoundAgainComesBackWithNewKeys(t *testing.T) {
	o := openOffice(t, autumn)
	dir := o.admit("K1")
	lost := o.hold(dir)
	if err := o.staff.Revoke(t.Context(), "K1"); err != nil {
		t.Fatal(err)
	}
	if err := lost.push(t.Context(), "K1"); err == nil {
		t.Error("it pushed while it was locked out")
	}
	p := o.invite("K1")
	o.ask(dir, p)
	if err := o.staff.Approve(t.Context(), "K1", ""); err != nil {
		t.Fatal(err)
	}
	if _, done, err := o.ask(dir, p); !done || err != nil {
		t.Fatal(done, err)
	}
	found := o.hold(dir)
	wants(t, "with the new keys", found.push(t.Context(), "K1"), 0)
	if found.Identity().Words() == lost.Identity().Words() {
		t.Error("it came back with the old keys")
	}
	if err := lost.push(t.Context(), "K1"); err == nil {
		t.Error("the old keys are good again")
	}
}

func TestTerminalsClockDoesNotMatter(t *testing.T) {
	for _, year := range []int{2000, 2051} { // by the office, while the terminal has the year of this machine
		o := openOffice(t, time.Date(year, 5, 1, 0, 0, 0, 0, time.UTC))
		k := o.hold(o.admit("K1"))
		wants(t, "push", k.push(t.Context(), "K1"), 0)
		o.clock.pass(trust.CertificateLife + time.Hour)
		wants(t, "push with a certificate that has ended", k.push(t.Context(), "K1"), connect.CodeUnauthenticated)
		if err := k.Renew(t.Context()); err != nil {
			t.Fatalf("%d: renew: %v", year, err)
		}
		wants(t, "push after renewal", k.push(t.Context(), "K1"), 0)
	}
}

func TestTerminalSpeaksToNoOtherOffice(t *testing.T) {
	o, other := openOffice(t, autumn), openOffice(t, autumn)
	p := o.invite("K1")
	p.Office = other.url
	if _, _, err := o.ask(filepath.Join(t.TempDir(), "identity"), p); err == nil || !strings.Contains(err.Error(), "not the office") {
		t.Errorf("asked another office: %v", err)
	}
	if d := other.device("K1"); d.Name != "" {
		t.Errorf("the other office heard of it: %+v", d)
	}
	dir := o.admit("K1")
	if _, err := identity.Begin(dir, other.invite("K1")); err == nil || !strings.Contains(err.Error(), "another office") {
		t.Errorf("enrolled at two offices: %v", err)
	}
}

func TestTerminalCannotPlayTheOffice(t *testing.T) {
	o := openOffice(t, autumn)
	certificate := certificateIn(t, o.admit("K1"), o.root)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS13})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go http.Serve(l, http.NotFoundHandler())
	p := o.invite("K2")
	p.Office = "https://" + l.Addr().String()
	if _, _, err := o.ask(filepath.Join(t.TempDir(), "identity"), p); err == nil || !strings.Contains(err.Error(), "not the office") {
		t.Errorf("asked a terminal: %v", err)
	}
}

// certificateIn takes key and certificate out of a terminal's folder.
func certificateIn(t *testing.T, dir string, root []byte) tls.Certificate {
	t.Helper()
	var s struct {
		Key   []byte
		Chain [][]byte
	}
	readJSON(t, filepath.Join(dir, "identity.json"), &s)
	key, err := x509.ParsePKCS8PrivateKey(s.Key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{s.Chain[0], root}, PrivateKey: key}
}

func TestBrowsersMayCheckTheOfficesNames(t *testing.T) {
	o := openOffice(t, time.Now())
	root, err := x509.ParseCertificate(o.root)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(root)
	for _, name := range []string{"office.example", "127.0.0.1", "office.linli.internal"} {
		conn, err := tls.Dial("tcp", strings.TrimPrefix(o.url, "https://"), &tls.Config{RootCAs: pool, ServerName: name})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		conn.Close()
	}
	if _, err := tls.Dial("tcp", strings.TrimPrefix(o.url, "https://"), &tls.Config{RootCAs: pool, ServerName: "127.0.0.1", MaxVersion: tls.VersionTLS12}); err == nil {
		t.Error("TLS 1.2 was spoken")
	}
}

func TestFolderOfATerminalIsItsOwn(t *testing.T) {
	o := openOffice(t, autumn)
	dir := o.admit("K1")
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range append(files, dir) {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", f, info.Mode(), err)
		}
	}
}
