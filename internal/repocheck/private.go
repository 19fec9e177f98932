package repocheck

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
)

// checkReveal keeps revealed personal data out of logs and out of errors,
// which end in logs.
func checkReveal(t *tree) []Finding {
	var found []Finding
	t.nodes(func(f file, n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || !endsInLog(call) {
			return
		}
		for _, arg := range call.Args {
			ast.Inspect(arg, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Reveal" {
					found = append(found, Finding{File: f.path, Line: t.line(sel.Sel.Pos()), Problem: "personal data does not go to a log, to an error or to a terminal"})
				}
				return true
			})
		}
	})
	return found
}

// endsInLog reports whether what call is given may come to stand in a log.
func endsInLog(call *ast.CallExpr) bool {
	functions := []string{"fmt.Errorf", "fmt.Print", "fmt.Printf", "fmt.Println", "errors.New"}
	if n := name(call.Fun); slices.Contains(functions, n) || strings.HasPrefix(n, "slog.") || strings.HasPrefix(n, "log.") {
		return true
	}
	methods := []string{
		"Debug", "Info", "Warn", "Error", "Log", "LogAttrs", "With",
		"DebugContext", "InfoContext", "WarnContext", "ErrorContext",
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && slices.Contains(methods, sel.Sel.Name)
}

// checkNumbers finds what may be somebody's identity number: eighteen digits
// whose check digit is right. No division has the code 00; any other number needs
// a file that calls its numbers synthetic, invented, made up
// or specimens.
func checkNumbers(t *tree) []Finding {
	number := regexp.MustCompile(`[0-9]{17}[0-9Xx]`)
	declared := regexp.MustCompile(`(?i)\b(synthetic|invented|made up|specimen)\b`)
	return t.textLines(func(f file, line string) string {
		for _, at := range number.FindAllStringIndex(line, -1) {
			n := line[at[0]:at[1]]
			if n[:2] != "00" && !isLonger(line, at) && hasCheckDigit(n) && !declared.Match(f.data) {
				return "may be somebody's number; use division code 000000, or say that the file is synthetic"
			}
		}
		return ""
	})
}

// isLonger reports whether the digits at a place go on to either side, so that
// they are part of something else.
func isLonger(line string, at []int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(line) && line[i] >= '0' && line[i] <= '9' }
	return digit(at[0]-1) || digit(at[1])
}

// hasCheckDigit computes ISO 7064 MOD 11-2 as GB 11643, section 5.1, asks for.
func hasCheckDigit(n string) bool {
	sum := 0
	for i := range 17 {
		sum = (sum + int(n[i]-'0')) * 2 % 11
	}
	return strings.ToUpper(n[17:]) == string("10X98765432"[sum%11])
}
