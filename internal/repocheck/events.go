package repocheck

import (
	"fmt"
	"go/ast"
	"regexp"
	"strings"

	"linli/kiosk"
)

// checkEvents wants the message of each log line of the terminal and of the
// office to be an event of the table in package kiosk. The tools that speak to
// a technician in a shell say what they like.
func checkEvents(t *tree) []Finding {
	event := regexp.MustCompile(`^(kiosk\.)?Event[A-Z]`)
	var found []Finding
	t.nodes(func(f file, n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || !logsAtWork(f.path) {
			return
		}
		if at := messageOf(call); at >= 0 && at < len(call.Args) && !event.MatchString(name(call.Args[at])) {
			found = append(found, Finding{File: f.path, Line: t.line(call.Args[at].Pos()), Problem: "a log line begins with an event of kiosk.Events, not with words of its own"})
		}
	})
	return found
}

// messageOf returns which argument of a call on a logger is its message, or -1
// for any other call. Loggers are called log, Log, logger or Logger here.
func messageOf(call *ast.CallExpr) int {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return -1
	}
	of := sel.X
	if field, ok := of.(*ast.SelectorExpr); ok {
		of = field.Sel
	}
	switch strings.ToLower(name(of)) {
	case "log", "logger", "slog":
	default:
		return -1
	}
	switch sel.Sel.Name {
	case "Debug", "Info", "Warn", "Error":
		return 0
	case "DebugContext", "InfoContext", "WarnContext", "ErrorContext":
		return 1
	case "Log", "LogAttrs":
		return 2
	}
	return -1
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
