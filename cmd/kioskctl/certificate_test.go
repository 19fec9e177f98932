package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

const sampleFacts = "internal/certificate/testdata/residence.json"

func TestCertificateRenderSaysByItsExitCodeWhatWentWrong(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.json")
	if err := os.WriteFile(bad, []byte(`{"remark": 1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out.pdf")
	for _, c := range []struct {
		situation string
		args      []string
		want      int
	}{
		{"written", []string{"-o", out, sampleFacts}, 0},
		{"facts missing", []string{"-o", out, filepath.Join(dir, "none.json")}, 1},
		{"no folder for the document", []string{"-o", filepath.Join(dir, "no", "out.pdf"), sampleFacts}, 1},
		{"no name for the document", []string{sampleFacts}, 2},
		{"facts refused", []string{"-o", out, bad}, 3},
	} {
		var stdout, stderr bytes.Buffer
		args := append([]string{"certificate", "render"}, c.args...)
		if got := dispatch(t.Context(), args, &stdout, &stderr); got != c.want {
			t.Errorf("%s: exit code %d, want %d\n%s", c.situation, got, c.want, stderr.Bytes())
		}
	}
	info, err := os.Stat(out)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("personal data is readable for others: %v", info.Mode())
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 2 {
		t.Errorf("something is left beside the document: %v %v", files, err)
	}
}
