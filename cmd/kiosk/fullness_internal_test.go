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

func fill(percent int64) store.Fill { return store.Fill{Used: percent << 20, Room: 100 << 20} }

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
		now = store.Fullness{File: fill(used), Tickets: fill(1), Applications: fill(0)}
		if used == 99 {
			now.Tickets = store.Fill{Used: 999, Room: 1000}
		}
		told = append(told, fmt.Sprint(used))
		g.once()
	}
	want := []string{
		"10", "-store-nearly-full", "-applications-full", "79", "-applications-full",
		"80", "+store-nearly-full file: 80 of 100 MiB", "-applications-full",
		"99", "+store-nearly-full tickets: 0 of 0 MiB", "-applications-full", "79", "-applications-full", "70", "-applications-full",
		"69", "-store-nearly-full", "-applications-full", "75", "-applications-full",
	}
	if !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
	told = nil
	for _, used := range []int64{94, 95, 99, 100, 101, 96, 94} {
		now = store.Fullness{File: fill(75), Tickets: fill(1), Applications: fill(used)}
		told = append(told, fmt.Sprint(used))
		g.once()
	}
	told = slices.DeleteFunc(told, func(s string) bool { return strings.HasPrefix(s, "+store-nearly-full") })
	want = []string{"94", "-applications-full", "95", "99", "100", "+applications-full 100 of 100 MiB", "101", "+applications-full 101 of 100 MiB", "96", "94", "-applications-full"}
	if !slices.Equal(told, want) {
		t.Errorf("of applications told %q, want %q", told, want)
	}
	told, trouble = nil, errors.New("unplugged")
	g.once()
	if told != nil || !strings.Contains(log.String(), kiosk.EventStoreTrouble) {
		t.Errorf("a store that cannot be asked: told %q, logged %s", told, log.String())
	}
}
