package kiosk_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"linli/kiosk"
)

// secret is an invented number of nobody.
const secret = "000000195001010011"

func TestPrivateIsMaskedByWhateverPrintsIt(t *testing.T) {
	p := kiosk.Private(secret)
	r := kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例", Number: p}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "p", p, "r", r, "ptr", &r)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "p", p, "r", r, "ptr", &r)
	encoded, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{
		log.String(), string(encoded), fmt.Sprint(p, r), fmt.Sprintf("%v %+v %#v %s %q %x %d", p, p, p, p, p, p, p),
		fmt.Sprintf("%v %+v %#v", r, r, r), fmt.Sprint(fmt.Errorf("read %v", p)),
	} {
		if strings.Contains(out, "1950") || strings.Contains(out, "示例") || strings.Contains(out, "31393530") {
			t.Errorf("revealed in %s", out)
		}
	}
	if p.Reveal() != secret {
		t.Error("Reveal does not reveal")
	}
}

func TestMaskedFormsForScreenAndPaper(t *testing.T) {
	for _, c := range []struct{ name, number, wantName, wantNumber string }{
		{"张示例", secret, "张*", "000000********0011"},
		{"SPECIMEN, ANNA", "P12345678", "S*", "P*******8"},
		{"", "", "", ""},
		{"王", "12", "王*", "**"},
	} {
		r := kiosk.Resident{Name: kiosk.Private(c.name), Number: kiosk.Private(c.number)}
		if r.MaskedName() != c.wantName || r.MaskedNumber() != c.wantNumber {
			t.Errorf("%q %q", r.MaskedName(), r.MaskedNumber())
		}
	}
}

func TestBusinessDayBelongsToTheOfficesZone(t *testing.T) {
	zone := time.FixedZone("office", 8*3600)
	at := time.Date(2026, 11, 22, 16, 30, 0, 0, time.UTC)
	if d := kiosk.BusinessDayOf(at, zone); d != "2026-11-23" {
		t.Errorf("half past midnight at the office is %s", d)
	}
}

func TestErrorKeepsItsCause(t *testing.T) {
	cause := errors.New("EIO")
	err := fmt.Errorf("visit: %w", &kiosk.Error{Code: kiosk.StoreFailed, Op: "submit", Err: cause})
	var e *kiosk.Error
	if !errors.As(err, &e) || e.Code != kiosk.StoreFailed || !errors.Is(err, cause) {
		t.Errorf("%v", err)
	}
}

func TestTextFallsBackToChinese(t *testing.T) {
	if got := (kiosk.Text{ZH: "取号"}).In(kiosk.English); got != "取号" {
		t.Error(got)
	}
	if got := (kiosk.Text{ZH: "取号", EN: "Queue ticket"}).In(kiosk.English); got != "Queue ticket" {
		t.Error(got)
	}
}
