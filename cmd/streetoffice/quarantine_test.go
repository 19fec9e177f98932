package main

import (
	"errors"
	"flag"
	"io"
	"net/http"
	"strings"
	"testing"

	"connectrpc.com/connect"

	"linli/sync/wire"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// quarantine runs the command and returns what it printed.
func quarantine(t *testing.T, args ...string) string {
	t.Helper()
	var out strings.Builder
	if err := command(t.Context(), append([]string{"quarantine"}, args...), &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestQuarantineIsListedAndRetriedWhileTheOfficeRuns(t *testing.T) {
	data := t.TempDir()
	base, stop := start(t, "-listen", "127.0.0.1:0", "-data", data)
	if got := quarantine(t, "list", "-data", data); !strings.Contains(got, "empty") {
		t.Errorf("before: %s", got)
	}
	_, stranger, err := wire.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	client := linlipbconnect.NewSyncClient(http.DefaultClient, base)
	for _, b := range batches(t, stranger, "A", 2) {
		if _, err := client.Push(t.Context(), connect.NewRequest(b)); err != nil {
			t.Fatal(err)
		}
	}
	until(t, "two records set aside", func() bool {
		return strings.Count(quarantine(t, "list", "-data", data, "-json"), `"device":"K1"`) == 2
	})
	for _, args := range [][]string{{"list", "-data", data}, {"retry", "-data", data}} {
		if got := quarantine(t, args...); !strings.Contains(got, "another key") || strings.Count(got, "K1") != 2 {
			t.Errorf("%s: %s", args[0], got)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestQuarantineRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, args := range [][]string{nil, {"forget"}, {"list", "all"}, {"list", "-data", "nowhere at all"}} {
		if err := quarantineCommand(t.Context(), args, io.Discard, io.Discard); err == nil || errors.Is(err, flag.ErrHelp) {
			t.Errorf("%v: %v", args, err)
		}
	}
	if err := quarantineCommand(t.Context(), []string{"-h"}, io.Discard, io.Discard); !errors.Is(err, flag.ErrHelp) {
		t.Error(err)
	}
}
