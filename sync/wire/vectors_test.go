package wire_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/crypto/chacha20poly1305"

	"linli/kiosk"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

var update = flag.Bool("update", false, "rewrite the golden files of this package")

// vector is one sealed record and what an office must say to it. Bytes are in
// hexadecimal; docs/wire.md explains the fields.
type vector struct {
	Note       string `json:"note"`
	Verdict    string `json:"verdict"`
	PrivateKey string `json:"privateKey"`
	Device     string `json:"device"`
	Stream     int32  `json:"stream"`
	Epoch      string `json:"epoch"`
	Seq        uint64 `json:"seq"`
	Prev       string `json:"prev"`
	Boot       uint64 `json:"boot"`
	BoottimeMs uint64 `json:"boottimeMs"`
	WallMs     int64  `json:"wallMs"`
	Quality    int32  `json:"quality"`
	Suite      uint32 `json:"suite"`
	Dictionary uint32 `json:"dictionary"`
	SealingKey string `json:"sealingKey"`
	Sealed     string `json:"sealed"`
	Hash       string `json:"hash"`
	Payload    string `json:"payload,omitempty"` // when the verdict is "opens"
}

func (v vector) header(t *testing.T) *linlipb.Header {
	return &linlipb.Header{
		Device: v.Device, Stream: linlipb.Stream(v.Stream), Epoch: unhex(t, v.Epoch), Seq: v.Seq, Prev: unhex(t, v.Prev),
		Clock: &linlipb.Clock{Boot: v.Boot, BoottimeMs: v.BoottimeMs, WallMs: v.WallMs, Quality: linlipb.ClockQuality(v.Quality)},
		Suite: v.Suite, Dictionary: v.Dictionary, SealingKey: unhex(t, v.SealingKey),
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// verdictOf names what Open said.
func verdictOf(err error) string {
	for verdict, cause := range map[string]error{
		"unknown-suite": wire.ErrSuite, "other-key": wire.ErrKey, "broken-seal": wire.ErrSeal,
		"bad-padding": wire.ErrPadding, "truncated": wire.ErrTruncated, "bad-packing": wire.ErrPacked,
	} {
		if errors.Is(err, cause) {
			return verdict
		}
	}
	if err == nil {
		return "opens"
	}
	return err.Error()
}

func TestVectors(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	files, err := filepath.Glob("testdata/vectors/*.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 35 {
		t.Fatalf("only %d vectors: the folder was moved or emptied", len(files))
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var v vector
			if err := json.Unmarshal(text, &v); err != nil {
				t.Fatal(err)
			}
			checkVector(t, v)
		})
	}
}

func checkVector(t *testing.T, v vector) {
	o, err := wire.NewOpener(unhex(t, v.PrivateKey))
	if err != nil {
		t.Fatal(err)
	}
	h, sealed := v.header(t), unhex(t, v.Sealed)
	if hash := wire.Hash(h, sealed); hex.EncodeToString(hash[:]) != v.Hash {
		t.Errorf("hash is %x, want %s", hash, v.Hash)
	}
	payload, err := o.Open(h, sealed)
	if got := verdictOf(err); got != v.Verdict {
		t.Errorf("verdict is %s, want %s", got, v.Verdict)
	}
	if hex.EncodeToString(payload) != v.Payload {
		t.Errorf("payload is %x, want %s", payload, v.Payload)
	}
}

// writeVectors makes what is missing. What stands is never made anew: that
// old records open is what it shows.
func writeVectors(t *testing.T) {
	v := maker{t: t}
	v.private, v.public = vectorKey(t)
	var err error
	if v.sealer, err = wire.NewSealer(v.public); err != nil {
		t.Fatal(err)
	}
	tk, r := ticket()
	taken, err := wire.TicketTakenPayload(tk, r, kiosk.Chinese, 1)
	if err != nil {
		t.Fatal(err)
	}
	printed, err := wire.PrintEndedPayload(tk.Visit, tk.ID, 1, kiosk.Printed)
	if err != nil {
		t.Fatal(err)
	}
	v.records(taken, printed)
	v.altered(taken)
	v.frames(taken)
	v.cases()
}

// cases are an application and what the office did with it.
func (v maker) cases() {
	_, r := ticket()
	c := kiosk.Case{ID: "01KAQ3V5D8Z6P2M9R4T7W0X1YB", Visit: "V1", Item: "temporary-assistance", Day: "2026-11-20"}
	a := kiosk.Application{Spared: 1, Answers: []kiosk.Answer{
		{Field: "name", Value: r.Name, Source: kiosk.FromCard}, {Field: "situation", Value: "房屋漏水，暂时没有收入", Source: kiosk.Typed},
	}}
	opened, err := wire.CaseOpenedPayload(c, a, r, kiosk.Chinese, 1)
	if err != nil {
		v.t.Fatal(err)
	}
	h := header()
	h.Stream = linlipb.Stream_STREAM_BULK
	sealed, err := v.sealer.Seal(h, opened)
	if err != nil {
		v.t.Fatal(err)
	}
	v.put("case-opened", "an application, in the bulk stream", "opens", h, sealed, opened)
}

// vectorKey is the key of the vectors there are, or a new one.
func vectorKey(t *testing.T) (private, public []byte) {
	text, err := os.ReadFile("testdata/vectors/ticket-taken.json")
	if errors.Is(err, os.ErrNotExist) {
		private, public, err = wire.GenerateKey()
	} else {
		var v vector
		if err := json.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		private = unhex(t, v.PrivateKey)
		public, err = wire.PublicKeyOf(private)
	}
	if err != nil {
		t.Fatal(err)
	}
	return private, public
}

// maker writes vectors.
type maker struct {
	t               *testing.T
	private, public []byte
	sealer          *wire.Sealer
}

// put writes a vector unless it stands.
func (v maker) put(name, note, verdict string, h *linlipb.Header, sealed, payload []byte) {
	if _, err := os.Stat(filepath.Join("testdata/vectors", name+".json")); err == nil {
		return
	}
	writeVector(v.t, v.private, name, note, verdict, h, sealed, payload)
}

// records are two of one commit, and one in a place it was not made for.
func (v maker) records(taken, printed []byte) {
	e, err := v.sealer.Envelope()
	if err != nil {
		v.t.Fatal(err)
	}
	first := header()
	sealed, err := e.Seal(first, taken)
	if err != nil {
		v.t.Fatal(err)
	}
	firstHash := wire.Hash(first, sealed)
	second := header()
	second.Seq, second.Prev, second.Clock.BoottimeMs = 2, firstHash[:], 86_404_000
	sealedSecond, err := e.Seal(second, printed)
	if err != nil {
		v.t.Fatal(err)
	}
	v.put("envelope-first", "the first record of a stream; compressed", "opens", first, sealed, taken)
	v.put("envelope-second", "of the same envelope as envelope-first, which need not be at hand", "opens", second, sealedSecond, printed)
	moved := with(first, func(h *linlipb.Header) { h.Epoch[0], h.Seq, h.Prev = 8, 2, bytes.Repeat([]byte{1}, 32) })
	v.put("envelope-chained-anew", "the same record in a new epoch, after a fork", "opens", moved, sealed, taken)
	swapped := append(bytes.Clone(sealed[:44]), sealedSecond[44:]...)
	v.put("envelope-nonce-swapped", "the nonce of another record of the envelope", "broken-seal", second, swapped, nil)
	alone := header()
	random := bytes.Repeat([]byte{0xa7, 0x13, 0x5c, 0x99, 0x02}, 3)
	sealed, err = v.sealer.Seal(alone, random)
	if err != nil {
		v.t.Fatal(err)
	}
	v.put("envelope-uncompressed", "too short to become shorter: dictionary 0", "opens", alone, sealed, random)
}

// altered are records that somebody had his hands on.
func (v maker) altered(taken []byte) {
	first := header()
	sealed, err := v.sealer.Seal(first, taken)
	if err != nil {
		v.t.Fatal(err)
	}
	for name, c := range map[string]struct {
		note, verdict string
		alter         func(*linlipb.Header)
	}{
		"envelope-other-device":     {"lifted into another terminal's stream", "broken-seal", func(h *linlipb.Header) { h.Device = "K2" }},
		"envelope-other-clock":      {"its time was altered", "broken-seal", func(h *linlipb.Header) { h.Clock.WallMs-- }},
		"envelope-other-suite":      {"said to be of suite 1", "broken-seal", func(h *linlipb.Header) { h.Suite = 1 }},
		"envelope-other-dictionary": {"said to be uncompressed", "broken-seal", func(h *linlipb.Header) { h.Dictionary = 0 }},
		"envelope-other-key":        {"sealed to a key this office does not hold", "other-key", func(h *linlipb.Header) { h.SealingKey[7] ^= 1 }},
		"unknown-suite":             {"suite 9 does not exist yet", "unknown-suite", func(h *linlipb.Header) { h.Suite = 9 }},
		"unknown-dictionary":        {"dictionary 9 does not exist yet", "unknown-suite", func(h *linlipb.Header) { h.Dictionary = 9 }},
	} {
		v.put(name, c.note, c.verdict, with(first, c.alter), sealed, nil)
	}
	v.put("envelope-flipped-bit", "one bit of the ciphertext changed", "broken-seal", first, flip(sealed, 100), nil)
	v.put("envelope-flipped-key-bit", "one bit of the encapsulated key changed", "broken-seal", first, flip(sealed, 3), nil)
	v.put("envelope-flipped-nonce-bit", "one bit of the nonce changed", "broken-seal", first, flip(sealed, 40), nil)
	v.put("envelope-truncated", "the last 64 bytes are missing", "broken-seal", first, sealed[:len(sealed)-64], nil)
	v.put("envelope-too-short", "no room for a key, a nonce, a step and a tag", "truncated", first, sealed[:123], nil)
}

// frames are sealed as agreed and hold what is not.
func (v maker) frames(taken []byte) {
	packed := squeeze(v.t, taken)
	for name, c := range map[string]struct {
		note string
		text []byte
	}{
		"packed-garbage":  {"no zstd frame at all", []byte("this is not a frame")},
		"packed-cut":      {"the frame ends early", packed[:len(packed)-9]},
		"packed-bomb":     {"32 MiB of zeros in a few bytes", squeeze(v.t, make([]byte, 32<<20))},
		"packed-too-long": {"one byte more than a payload may have", squeeze(v.t, make([]byte, wire.MaxPayload+1))},
		"packed-too-long-twice": {"two frames, together one byte more than a payload may have",
			append(squeeze(v.t, make([]byte, wire.MaxPayload)), squeeze(v.t, []byte{1})...)},
		"packed-other-dictionary": {"the frame names a dictionary of its own", append([]byte{0x28, 0xb5, 0x2f, 0xfd, 0x21, 0x07}, packed[5:]...)},
	} {
		h := header()
		h.Suite, h.Dictionary = wire.SuiteEnvelope, 1
		id := wire.KeyID(v.public)
		h.SealingKey = id[:]
		v.put(name, c.note, "bad-packing", h, sealRaw(v.t, v.public, h, padded(c.text)), nil)
	}
}

// squeeze packs as docs/wire.md says, by another level than the code under
// test.
func squeeze(t *testing.T, payload []byte) []byte {
	dictionary, err := os.ReadFile("dictionary/1.bin")
	if err != nil {
		t.Fatal(err)
	}
	e, err := zstd.NewWriter(nil, zstd.WithEncoderDictRaw(0, dictionary), zstd.WithEncoderLevel(zstd.SpeedBetterCompression),
		zstd.WithEncoderCRC(false), zstd.WithEncoderConcurrency(1), zstd.WithSingleSegment(true))
	if err != nil {
		t.Fatal(err)
	}
	return e.EncodeAll(payload, nil)
}

func padded(text []byte) []byte {
	return append(append(bytes.Clone(text), 0x80), make([]byte, 63-len(text)%64)...)
}

func with(h *linlipb.Header, alter func(*linlipb.Header)) *linlipb.Header {
	c := header()
	c.Suite, c.Dictionary, c.SealingKey = h.Suite, h.Dictionary, bytes.Clone(h.SealingKey)
	alter(c)
	return c
}

func flip(b []byte, i int) []byte {
	c := bytes.Clone(b)
	c[i] ^= 1
	return c
}

// sealRaw seals plain as it is, in suite 2. Every step is spelled out from
// docs/wire.md and not taken from the code under test.
func sealRaw(t *testing.T, public []byte, h *linlipb.Header, plain []byte) []byte {
	key, err := hpke.DHKEM(ecdh.X25519()).NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	enc, sender, err := hpke.NewSender(key, hpke.HKDFSHA256(), hpke.ExportOnly(), []byte("linli record v2"))
	if err != nil {
		t.Fatal(err)
	}
	secret, err := sender.Export("linli record key", 32)
	if err != nil {
		t.Fatal(err)
	}
	aead, err := chacha20poly1305.New(secret)
	if err != nil {
		t.Fatal(err)
	}
	nonce := bytes.Repeat([]byte{0x11}, 12)
	return append(append(enc, nonce...), aead.Seal(nil, nonce, plain, boundAsDocumented(h))...)
}

func boundAsDocumented(h *linlipb.Header) []byte {
	var b bytes.Buffer
	str := func(v []byte) {
		n := len(v)
		b.Write([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
		b.Write(v)
	}
	num := func(v uint64) {
		for shift := 56; shift >= 0; shift -= 8 {
			b.WriteByte(byte(v >> shift))
		}
	}
	str([]byte("linli seal 1"))
	str([]byte(h.Device))
	num(uint64(h.Stream))
	num(h.Clock.Boot)
	num(h.Clock.BoottimeMs)
	num(uint64(h.Clock.WallMs))
	num(uint64(h.Clock.Quality))
	num(uint64(h.Suite))
	num(uint64(h.Dictionary))
	str(h.SealingKey)
	return b.Bytes()
}

func writeVector(t *testing.T, private []byte, name, note, verdict string, h *linlipb.Header, sealed, payload []byte) {
	hash := wire.Hash(h, sealed)
	v := vector{
		Note: note, Verdict: verdict, PrivateKey: hex.EncodeToString(private),
		Device: h.Device, Stream: int32(h.Stream), Epoch: hex.EncodeToString(h.Epoch), Seq: h.Seq, Prev: hex.EncodeToString(h.Prev),
		Boot: h.Clock.Boot, BoottimeMs: h.Clock.BoottimeMs, WallMs: h.Clock.WallMs, Quality: int32(h.Clock.Quality),
		Suite: h.Suite, Dictionary: h.Dictionary, SealingKey: hex.EncodeToString(h.SealingKey),
		Sealed: hex.EncodeToString(sealed), Hash: hex.EncodeToString(hash[:]), Payload: hex.EncodeToString(payload),
	}
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("testdata/vectors", name+".json"), append(text, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

func FuzzOpen(f *testing.F) {
	private, public, err := wire.GenerateKey()
	if err != nil {
		f.Fatal(err)
	}
	s, err := wire.NewSealer(public)
	if err != nil {
		f.Fatal(err)
	}
	o, err := wire.NewOpener(private)
	if err != nil {
		f.Fatal(err)
	}
	h := header()
	sealed, err := s.Seal(h, []byte("a payload"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add(sealed[:len(sealed)-1])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := o.Open(h, b); err == nil && !bytes.Equal(b, sealed) {
			t.Fatalf("%x opens as %x", b, p)
		}
	})
}

// FuzzPacked opens frames as a hostile terminal may seal them.
func FuzzPacked(f *testing.F) {
	private, public, err := wire.GenerateKey()
	if err != nil {
		f.Fatal(err)
	}
	o, err := wire.NewOpener(private)
	if err != nil {
		f.Fatal(err)
	}
	h := header()
	id := wire.KeyID(public)
	h.Suite, h.Dictionary, h.SealingKey = wire.SuiteEnvelope, 1, id[:]
	f.Add([]byte{0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0x02, 0, 0x10, 0})
	f.Add([]byte{0x50, 0x2a, 0x4d, 0x18, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, frame []byte) {
		if len(frame) > wire.MaxPayload {
			return
		}
		payload, err := o.Open(h, sealRaw(t, public, h, padded(frame)))
		if len(payload) > wire.MaxPayload || (err != nil && !errors.Is(err, wire.ErrPacked)) {
			t.Fatalf("%d bytes, %v", len(payload), err)
		}
	})
}
