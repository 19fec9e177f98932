package repocheck_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// namedTest is a test as docs/devices/checked.md names it: package, function
// and, behind a slash, a case of its table.
var namedTest = regexp.MustCompile("`([a-z0-9/]+) ((?:Test|Fuzz)[A-Za-z0-9]+)(?:/([^`]+))?`")

// unkept says which rows of a page name no test, or one that is not there.
func unkept(fsys fs.FS, page string) ([]string, error) {
	var faults []string
	rows, headings := 0, 0
	for line := range strings.Lines(page) {
		switch {
		case strings.HasPrefix(line, "|---"):
			headings++
		case strings.HasPrefix(line, "| "):
			rows++
		}
		if !strings.HasPrefix(line, "| ") {
			continue
		}
		named := namedTest.FindAllStringSubmatch(line, -1)
		if len(named) == 0 {
			faults = append(faults, "no test: "+strings.TrimSpace(line))
		}
		for _, n := range named {
			if fault, err := missing(fsys, n[1], n[2], n[3]); err != nil {
				return nil, err
			} else if fault != "" {
				faults = append(faults, fault)
			}
		}
	}
	if rows <= headings {
		faults = append(faults, "there is no row")
	}
	// The head of each table names none.
	return slices.DeleteFunc(faults, func(f string) bool {
		return strings.HasPrefix(f, "no test: ") && strings.HasSuffix(f, "| test |")
	}), nil
}

// missing says that a package has no such test, or its files no such case.
func missing(fsys fs.FS, dir, name, situation string) (string, error) {
	files, err := fs.Glob(fsys, path.Join(dir, "*_test.go"))
	if err != nil {
		return "", err
	}
	found, told := false, situation == ""
	for _, file := range files {
		code, err := fs.ReadFile(fsys, file)
		if err != nil {
			return "", err
		}
		found = found || strings.Contains(string(code), "func "+name+"(")
		told = told || strings.Contains(string(code), `"`+situation+`"`)
	}
	switch {
	case !found:
		return fmt.Sprintf("%s has no %s", dir, name), nil
	case !told:
		return fmt.Sprintf("%s has no case %q", dir, situation), nil
	}
	return "", nil
}

func TestEveryTestOfTheDevicePageExists(t *testing.T) {
	page, err := os.ReadFile(path.Join(root, "docs/devices/checked.md"))
	if err != nil {
		t.Fatal(err)
	}
	faults, err := unkept(os.DirFS(root), string(page))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Error(f)
	}
}

func TestPageThatNamesWhatIsNotThereIsFound(t *testing.T) {
	tree := fstest.MapFS{"drivers/a/a_test.go": {Data: []byte("package a_test\n\nfunc TestOne(t *testing.T) { _ = \"jam\" }\n")}}
	for page, want := range map[string][]string{
		"| x | test |\n|---|---|\n| a | `drivers/a TestOne` |\n":                        nil,
		"| x | test |\n|---|---|\n| a | `drivers/a TestOne/jam`, `drivers/a TestOne` |": nil,
		"| x | test |\n|---|---|\n| a | `drivers/a TestTwo` |\n":                        {"drivers/a has no TestTwo"},
		"| x | test |\n|---|---|\n| a | `drivers/a TestOn` |\n":                         {"drivers/a has no TestOn"},
		"| x | test |\n|---|---|\n| a | `drivers/b TestOne` |\n":                        {"drivers/b has no TestOne"},
		"| x | test |\n|---|---|\n| a | `drivers/a TestOne/fire` |\n":                   {`drivers/a has no case "fire"`},
		"| x | test |\n|---|---|\n| a | seen once |\n":                                  {"no test: | a | seen once |"},
		"| x | test |\n|---|---|\n":                                                     {"there is no row"},
	} {
		got, err := unkept(tree, page)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpEmpty); diff != "" {
			t.Errorf("%s(-want +got):\n%s", page, diff)
		}
	}
}

// cmpEmpty takes an empty list for none.
var cmpEmpty = cmp.Transformer("empty", func(s []string) string { return strings.Join(s, "\n") })
