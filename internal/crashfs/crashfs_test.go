package crashfs_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"linli/internal/crashfs"
)

// TestMain lets the test binary be the program that works in the folder.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "write" {
		if err := write(os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// write puts "old" durably into a file, then "new" beside it, unsynced, and
// renames it over the old one without syncing the folder.
func write(dir string) error {
	put := func(name, text string, sync bool) error {
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
		if err != nil {
			return err
		}
		defer f.Close()
		if _, err := f.WriteString(text); err != nil || !sync {
			return err
		}
		return f.Sync()
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return errors.Join(
		put("book", strings.Repeat("old ", 300), true), d.Sync(),
		put(crashfs.MarkFile, "old is safe\n", false),
		put("next", strings.Repeat("new ", 300), false),
		os.Rename(filepath.Join(dir, "next"), filepath.Join(dir, "book")),
		put(crashfs.MarkFile, "new is said to be safe\n", false),
	)
}

func record(t *testing.T, fail func(crashfs.Op) syscall.Errno) (crashfs.Log, error) {
	t.Helper()
	dir := t.TempDir()
	r, err := crashfs.Mount(dir)
	if errors.Is(err, crashfs.ErrUnavailable) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	r.Fail(fail)
	out, failed := exec.Command(os.Args[0], "write", dir).CombinedOutput()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if failed != nil {
		failed = fmt.Errorf("%w: %s", failed, out)
	}
	return r.Log(), failed
}

func walk(l crashfs.Log) *crashfs.Disk {
	d := crashfs.NewDisk()
	for _, o := range l {
		d.Apply(o)
	}
	return d
}

func TestPowerCutKeepsWhatWasSyncedAndMayLoseTheRest(t *testing.T) {
	log, err := record(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := log.Marks(len(log)); !slices.Equal(got, []string{"old is safe", "new is said to be safe"}) {
		t.Errorf("marks %q", got)
	}
	d := walk(log)
	old, fresh := strings.Repeat("old ", 300), strings.Repeat("new ", 300)
	if got := d.Killed(); len(got) != 1 || string(got["book"]) != fresh {
		t.Errorf("after a kill: %q", got)
	}
	if got := d.Cut(); len(got) != 1 || string(got["book"]) != old {
		t.Errorf("after a cut: %q", got)
	}
	seen := map[string]bool{}
	chance := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		s := d.Torn(chance)
		switch book := string(s["book"]); {
		case book == old:
			seen["old"] = true
		case book == fresh:
			seen["new"] = true
		case book == "":
			seen["renamed without its content"] = true
		case strings.HasPrefix(book, "new ") || strings.HasPrefix(book, "\x00"):
			seen["torn"] = true
		default:
			t.Fatalf("a state that no disk gives: %.40q", book)
		}
		if len(s) == 2 {
			seen["both names"] = true
		}
	}
	for _, want := range []string{"old", "new", "renamed without its content", "torn", "both names"} {
		if !seen[want] {
			t.Errorf("400 power cuts never left: %s", want)
		}
	}
}

func TestProgramThatNeverSyncsLosesWhatItPromised(t *testing.T) {
	log, err := record(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := walk(log.WithoutSyncs()).Cut(); len(got) != 0 {
		t.Errorf("without a sync there stands %q", got)
	}
}

func TestCallFailsAsAskedAndDoesNothing(t *testing.T) {
	log, err := record(t, func(o crashfs.Op) syscall.Errno {
		if o.Kind == crashfs.Rename {
			return syscall.EIO
		}
		return 0
	})
	if err == nil || !strings.Contains(err.Error(), "input/output error") {
		t.Errorf("the program heard %v", err)
	}
	if got := walk(log).Killed(); len(got) != 2 {
		t.Errorf("names after a rename that failed: %d", len(got))
	}
}

func TestSyncThatFailedIsNotMadeGoodByALaterOne(t *testing.T) {
	d := crashfs.NewDisk()
	for _, o := range []crashfs.Op{
		{Kind: crashfs.Create, File: 1, Name: "a"},
		{Kind: crashfs.SyncDir},
		{Kind: crashfs.Write, File: 1, Data: []byte("lost")},
		{Kind: crashfs.SyncFailed, File: 1},
		{Kind: crashfs.Write, File: 1, Off: 4, Data: []byte("kept")},
		{Kind: crashfs.Sync, File: 1},
	} {
		d.Apply(o)
	}
	if got := string(d.Killed()["a"]); got != "lostkept" {
		t.Errorf("before the power goes it reads %q", got)
	}
	if got := string(d.Cut()["a"]); got != "\x00\x00\x00\x00kept" {
		t.Errorf("after the power went it reads %q", got)
	}
}

func TestStateFillsAFolderAndLeavesNothingElse(t *testing.T) {
	dir := t.TempDir()
	for _, s := range []crashfs.State{{"a": []byte("1"), "b": []byte("2")}, {"b": []byte("3")}} {
		if err := s.WriteTo(dir); err != nil {
			t.Fatal(err)
		}
	}
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(names) != 1 {
		t.Errorf("%v %v", names, err)
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "b")); string(got) != "3" {
		t.Errorf("%q", got)
	}
}
