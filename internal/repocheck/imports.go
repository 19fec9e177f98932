package repocheck

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// module is the path of this module.
const module = "linli"

// mayImport says which packages of ours a package may import; nothing else of
// ours. It is the architecture: docs/architecture.md explains it. The first
// row that fits a folder counts, and a folder without a row is a finding.
var mayImport = []struct {
	folder  string
	imports []string
}{
	{"kiosk", nil},
	{"kiosk/catalogue", []string{"kiosk", "internal/config"}},
	{"kiosk/calendar", []string{"kiosk", "internal/config"}},
	{"kiosk/flow", []string{"kiosk", "kiosk/catalogue"}},
	{"kiosk/paper", []string{"kiosk", "kiosk/paper/pdf", "assets", "assets/kai"}},
	{"kiosk/paper/pdf/...", nil},
	{"kiosk/health", []string{"kiosk"}},
	{"kiosk/verify", []string{"kiosk"}},
	{"kiosk/store", []string{"kiosk", "sync/wire/..."}},
	{"kiosk/voice", []string{"kiosk", "kiosk/catalogue", "kiosk/flow", "kiosk/voice/mandarin", "assets"}},
	{"kiosk/voice/mandarin", nil},
	{"kiosk/terminal", []string{"kiosk", "kiosk/flow", "kiosk/catalogue", "kiosk/paper", "kiosk/health", "kiosk/voice"}},
	{"kiosk/widget", []string{"assets"}},
	{"kiosk/screen", []string{"kiosk", "kiosk/catalogue", "kiosk/flow", "kiosk/health", "kiosk/widget", "kiosk/pinyin", "kiosk/handwriting", "assets"}},
	{"kiosk/pinyin", []string{"assets"}},
	{"kiosk/pinyin/internal/...", nil},
	{"kiosk/handwriting", nil},
	{"drivers/...", []string{"drivers/..."}},
	{"sync/wire/...", []string{"kiosk", "sync/wire/..."}},
	{"sync/identity", []string{"kiosk", "sync/wire/..."}},
	{"sync/uplink", []string{"kiosk", "sync/wire/..."}},
	{"sync/office/public", []string{"kiosk", "kiosk/catalogue", "kiosk/calendar", "assets", "sync/office/..."}},
	{"sync/office/...", []string{"kiosk", "kiosk/catalogue", "kiosk/calendar", "kiosk/paper", "kiosk/verify", "sync/wire/...", "sync/office/..."}},
	{"assets/...", nil},
	{"internal/beside", []string{"kiosk/flow", "kiosk/screen", "kiosk/widget"}},
	{"internal/config", nil},
	{"internal/crashfs", nil},
	{"internal/crawl", []string{"kiosk", "kiosk/catalogue", "kiosk/flow", "kiosk/screen", "kiosk/widget", "assets"}},
	{"internal/faultnet", nil},
	{"internal/itemcheck", []string{"kiosk/catalogue", "internal/config", "assets"}},
	{"internal/judges", nil},
	{"internal/lineproof", nil},
	{"internal/receipt", []string{"kiosk/paper", "drivers/escpos", "assets"}},
	{"internal/repocheck", []string{"kiosk", "kiosk/health"}},
	{"internal/roll", nil},
	{"internal/stage", []string{"internal/visitplay", "sync/wire"}},
	{"internal/visitplay", []string{"kiosk", "kiosk/flow", "kiosk/terminal"}},
	{"cmd/kiosk/...", []string{"kiosk/...", "drivers/...", "sync/...", "assets", "internal/...", "cmd/kiosk/..."}},
	{"cmd/streetoffice/...", []string{"kiosk", "kiosk/catalogue", "kiosk/calendar", "kiosk/paper", "kiosk/paper/pdf/sign", "kiosk/verify", "sync/...", "assets", "internal/config", "internal/itemcheck", "cmd/streetoffice/..."}},
	{"cmd/kioskctl/...", []string{"kiosk/...", "drivers/...", "sync/...", "assets/...", "internal/...", "cmd/kioskctl/..."}},
}

// checkImports holds each import of ours against mayImport. Tests may import
// more, but those of drivers stay among drivers.
func checkImports(t *tree) []Finding {
	var found []Finding
	for _, f := range t.files {
		if f.code == nil {
			continue
		}
		allowed, listed := importsOf(f.dir())
		if !listed {
			found = append(found, Finding{File: f.path, Line: 1, Problem: "the folder " + f.dir() + " is not in the import table"})
			continue
		}
		if f.isTest() && !under(f.dir(), "drivers/...") {
			continue
		}
		for _, spec := range f.code.Imports {
			target, _ := strconv.Unquote(spec.Path.Value)
			target, ours := strings.CutPrefix(target, module+"/")
			if ours && target != f.dir() && !underAny(target, allowed) {
				found = append(found, Finding{File: f.path, Line: t.line(spec.Pos()),
					Problem: fmt.Sprintf("%s may not import %s", f.dir(), target)})
			}
		}
	}
	return found
}

// ImportTable returns the table of who may import whom as docs/architecture.md
// shows it.
func ImportTable() string {
	var b strings.Builder
	b.WriteString("| package | may import of ours |\n|---|---|\n")
	for _, row := range mayImport {
		imports := "nothing"
		if len(row.imports) > 0 {
			imports = strings.Join(row.imports, ", ")
		}
		fmt.Fprintf(&b, "| %s | %s |\n", row.folder, imports)
	}
	return b.String()
}

func importsOf(dir string) (imports []string, listed bool) {
	for _, row := range mayImport {
		if under(dir, row.folder) {
			return row.imports, true
		}
	}
	return nil, false
}

// onlyIn says which packages may import a module from outside, and why the
// others may not. An empty list is nobody. Modules without a row are free.
var onlyIn = []struct {
	module  string
	folders []string
	why     string
}{
	{"C", nil, "everything builds without a C compiler"},
	{"unsafe", nil, "no terminal is worth it"},
	{"github.com/hajimehoshi/ebiten/v2/audio", nil, "voice is played by a process of its own"},
	{"github.com/hajimehoshi/ebiten", []string{"kiosk/widget", "kiosk/screen"}, "only the drawing process draws"},
	{"go.etcd.io/bbolt", []string{"kiosk/store"}, "one file, one owner"},
	{"github.com/klauspost/compress", []string{"sync/wire"}, "how a record is packed stands in one place"},
	{"golang.org/x/crypto/chacha20poly1305", []string{"sync/wire"}, "how a record is sealed stands in one place"},
	{"github.com/veraison/go-cose", []string{"kiosk/verify"}, "one package signs papers"},
	{"github.com/fxamacker/cbor", []string{"kiosk/verify"}, "one package signs papers"},
	{"github.com/ebfe/scard", []string{"drivers/pcsc"}, "it needs a C compiler; only a build with the tag pcsc has it"},
	{"github.com/hanwen/go-fuse", []string{"internal/crashfs"}, "a disk for tests"},
	{"periph.io/x/host", []string{"cmd/..."}, "hardware is chosen where the program is put together"},
	{"periph.io/x/conn", []string{"drivers/...", "cmd/..."}, "devices are spoken to by drivers"},
	{"modernc.org/sqlite", []string{"sync/office/ledger/..."}, "the ledger is one of two, and nobody knows which"},
	{"github.com/jackc/pgx", []string{"sync/office/ledger/..."}, "the ledger is one of two, and nobody knows which"},
	{"github.com/pressly/goose", []string{"sync/office/ledger/..."}, "only a ledger has tables"},
	{"connectrpc.com/connect", []string{"sync/...", "cmd/..."}, "the line is for sync"},
	{"github.com/tdewolff/font", []string{"kiosk/paper/pdf"}, "one place writes documents"},
	{"github.com/creack/pty", []string{"drivers/drivertest/..."}, "a terminal in the lobby has real devices"},
	{"github.com/jezek/xgb", []string{"kiosk/screen", "internal/stage", "internal/visitplay", "cmd/kioskctl/...", "internal/beside"}, "the drawing process has a window and tests touch it; nothing else does"},
	{"go.yaml.in/yaml", []string{"internal/config", "internal/stage", "sync/office/console", "assets"}, "files that people edit are read by internal/config"},
	{"github.com/digitorus", nil, "it is for tests: documents are signed by kiosk/paper/pdf/sign"},
	{"github.com/google/go-cmp", []string{"sync/office/ledger/ledgertest"}, "it is for tests"},
	{"github.com/grid-x/modbus", nil, "it is for tests"},
	{"github.com/makiuchi-d/gozxing", nil, "it is for tests"},
	{"github.com/rogpeppe/go-internal", nil, "it is for tests"},
	{"pgregory.net/rapid", nil, "it is for tests"},
}

// checkModules holds imports from outside against onlyIn. Tests may import
// what they like, except what nobody may.
func checkModules(t *tree) []Finding {
	return eachImport(t, func(f file, target string) string {
		for _, row := range onlyIn {
			if target != row.module && !strings.HasPrefix(target, row.module+"/") {
				continue
			}
			if underAny(f.dir(), row.folders) {
				return ""
			}
			return fmt.Sprintf("%s may not import %s: %s", f.dir(), target, row.why)
		}
		return ""
	})
}

// pure are the packages that know nothing of the machine.
var pure = []string{"kiosk", "kiosk/catalogue", "kiosk/flow", "kiosk/paper", "kiosk/paper/pdf", "kiosk/paper/pdf/sign", "kiosk/health", "kiosk/pinyin", "kiosk/verify", "kiosk/calendar"}

// checkPure keeps files, sockets, processes and clocks out of pure packages.
func checkPure(t *tree) []Finding {
	forbidden := []string{"net", "os", "syscall", "database", "log", "runtime", "math/rand", "golang.org/x/sys"}
	found := eachImport(t, func(f file, target string) string {
		if !slices.Contains(pure, f.dir()) || target == "log/slog" {
			return ""
		}
		for _, name := range forbidden {
			if target == name || strings.HasPrefix(target, name+"/") {
				return fmt.Sprintf("%s knows nothing of the machine and may not import %s", f.dir(), target)
			}
		}
		return ""
	})
	clock := []string{"time.Now", "time.Since", "time.Until", "time.Sleep", "time.After", "time.NewTimer", "time.NewTicker", "time.AfterFunc"}
	return append(found, t.calls(clock, func(f file) string {
		if slices.Contains(pure, f.dir()) {
			return "is given the time and may not ask for it"
		}
		return ""
	})...)
}

// eachImport asks judge about every import of the code without tests; judge
// returns the problem, or "".
func eachImport(t *tree, judge func(f file, target string) string) []Finding {
	var found []Finding
	t.code(func(f file) {
		for _, spec := range f.code.Imports {
			target, _ := strconv.Unquote(spec.Path.Value)
			if problem := judge(f, target); problem != "" {
				found = append(found, Finding{File: f.path, Line: t.line(spec.Pos()), Problem: problem})
			}
		}
	})
	return found
}
