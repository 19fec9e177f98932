package repocheck

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// topLevel is what may stand at the root.
var topLevel = []string{
	".ci", ".git", ".gitattributes", ".gitignore", ".golangci.yml",
	"CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "README.zh-CN.md",
	"assets", "build", "cmd", "docs", "drivers", "go.mod", "go.sum", "internal", "kiosk", "sync", "tools.mod", "tools.sum",
}

// checkTopLevel keeps the root a page that one can read at a glance.
func checkTopLevel(t *tree) []Finding {
	var found []Finding
	for _, name := range t.top {
		if !slices.Contains(topLevel, name) {
			found = append(found, Finding{File: name, Problem: "does not belong at the root"})
		}
	}
	return found
}

// checkModulePath keeps one name for this module.
func checkModulePath(t *tree) []Finding {
	var found []Finding
	for _, want := range []string{"go.mod", "tools.mod"} {
		f, ok := t.file(want)
		if !ok || !strings.HasPrefix(string(f.data), "module "+module+"\n") {
			found = append(found, Finding{File: want, Line: 1, Problem: "expected the line: module " + module})
		}
	}
	other := regexp.MustCompile(`(^\.|[./]` + module + `/(kiosk|drivers|sync|assets|cmd|internal)\b)`)
	return append(found, eachImport(t, func(_ file, target string) string {
		if other.MatchString(target) {
			return fmt.Sprintf("%s: packages of ours begin with %s/", target, module)
		}
		return ""
	})...)
}

// checkLicences wants the licence of the code and of every font.
func checkLicences(t *tree) []Finding {
	var found []Finding
	wants := map[string]string{"LICENSE": "Apache License"}
	for font := range t.paths {
		if !slices.Contains([]string{".otf", ".ttf"}, path.Ext(font)) {
			continue
		}
		family, _, _ := strings.Cut(strings.TrimSuffix(path.Base(font), path.Ext(font)), "-")
		wants[path.Join(path.Dir(font), "OFL-"+family+".txt")] = "SIL OPEN FONT LICENSE"
	}
	for name, words := range wants {
		f, ok := t.file(name)
		if !ok || !strings.Contains(strings.ToLower(string(f.data)), strings.ToLower(words)) {
			found = append(found, Finding{File: name, Problem: "expected a file with the " + words})
		}
	}
	return found
}

// checkLinks wants every page and picture that a document links to, and every
// page of docs that a comment names.
func checkLinks(t *tree) []Finding {
	link := regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
	page := regexp.MustCompile(`\bdocs/[a-z0-9/-]+\.md\b`)
	return t.textLines(func(f file, line string) string {
		var targets []string
		switch path.Ext(f.path) {
		case ".md":
			for _, m := range link.FindAllStringSubmatch(line, -1) {
				targets = append(targets, path.Join(f.dir(), m[1]))
			}
		case ".go", ".proto", ".yaml":
			targets = page.FindAllString(line, -1)
		}
		for _, target := range targets {
			if !t.paths[target] && !f.isTest() {
				return "there is no " + target
			}
		}
		return ""
	})
}

// file returns the text file at a path.
func (t *tree) file(name string) (file, bool) {
	i := slices.IndexFunc(t.files, func(f file) bool { return f.path == name })
	if i < 0 {
		return file{}, false
	}
	return t.files[i], true
}
