package store_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"linli/kiosk/store"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

func TestParcelOfAnOpenStoreHoldsWhatWaits(t *testing.T) {
	o, path := newOffice(t), newPath(t)
	s := open(t, path, o.options())
	fill(t, s, 600) // more than a batch
	submit(t, s, application("case"))
	first, err := s.Next(context.Background(), live, 100, wire.MaxBatchBytes)
	must(t, err)
	s.Acked(live, first.GetEpoch(), 100)
	var parcel bytes.Buffer
	must(t, s.ExportTo(context.Background(), &parcel))
	out := filepath.Join(t.TempDir(), "parcel")
	x, err := store.Receive(&parcel, out)
	must(t, err)
	if x.Device != "K2" || x.Records != 501 || len(x.Streams) != 2 ||
		x.Streams[0] != (store.StreamParcel{Name: "live", First: 101, Last: 600, Records: 500}) || x.Streams[1].Records != 1 {
		t.Errorf("received %+v", x)
	}
	kept, err := os.Open(out)
	must(t, err)
	defer kept.Close()
	records := 0
	must(t, wire.ReadParcel(kept, func(b *linlipb.PushRequest) error { records += len(b.GetRecords()); return nil }))
	if records != 501 {
		t.Errorf("%d records on the stick", records)
	}
}

func TestTornParcelIsNotPutInPlace(t *testing.T) {
	s := open(t, newPath(t), newOffice(t).options())
	fill(t, s, 10)
	var parcel bytes.Buffer
	must(t, s.ExportTo(context.Background(), &parcel))
	dir := t.TempDir()
	for _, cut := range []int{0, 10, parcel.Len() / 2, parcel.Len() - 1} {
		if _, err := store.Receive(bytes.NewReader(parcel.Bytes()[:cut]), filepath.Join(dir, "parcel")); err == nil {
			t.Errorf("%d of %d bytes are a parcel", cut, parcel.Len())
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}
