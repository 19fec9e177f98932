package repocheck

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// holdsHan are files and folders whose code may hold Chinese characters, each
// for a reviewed reason. All other texts stand in assets.
var holdsHan = map[string]string{
	"drivers/idcard/...":             "code tables of the card: sexes, ethnic groups, the word for an unlimited validity",
	"drivers/drivertest/...":         "specimen cards",
	"drivers/escpos/...":             "tables of character sets",
	"kiosk/pinyin/...":               "tables of syllables",
	"cmd/kioskctl/internal/...":      "words of the simulated lobby's own page, which no resident sees; headings of exports",
	"internal/crawl/...":             "what invented residents write when every way is walked",
	"kiosk/catalogue/address.go":     "numerals and the words around them in addresses",
	"kiosk/catalogue/limit.go":       "units of time, to read what a time limit says",
	"kiosk/catalogue/advice.go":      "words by which questions and papers that a card spares are found",
	"cmd/kiosk/child.go":             "the product's own name, as title of the window",
	"sync/office/ballot/rollfile.go": "names of columns and documents in lists of voters",
	"kiosk/screen/layout.go":         "one character, to measure how wide a Han character is",
	"kiosk/widget/wrap.go":           "one character, to measure how wide a Han character is",
}

// checkTexts keeps what residents read out of code.
func checkTexts(t *tree) []Finding {
	han := regexp.MustCompile(`\p{Han}`)
	var found []Finding
	t.literals(func(f file, at token.Pos, text string) {
		if han.MatchString(text) && !isListed(holdsHan, f) {
			found = append(found, Finding{File: f.path, Line: t.line(at), Problem: "texts stand in assets: " + strconv.Quote(text)})
		}
	})
	return found
}

func isListed(list map[string]string, f file) bool {
	for pattern := range list {
		if under(f.path, pattern) || under(f.dir(), pattern) {
			return true
		}
	}
	return false
}

// checkItems keeps single service items out of code: they are data.
func checkItems(t *tree) []Finding {
	items := map[string]bool{}
	for _, f := range t.files {
		if f.dir() == "assets/services/items" {
			items[strings.TrimSuffix(path.Base(f.path), ".yaml")] = true
		}
	}
	var found []Finding
	t.literals(func(f file, at token.Pos, text string) {
		if items[text] {
			found = append(found, Finding{File: f.path, Line: t.line(at), Problem: "code knows no single service item: " + text})
		}
	})
	t.nodes(func(f file, n ast.Node) {
		if call, ok := n.(*ast.CallExpr); ok && name(call.Fun) == "kiosk.ItemID" && len(call.Args) == 1 && isWord(call.Args[0]) {
			found = append(found, Finding{File: f.path, Line: t.line(n.Pos()), Problem: "code knows no single service item"})
		}
	})
	return found
}

// isWord reports whether e is a string literal with something in it.
func isWord(e ast.Expr) bool {
	lit, ok := e.(*ast.BasicLit)
	return ok && lit.Kind == token.STRING && len(lit.Value) > 2
}

// literals calls visit for every string and character literal of the code.
func (t *tree) literals(visit func(f file, at token.Pos, text string)) {
	t.nodes(func(f file, n ast.Node) {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING && lit.Kind != token.CHAR {
			return
		}
		if text, err := strconv.Unquote(lit.Value); err == nil {
			visit(f, lit.Pos(), text)
		}
	})
}

// checkLineNumbers keeps documents from naming lines, which move.
func checkLineNumbers(t *tree) []Finding {
	cite := regexp.MustCompile(`\.(go|proto):[0-9]+`)
	return t.textLines(func(f file, line string) string {
		if path.Ext(f.path) == ".md" && cite.MatchString(line) {
			return fmt.Sprintf("%s moves; name the identifier", cite.FindString(line))
		}
		return ""
	})
}

// checkMachinePaths keeps the place where somebody works out of the tree.
func checkMachinePaths(t *tree) []Finding {
	place := regexp.MustCompile(`(^|[\s"'(=` + "`" + `])/(work|root|Users|home)/[A-Za-z0-9_.-]+`)
	return t.textLines(func(f file, line string) string {
		if place.MatchString(line) && !strings.HasPrefix(f.path, "internal/repocheck/") {
			return "names a place on one machine: " + strings.TrimSpace(place.FindString(line))
		}
		return ""
	})
}

// textLines asks judge about every line of every text file; judge returns the
// problem, or "".
func (t *tree) textLines(judge func(f file, line string) string) []Finding {
	var found []Finding
	for _, f := range t.files {
		n := 0
		for line := range strings.Lines(string(f.data)) {
			n++
			if problem := judge(f, line); problem != "" {
				found = append(found, Finding{File: f.path, Line: n, Problem: problem})
			}
		}
	}
	return found
}
