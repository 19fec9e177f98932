package roll_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"linli/internal/roll"
)

func TestCountComesBackAsItWasKept(t *testing.T) {
	dir := t.TempDir()
	if _, err := roll.Load(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before the first paper: %v", err)
	}
	for _, want := range []roll.Used{{Dots: 123456}, {Dots: 123456, Ended: true}, {}} {
		if err := want.Save(dir); err != nil {
			t.Fatal(err)
		}
		if u, err := roll.Load(dir); err != nil || u != want {
			t.Errorf("%+v came back as %+v, %v", want, u, err)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("something is left beside the file: %v, %v", left, err)
	}
}

func TestBrokenFileIsAnErrorAndCanBeReplaced(t *testing.T) {
	for situation, text := range map[string]string{"empty": "", "cut off": `{"dots":12`, "nonsense": `{"dots":-5}`, "other": `[]`} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "roll.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if u, err := roll.Load(dir); err == nil {
			t.Errorf("%s: %+v", situation, u)
		}
		if err := (roll.Used{Dots: 7}).Save(dir); err != nil {
			t.Errorf("%s: cannot be replaced: %v", situation, err)
		}
	}
}

func TestFolderThatCannotBeWrittenIsAnError(t *testing.T) {
	if err := (roll.Used{}).Save(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("saved into a folder that is not there")
	}
}
