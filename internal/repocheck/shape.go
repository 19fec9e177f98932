package repocheck

import (
	"fmt"
	"go/ast"
	"io/fs"
	"slices"
	"strings"
)

// Bounds of a file and of main. A file over longFile is listed by Long; one
// over maxFile is a finding. Tests and generated code are not counted.
const (
	longFile = 400
	maxFile  = 600
	maxMain  = 25
)

// checkSize finds files that hold more than one subject.
func checkSize(t *tree) []Finding { return t.longer(maxFile) }

// Long returns the files that a reviewer should ask about: longer than is
// good, not yet too long.
func Long(root fs.FS) ([]Finding, error) {
	t, err := readTree(root)
	if err != nil {
		return nil, err
	}
	return t.longer(longFile), nil
}

func (t *tree) longer(bound int) []Finding {
	var found []Finding
	t.code(func(f file) {
		if n := f.lines(); n > bound {
			found = append(found, Finding{File: f.path, Problem: fmt.Sprintf("has %d lines; at most %d", n, bound)})
		}
	})
	return found
}

// checkMain keeps main functions short, and in cmd.
func checkMain(t *tree) []Finding {
	var found []Finding
	t.functions(func(f file, fn *ast.FuncDecl) {
		if f.code.Name.Name != "main" || fn.Name.Name != "main" || fn.Recv != nil {
			return
		}
		if lines := t.line(fn.End()) - t.line(fn.Pos()) + 1; lines > maxMain {
			found = append(found, Finding{File: f.path, Line: t.line(fn.Pos()), Problem: fmt.Sprintf("main has %d lines; at most %d", lines, maxMain)})
		}
		if !under(f.dir(), "cmd/...") {
			found = append(found, Finding{File: f.path, Line: t.line(fn.Pos()), Problem: "programs live in cmd"})
		}
	})
	return found
}

// checkInit refuses work that nobody called.
func checkInit(t *tree) []Finding {
	var found []Finding
	t.functions(func(f file, fn *ast.FuncDecl) {
		if fn.Name.Name == "init" && fn.Recv == nil {
			found = append(found, Finding{File: f.path, Line: t.line(fn.Pos()), Problem: "no init: what runs is called by somebody"})
		}
	})
	return found
}

// mayPanic are files that may stop the program, each for a reviewed reason.
var mayPanic = map[string]string{
	"assets/assets.go": "embedded texts that do not parse are a fault of the build, and its tests read them all",
}

// checkPanic keeps a terminal alive: panic needs a reviewed reason, and only
// cmd ends the process.
func checkPanic(t *tree) []Finding {
	ends := []string{"os.Exit", "log.Fatal", "log.Fatalf", "log.Fatalln", "log.Panic", "log.Panicf"}
	found := t.calls(ends, func(f file) string {
		if under(f.dir(), "cmd/...") {
			return ""
		}
		return "ends the process; return an error"
	})
	return append(found, t.calls([]string{"panic"}, func(f file) string {
		if mayPanic[f.path] != "" {
			return ""
		}
		return "return an error"
	})...)
}

// mayPoll are tests that ask again and again, each for a reviewed reason.
var mayPoll = map[string]string{
	"cmd/kiosk/visit_test.go": "runs real processes and asks the office's page, which tells nobody when it changes",
}

// checkSleep refuses tests that wait for time to pass. Within testing/synctest
// a sleep takes no time.
func checkSleep(t *tree) []Finding {
	var found []Finding
	for _, f := range t.files {
		if !f.isTest() || f.code == nil || mayPoll[f.path] != "" || strings.Contains(string(f.data), `"testing/synctest"`) {
			continue
		}
		ast.Inspect(f.code, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && name(call.Fun) == "time.Sleep" {
				found = append(found, Finding{File: f.path, Line: t.line(n.Pos()), Problem: "wait for a signal, or use testing/synctest"})
			}
			return true
		})
	}
	return found
}

// functions calls visit for every function and method of the code.
func (t *tree) functions(visit func(file, *ast.FuncDecl)) {
	t.code(func(f file) {
		for _, d := range f.code.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				visit(f, fn)
			}
		}
	})
}

// calls finds calls of the named functions where judge has a problem with them.
func (t *tree) calls(names []string, judge func(file) string) []Finding {
	var found []Finding
	t.nodes(func(f file, n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || !slices.Contains(names, name(call.Fun)) {
			return
		}
		if problem := judge(f); problem != "" {
			found = append(found, Finding{File: f.path, Line: t.line(n.Pos()), Problem: name(call.Fun) + ": " + problem})
		}
	})
	return found
}

// name writes x or x.y as it stands in the code, and "" for anything else.
func name(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok {
			return x.Name + "." + e.Sel.Name
		}
	}
	return ""
}
