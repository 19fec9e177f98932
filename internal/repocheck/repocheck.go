// Package repocheck holds the rules of this repository that a compiler does
// not know: who may import whom, how long a file may be, which words stand
// where. Each rule is a function over the tree of files; its tests show for
// each rule a tree that breaks it.
//
// It refuses to ask the go command, whose answers are cached: it reads the
// files. It judges no taste that gofmt or the linter judges already.
package repocheck

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Finding is one place where a rule is broken.
type Finding struct {
	Rule    string // name of the rule
	File    string // path from the root of the repository
	Line    int    // from 1; 0 for the whole file
	Problem string
}

// String writes the finding as "file:line: problem (rule)".
func (f Finding) String() string {
	if f.Line == 0 {
		return fmt.Sprintf("%s: %s (%s)", f.File, f.Problem, f.Rule)
	}
	return fmt.Sprintf("%s:%d: %s (%s)", f.File, f.Line, f.Problem, f.Rule)
}

// A Rule looks at the whole tree and returns what breaks it.
type Rule struct {
	Name  string
	check func(*tree) []Finding
}

// Rules returns every rule, in the order of docs/testing.md.
func Rules() []Rule {
	return []Rule{
		{"imports", checkImports},
		{"modules", checkModules},
		{"pure", checkPure},
		{"size", checkSize},
		{"main", checkMain},
		{"init", checkInit},
		{"panic", checkPanic},
		{"package-comment", checkPackageComment},
		{"doc-comment", checkDocComments},
		{"names", checkNames},
		{"to-do", checkToDo},
		{"sleep", checkSleep},
		{"texts", checkTexts},
		{"items", checkItems},
		{"reveal", checkReveal},
		{"events", checkEvents},
		{"numbers", checkNumbers},
		{"line-numbers", checkLineNumbers},
		{"links", checkLinks},
		{"machine-paths", checkMachinePaths},
		{"top-level", checkTopLevel},
		{"module-path", checkModulePath},
		{"licences", checkLicences},
	}
}

// Check applies every rule to the repository at root and returns what it found
// in the order of files and lines. An error means that the tree could not be
// read or that a Go file does not parse.
func Check(root fs.FS) ([]Finding, error) {
	t, err := readTree(root)
	if err != nil {
		return nil, err
	}
	var all []Finding
	for _, rule := range Rules() {
		for _, f := range rule.check(t) {
			f.Rule = rule.Name
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return slices.Compact(all), nil
}
