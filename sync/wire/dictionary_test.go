package wire_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/kiosk"
	"linli/sync/wire"
)

var makeDictionary = flag.String("make-dictionary", "", "write a new dictionary of synthetic payloads to this file, and end")

// TestMain makes a dictionary instead of testing when it is asked to.
func TestMain(m *testing.M) {
	flag.Parse()
	if *makeDictionary == "" {
		os.Exit(m.Run())
	}
	if err := os.WriteFile(*makeDictionary, dictionary(), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// dictionary is one payload of each kind for each item on offer, the commonest
// last, because what stands near the end costs least to refer to. Nobody in it
// exists.
func dictionary() []byte {
	items, err := filepath.Glob("../../assets/services/items/*.yaml")
	if err != nil || len(items) == 0 {
		panic("no service items")
	}
	var all bytes.Buffer
	at := time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)
	ticket := func(item string) kiosk.Ticket {
		return kiosk.Ticket{
			ID: "01KJQ5Z3M00000000000000000", Visit: "01KJQ5Y2K00000000000000000", Number: "A001", Prefix: "A",
			Item: kiosk.ItemID(item), Day: kiosk.BusinessDayOf(at, time.UTC), IssuedAt: at,
		}
	}
	add := func(b []byte, err error) {
		if err != nil {
			panic(err)
		}
		all.Write(b)
	}
	residents := []kiosk.Resident{
		{Kind: kiosk.HKMacaoTaiwanCard, Name: "陈示例", Number: "000000199001010014"},
		{Kind: kiosk.ForeignerCard, Name: "SHILI, ZHANG", Number: "000000199001010022"},
		{Kind: kiosk.NoDocument},
		{Kind: kiosk.ResidentCard, Name: "张示例", Number: "000000197001010012"},
	}
	for _, path := range items {
		t := ticket(strings.TrimSuffix(filepath.Base(path), ".yaml"))
		add(wire.TicketTakenPayload(t, kiosk.Resident{}, kiosk.Chinese, 1))
	}
	last := ticket(strings.TrimSuffix(filepath.Base(items[len(items)-1]), ".yaml"))
	for i, r := range residents {
		lang := []kiosk.Lang{kiosk.English, kiosk.English, kiosk.Chinese, kiosk.Chinese}[i]
		add(wire.TicketTakenPayload(last, r, lang, 1000))
	}
	for _, s := range []kiosk.PrintState{
		kiosk.NotPrinted, kiosk.PrintSentUnconfirmed, kiosk.PrintUncertain, kiosk.PrintedUncut, kiosk.Printed,
	} {
		add(wire.PrintEndedPayload(last.Visit, last.ID, 1000, s))
	}
	return all.Bytes()
}

// TestDictionariesNeverChange: records wait for years, and one byte changed
// here makes all of them unreadable.
func TestDictionariesNeverChange(t *testing.T) {
	for file, want := range map[string]string{
		"1.bin": "ddba03bc0c0c2ab91318f53af86274a5ff1adc9e599127dce7005a6d7cf3b83e",
	} {
		b, err := os.ReadFile(filepath.Join("dictionary", file))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b)
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("%s: SHA-256 is %s, want %s", file, got, want)
		}
	}
}
