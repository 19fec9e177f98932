package wire_test

import (
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// TestWhatASignatureCoversStaysAsItIs: terminals and offices of different age
// must sign and check the same bytes.
func TestWhatASignatureCoversStaysAsItIs(t *testing.T) {
	const golden = "00000011" + "6c696e6c69207075626c69736865642031" + // linli published 1
		"00000009" + "636174616c6f677565" + // catalogue
		"0000000000000007" +
		"00000020" + "3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7" // SHA-256 of "data"
	got := wire.SignedOf(&linlipb.Published{Kind: "catalogue", Revision: 7, Content: []byte("data")})
	if hex.EncodeToString(got) != golden {
		t.Errorf("signed: %x", got)
	}
}

func TestEveryFieldOfPublishedContentIsSigned(t *testing.T) {
	first := &linlipb.Published{Kind: "catalogue", Revision: 7, Content: []byte("data")}
	for name, change := range map[string]func(*linlipb.Published){
		"kind":     func(p *linlipb.Published) { p.Kind = "catalogu" },
		"revision": func(p *linlipb.Published) { p.Revision++ },
		"content":  func(p *linlipb.Published) { p.Content = []byte("date") },
	} {
		p := proto.CloneOf(first)
		change(p)
		if string(wire.SignedOf(p)) == string(wire.SignedOf(first)) {
			t.Errorf("another %s is signed by the same signature", name)
		}
	}
}

func TestFormOfPublishedContentIsChecked(t *testing.T) {
	right := &linlipb.Published{Kind: "opening-hours2", Revision: 1, Content: make([]byte, wire.MaxPublished)}
	if err := wire.CheckPublished(right); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*linlipb.Published){
		"no kind":       func(p *linlipb.Published) { p.Kind = "" },
		"capital":       func(p *linlipb.Published) { p.Kind = "Catalogue" },
		"zero byte":     func(p *linlipb.Published) { p.Kind = "cat\x00alogue" },
		"long kind":     func(p *linlipb.Published) { p.Kind = strings.Repeat("k", 33) },
		"no revision":   func(p *linlipb.Published) { p.Revision = 0 },
		"large content": func(p *linlipb.Published) { p.Content = make([]byte, wire.MaxPublished+1) },
	} {
		p := proto.CloneOf(right)
		change(p)
		if err := wire.CheckPublished(p); !errors.Is(err, wire.ErrPublished) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
