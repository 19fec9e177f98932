package repocheck

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"

	"linli/kiosk"
)

// checkEvents wants the message of each log line of the terminal and of the
// office to be an event of the table in package kiosk. The tools that speak to
// a technician in a shell say what they like.
func checkEvents(t *tree) []Finding {
	var found []Finding
	t.nodes(func(f file, n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || !logsAtWork(f.path) {
			return
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !slices.Contains([]string{"Debug", "Info", "Warn", "Error"}, sel.Sel.Name) || len(call.Args) == 0 {
			return
		}
		if message, ok := call.Args[0].(*ast.BasicLit); ok {
			found = append(found, Finding{File: f.path, Line: t.line(message.Pos()), Problem: "a log line begins with an event of kiosk.Events, not with words of its own"})
		}
	})
	return found
}

func logsAtWork(path string) bool {
	for _, folder := range []string{"kiosk/", "sync/", "cmd/kiosk/", "cmd/streetoffice/"} {
		if strings.HasPrefix(path, folder) {
			return true
		}
	}
	return false
}

// EventPage is docs/events.md as it should be.
func EventPage() string {
	var b strings.Builder
	b.WriteString("# Events in the logs\n\nEach log line of the terminal and of the office is one of these, with attributes. `make golden` writes this page from the table in package kiosk.\n\n| event | level | what it means | what to do |\n|---|---|---|---|\n")
	for _, e := range kiosk.Events() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", e.Event, e.Level, e.Meaning, e.Do)
	}
	return b.String()
}
