package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"linli/sync/wire"
)

// start runs the program until stop, which returns its error.
func start(t *testing.T, args ...string) (base string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, args, in, io.Discard)
		in.CloseWithError(errors.Join(errors.New("ended before it was ready"), err))
		ended <- err
	}()
	t.Cleanup(cancel)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, out)
	_, rest, _ := strings.Cut(line, "serving ")
	base, _, _ = strings.Cut(rest, ",")
	return base, func() error { cancel(); return <-ended }
}

func status(t *testing.T, url string) int {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func TestFirstStartMakesKeysAndServes(t *testing.T) {
	data := filepath.Join(t.TempDir(), "office")
	base, stop := start(t, "-listen", "127.0.0.1:0", "-data", data)
	for _, page := range []string{"/healthz", "/", "/api/tickets", "/static/console.css", "/static/console.js"} {
		if got := status(t, base+page); got != http.StatusOK {
			t.Errorf("%s answers %d", page, got)
		}
	}
	private := readKey(t, filepath.Join(data, "sealing.key"), wire.DecodePrivateKey)
	public := readKey(t, filepath.Join(data, "sealing.pub"), wire.DecodePublicKey)
	if half, err := wire.PublicKeyOf([]byte(private)); err != nil || string(half) != public {
		t.Errorf("the keys are no pair: %v", err)
	}
	if info, err := os.Stat(filepath.Join(data, "sealing.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("private key file: %v, %v", info, err)
	}
	if err := stop(); err != nil {
		t.Errorf("stopped with %v", err)
	}
	_, stop = start(t, "-listen", "127.0.0.1:0", "-data", data)
	if again := readKey(t, filepath.Join(data, "sealing.key"), wire.DecodePrivateKey); again != private {
		t.Error("the second start made another key")
	}
	if err := stop(); err != nil {
		t.Errorf("stopped with %v", err)
	}
}

func readKey(t *testing.T, path string, decode func([]byte) ([]byte, error)) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	key, err := decode(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(key)
}

func TestStopEndsOpenEventStreams(t *testing.T) {
	base, stop := start(t, "-listen", "127.0.0.1:0", "-data", t.TempDir())
	resp, err := http.Get(base + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := bufio.NewReader(resp.Body).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	if err := stop(); err != nil {
		t.Errorf("stopped with %v", err)
	}
	if took := time.Since(begin); took > stopGrace {
		t.Errorf("stopping took %v", took)
	}
}

func TestAddressesBeyondLoopbackAreRefused(t *testing.T) {
	for address, fine := range map[string]bool{
		"127.0.0.1:0": true, "[::1]:0": true, "localhost:0": true, "127.9.9.9:0": true,
		":8480": false, "0.0.0.0:8480": false, "[::]:8480": false, "192.168.1.2:8480": false, "office.example:8480": false,
	} {
		err := checkListen(address)
		if fine != (err == nil) || !fine && !errors.Is(err, errPlain) {
			t.Errorf("%s: %v", address, err)
		}
	}
	err := run(t.Context(), []string{"-listen", "0.0.0.0:8480", "-data", t.TempDir()}, io.Discard, io.Discard)
	if !errors.Is(err, errPlain) || !strings.Contains(err.Error(), "enrolment") {
		t.Errorf("run: %v", err)
	}
}

func TestSettingsComeFromFileAndFlags(t *testing.T) {
	file := filepath.Join(t.TempDir(), "office.yaml")
	text := `
listen: 127.0.0.1:9000
data: /var/lib/linli-office
name: {zh: 示例街道办事处, en: Example}
zone: Asia/Urumqi
counters:
  - {id: "1", prefix: A, name: {zh: 综合窗口}}
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := readSettings([]string{"-config", file, "-listen", "127.0.0.1:9001"}, io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if s.Listen != "127.0.0.1:9001" || s.Data != "/var/lib/linli-office" || s.Zone.String() != "Asia/Urumqi" || len(s.Counters) != 1 {
		t.Errorf("settings %+v", s)
	}
}

func TestFaultsOfTheFileAreNamed(t *testing.T) {
	for text, want := range map[string]string{
		"listne: 127.0.0.1:1\n":                                "office.yaml:1: listne",
		"data: x\nlisten: 0.0.0.0:80\n":                        "office.yaml:2: listen: ",
		"counters:\n  - {id: \"1\", name: {zh: 综合}}\n":         "counters[0].prefix",
		"counters:\n  - {id: \"\", prefix: A, name: {zh: 综合}}": "counters[0].id",
		"counters:\n  - {id: \"1\", prefix: A}\n":              "counters[0].name",
		"numbers: {first: 0}\n":                                "numbers.first",
		"numbers: {last: 1000}\n":                              "numbers.last",
		"numbers: {first: 500, last: 400}\n":                   "numbers.last",
		"numbers: {size: 0}\n":                                 "numbers.size",
		"numbers: {days: 0}\n":                                 "numbers.days",
		"ledger: ledger.db\n":                                  "ledger",
		"zone: Asia/Nowhere\n":                                 "zone",
	} {
		file := filepath.Join(t.TempDir(), "office.yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := readSettings([]string{"-config", file}, io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if _, err := readSettings([]string{"stray"}, io.Discard, io.Discard); err == nil {
		t.Error("a stray argument was taken")
	}
}

func TestPrintedSettingsAreTheDefaults(t *testing.T) {
	var out strings.Builder
	if _, err := readSettings([]string{"-print-config"}, &out, io.Discard); !errors.Is(err, errPrinted) {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "streetoffice.yaml")
	if err := os.WriteFile(file, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	printed, err := readSettings([]string{"-config", file}, io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	none, err := readSettings(nil, io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(printed, none) || none.Listen != "127.0.0.1:8480" {
		t.Errorf("printed %+v, defaults %+v", printed, none)
	}
}
