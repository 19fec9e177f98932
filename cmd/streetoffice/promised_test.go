package main

import (
	"bytes"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/kiosk/calendar"
	"linli/sync/uplink"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// signUp is an item of the catalogue whose application picks an entry with
// limited places, and where it does.
const (
	signUp        = "lecture-sign-up"
	signUpListing = "activities"
)

// signUps seals one application for an entry of activities after another.
// Nobody handed them in.
func signUps(t *testing.T, public []byte, entry string, n int) (codes []string, b *linlipb.PushRequest) {
	t.Helper()
	sealer, err := wire.NewSealer(public)
	if err != nil {
		t.Fatal(err)
	}
	b = &linlipb.PushRequest{Device: "K1", Stream: linlipb.Stream_STREAM_BULK,
		Epoch: bytes.Repeat([]byte{7}, wire.EpochSize), FirstSeq: 1, Prev: make([]byte, wire.HashSize)}
	for i := range n {
		id := kiosk.CaseID(fmt.Sprintf("01KAQ3V5D8Z6P2M9R4T7W0X%03d", i))
		payload, err := wire.CaseOpenedPayload(kiosk.Case{ID: id, Visit: "V", Item: signUp, Day: kiosk.BusinessDayOf(time.Now(), time.UTC)},
			kiosk.Application{Answers: []kiosk.Answer{{Field: "course", Value: kiosk.Private(entry), Source: kiosk.Typed}}}, kiosk.Resident{}, kiosk.Chinese, 1)
		if err != nil {
			t.Fatal(err)
		}
		h := &linlipb.Header{Device: b.Device, Stream: b.Stream, Clock: &linlipb.Clock{Boot: 1}}
		sealed, err := sealer.Seal(h, payload)
		if err != nil {
			t.Fatal(err)
		}
		b.Records = append(b.Records, &linlipb.Record{Clock: h.Clock, Suite: h.Suite, Dictionary: h.Dictionary, SealingKey: h.SealingKey, Sealed: sealed})
		codes = append(codes, kiosk.CaseCode(id))
	}
	return codes, b
}

// TestCaseIsPromisedByADayAndItsPlaceIsCounted: an office that publishes the
// hours it was given to begin with, as the demo's does, tells when a case is
// due wherever it is looked at; and a course that fills up is counted.
func TestCaseIsPromisedByADayAndItsPlaceIsCounted(t *testing.T) {
	data, phones := emptyOffice(t), freePort(t)
	folder := filepath.Join(t.TempDir(), "content")
	for _, args := range [][]string{{"publish", "copy", folder}, {"publish", "hours", filepath.Join(folder, hoursFile)}} {
		if out, err := staff(t, data, args...); err != nil {
			t.Fatal(out, err)
		}
	}
	if text, err := readHours(filepath.Join(folder, hoursFile)); err != nil || !knows(t, text, time.Now().AddDate(0, 1, 0)) {
		t.Skipf("assets/%s does not know the days of next month: add the announced year (%v)", hoursFile, err)
	}
	base, stop := start(t, "-listen", "127.0.0.1:0", "-public", phones, "-data", data)
	const entry, capacity, many = "calligraphy", 16, 19
	codes, batch := signUps(t, []byte(readKey(t, filepath.Join(data, "sealing.pub"), wire.DecodePublicKey)), entry, many)
	if _, err := linlipbconnect.NewSyncClient(http.DefaultClient, base).Push(t.Context(), connect.NewRequest(batch)); err != nil {
		t.Fatal(err)
	}
	terminal := uplink.NewDesk("K1", http.DefaultClient, base)
	var last uplink.CaseStatus
	until(t, "the last case is known", func() bool {
		c, known, err := terminal.CaseStatus(t.Context(), codes[many-1])
		last = c
		return err == nil && known
	})
	due, err := time.Parse(time.DateOnly, last.Due)
	if ahead := time.Until(due); err != nil || ahead < 0 || ahead > 14*24*time.Hour {
		t.Errorf("a terminal hears that it is due on %q", last.Due)
	}
	if got := page(t, "http://"+phones+"/C/"+codes[0]); !strings.Contains(got, fmt.Sprintf("%d月%d日", due.Month(), due.Day())) {
		t.Error("the telephone's page does not say when it is due")
	}
	if got := page(t, base+"/cases"); strings.Count(got, last.Due) < many {
		t.Error("the page of staff does not say when cases are due")
	}
	taken, err := terminal.Places(t.Context(), signUpListing)
	if err != nil || len(taken) != 1 || taken[entry] != many {
		t.Errorf("the terminal hears of %v, %v", taken, err)
	}
	for entry, words := range map[string]string{entry: "16 人，已经报满，可以排候补", "first-aid": "30 人，还有 30 个位子"} {
		if got := page(t, "http://"+phones+"/N/"+signUpListing+"/"+entry); !strings.Contains(got, words) {
			t.Errorf("the telephone's page of %s lacks %q", entry, words)
		}
	}
	if got := page(t, base+"/cases/01KAQ3V5D8Z6P2M9R4T7W0X018"); !strings.Contains(got, fmt.Sprintf("候补次序 <span class=\"num\">%d<", many-capacity)) {
		t.Error("staff do not see that the last one waits")
	}
	for n, words := range map[int]string{capacity - 1: "在名额以内", many - 1: fmt.Sprintf("候补第 %d 位", many-capacity)} {
		if got := page(t, "http://"+phones+"/C/"+codes[n]); !strings.Contains(got, words) {
			t.Errorf("the telephone's page of application %d lacks %q", n+1, words)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// knows tells whether hours count through a day.
func knows(t *testing.T, text []byte, day time.Time) bool {
	t.Helper()
	c, err := calendar.Load(hoursFile, text)
	if err != nil {
		t.Fatal(err)
	}
	_, known := c.IsWorkday(calendar.DateOf(day))
	return known
}
