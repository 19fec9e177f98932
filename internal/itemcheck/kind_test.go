package itemcheck_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"linli/internal/itemcheck"
)

func TestListThatStandsByItselfIsJudgedAsAList(t *testing.T) {
	for name, want := range map[string]string{
		"our-notices.yaml":      "services/listings/our-notices.yaml",
		"listings/nothing.yaml": "services/listings/nothing.yaml",
		"places.yaml":           "services/places.yaml",
		"pear.yaml":             "services/items/pear.yaml",
	} {
		file := filepath.Join(t.TempDir(), name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		content := "icon: board\n"
		if strings.HasPrefix(name, "our") {
			content += "name: {zh: 通知}\nentries: [{id: One, title: {zh: 停水}}]\n"
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		place, err := itemcheck.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		if place.Only != want {
			t.Errorf("%s is judged as %s, want %s", name, place.Only, want)
		}
		j, err := place.Judge()
		if err != nil || len(j.Faults) == 0 {
			t.Errorf("%s: %v, %v", name, j.Faults, err)
		}
	}
}
