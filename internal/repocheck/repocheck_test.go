package repocheck_test

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"linli/internal/repocheck"
)

var update = flag.Bool("update", false, "keep what the rules find now as the verdicts")

// root is the repository from this folder.
const root = "../.."

func TestRepositoryKeepsItsRules(t *testing.T) {
	found, err := repocheck.Check(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Error(f)
	}
	long, err := repocheck.Long(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range long {
		t.Logf("long: %v", f)
	}
}

func TestRepositoryIsSeenAtAll(t *testing.T) {
	for _, name := range []string{"go.mod", "kiosk/kiosk.go", "assets/assets.go"} {
		if _, err := fs.Stat(os.DirFS(root), name); err != nil {
			t.Errorf("the rules look at the wrong folder: %v", err)
		}
	}
}

// TestArchitecturePageShowsTheImportTable keeps what newcomers read and what is
// checked the same.
func TestArchitecturePageShowsTheImportTable(t *testing.T) {
	const begin, end = "<!-- import table -->\n", "<!-- end -->\n"
	page := filepath.Join(root, "docs/architecture.md")
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, opened := strings.Cut(string(data), begin)
	table, tail, closed := strings.Cut(rest, end)
	if !opened || !closed {
		t.Fatalf("%s has no place for the table", page)
	}
	if *update {
		table = repocheck.ImportTable()
		if err := os.WriteFile(page, []byte(head+begin+table+end+tail), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(repocheck.ImportTable(), table); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestEventPageShowsTheEventTable keeps the technician's page and the table the
// same, and the table whole.
func TestEventPageShowsTheEventTable(t *testing.T) {
	page := filepath.Join(root, "docs/events.md")
	if *update {
		if err := os.WriteFile(page, []byte(repocheck.EventPage()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(repocheck.EventPage(), string(data)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	source, err := os.ReadFile(filepath.Join(root, "kiosk/event.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(source), "\n") {
		if _, value, ok := strings.Cut(line, " Event = \""); ok && !strings.Contains(string(data), "`"+strings.TrimSuffix(value, "\"")+"`") {
			t.Errorf("not in the table: %s", strings.TrimSpace(line))
		}
	}
}

// TestConditionPageShowsTheConditionTable keeps the technician's page and the
// table the same.
func TestConditionPageShowsTheConditionTable(t *testing.T) {
	page := filepath.Join(root, "docs/conditions.md")
	if *update {
		if err := os.WriteFile(page, []byte(repocheck.ConditionPage()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(repocheck.ConditionPage(), string(data)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// verdict is the file of a case that holds what the rules should find.
const verdict = "verdict"

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

func judge(t *testing.T, fsys fs.FS) string {
	t.Helper()
	found, err := repocheck.Check(fsys)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range found {
		b.WriteString(f.String() + "\n")
	}
	if len(found) == 0 {
		b.WriteString("right\n")
	}
	return b.String()
}

// TestVerdicts runs every case in testdata, and wants each rule to be broken
// by at least one of them.
func TestVerdicts(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) < 2 {
		t.Fatalf("no case found: %v", err)
	}
	var all strings.Builder
	for _, name := range names {
		if filepath.Base(name) == "base.txtar" {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			c, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			want := &c.Files[len(c.Files)-1]
			if want.Name != verdict {
				t.Fatalf("the last file is %s, not %s", want.Name, verdict)
			}
			got := judge(t, layOver(t, c))
			if *update {
				want.Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(c), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(want.Data), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			all.WriteString(got)
		})
	}
	for _, rule := range repocheck.Rules() {
		if !strings.Contains(all.String(), "("+rule.Name+")") {
			t.Errorf("no case breaks the rule %s", rule.Name)
		}
	}
}

func TestCodeThatDoesNotParseIsAnError(t *testing.T) {
	fsys := fstest.MapFS{"kiosk/kiosk.go": &fstest.MapFile{Data: []byte("package\n")}}
	if _, err := repocheck.Check(fsys); err == nil || !strings.HasPrefix(err.Error(), "repocheck: kiosk/kiosk.go:1") {
		t.Errorf("error = %v", err)
	}
}

func TestLongFilesAreListedBeforeTheyAreTooLong(t *testing.T) {
	fsys := fstest.MapFS{
		"kiosk/kiosk.go": &fstest.MapFile{Data: []byte("package kiosk\n" + strings.Repeat("\n", 400))},
		"kiosk/print.go": &fstest.MapFile{Data: []byte("package kiosk\n" + strings.Repeat("\n", 399))},
	}
	long, err := repocheck.Long(fsys)
	if err != nil || len(long) != 1 || long[0].File != "kiosk/kiosk.go" {
		t.Errorf("long = %v, %v", long, err)
	}
}
