package identity_test

import (
	"errors"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"linli/sync/identity"
	"linli/sync/office/trust"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// published is one revision that authority signed.
func published(t *testing.T, authority *trust.Authority) *linlipb.Published {
	t.Helper()
	publisher, err := authority.Publisher()
	if err != nil {
		t.Fatal(err)
	}
	p := &linlipb.Published{Kind: "catalogue", Revision: 7, Content: []byte("content"), Certificate: publisher.Certificate}
	p.Signature = publisher.Sign(wire.SignedOf(p))
	return p
}

func TestOnlyWhatTheOwnOfficeSignedIsTaken(t *testing.T) {
	dir, _, office := enrolledBy(t)
	i, err := identity.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	right := published(t, office)
	if err := i.CheckPublished(right); err != nil {
		t.Fatalf("what the office signed: %v", err)
	}
	_, _, other := enrolledBy(t)
	stranger := published(t, other)
	for name, change := range map[string]func(*linlipb.Published){
		"one byte of content":      func(p *linlipb.Published) { p.Content = []byte("contend") },
		"a later revision":         func(p *linlipb.Published) { p.Revision++ },
		"another kind":             func(p *linlipb.Published) { p.Kind = "notices" },
		"no signature":             func(p *linlipb.Published) { p.Signature = nil },
		"no certificate":           func(p *linlipb.Published) { p.Certificate = nil },
		"a certificate of another": func(p *linlipb.Published) { p.Certificate = stranger.GetCertificate() },
		"another office":           func(p *linlipb.Published) { proto.Reset(p); proto.Merge(p, stranger) },
		"a terminal's certificate": func(p *linlipb.Published) { p.Certificate = i.Chain[0] },
		"the root itself":          func(p *linlipb.Published) { p.Certificate = i.Root },
	} {
		p := proto.CloneOf(right)
		change(p)
		if err := i.CheckPublished(p); !errors.Is(err, identity.ErrUnsigned) {
			t.Errorf("%s: %v", name, err)
		}
	}
	p := proto.CloneOf(right)
	p.Revision = 0
	if err := i.CheckPublished(p); !errors.Is(err, wire.ErrPublished) {
		t.Errorf("no revision: %v", err)
	}
}

func TestOfficeWithAClockDecadesOffPublishesAllTheSame(t *testing.T) {
	der, key, err := trust.MakeRoot(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, years := range []int{-25, 25} {
		office, err := trust.NewAuthority(der, key, nil, func() time.Time { return time.Now().AddDate(years, 0, 0) })
		if err != nil {
			t.Fatal(err)
		}
		i := identity.Identity{Root: der}
		if err := i.CheckPublished(published(t, office)); err != nil {
			t.Errorf("%d years: %v", years, err)
		}
	}
}
