package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheckWarnsOfExamplesWhereResidentsAreServed(t *testing.T) {
	for _, c := range []struct {
		name, file string
		warns      []string
	}{
		{"the defaults, which are a demo", "demo: true\n", nil},
		{"the defaults in a real lobby", "demo: false\n", []string{"public-url:", "place.zh:"}},
		{"another system's pages that are none", "demo: false\npublic-url: \"\"\ntrack-url: Queue.Example/?t=\n", []string{"track-url:", "place.zh:"}},
		{"all of it written", "demo: false\npublic-url: HTTPS://LINLI.GOV.TEST/\nplace: {zh: 向阳社区}\noffice: {url: \"https://office.test:8443\", phone: \"12345\"}\ncustodian: {phone: \"12345\"}\n", nil},
		{"numbers of the handbook", "demo: false\npublic-url: \"\"\nplace: {zh: 向阳社区}\noffice: {url: \"https://office.test:8443\", phone: 0000-0001}\ncustodian: {phone: 0000-0002}\n", []string{"custodian.phone:", "office.phone:"}},
	} {
		file := filepath.Join(t.TempDir(), "kiosk.yaml")
		if err := os.WriteFile(file, []byte(c.file), 0o600); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		if code := run(t.Context(), []string{"-config", file, "-check"}, &out, &errs); code != exitOK {
			t.Fatalf("%s: exit %d: %s", c.name, code, errs.String())
		}
		var warned []string
		for line := range strings.Lines(out.String()) {
			if rest, ok := strings.CutPrefix(line, "advice: "+file+": "); ok {
				key, _, _ := strings.Cut(rest, " ")
				warned = append(warned, key)
			}
		}
		if strings.Join(warned, " ") != strings.Join(c.warns, " ") {
			t.Errorf("%s: warns of %q, not %q:\n%s", c.name, warned, c.warns, out.String())
		}
	}
}
