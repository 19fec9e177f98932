package catalogue_test

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"linli/internal/config"
	"linli/kiosk"
	"linli/kiosk/catalogue"
)

var update = flag.Bool("update", false, "keep what Load says now as the verdicts")

// verdict is the file of a case that holds what Load should say.
const verdict = "verdict"

// layOver returns base with the files of a case laid over it.
func layOver(t *testing.T, c *txtar.Archive) fstest.MapFS {
	t.Helper()
	base, err := txtar.ParseFile("testdata/base.txtar")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, f := range append(base.Files, c.Files...) {
		if len(f.Data) == 0 {
			delete(fsys, f.Name)
		} else if f.Name != verdict {
			fsys[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	return fsys
}

// judge returns what Load says about fsys, in the form of a verdict.
func judge(fsys fs.FS) string {
	if _, err := catalogue.Load(fsys); err != nil {
		return err.Error() + "\n"
	}
	return "right\n"
}

// TestVerdicts runs every case in testdata/verdicts.
func TestVerdicts(t *testing.T) {
	names, err := filepath.Glob("testdata/verdicts/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no case found: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			c, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			want := &c.Files[len(c.Files)-1]
			if want.Name != verdict {
				t.Fatalf("%s: the last file is %s, not %s", name, want.Name, verdict)
			}
			got := judge(layOver(t, c))
			if *update {
				want.Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(c), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(want.Data), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestItemsStandInOrderOfGroupThenOrderThenID(t *testing.T) {
	fsys := layOver(t, &txtar.Archive{})
	apple := fsys["services/items/apple.yaml"].Data
	fsys["services/items/banana.yaml"] = &fstest.MapFile{Data: append([]byte("order: -1\n"), apple...)}
	fsys["services/items/almond.yaml"] = &fstest.MapFile{Data: apple}
	c, err := catalogue.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	var order []kiosk.ItemID
	for _, i := range c.Items {
		order = append(order, i.ID)
	}
	if diff := cmp.Diff([]kiosk.ItemID{"pear", "banana", "almond", "apple"}, order); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLookUps(t *testing.T) {
	c, err := catalogue.Load(layOver(t, &txtar.Archive{}))
	if err != nil {
		t.Fatal(err)
	}
	item, ok := c.Item("pear")
	if !ok || item.Name.ZH != "示例梨" {
		t.Errorf("Item = %+v, %v", item, ok)
	}
	if k, ok := c.CounterOf(item); !ok || k.Prefix != "A" {
		t.Errorf("CounterOf = %+v, %v", k, ok)
	}
	if g, ok := c.Group(item.Group); !ok || g.Name.ZH != "第一组" {
		t.Errorf("Group = %+v, %v", g, ok)
	}
	entry, ok := c.Entry("queue")
	if !ok {
		t.Fatal("the entry is not found")
	}
	if s, ok := entry.Step(catalogue.StepIdentify); !ok || !s.Optional {
		t.Errorf("Step = %+v, %v", s, ok)
	}
	if _, ok := entry.Step(catalogue.StepGuide); ok {
		t.Error("a step is found that the entry does not have")
	}
	if _, ok := c.Item("plum"); ok {
		t.Error("an item is found that does not exist")
	}
}

func TestMissingFilesAreNamed(t *testing.T) {
	for missing, fsys := range map[string]fstest.MapFS{
		"services/home.yaml":    {},
		"services/items/*.yaml": {"services/home.yaml": &fstest.MapFile{Data: []byte("entries: []\n")}},
	} {
		_, err := catalogue.Load(fsys)
		if err == nil || !strings.Contains(err.Error(), missing) {
			t.Errorf("%s is missing, and the error is %v", missing, err)
		}
	}
}

// FuzzLoad: whatever a file says, Load gives a catalogue or faults that name a
// file and a line.
func FuzzLoad(f *testing.F) {
	base, err := txtar.ParseFile("testdata/base.txtar")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(base.Files[0].Data), string(base.Files[1].Data))
	f.Fuzz(func(t *testing.T, home, item string) {
		c, err := catalogue.Load(fstest.MapFS{
			"services/home.yaml":       &fstest.MapFile{Data: []byte(home)},
			"services/items/pear.yaml": &fstest.MapFile{Data: []byte(item)},
		})
		if err == nil {
			for _, i := range c.Items {
				if _, ok := c.CounterOf(i); !ok {
					t.Errorf("%s is served by no counter", i.ID)
				}
			}
			return
		}
		var faults config.Faults
		if !errors.As(err, &faults) {
			t.Fatalf("%v is not a list of faults", err)
		}
		for _, fault := range faults {
			if fault.Line < 1 || !strings.HasPrefix(fault.File, "services/") || fault.Problem == "" {
				t.Errorf("fault says too little: %+v", fault)
			}
		}
	})
}
