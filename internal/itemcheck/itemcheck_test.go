package itemcheck_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"linli/assets"
	"linli/internal/itemcheck"
	"linli/kiosk/catalogue"
)

// folder writes the items that Linli brings along into a folder, with one text
// replaced in one file.
func folder(t *testing.T, file, from, to string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "services"), sub(t)); err != nil {
		t.Fatal(err)
	}
	if file == "" {
		return dir
	}
	path := filepath.Join(dir, "services", filepath.FromSlash(file))
	data, err := os.ReadFile(path)
	if err != nil || !bytes.Contains(data, []byte(from)) {
		t.Fatalf("%s does not hold %q: %v", file, from, err)
	}
	if err := os.WriteFile(path, bytes.Replace(data, []byte(from), []byte(to), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func sub(t *testing.T) fs.FS {
	t.Helper()
	services, err := fs.Sub(assets.FS, "services")
	if err != nil {
		t.Fatal(err)
	}
	return services
}

// judged returns what stands in findings about the items at path.
func judged(t *testing.T, path string) (catalogue.Judgement, string) {
	t.Helper()
	place, err := itemcheck.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	j, err := place.Judge()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := place.WriteText(&out, j); err != nil {
		t.Fatal(err)
	}
	return j, out.String()
}

func TestItemsAreFoundInFolderFolderItselfAndZIP(t *testing.T) {
	dir := folder(t, "", "", "")
	archive, err := catalogue.Pack(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	zip := filepath.Join(t.TempDir(), "services.zip")
	if err := os.WriteFile(zip, archive, 0o600); err != nil {
		t.Fatal(err)
	}
	wrapped := t.TempDir()
	if err := os.CopyFS(filepath.Join(wrapped, "office", "services"), sub(t)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, filepath.Join(dir, "services"), wrapped, zip} {
		if j, out := judged(t, path); j.Catalogue == nil || len(j.Faults) > 0 {
			t.Errorf("%s: %s", path, out)
		}
	}
}

func TestFaultShowsTheLineItSpeaksOf(t *testing.T) {
	dir := folder(t, "items/senior-card.yaml", "materials:", "material:")
	j, out := judged(t, dir)
	if len(j.Faults) != 1 || !strings.Contains(out, `perhaps you mean "materials"`) || !strings.Contains(out, "| material:\n") {
		t.Errorf("says\n%s", out)
	}
	if all := itemcheck.Findings(j); len(all) != 1 || all[0].Severity != "fault" || all[0].Line == 0 || all[0].Key != "material" {
		t.Errorf("findings %+v", all)
	}
}

func TestOneFileIsJudgedAmongItsNeighbours(t *testing.T) {
	dir := folder(t, "items/senior-card.yaml", "group: elder", "group: eldest")
	if _, out := judged(t, filepath.Join(dir, "services", "items", "senior-card.yaml")); !strings.Contains(out, `"eldest" does not stand under groups`) {
		t.Errorf("the wrong file: %q", out)
	}
	j, out := judged(t, filepath.Join(dir, "services", "items", "opinion.yaml"))
	if out != "" || j.Catalogue != nil {
		t.Errorf("its neighbour: %q", out)
	}
}

func TestLoneFileIsJudgedAmongTheItemsThatComeAlong(t *testing.T) {
	data, err := fs.ReadFile(assets.FS, "services/items/senior-card.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "young-card.yaml")
	data = bytes.Replace(data, []byte("icon: elder"), []byte("icon: baby"), 1)
	data = bytes.Replace(data, []byte("老年人优待证"), []byte("青年优待证"), 1)
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	j, out := judged(t, file)
	if len(j.Faults) != 1 || !strings.HasPrefix(out, `services/items/young-card.yaml:4: icon: terminals have no picture "baby"`) {
		t.Errorf("says\n%s", out)
	}
}

func TestWhereNothingIsNothingIsJudged(t *testing.T) {
	dir := t.TempDir()
	if _, err := itemcheck.Open(dir); !errors.Is(err, itemcheck.ErrNothing) {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := itemcheck.Open(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	file := filepath.Join(dir, "photo.jpg")
	if err := os.WriteFile(file, []byte("no ZIP"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := itemcheck.Open(file); !errors.Is(err, catalogue.ErrArchive) {
		t.Errorf("a photo: %v", err)
	}
}
