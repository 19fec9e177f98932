package repocheck

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strings"
)

// checkPackageComment wants a comment on every package that says what it does.
func checkPackageComment(t *tree) []Finding {
	var found []Finding
	t.packages(func(dir string, files []file) {
		says := slices.ContainsFunc(files, func(f file) bool {
			return f.code.Doc != nil && len(strings.Fields(f.code.Doc.Text())) > 3
		})
		if !says {
			found = append(found, Finding{File: files[0].path, Line: 1, Problem: "package " + dir + " has no comment"})
		}
	})
	return found
}

// checkDocComments wants a comment on every exported name: functions, methods
// of exported types, types, methods of exported interfaces, and constants and
// variables, of which a group may share one.
func checkDocComments(t *tree) []Finding {
	var found []Finding
	t.code(func(f file) {
		if f.code.Name.Name == "main" {
			return
		}
		for _, d := range f.code.Decls {
			for _, id := range uncommented(d) {
				found = append(found, Finding{File: f.path, Line: t.line(id.Pos()), Problem: id.Name + " has no comment"})
			}
		}
	})
	return found
}

func uncommented(d ast.Decl) []*ast.Ident {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && isExportedReceiver(d) {
			return []*ast.Ident{d.Name}
		}
	case *ast.GenDecl:
		var bare []*ast.Ident
		for _, s := range d.Specs {
			bare = append(bare, uncommentedIn(s, d.Doc != nil)...)
		}
		return bare
	}
	return nil
}

// uncommentedIn looks at one line of a declaration; grouped tells that the
// declaration as a whole has a comment.
func uncommentedIn(s ast.Spec, grouped bool) []*ast.Ident {
	var bare []*ast.Ident
	switch s := s.(type) {
	case *ast.TypeSpec:
		if s.Name.IsExported() && s.Doc == nil && !grouped {
			bare = append(bare, s.Name)
		}
		if i, ok := s.Type.(*ast.InterfaceType); ok && s.Name.IsExported() {
			bare = append(bare, uncommentedMethods(i)...)
		}
	case *ast.ValueSpec:
		for _, id := range s.Names {
			if id.IsExported() && s.Doc == nil && s.Comment == nil && !grouped {
				bare = append(bare, id)
			}
		}
	}
	return bare
}

// ofStd are methods of interfaces of the standard library, which says what
// they do.
var ofStd = []string{"Read", "Write", "Close", "SetDeadline", "SetReadDeadline", "SetWriteDeadline"}

// uncommentedMethods returns the methods that were left out where others have
// comments. Where none has one, the comment of the interface speaks for all.
func uncommentedMethods(i *ast.InterfaceType) []*ast.Ident {
	var bare []*ast.Ident
	commented := 0
	for _, m := range i.Methods.List {
		switch {
		case len(m.Names) == 0 || !m.Names[0].IsExported() || slices.Contains(ofStd, m.Names[0].Name):
		case m.Doc != nil || m.Comment != nil:
			commented++
		default:
			bare = append(bare, m.Names[0])
		}
	}
	if commented == 0 {
		return nil
	}
	return bare
}

// isExportedReceiver reports whether fn is a function, or a method of a type
// that others can name.
func isExportedReceiver(fn *ast.FuncDecl) bool {
	if fn.Recv == nil {
		return true
	}
	of := fn.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	if generic, ok := of.(*ast.IndexExpr); ok {
		of = generic.X
	}
	id, ok := of.(*ast.Ident)
	return ok && id.IsExported()
}

// noName are package names that say nothing.
var noName = []string{"util", "utils", "common", "helper", "helpers", "types", "models", "manager", "misc", "base", "lib"}

// checkNames refuses packages without a subject and functions called Get.
func checkNames(t *tree) []Finding {
	var found []Finding
	t.packages(func(dir string, files []file) {
		if pkg := files[0].code.Name.Name; slices.Contains(noName, pkg) {
			found = append(found, Finding{File: files[0].path, Line: 1, Problem: fmt.Sprintf("%q says nothing; name the noun", pkg)})
		}
		if dir == "sync" {
			found = append(found, Finding{File: files[0].path, Line: 1, Problem: "sync holds no Go file; a package sync shadows the standard one"})
		}
	})
	get := regexp.MustCompile(`^Get([A-Z]|$)`)
	t.functions(func(f file, fn *ast.FuncDecl) {
		if get.MatchString(fn.Name.Name) {
			found = append(found, Finding{File: f.path, Line: t.line(fn.Pos()), Problem: fn.Name.Name + ": leave Get out"})
		}
	})
	return found
}

// checkToDo refuses notes to oneself; work that is left stands in an issue.
func checkToDo(t *tree) []Finding {
	note := regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b`)
	var found []Finding
	for _, f := range t.files {
		if !f.isOurs() {
			continue
		}
		for _, group := range f.code.Comments {
			if note.MatchString(group.Text()) {
				found = append(found, Finding{File: f.path, Line: t.line(group.Pos()), Problem: "open an issue instead"})
			}
		}
	}
	return found
}
