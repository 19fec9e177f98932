package wire_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"

	"google.golang.org/protobuf/proto"

	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// parcelOf returns a parcel with two batches of two invented terminals.
func parcelOf(t testing.TB) ([]byte, []*linlipb.PushRequest) {
	t.Helper()
	var batches []*linlipb.PushRequest
	for i, device := range []string{"K1", "K2"} {
		batches = append(batches, &linlipb.PushRequest{
			Device: device, Stream: linlipb.Stream_STREAM_LIVE, Epoch: make([]byte, wire.EpochSize),
			FirstSeq: uint64(1 + i), Prev: make([]byte, wire.HashSize),
			Records: []*linlipb.Record{{Sealed: []byte("sealed")}},
		})
	}
	var out bytes.Buffer
	w, err := wire.NewParcelWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range batches {
		if err := w.Add(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), batches
}

func TestParcelBringsWhatWasPutIn(t *testing.T) {
	raw, want := parcelOf(t)
	var got []*linlipb.PushRequest
	err := wire.ReadParcel(bytes.NewReader(raw), func(b *linlipb.PushRequest) error {
		got = append(got, b)
		return nil
	})
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d batches, %v", len(got), err)
	}
	for i := range want {
		if !proto.Equal(got[i], want[i]) {
			t.Errorf("batch %d: %v", i, got[i])
		}
	}
}

func TestTornOrChangedParcelIsNoParcel(t *testing.T) {
	raw, _ := parcelOf(t)
	for n := range raw {
		if err := readAll(raw[:n]); !errors.Is(err, wire.ErrParcel) {
			t.Fatalf("cut at byte %d: %v", n, err)
		}
	}
	for i := range raw {
		changed := bytes.Clone(raw)
		changed[i] ^= 1
		if err := readAll(changed); !errors.Is(err, wire.ErrParcel) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
	if err := readAll(append(bytes.Clone(raw), 0)); !errors.Is(err, wire.ErrParcel) {
		t.Fatalf("with a byte after its end: %v", err)
	}
}

func TestBatchOfNoFrameIsNotPutIntoAParcel(t *testing.T) {
	w, err := wire.NewParcelWriter(new(bytes.Buffer))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Add(&linlipb.PushRequest{}); !errors.Is(err, wire.ErrFraming) {
		t.Error(err)
	}
}

func readAll(raw []byte) error {
	return wire.ReadParcel(bytes.NewReader(raw), func(*linlipb.PushRequest) error { return nil })
}

func FuzzReadParcel(f *testing.F) {
	raw, _ := parcelOf(f)
	f.Add(raw)
	f.Add(raw[:40])
	f.Fuzz(func(t *testing.T, raw []byte) {
		if err := readAll(raw); err != nil && !errors.Is(err, wire.ErrParcel) {
			t.Error(err)
		}
	})
}

func TestNextEpochIsTheSameForTheSameRecordOnly(t *testing.T) {
	one, other := [wire.HashSize]byte{1}, [wire.HashSize]byte{2}
	epoch := make([]byte, wire.EpochSize)
	a := wire.NextEpoch(epoch, one)
	if a != wire.NextEpoch(epoch, one) {
		t.Error("the same record moves to two epochs")
	}
	if a == wire.NextEpoch(epoch, other) || a == wire.NextEpoch(a[:], one) {
		t.Error("different records move to one epoch")
	}
	const want = "3ec514f79ebc1d03da0b1acc9165704f"
	if got := hex.EncodeToString(a[:]); got != want {
		t.Errorf("epoch %s, want %s: terminals already at work compute another", got, want)
	}
}
