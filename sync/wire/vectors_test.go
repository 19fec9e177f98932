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
		"bad-padding": wire.ErrPadding, "truncated": wire.ErrTruncated,
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
	if len(files) < 10 {
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

// writeVectors makes the whole set anew, with a new key.
func writeVectors(t *testing.T) {
	private, public, err := wire.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	s, err := wire.NewSealer(public)
	if err != nil {
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
	first := header()
	sealed, err := s.Seal(first, taken)
	if err != nil {
		t.Fatal(err)
	}
	firstHash := wire.Hash(first, sealed)
	second := header()
	second.Seq, second.Prev, second.Clock.BoottimeMs = 2, firstHash[:], 86_404_000
	sealedSecond, err := s.Seal(second, printed)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, note, verdict string, h *linlipb.Header, sealed, payload []byte) {
		writeVector(t, private, name, note, verdict, h, sealed, payload)
	}
	write("ticket-taken", "the first record of a stream", "opens", first, sealed, taken)
	write("print-ended", "the second record, chained to ticket-taken", "opens", second, sealedSecond, printed)
	moved := with(first, func(h *linlipb.Header) { h.Epoch[0], h.Seq, h.Prev = 8, 2, bytes.Repeat([]byte{1}, 32) })
	write("chained-anew", "the same record in a new epoch, after a fork", "opens", moved, sealed, taken)
	write("other-device", "lifted into another terminal's stream", "broken-seal",
		with(first, func(h *linlipb.Header) { h.Device = "K2" }), sealed, nil)
	write("other-clock", "its time was altered", "broken-seal",
		with(first, func(h *linlipb.Header) { h.Clock.WallMs-- }), sealed, nil)
	write("flipped-bit", "one bit of the ciphertext changed", "broken-seal", first, flip(sealed, 100), nil)
	write("flipped-key-bit", "one bit of the encapsulated key changed", "broken-seal", first, flip(sealed, 3), nil)
	write("truncated", "the last 64 bytes are missing", "broken-seal", first, sealed[:len(sealed)-64], nil)
	write("too-short", "no room for a key, a step and a tag", "truncated", first, sealed[:111], nil)
	write("empty", "nothing at all", "truncated", first, nil, nil)
	write("unknown-suite", "suite 2 does not exist yet", "unknown-suite",
		with(first, func(h *linlipb.Header) { h.Suite = 2 }), sealed, nil)
	write("unknown-dictionary", "dictionary 1 does not exist yet", "unknown-suite",
		with(first, func(h *linlipb.Header) { h.Dictionary = 1 }), sealed, nil)
	write("other-key", "sealed to a key this office does not hold", "other-key",
		with(first, func(h *linlipb.Header) { h.SealingKey[7] ^= 1 }), sealed, nil)
	for name, plain := range map[string][]byte{
		"padding-missing":   bytes.Repeat([]byte{'x'}, 64),
		"padding-only-zero": make([]byte, 64),
		"padding-too-long":  append(append([]byte("x"), 0x80), make([]byte, 126)...),
		"padding-uneven":    append([]byte("0123456789012345678901234567890123456789012345678901234567890123"), 0x80),
	} {
		write(name, "sealed without regard to the padding rule", "bad-padding", first, sealRaw(t, public, first, plain), nil)
	}
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

// sealRaw seals plain as it is. Its additional data is spelled out from
// docs/wire.md and not taken from the code under test.
func sealRaw(t *testing.T, public []byte, h *linlipb.Header, plain []byte) []byte {
	key, err := hpke.DHKEM(ecdh.X25519()).NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	enc, sender, err := hpke.NewSender(key, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), []byte("linli record v1"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := sender.Seal(boundAsDocumented(h), plain)
	if err != nil {
		t.Fatal(err)
	}
	return append(enc, text...)
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
