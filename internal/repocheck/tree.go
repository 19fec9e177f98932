package repocheck

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// tree is the repository as the rules see it.
type tree struct {
	top   []string        // names at the root
	files []file          // every text file, sorted by path
	paths map[string]bool // every file and folder, text or not
	fset  *token.FileSet
}

// file is one text file.
type file struct {
	path string
	data []byte
	code *ast.File // nil for all but Go files
}

// dir is the folder of f from the root, "." for the root.
func (f file) dir() string { return path.Dir(f.path) }

func (f file) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

// isOurs reports whether f is Go code that a person wrote.
func (f file) isOurs() bool { return f.code != nil && !ast.IsGenerated(f.code) }

// lines counts line ends.
func (f file) lines() int { return bytes.Count(f.data, []byte("\n")) }

// unread are folders that hold no source, and endings that hold no text.
var unread = struct{ folders, endings []string }{
	folders: []string{".git", "build", "corpus"},
	endings: []string{".otf", ".ttf", ".png", ".jpg", ".bin", ".db", ".sum", ".gz", ".zst", ".ogg"},
}

func readTree(root fs.FS) (*tree, error) {
	t := &tree{paths: map[string]bool{}, fset: token.NewFileSet()}
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name != "." && !strings.Contains(name, "/") {
			t.top = append(t.top, name)
		}
		if slices.Contains(unread.folders, d.Name()) { // .git is a file in a linked tree
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		t.paths[name] = true
		if !d.Type().IsRegular() || slices.Contains(unread.endings, path.Ext(name)) {
			return nil
		}
		return t.read(root, name)
	})
	if err != nil {
		return nil, fmt.Errorf("repocheck: %w", err)
	}
	return t, nil
}

func (t *tree) read(root fs.FS, name string) error {
	data, err := fs.ReadFile(root, name)
	if err != nil {
		return err
	}
	f := file{path: name, data: data}
	if path.Ext(name) == ".go" && !strings.Contains(name, "testdata/") {
		f.code, err = parser.ParseFile(t.fset, name, data, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
	}
	t.files = append(t.files, f)
	return nil
}

// line returns the line a position stands in.
func (t *tree) line(pos token.Pos) int { return t.fset.Position(pos).Line }

// code calls visit for every Go file a person wrote, without tests.
func (t *tree) code(visit func(file)) {
	for _, f := range t.files {
		if f.isOurs() && !f.isTest() {
			visit(f)
		}
	}
}

// nodes calls visit for every node of the code without tests.
func (t *tree) nodes(visit func(file, ast.Node)) {
	t.code(func(f file) {
		ast.Inspect(f.code, func(n ast.Node) bool {
			if n != nil {
				visit(f, n)
			}
			return true
		})
	})
}

// packages calls visit with the code of each folder, without tests.
func (t *tree) packages(visit func(dir string, files []file)) {
	byDir := map[string][]file{}
	var dirs []string
	t.code(func(f file) {
		if byDir[f.dir()] == nil {
			dirs = append(dirs, f.dir())
		}
		byDir[f.dir()] = append(byDir[f.dir()], f)
	})
	for _, dir := range dirs {
		visit(dir, byDir[dir])
	}
}

// under reports whether a folder fits a pattern: itself, or with "/..." at the
// end itself and all below it.
func under(dir, pattern string) bool {
	prefix, deep := strings.CutSuffix(pattern, "/...")
	return dir == prefix || deep && strings.HasPrefix(dir, prefix+"/")
}

// underAny reports whether a folder fits one of the patterns.
func underAny(dir string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return under(dir, p) })
}
