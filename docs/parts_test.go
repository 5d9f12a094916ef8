package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// otherAudiences are the files that declare a part for somebody who is not staff: the
// people of a ledger to try the telephone with, or to live a year with, who do not exist, and
// residents on the web before anybody knows them, who are shown what is free.
var otherAudiences = []string{"cmd/madoguchi/inside.go", "cmd/madoguchi/rehearsal/year.go", "web/residents/request.go"}

// TestStaffTakeTheirPartOfATransactionAndNoMore holds that no page and no command asks
// for a whole transaction, and that every method of the parts in store/parts.go is used.
func TestStaffTakeTheirPartOfATransactionAndNoMore(t *testing.T) {
	parts := partsOf(t)
	taken := map[string]bool{}
	for _, file := range filesOf(t, ".go") {
		if strings.HasSuffix(file, "_test.go") || !strings.HasPrefix(file, "web/") && !strings.HasPrefix(file, "cmd/") {
			continue
		}
		ast.Inspect(parsed(t, file), func(n ast.Node) bool {
			var of *ast.FuncType
			var body *ast.BlockStmt
			switch n := n.(type) {
			case *ast.FuncLit:
				of, body = n.Type, n.Body
			case *ast.FuncDecl:
				of, body = n.Type, n.Body
			case *ast.TypeSpec:
				return n.Name.Name != "Ledger" // an interface of what a room needs from the store itself
			case *ast.ValueSpec:
				if of, ok := n.Type.(*ast.IndexExpr); ok && selected(of.X) == "store.Part" {
					// The part of another audience, which its room declares. It may read whole
					// telephone numbers off the record, so whoever adds one is asked why.
					if !slices.Contains(otherAudiences, file) {
						t.Errorf("%s declares a part of its own, expected one of store/parts.go, or to be among otherAudiences", file)
					}
					return false
				}
			case *ast.SelectorExpr:
				if selected(n) == "store.Tx" {
					t.Errorf("%s asks for a whole transaction, expected a part of store/parts.go", file)
				}
			}
			if of == nil {
				return true
			}
			for _, p := range of.Params.List {
				part, ok := strings.CutPrefix(selected(p.Type), "store.")
				if _, is := parts[part]; ok && is && len(p.Names) == 1 {
					takes(body, p.Names[0].Name, func(method string) { taken[part+"."+method] = true })
				}
			}
			return true
		})
	}
	if len(parts) < 8 {
		t.Errorf("found %d parts: how they are written must have changed", len(parts))
	}
	for part, methods := range parts {
		for _, m := range methods {
			if !taken[part+"."+m] {
				t.Errorf("nobody takes %s of store.%s", m, part)
			}
		}
	}
}

// takes calls found for every method that a function calls on a parameter.
func takes(body *ast.BlockStmt, name string, found func(method string)) {
	ast.Inspect(body, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == name {
				found(s.Sel.Name)
			}
		}
		return true
	})
}

// partsOf returns the interfaces of store/parts.go with their own methods, without
// those that they embed, which are of the rules.
func partsOf(t *testing.T) map[string][]string {
	t.Helper()
	parts := map[string][]string{}
	ast.Inspect(parsed(t, "store/parts.go"), func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		if part, ok := spec.Type.(*ast.InterfaceType); ok {
			for _, m := range part.Methods.List {
				for _, name := range m.Names {
					parts[spec.Name.Name] = append(parts[spec.Name.Name], name.Name)
				}
			}
		}
		return true
	})
	return parts
}

// selected returns a selector as written, such as "store.Tx", and "" for anything else.
func selected(e ast.Expr) string {
	if s, ok := e.(*ast.SelectorExpr); ok {
		if x, ok := s.X.(*ast.Ident); ok {
			return x.Name + "." + s.Sel.Name
		}
	}
	return ""
}

func parsed(t *testing.T, file string) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
