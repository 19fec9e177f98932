package catalogue_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"linli/assets"
	"linli/kiosk/catalogue"
)

// advised returns what Judge says beside faults, one line each.
func advised(t *testing.T, c *txtar.Archive) string {
	t.Helper()
	j, err := catalogue.Judge(layOver(t, c), catalogue.JudgeOpts{})
	if err != nil {
		t.Fatal(err)
	}
	if len(j.Faults) > 0 {
		t.Fatalf("what is wrong cannot be advised on: %v", j.Faults)
	}
	if len(j.Advice) == 0 {
		return "nothing\n"
	}
	return j.Advice.Error() + "\n"
}

// TestAdvice runs every case in testdata/advice; the last file of each is what
// Judge should say.
func TestAdvice(t *testing.T) {
	names, err := filepath.Glob("testdata/advice/*.txtar")
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
			if want.Name != "verdict" {
				t.Fatalf("%s: the last file is %s, not verdict", name, want.Name)
			}
			got := advised(t, c)
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

func TestShippedCatalogueNeedsNoAdvice(t *testing.T) {
	j, err := catalogue.Judge(assets.FS, catalogue.JudgeOpts{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(j.Faults, j.Advice...) {
		t.Error(f)
	}
}

func TestPictureThatTerminalsLackIsAFaultWithItsLine(t *testing.T) {
	fsys := layOver(t, &txtar.Archive{})
	j, err := catalogue.Judge(fsys, catalogue.JudgeOpts{Picture: func(name string) bool { return name != "aid" }})
	if err != nil {
		t.Fatal(err)
	}
	if len(j.Faults) == 0 || j.Catalogue != nil {
		t.Fatalf("faults %v", j.Faults)
	}
	for _, f := range j.Faults {
		if !strings.HasSuffix(f.Key, "icon") || f.Line < 2 || !strings.Contains(f.Problem, `"aid"`) {
			t.Error(f)
		}
	}
}
