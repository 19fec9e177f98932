package main

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"linli/kiosk"
	"linli/kiosk/health"
	"linli/kiosk/store"
)

func TestStoreIsNearlyFullFromFourFifthsUntilItIsEmptiedWellBelow(t *testing.T) {
	var told []string
	var log bytes.Buffer
	var now store.Fullness
	var trouble error
	g := gauge{
		look:  func() (store.Fullness, error) { return now, trouble },
		raise: func(f health.Finding) { told = append(told, fmt.Sprint("+", f.Code, " ", f.Detail)) },
		clear: func(c health.Code) { told = append(told, fmt.Sprint("-", c)) },
		log:   slog.New(slog.NewTextHandler(&log, nil)),
	}
	for _, used := range []int64{10, 79, 80, 99, 79, 70, 69, 75} {
		now = store.Fullness{Used: used << 20, Room: 100 << 20}
		g.once()
	}
	want := []string{"-store-nearly-full", "+store-nearly-full 80 of 100 MiB", "+store-nearly-full 99 of 100 MiB", "-store-nearly-full"}
	if !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
	told, trouble = nil, errors.New("unplugged")
	g.once()
	if told != nil || !strings.Contains(log.String(), kiosk.EventStoreTrouble) {
		t.Errorf("a store that cannot be asked: told %q, logged %s", told, log.String())
	}
}
