package card_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strings"
	"testing"
	"time"

	"linli/cmd/kioskctl/internal/card"
	"linli/drivers/cardwatch"
	"linli/drivers/drivertest"
	"linli/drivers/idcard"
	"linli/drivers/samv"
	"linli/drivers/serialport"
)

// Every person and number here is invented.

// document parses a specimen, with a field overwritten.
func document(t *testing.T, name string, change ...drivertest.Field) idcard.Document {
	t.Helper()
	c, ok := drivertest.SpecimenCard(name)
	if !ok {
		t.Fatalf("no specimen %s", name)
	}
	for _, f := range change {
		over, err := drivertest.NewCard(f)
		if err != nil {
			t.Fatal(err)
		}
		copy(c.Text[f.Offset:], over.Text[f.Offset:f.Offset+f.Length])
	}
	d, err := idcard.Parse(c.Text[:])
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDocumentedNamesAreInTheJSONOfEveryCard(t *testing.T) {
	names := []string{"kind", "name", "sex", "ethnicity", "birth", "address", "number", "issuer", "validFrom", "validTo", "warnings"}
	for _, specimen := range []string{"A", "B", "C"} {
		var out bytes.Buffer
		if err := card.WriteJSON(&out, card.FactsOf(document(t, specimen), true)); err != nil {
			t.Fatal(err)
		}
		if strings.Count(out.String(), "\n") != 1 {
			t.Errorf("%s: not one line", specimen)
		}
		var got map[string]any
		if err := json.Unmarshal(out.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			if _, there := got[n]; !there {
				t.Errorf("%s: %s is missing", specimen, n)
			}
		}
		if list, ok := got["warnings"].([]any); !ok || len(list) != 0 {
			t.Errorf("%s: warnings %v", specimen, got["warnings"])
		}
	}
}

func TestNothingPersonalWithoutReveal(t *testing.T) {
	for _, specimen := range []string{"A", "B", "C"} {
		d := document(t, specimen)
		facts := card.FactsOf(d, false)
		var out bytes.Buffer
		line := card.LineOf(time.Now(), cardwatch.Event{Kind: cardwatch.Read, Document: d}, false)
		if err := errors.Join(facts.WriteText(&out), card.WriteJSON(&out, facts), card.WriteJSON(&out, line), line.WriteText(&out)); err != nil {
			t.Fatal(err)
		}
		for _, secret := range []idcard.Private{d.Name, d.EnglishName, d.Number, d.Birth, d.Address, d.PassNumber} {
			if s := secret.Reveal(); s != "" && strings.Contains(out.String(), s) {
				t.Errorf("%s: %s is in the open", specimen, secret)
			}
		}
		if d.EthnicGroup != "" && strings.Contains(out.String(), d.EthnicGroup) {
			t.Errorf("%s: the ethnic group is in the open", specimen)
		}
	}
}

func TestFieldsThatAreNotThereOrNotRight(t *testing.T) {
	f := card.FactsOf(document(t, "A",
		drivertest.Field{Offset: 204, Length: 16, Text: "长期"}, drivertest.Field{Offset: 30, Length: 2, Text: "9"}), true)
	if f.ValidFrom != "2020-01-01" || f.ValidTo != "长期" || f.Sex != "unstated" {
		t.Errorf("valid %s to %s, sex %s", f.ValidFrom, f.ValidTo, f.Sex)
	}
	f = card.FactsOf(document(t, "B", drivertest.Field{Offset: 204, Length: 16}, drivertest.Field{Offset: 30, Length: 2}), false)
	if f.ValidFrom != "" || f.ValidTo != "" || f.Sex != "unknown" || f.Ethnicity != "" || f.Address != "" {
		t.Errorf("facts %+v", f)
	}
	if len(f.Warnings) != 1 || f.Warnings[0] != idcard.ValidityDoubtful {
		t.Errorf("warnings %q", f.Warnings)
	}
	var out bytes.Buffer
	if err := f.WriteText(&out); err != nil || !strings.Contains(out.String(), "warning") || strings.Contains(out.String(), "address") {
		t.Errorf("text %q, %v", out.String(), err)
	}
}

func TestEveryFailureComesWithAdvice(t *testing.T) {
	for want, err := range map[string]error{
		"is the cable in, and": fs.ErrNotExist,
		"dialout":              fs.ErrPermission,
		"stop the terminal":    serialport.ErrBusy,
		"went dead":            serialport.ErrGone,
		"does not search":      cardwatch.ErrBlind,
		"takes no command":     &samv.StatusError{SW3: 0x66},
		"damaged":              samv.ErrDamaged,
		"at any speed":         samv.ErrTimeout,
		"no identity document": cardwatch.ErrUnsupported,
		"flat and still":       cardwatch.ErrUnreadable,
	} {
		got := card.Explain(fmt.Errorf("cardwatch: %w", err))
		if !strings.Contains(got.Error(), want) || !errors.Is(got, err) {
			t.Errorf("%v reads %q", err, got)
		}
	}
	other := errors.New("something else")
	if got := card.Explain(other); !errors.Is(got, other) || got.Error() != other.Error() {
		t.Errorf("%v became %v", other, got)
	}
	// Not even ErrBlind's own cause, a timeout, may speak in its place.
	if got := card.Explain(fmt.Errorf("%w: %w", cardwatch.ErrBlind, samv.ErrTimeout)); strings.Contains(got.Error(), "any speed") {
		t.Errorf("a blind module reads %q", got)
	}
}

// served starts a module with a card behind a serial server, which takes one
// connection, and returns its address.
func served(t *testing.T) (string, *drivertest.CardModule) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	module := drivertest.NewCardModule()
	c, _ := drivertest.SpecimenCard("A")
	module.Lay(c)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if line, err := listener.Accept(); err == nil {
			_ = module.Serve(ctx, line)
		}
	}()
	t.Cleanup(func() {
		cancel()
		_ = listener.Close()
		<-ended
	})
	return "tcp://" + listener.Addr().String(), module
}

func TestReaderBehindASerialServer(t *testing.T) {
	address, _ := served(t)
	var advice bytes.Buffer
	d, err := card.Read(t.Context(), card.Reader{Port: address, Baud: 115200}, 20*time.Second, &advice)
	if err != nil || d.Name.Reveal() != "张示例" || d.NewAddress.Reveal() == "" {
		t.Errorf("read %v, %v", d, err)
	}
	if _, err := card.Read(t.Context(), card.Reader{Port: "tcp://127.0.0.1:1", Baud: 115200}, 20*time.Second, &advice); err == nil {
		t.Error("a server that is not there was read")
	}
}
