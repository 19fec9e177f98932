package main

import (
	"bytes"
	"path/filepath"
	"testing"

	"linli/internal/roll"
)

func TestNewRollBeginsTheCountAnew(t *testing.T) {
	folder := t.TempDir()
	if err := (roll.Used{Dots: 99, Ended: true}).Save(folder); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		situation string
		args      []string
		want      int
	}{
		{"no folder", nil, exitUsage},
		{"something else", []string{"-data", folder, "more"}, exitUsage},
		{"a folder that is not there", []string{"-data", filepath.Join(folder, "none")}, exitFailed},
		{"right", []string{"-data", folder}, exitWell},
	} {
		var stdout, stderr bytes.Buffer
		if got := dispatch(t.Context(), append([]string{"printer", "newroll"}, c.args...), &stdout, &stderr); got != c.want {
			t.Errorf("%s: exit code %d, want %d: %s", c.situation, got, c.want, stderr.Bytes())
		}
	}
	if used, err := roll.Load(folder); err != nil || used != (roll.Used{}) {
		t.Errorf("%+v, %v", used, err)
	}
}
