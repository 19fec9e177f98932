package content_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"linli/assets"
	"linli/cmd/kiosk/internal/content"
	"linli/kiosk/catalogue"
	"linli/kiosk/health"
	"linli/kiosk/store"
	"linli/kiosk/terminal"
	"linli/sync/wire/linlipb"
)

// disk keeps what it is given, as store.Store does.
type disk struct {
	kept  []*linlipb.Published // the newest first
	fault error
}

func (d *disk) Publish(_ context.Context, p *linlipb.Published) error {
	if d.fault == nil {
		d.kept = slices.Insert(d.kept, 0, p)
	}
	return d.fault
}

func (d *disk) Published(kind string) ([]*linlipb.Published, error) {
	var kept []*linlipb.Published
	for _, p := range d.kept {
		if p.GetKind() == kind && len(kept) < 2 {
			kept = append(kept, p)
		}
	}
	return kept, d.fault
}

// glass is what a terminal shows and complains of.
type glass struct {
	shown   []string // name of the first entry of each catalogue
	head    string   // id of the first notice
	opening string   // words of the hours
	wrong   map[health.Code]string
}

func (g *glass) Exchange(c *catalogue.Catalogue) {
	g.shown = append(g.shown, c.Entries[0].Name.ZH)
	l, _ := c.Listing("notices")
	g.head = l.Entries[0].ID
}
func (g *glass) ExchangeOpening(o terminal.Opening) {
	g.opening = "those of the settings"
	if o != nil {
		_, words := o.At(time.Unix(0, 0))
		g.opening = words.ZH
	}
}
func (g *glass) Raise(f health.Finding) { g.wrong[f.Code] = f.Detail }
func (g *glass) Clear(code health.Code) { delete(g.wrong, code) }

func (g *glass) last() string {
	if len(g.shown) == 0 {
		return ""
	}
	return g.shown[len(g.shown)-1]
}

var errForged = errors.New("forged")

// started is a terminal that was started with a disk.
type started struct {
	*content.Shelf
	*glass
}

func start(t *testing.T, d *disk, change func(*content.Options)) started {
	t.Helper()
	brought, err := catalogue.Load(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	g := &glass{wrong: map[health.Code]string{}}
	opts := content.Options{
		Brought: brought, Log: slog.New(slog.DiscardHandler),
		Signed: func(p *linlipb.Published) error {
			if string(p.GetSignature()) != "office" {
				return errForged
			}
			return nil
		},
	}
	if change != nil {
		change(&opts)
	}
	s := content.New(d, g, opts)
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	return started{s, g}
}

// takes gives the terminal what the office brought.
func (k started) takes(t *testing.T, all ...*linlipb.Published) {
	t.Helper()
	if err := k.Take(t.Context(), all); err != nil {
		t.Fatal(err)
	}
}

// edition is a catalogue whose first entry has another name.
func edition(t *testing.T, revision uint64, name string) *linlipb.Published {
	t.Helper()
	files := fstest.MapFS{}
	for _, pattern := range []string{"services/home.yaml", "services/items/*.yaml", "services/listings/*.yaml", "services/places.yaml"} {
		names, err := fs.Glob(assets.FS, pattern)
		if err != nil || len(names) == 0 {
			t.Fatal(pattern, err)
		}
		for _, n := range names {
			text, err := fs.ReadFile(assets.FS, n)
			if err != nil {
				t.Fatal(err)
			}
			files[n] = &fstest.MapFile{Data: bytes.Replace(text, []byte("zh: 取号,"), []byte("zh: "+name+","), 1)}
		}
	}
	packed, err := catalogue.Pack(files)
	if err != nil {
		t.Fatal(err)
	}
	return &linlipb.Published{Kind: "catalogue", Revision: revision, Content: packed, Signature: []byte("office")}
}

// useless is signed and no catalogue.
func useless(revision uint64) *linlipb.Published {
	return &linlipb.Published{Kind: "catalogue", Revision: revision, Content: []byte("no archive"), Signature: []byte("office")}
}

func TestPublishedCatalogueIsShownNowAndAfterARestart(t *testing.T) {
	d := &disk{}
	k := start(t, d, nil)
	if k.last() != "" || k.Seen() != 0 {
		t.Errorf("before anything was published: %q, seen %d", k.last(), k.Seen())
	}
	k.takes(t, edition(t, 4, "第四版"))
	k.takes(t, edition(t, 6, "第六版"))
	if k.last() != "第六版" || k.Seen() != 6 {
		t.Errorf("shows %q, seen %d", k.last(), k.Seen())
	}
	k = start(t, d, nil)
	if k.last() != "第六版" || k.Seen() != 0 {
		t.Errorf("after a restart: %q, and asks after %d", k.last(), k.Seen())
	}
	k.takes(t, edition(t, 6, "第六版")) // brought again, since it asked
	if len(d.kept) != 2 || k.Seen() != 6 {
		t.Errorf("%d kept, seen %d", len(d.kept), k.Seen())
	}
}

func TestOlderRevisionNeverComesBack(t *testing.T) {
	d := &disk{}
	k := start(t, d, nil)
	k.takes(t, edition(t, 6, "第六版"))
	for _, revision := range []uint64{5, 6} {
		k.takes(t, edition(t, revision, "旧版"))
	}
	k = start(t, d, nil)
	k.takes(t, edition(t, 5, "旧版"))
	if k.last() != "第六版" || len(d.kept) != 1 {
		t.Errorf("shows %q, %d kept", k.last(), len(d.kept))
	}
}

func TestWhatCannotBeUsedIsRefusedAndTheOldStays(t *testing.T) {
	forged := edition(t, 7, "第七版")
	forged.Signature = []byte("somebody")
	for name, bad := range map[string]*linlipb.Published{"forged": forged, "no archive": useless(7)} {
		d := &disk{}
		k := start(t, d, nil)
		k.takes(t, edition(t, 6, "第六版"), bad)
		if k.last() != "第六版" || len(d.kept) != 1 {
			t.Errorf("%s: shows %q, %d kept", name, k.last(), len(d.kept))
		}
		if detail := k.wrong[health.ContentRefused]; !strings.Contains(detail, "revision 7") {
			t.Errorf("%s: tells %q", name, detail)
		}
		if k.Seen() != 7 {
			t.Errorf("%s: is asked for for ever: seen %d", name, k.Seen())
		}
		k.takes(t, edition(t, 8, "第八版"))
		if k.last() != "第八版" || len(k.wrong) != 0 {
			t.Errorf("%s: after a good one %q, %v", name, k.last(), k.wrong)
		}
	}
}

func TestKeptRevisionThatWentBadGivesWayToTheOneBefore(t *testing.T) {
	d := &disk{kept: []*linlipb.Published{useless(7), edition(t, 6, "第六版")}}
	k := start(t, d, nil)
	if k.last() != "第六版" || k.wrong[health.ContentRefused] == "" {
		t.Errorf("shows %q, tells %v", k.last(), k.wrong)
	}
	d = &disk{kept: []*linlipb.Published{useless(7), useless(6)}}
	if k := start(t, d, nil); len(k.shown) != 0 {
		t.Errorf("shows %q, not what the program brought", k.last())
	}
}

func TestWithdrawnCatalogueIsTheOneTheProgramBrought(t *testing.T) {
	d := &disk{}
	k := start(t, d, nil)
	k.takes(t, edition(t, 1, "第一版"), &linlipb.Published{Kind: "catalogue", Revision: 2, Signature: []byte("office")})
	if k.last() != "取号" {
		t.Errorf("shows %q", k.last())
	}
	if k = start(t, d, nil); k.last() != "取号" {
		t.Errorf("after a restart it shows %q", k.last())
	}
}

func TestFolderOfTheSettingsIsShownAndWhatIsPublishedOnlyKept(t *testing.T) {
	d := &disk{}
	k := start(t, d, func(o *content.Options) { o.KeepOnly = true })
	k.takes(t, edition(t, 1, "第一版"), useless(2))
	if len(k.shown) != 0 || len(d.kept) != 1 || k.wrong[health.ContentRefused] == "" {
		t.Errorf("shows %v, %d kept, tells %v", k.shown, len(d.kept), k.wrong)
	}
	if k = start(t, d, nil); k.last() != "第一版" {
		t.Errorf("without the folder it shows %q", k.last())
	}
}

func TestUnknownKindIsKeptForANewerProgram(t *testing.T) {
	d := &disk{}
	k := start(t, d, nil)
	k.takes(t, &linlipb.Published{Kind: "weather", Revision: 1, Content: []byte("?"), Signature: []byte("office")})
	if len(d.kept) != 1 || len(k.wrong) != 0 || len(k.shown) != 0 {
		t.Errorf("%d kept, tells %v, shows %v", len(d.kept), k.wrong, k.shown)
	}
}

func TestFaultOfTheDiskIsTriedAgain(t *testing.T) {
	d := &disk{}
	k := start(t, d, nil)
	d.fault = fmt.Errorf("disk: %w", store.ErrFull)
	if err := k.Take(t.Context(), []*linlipb.Published{edition(t, 3, "第三版")}); !errors.Is(err, store.ErrFull) {
		t.Fatalf("got %v", err)
	}
	if k.last() != "" || k.Seen() != 0 {
		t.Errorf("shows %q before it is on the disk, seen %d", k.last(), k.Seen())
	}
	d.fault = nil
	k.takes(t, edition(t, 3, "第三版"))
	if k.last() != "第三版" {
		t.Errorf("shows %q", k.last())
	}
	d.fault = fmt.Errorf("disk: %w", store.ErrRefused)
	k.takes(t, edition(t, 4, "第四版"))
	if k.last() != "第三版" || k.Seen() != 4 || k.wrong[health.ContentRefused] == "" {
		t.Errorf("refused by the store: shows %q, seen %d", k.last(), k.Seen())
	}
}

func TestTerminalOnTrialTakesNothing(t *testing.T) {
	d := &disk{}
	k := start(t, d, func(o *content.Options) { o.Signed = nil })
	k.takes(t, edition(t, 3, "第三版"))
	if len(d.kept) != 0 || len(k.shown) != 0 || len(k.wrong) != 0 || k.Seen() != 3 {
		t.Errorf("%d kept, shows %v, tells %v, seen %d", len(d.kept), k.shown, k.wrong, k.Seen())
	}
}

func TestPublishedHoursStandInThePlaceOfTheSettings(t *testing.T) {
	hours := func(revision uint64, text string) *linlipb.Published {
		return &linlipb.Published{Kind: "hours", Revision: revision, Content: []byte(text), Signature: []byte("office")}
	}
	d := &disk{}
	k := start(t, d, nil)
	k.takes(t, edition(t, 1, "第一版"), hours(2, `{words: {zh: 周一 9:00–12:00}, week: [{days: [mon], from: "09:00", to: "12:00"}]}`))
	if k.opening != "周一 9:00–12:00" || k.last() != "第一版" {
		t.Errorf("opening %q, shows %q", k.opening, k.last())
	}
	k.takes(t, hours(3, "week: []"))
	if k.opening != "周一 9:00–12:00" || k.wrong[health.ContentRefused] == "" {
		t.Errorf("after useless hours: %q, tells %v", k.opening, k.wrong)
	}
	k.takes(t, edition(t, 4, "第四版"))
	if k.wrong[health.ContentRefused] == "" {
		t.Error("a good catalogue made up for useless hours")
	}
	k.takes(t, hours(5, ""))
	if k.opening != "those of the settings" || len(k.wrong) != 0 {
		t.Errorf("after the withdrawal: %q, tells %v", k.opening, k.wrong)
	}
}
