package wire_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"linli/kiosk"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// Everything about persons in these tests is invented: 张示例 is nobody, and
// 8100000000 is no division of the country.

func header() *linlipb.Header {
	return &linlipb.Header{
		Device: "K1", Stream: linlipb.Stream_STREAM_LIVE, Epoch: bytes.Repeat([]byte{7}, wire.EpochSize),
		Seq: 1, Prev: make([]byte, wire.HashSize),
		Clock: &linlipb.Clock{Boot: 3, BoottimeMs: 86_400_000, WallMs: 1_790_000_000_000,
			Quality: linlipb.ClockQuality_CLOCK_QUALITY_SYNCED},
	}
}

func pair(t testing.TB) (*wire.Sealer, *wire.Opener) {
	t.Helper()
	private, public, err := wire.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	s, err := wire.NewSealer(public)
	if err != nil {
		t.Fatal(err)
	}
	o, err := wire.NewOpener(private)
	if err != nil {
		t.Fatal(err)
	}
	return s, o
}

func TestPayloadOfEveryLengthComesBackPadded(t *testing.T) {
	s, o := pair(t)
	for n := range 200 {
		payload := bytes.Repeat([]byte{0x80}, n) // looks like padding itself
		h := header()
		sealed, err := s.Seal(h, payload)
		if err != nil {
			t.Fatal(err)
		}
		if len(sealed) > 60+(n/64+1)*64 || (len(sealed)-60)%64 != 0 {
			t.Fatalf("payload of %d bytes is sealed into %d", n, len(sealed))
		}
		got, err := o.Open(h, sealed)
		if err != nil || !bytes.Equal(got, payload) {
			t.Fatalf("payload of %d bytes: got %x, %v", n, got, err)
		}
	}
}

func TestSealSaysHowItSealed(t *testing.T) {
	_, public, err := wire.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	s, err := wire.NewSealer(public)
	if err != nil {
		t.Fatal(err)
	}
	h := header()
	if _, err := s.Seal(h, nil); err != nil {
		t.Fatal(err)
	}
	id := wire.KeyID(public)
	if h.Suite != wire.SuiteEnvelope || h.Dictionary != 0 || !bytes.Equal(h.SealingKey, id[:]) {
		t.Fatalf("header says suite %d, dictionary %d, key %x", h.Suite, h.Dictionary, h.SealingKey)
	}
}

func TestSealBindsOriginButNotPlaceInChain(t *testing.T) {
	s, o := pair(t)
	for _, c := range []struct {
		field string
		alter func(*linlipb.Header)
		opens bool
	}{
		{"device", func(h *linlipb.Header) { h.Device = "K2" }, false},
		{"stream", func(h *linlipb.Header) { h.Stream = linlipb.Stream_STREAM_BULK }, false},
		{"boot", func(h *linlipb.Header) { h.Clock.Boot++ }, false},
		{"boottime", func(h *linlipb.Header) { h.Clock.BoottimeMs++ }, false},
		{"wall", func(h *linlipb.Header) { h.Clock.WallMs++ }, false},
		{"quality", func(h *linlipb.Header) { h.Clock.Quality++ }, false},
		{"suite", func(h *linlipb.Header) { h.Suite ^= 3 }, false},
		{"dictionary", func(h *linlipb.Header) { h.Dictionary ^= 1 }, false},
		{"key", func(h *linlipb.Header) { h.SealingKey[0] ^= 1 }, false},
		{"epoch", func(h *linlipb.Header) { h.Epoch[0] ^= 1 }, true},
		{"seq", func(h *linlipb.Header) { h.Seq++ }, true},
		{"prev", func(h *linlipb.Header) { h.Prev[0] ^= 1 }, true},
	} {
		h := header()
		sealed, err := s.Seal(h, []byte("x"))
		if err != nil {
			t.Fatal(err)
		}
		before := wire.Hash(h, sealed)
		c.alter(h)
		if _, err := o.Open(h, sealed); (err == nil) != c.opens {
			t.Errorf("%s altered: Open says %v", c.field, err)
		}
		if wire.Hash(h, sealed) == before {
			t.Errorf("%s altered: hash is the same", c.field)
		}
	}
}

func TestPayloadThatNoOfficeTakesIsRefused(t *testing.T) {
	s, _ := pair(t)
	sealed, err := s.Seal(header(), make([]byte, wire.MaxPayload))
	if err != nil || len(sealed) > wire.MaxSealed {
		t.Fatalf("the largest payload: %d bytes, %v", len(sealed), err)
	}
	if _, err := s.Seal(header(), make([]byte, wire.MaxPayload+1)); !errors.Is(err, wire.ErrTooLarge) {
		t.Fatalf("one byte more: %v", err)
	}
}

func TestKeysOfWrongLengthAreRefused(t *testing.T) {
	if _, err := wire.NewSealer(make([]byte, 31)); err == nil {
		t.Error("public key of 31 bytes was taken")
	}
	if _, err := wire.NewOpener(make([]byte, 33)); err == nil {
		t.Error("private key of 33 bytes was taken")
	}
}

func TestKeyFilesAreToldApart(t *testing.T) {
	private, public, err := wire.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	privateFile, publicFile := wire.EncodePrivateKey(private), wire.EncodePublicKey(public)
	if got, err := wire.DecodePublicKey(publicFile); err != nil || !bytes.Equal(got, public) {
		t.Errorf("public key file: %x, %v", got, err)
	}
	if got, err := wire.DecodePrivateKey(privateFile); err != nil || !bytes.Equal(got, private) {
		t.Errorf("private key file: %x, %v", got, err)
	}
	if got, err := wire.PublicKeyOf(private); err != nil || !bytes.Equal(got, public) {
		t.Errorf("public half: %x, %v", got, err)
	}
	for name, text := range map[string][]byte{
		"the private key": privateFile, "nothing": nil, "prose": []byte("no key here"),
		"a short key": bytes.Replace(publicFile, publicFile[36:44], nil, 1),
	} {
		if _, err := wire.DecodePublicKey(text); !errors.Is(err, wire.ErrKeyFile) {
			t.Errorf("%s in place of a public key: %v", name, err)
		}
	}
	if _, err := wire.DecodePrivateKey(publicFile); !errors.Is(err, wire.ErrKeyFile) {
		t.Errorf("public key in place of a private one: %v", err)
	}
}

// ticket is a long one among ordinary tickets.
func ticket() (kiosk.Ticket, kiosk.Resident) {
	at := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	return kiosk.Ticket{
			ID: "01KAG0000000000000000000AA", Visit: "01KAG0000000000000000000VV", Number: "A-K2-01",
			Prefix: "A", Item: "subsistence-allowance", Day: "2026-11-20", IssuedAt: at,
		}, kiosk.Resident{
			Kind: kiosk.ResidentCard, Name: "欧阳示例", Number: "81000019491001000X",
		}
}

func TestTicketRecordIsSmallOnTheWire(t *testing.T) {
	s, _ := pair(t)
	tk, r := ticket()
	payload, err := wire.TicketTakenPayload(tk, r, kiosk.Chinese, 1234)
	if err != nil {
		t.Fatal(err)
	}
	batch := &linlipb.PushRequest{Device: "K1", Stream: linlipb.Stream_STREAM_LIVE}
	empty := proto.Size(batch)
	h := header()
	sealed, err := s.Seal(h, payload)
	if err != nil {
		t.Fatal(err)
	}
	batch.Records = []*linlipb.Record{{Clock: h.Clock, Suite: h.Suite, Dictionary: h.Dictionary,
		SealingKey: h.SealingKey, Sealed: sealed}}
	size := proto.Size(batch) - empty
	t.Logf("ticket record: %d B payload, %d B sealed, %d B on the wire", len(payload), len(sealed), size)
	if size > 300 {
		t.Errorf("a ticket record takes %d B on the wire, at most 300 are allowed", size)
	}
}

func TestPayloadsSayWhatHappened(t *testing.T) {
	tk, r := ticket()
	b, err := wire.TicketTakenPayload(tk, r, kiosk.English, 7)
	if err != nil {
		t.Fatal(err)
	}
	got := new(linlipb.Payload)
	if err := proto.Unmarshal(b, got); err != nil {
		t.Fatal(err)
	}
	want := &linlipb.Payload{Visit: string(tk.Visit), What: &linlipb.Payload_TicketTaken{TicketTaken: &linlipb.TicketTaken{
		Id: tk.ID, Number: "A-K2-01", Prefix: "A", Item: "subsistence-allowance", BusinessDay: "2026-11-20",
		Language: "en", PrintJob: 7,
		Resident: &linlipb.Resident{DocumentKind: "resident", Name: r.Name.Reveal(), Number: r.Number.Reveal()},
	}}}
	if !proto.Equal(got, want) {
		t.Errorf("ticket taken:\n got %v\nwant %v", got, want)
	}
	b, err = wire.PrintEndedPayload(tk.Visit, tk.ID, 7, kiosk.PrintUncertain)
	if err != nil {
		t.Fatal(err)
	}
	got = new(linlipb.Payload)
	if err := proto.Unmarshal(b, got); err != nil {
		t.Fatal(err)
	}
	want = &linlipb.Payload{Visit: string(tk.Visit), What: &linlipb.Payload_PrintEnded{
		PrintEnded: &linlipb.PrintEnded{Ticket: tk.ID, PrintJob: 7, Outcome: "uncertain"}}}
	if !proto.Equal(got, want) {
		t.Errorf("print ended:\n got %v\nwant %v", got, want)
	}
}

func TestPayloadOfACaseHoldsEveryAnswerInOrder(t *testing.T) {
	_, r := ticket()
	c := kiosk.Case{ID: "01KAQ3V5D8Z6P2M9R4T7W0X1YB", Visit: "V1", Item: "temporary-assistance", Day: "2026-11-20"}
	a := kiosk.Application{Spared: 1, Jurisdiction: kiosk.Jurisdiction{Committee: "east", Grid: "e1"}, Answers: []kiosk.Answer{
		{Field: "name", Value: "张示例", Source: kiosk.FromCard}, {Field: "phone", Value: "00000000001", Source: kiosk.Typed},
	}}
	b, err := wire.CaseOpenedPayload(c, a, r, kiosk.Chinese, 9)
	if err != nil {
		t.Fatal(err)
	}
	got := new(linlipb.Payload)
	if err := proto.Unmarshal(b, got); err != nil {
		t.Fatal(err)
	}
	want := &linlipb.Payload{Visit: "V1", What: &linlipb.Payload_CaseOpened{CaseOpened: &linlipb.CaseOpened{
		Id: string(c.ID), Item: "temporary-assistance", BusinessDay: "2026-11-20", Language: "zh", PrintJob: 9, Spared: 1, Committee: "east", Grid: "e1",
		Resident: &linlipb.Resident{DocumentKind: "resident", Name: r.Name.Reveal(), Number: r.Number.Reveal()},
		Answers: []*linlipb.Answer{
			{Field: "name", Value: "张示例", Source: "card"}, {Field: "phone", Value: "00000000001", Source: "typed"},
		},
	}}}
	if !proto.Equal(got, want) {
		t.Errorf("case opened:\n got %v\nwant %v", got, want)
	}
}

func TestVisitWithoutCardNamesNobody(t *testing.T) {
	tk, _ := ticket()
	for _, r := range []kiosk.Resident{{}, {Kind: kiosk.NoDocument}} {
		b, err := wire.TicketTakenPayload(tk, r, kiosk.Chinese, 1)
		if err != nil {
			t.Fatal(err)
		}
		got := new(linlipb.Payload)
		if err := proto.Unmarshal(b, got); err != nil {
			t.Fatal(err)
		}
		if got.GetTicketTaken().GetResident() != nil {
			t.Errorf("kind %q: %v", r.Kind, got)
		}
	}
}

func TestChainLinksEachRecordToTheOneBefore(t *testing.T) {
	batch := &linlipb.PushRequest{Device: "K1", Stream: linlipb.Stream_STREAM_BULK,
		Epoch: make([]byte, wire.EpochSize), FirstSeq: 5, Prev: bytes.Repeat([]byte{9}, wire.HashSize)}
	for i := range 4 {
		batch.Records = append(batch.Records, &linlipb.Record{Sealed: fmt.Append(nil, "sealed ", i)})
	}
	prev, seq := batch.Prev, uint64(5)
	for h, hash := range wire.Chain(batch) {
		if h.Seq != seq || !bytes.Equal(h.Prev, prev) || h.Device != "K1" || h.Stream != batch.Stream {
			t.Fatalf("header %v, want seq %d after %x", h, seq, prev)
		}
		prev, seq = hash[:], seq+1
	}
	if seq != 9 {
		t.Fatalf("chain ended before %d", seq)
	}
}

func TestBatchFraming(t *testing.T) {
	good := func() *linlipb.PushRequest {
		return &linlipb.PushRequest{Device: "K1", Stream: linlipb.Stream_STREAM_LIVE,
			Epoch: make([]byte, wire.EpochSize), FirstSeq: 1, Prev: make([]byte, wire.HashSize),
			Records: []*linlipb.Record{{Sealed: []byte("any bytes")}}}
	}
	for name, c := range map[string]struct {
		alter func(*linlipb.PushRequest)
		want  string // part of the error; empty: well framed
	}{
		"as agreed":                 {func(*linlipb.PushRequest) {}, ""},
		"no records":                {func(b *linlipb.PushRequest) { b.Records = nil }, ""},
		"a record of another suite": {func(b *linlipb.PushRequest) { b.Records[0].Suite = 99 }, ""},
		"an empty record":           {func(b *linlipb.PushRequest) { b.Records[0].Sealed = nil }, ""},
		"no device":                 {func(b *linlipb.PushRequest) { b.Device = "" }, "device"},
		"a device with a slash":     {func(b *linlipb.PushRequest) { b.Device = "K/1" }, "device"},
		"a device in Chinese":       {func(b *linlipb.PushRequest) { b.Device = "终端" }, "device"},
		"a long device":             {func(b *linlipb.PushRequest) { b.Device = strings.Repeat("K", 33) }, "device"},
		"the office's own name":     {func(b *linlipb.PushRequest) { b.Device = wire.OfficeDevice }, "device"},
		"no stream":                 {func(b *linlipb.PushRequest) { b.Stream = 0 }, "stream"},
		"an unknown stream":         {func(b *linlipb.PushRequest) { b.Stream = 3 }, "stream"},
		"a short epoch":             {func(b *linlipb.PushRequest) { b.Epoch = b.Epoch[1:] }, "epoch"},
		"sequence zero":             {func(b *linlipb.PushRequest) { b.FirstSeq = 0 }, "begins at 1"},
		"a sequence that wraps":     {func(b *linlipb.PushRequest) { b.FirstSeq = 1<<63 - 1 }, "sequence"},
		"no predecessor hash":       {func(b *linlipb.PushRequest) { b.Prev = nil }, "prev"},
		"a first record with one":   {func(b *linlipb.PushRequest) { b.Prev[3] = 1 }, "no predecessor"},
		"too many records":          {func(b *linlipb.PushRequest) { b.Records = make([]*linlipb.Record, wire.MaxRecords+1) }, "257 records"},
		"one record too large":      {func(b *linlipb.PushRequest) { b.Records[0].Sealed = make([]byte, wire.MaxSealed+1) }, "record 0"},
		"a key name too long":       {func(b *linlipb.PushRequest) { b.Records[0].SealingKey = make([]byte, 33) }, "names a key"},
		"too many bytes": {func(b *linlipb.PushRequest) {
			r := &linlipb.Record{Sealed: make([]byte, wire.MaxSealed)}
			b.Records = []*linlipb.Record{r, r, r}
		}, "sealed bytes"},
	} {
		b := good()
		c.alter(b)
		err := wire.CheckBatch(b)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.want != "" && (!errors.Is(err, wire.ErrFraming) || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: error %v, want one about %q", name, err, c.want)
		}
	}
}

// BenchmarkSeal seals records one by one, and many in one envelope.
func BenchmarkSeal(b *testing.B) {
	s, _ := pair(b)
	tk, r := ticket()
	payload, err := wire.TicketTakenPayload(tk, r, kiosk.Chinese, 1)
	if err != nil {
		b.Fatal(err)
	}
	e, err := s.Envelope()
	if err != nil {
		b.Fatal(err)
	}
	for name, seal := range map[string]func(*linlipb.Header, []byte) ([]byte, error){"alone": s.Seal, "envelope": e.Seal} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := seal(header(), payload); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestRecordsOfAnEnvelopeOpenAloneAndInAnyOrder(t *testing.T) {
	s, o := pair(t)
	e, err := s.Envelope()
	if err != nil {
		t.Fatal(err)
	}
	var sealed [300][]byte
	var headers [300]*linlipb.Header
	nonces := map[string]bool{}
	for i := range sealed {
		headers[i] = header()
		if sealed[i], err = e.Seal(headers[i], fmt.Append(nil, "payload ", i)); err != nil {
			t.Fatal(err)
		}
		nonces[string(sealed[i][32:44])] = true
	}
	if len(nonces) != len(sealed) {
		t.Errorf("%d nonces for %d records", len(nonces), len(sealed))
	}
	for i := len(sealed) - 1; i >= 0; i -= 7 {
		got, err := o.Open(headers[i], sealed[i])
		if err != nil || string(got) != fmt.Sprint("payload ", i) {
			t.Errorf("record %d: %q, %v", i, got, err)
		}
	}
}

func TestNoTwoEnvelopesAreAlike(t *testing.T) {
	s, _ := pair(t)
	seen := map[string]bool{}
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				sealed, err := s.Seal(header(), nil)
				mu.Lock()
				if err != nil || seen[string(sealed[:32])] {
					t.Errorf("encapsulated key again, %v", err)
				}
				seen[string(sealed[:32])] = true
				mu.Unlock()
			}
		})
	}
	all.Wait()
}

func TestSealerGoesOverToAnotherKey(t *testing.T) {
	s, first := pair(t)
	private, public, err := wire.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	second, err := wire.NewOpener(private)
	if err != nil {
		t.Fatal(err)
	}
	before, err := s.Envelope()
	if err != nil {
		t.Fatal(err)
	}
	if s.Use(make([]byte, 31)) == nil {
		t.Error("a key of 31 bytes was taken")
	}
	if err := s.Use(public); err != nil {
		t.Fatal(err)
	}
	for range 5 { // with and without an envelope made ahead
		h := header()
		sealed, err := s.Seal(h, []byte("x"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := second.Open(h, sealed); err != nil {
			t.Errorf("the new key: %v", err)
		}
		if _, err := first.Open(h, sealed); !errors.Is(err, wire.ErrKey) {
			t.Errorf("the old key: %v", err)
		}
	}
	h := header()
	sealed, err := before.Seal(h, []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.Open(h, sealed); err != nil {
		t.Errorf("an envelope from before: %v", err)
	}
}

func TestClosedEnvelopeSealsNoMoreAndTheNextHasAKeyOfItsOwn(t *testing.T) {
	s, _ := pair(t)
	var keys [][]byte
	for range 3 {
		e, err := s.Envelope()
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := e.Seal(header(), []byte("payload"))
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, sealed[:32])
		e.Close()
		e.Close()
		if _, err := e.Seal(header(), []byte("payload")); err == nil {
			t.Fatal("a closed envelope seals")
		}
	}
	if bytes.Equal(keys[0], keys[1]) || bytes.Equal(keys[1], keys[2]) {
		t.Error("two envelopes share a key")
	}
}
