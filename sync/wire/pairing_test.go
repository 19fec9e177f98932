package wire_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"linli/sync/wire"
)

func TestCodesAndPairingsAreReadAsPeopleWriteThem(t *testing.T) {
	for range 100 {
		code := wire.NewCode()
		if got, err := wire.ParseCode(strings.ToLower(wire.ShowCode(code))); err != nil || got != code {
			t.Fatalf("%s became %s, %v", code, got, err)
		}
	}
	if got, err := wire.ParseCode("o1l-i0 abcde"); err != nil || got != "01110ABCDE" {
		t.Errorf("%s, %v", got, err)
	}
	for _, bad := range []string{"", "ABCDE-FGHJ", "ABCDE-FGHJKM", "ABCDE-FGHJU", "一二三四五六七八九十"} {
		if got, err := wire.ParseCode(bad); err == nil {
			t.Errorf("%q became %s", bad, got)
		}
	}
	p := wire.Pairing{Office: "https://192.0.2.7:8443", Device: "K1", Code: wire.NewCode()}
	rand.Read(p.Root[:])
	if got, err := wire.ParsePairing(" " + p.String() + "\n"); err != nil || got != p {
		t.Errorf("%+v became %+v, %v", p, got, err)
	}
	for what, text := range map[string]string{
		"address": "https://192.0.2.7:8443", "plain": strings.Replace(p.String(), "https", "http", 1),
		"name": strings.Replace(p.String(), "d=K1", "d=office", 1), "root": strings.Replace(p.String(), "r=", "r=0", 1),
		"code": strings.Replace(p.String(), "c=", "c=U", 1),
	} {
		if got, err := wire.ParsePairing(text); !errors.Is(err, wire.ErrPairing) {
			t.Errorf("%s: %+v, %v", what, got, err)
		}
	}
}

func TestWordsDifferWithEitherKey(t *testing.T) {
	a := wire.KeyWords([]byte("k"), []byte("p"))
	if len(strings.Fields(a)) != 4 || len(a) != 23 {
		t.Errorf("words %q", a)
	}
	for _, b := range []string{wire.KeyWords([]byte("l"), []byte("p")), wire.KeyWords([]byte("k"), []byte("q")), wire.KeyWords([]byte("kp"), nil)} {
		if a == b {
			t.Errorf("%q twice", a)
		}
	}
}
