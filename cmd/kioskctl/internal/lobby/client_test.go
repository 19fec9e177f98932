package lobby_test

import (
	"bytes"
	"errors"
	"testing"

	"linli/drivers/ipp"
	"linli/drivers/nfc"
	"linli/internal/visitplay"
)

// What plays visits has to know the lobby's acts by the names they have here.
func TestLobbyIsWorkedByWhatPlaysVisits(t *testing.T) {
	s := serve(t)
	client, ctx := visitplay.LobbyAt(s.ready.HTTP), t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(client.ShowCode(ctx, "示例 & more"))
	s.reads(s.open(s.ready.QRScan), "示例 & more\r\n")
	must(client.QRFault(ctx, "noise"))

	must(client.LayNFC(ctx, "01020304", "05060708"))
	if _, err := uid(t, nfc.New(s.port(s.ready.NFC))); !errors.Is(err, nfc.ErrSeveral) {
		t.Errorf("two cards: %v", err)
	}
	must(client.LiftNFC(ctx))
	must(client.NFCFault(ctx, "mute"))

	must(client.Approach(ctx, true))
	must(client.OpenDoor(ctx, true))
	must(client.LinesFault(ctx, "silent"))
	lamps, err := client.Lamps(ctx)
	if must(err); lamps != (visitplay.Lamps{}) {
		t.Errorf("lamps %+v", lamps)
	}

	must(client.Unplug(ctx, "a4"))
	must(client.Replug(ctx, "a4"))
	if o, err := s.a4().Print(ctx, document, ipp.JobOptions{}); o != ipp.Printed {
		t.Errorf("%v, %v", o, err)
	}
	must(client.A4Fault(ctx, "busy"))
	n, err := client.A4Pages(ctx)
	must(err)
	page, err := client.A4Page(ctx, 1)
	must(err)
	if n != 1 || !bytes.Equal(page, document) {
		t.Errorf("%d pages, the first %q", n, page)
	}
	if st := s.state(); st.QRScan.Fault != "noise" || st.NFC.Fault != "mute" || len(st.NFC.UIDs) != 0 || len(st.A4.Faults) != 1 ||
		!st.Lines.Presence || !st.Lines.DoorOpen || st.Lines.Fault != "silent" {
		t.Errorf("state %+v", st)
	}
}
