package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// What becomes of a fault.
const (
	killed    = "killed"
	timedOut  = "timed out" // a test did not end any more
	lives     = "lives"
	unreached = "unreached"
)

// A fault is one thing that is wrong.
type fault struct {
	ID           int
	File         string
	Line, Column int
	From, To     string // what is there, and what is there instead
	Text         string // of the line
	Fate, By     string // By is the package whose tests noticed

	trials []trial
}

func (f *fault) String() string {
	return fmt.Sprintf("%s %s:%d:%d %s -> %s: %s", f.Fate, f.File, f.Line, f.Column, f.From, f.To, strings.TrimSpace(f.Text))
}

// runtime is the package by which planted code asks which fault is there.
//
//go:embed mutant.txt
var runtime string

// listed is what go list tells of a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
}

// plant plants all faults into a package of the copy.
func (g *ground) plant(ctx context.Context, p string, only []string) error {
	list := exec.CommandContext(ctx, "go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles", "./"+filepath.Clean(p))
	list.Dir = g.root
	said, err := list.Output()
	if err != nil {
		return fmt.Errorf("list %s: %w", p, err)
	}
	exports := map[string]string{}
	var own listed
	for d := json.NewDecoder(bytes.NewReader(said)); d.More(); {
		var next listed
		if err := d.Decode(&next); err != nil {
			return err
		}
		exports[next.ImportPath] = next.Export
		own = next // the package itself comes last
	}
	fset := token.NewFileSet()
	sources := map[*ast.File][]byte{}
	var files []*ast.File
	for _, name := range own.GoFiles {
		source, err := os.ReadFile(filepath.Join(own.Dir, name))
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(fset, filepath.Join(own.Dir, name), source, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files, sources[file] = append(files, file), source
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	check := types.Config{Importer: importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })}
	if _, err := check.Check(own.ImportPath, fset, files, info); err != nil {
		return err
	}
	for _, file := range files {
		path := fset.Position(file.Package).Filename
		if len(only) > 0 && !slices.Contains(only, filepath.Base(path)) {
			continue
		}
		w := &writer{ground: g, fset: fset, info: info, source: sources[file], name: filepath.Join(p, filepath.Base(path))}
		before := len(g.faults)
		text := w.text(file)
		if len(g.faults) == before {
			continue
		}
		head := w.offset(file.Name.End())
		text = text[:head] + "; import mutant \"" + g.module + "/mutant\"" + text[head:]
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
	}
	if err := os.Mkdir(filepath.Join(g.root, "mutant"), 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(g.root, "mutant", "mutant.go"), []byte(runtime), 0o600)
}

// A writer writes a file again, with its faults.
type writer struct {
	*ground
	fset   *token.FileSet
	info   *types.Info
	source []byte
	name   string
}

// text returns a node as it is written, with the faults of what is in it.
func (w *writer) text(n ast.Node) string {
	at, end := n.Pos(), n.End()
	if f, whole := n.(*ast.File); whole {
		at, end = f.FileStart, f.FileEnd
	}
	var b strings.Builder
	ast.Inspect(n, func(child ast.Node) bool {
		if child == nil || child == n {
			return true
		}
		wrong, ok := w.planted(child)
		if !ok {
			return true
		}
		b.Write(w.source[w.offset(at):w.offset(child.Pos())])
		b.WriteString(wrong)
		at = child.End()
		return false
	})
	b.Write(w.source[w.offset(at):w.offset(end)])
	return b.String()
}

// offset returns where in the source a place is.
func (w *writer) offset(at token.Pos) int { return w.fset.Position(at).Offset }

// inner returns an operand, with its own faults.
func (w *writer) inner(e ast.Expr) string {
	if wrong, ok := w.planted(e); ok {
		return wrong
	}
	return w.text(e)
}

// negated and shifted are the comparisons that take the place of another one.
var (
	negated = map[token.Token]token.Token{
		token.EQL: token.NEQ, token.NEQ: token.EQL, token.LSS: token.GEQ, token.GEQ: token.LSS, token.GTR: token.LEQ, token.LEQ: token.GTR,
	}
	shifted = map[token.Token]token.Token{
		token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR,
	}
	reckoned = map[token.Token]struct{ function, to string }{
		token.ADD: {"Add", "-"}, token.SUB: {"Sub", "+"}, token.MUL: {"Mul", "/"}, token.QUO: {"Quo", "*"}, token.REM: {"Rem", "*"},
	}
)

// planted returns a node with a fault of its own; ok is false if it can have none.
func (w *writer) planted(n ast.Node) (text string, ok bool) {
	switch n := n.(type) {
	case *ast.GenDecl:
		if n.Tok == token.CONST {
			return w.plain(n), true
		}
	case *ast.BinaryExpr:
		return w.binary(n)
	case *ast.UnaryExpr:
		if n.Op == token.SUB && w.number(n) {
			return fmt.Sprintf("mutant.Same(%d, -(%s))", w.fault(n.OpPos, "-", "+"), w.inner(n.X)), true
		}
	case *ast.IncDecStmt:
		sign, to := "+", "--"
		if n.Tok == token.DEC {
			sign, to = "-", "++"
		}
		x := w.text(n.X)
		return fmt.Sprintf("%s %s= mutant.Like(%d, %s, 1)", x, sign, w.fault(n.TokPos, n.Tok.String(), to), x), true
	case *ast.AssignStmt:
		if (n.Tok == token.ADD_ASSIGN || n.Tok == token.SUB_ASSIGN) && w.number(n.Lhs[0]) {
			to := "-="
			if n.Tok == token.SUB_ASSIGN {
				to = "+="
			}
			id := w.fault(n.TokPos, n.Tok.String(), to)
			return fmt.Sprintf("%s %s mutant.Like(%d, %s, %s)", w.text(n.Lhs[0]), n.Tok, id, w.plain(n.Lhs[0]), w.inner(n.Rhs[0])), true
		}
	}
	return "", false
}

func (w *writer) binary(n *ast.BinaryExpr) (string, bool) {
	if w.info.Types[n].Value != nil { // a constant
		return w.plain(n), true
	}
	if r, arithmetic := reckoned[n.Op]; arithmetic {
		if !w.number(n) {
			return "", false
		}
		return fmt.Sprintf("mutant.%s(%d, %s, %s)", r.function, w.fault(n.OpPos, n.Op.String(), r.to), w.inner(n.X), w.inner(n.Y)), true
	}
	to, comparison := negated[n.Op]
	if !comparison {
		return "", false
	}
	not := w.fault(n.OpPos, n.Op.String(), to.String())
	x, y := w.inner(n.X), w.inner(n.Y)
	right := fmt.Sprintf("(%s %s %s)", x, n.Op, y)
	if near, ordered := shifted[n.Op]; ordered {
		id := w.fault(n.OpPos, n.Op.String(), near.String())
		right = fmt.Sprintf("(mutant.On(%d) && (%s %s %s) || !mutant.On(%d) && %s)", id, x, near, y, id, right)
	}
	return fmt.Sprintf("(%s != mutant.On(%d))", right, not), true
}

// number reports whether an expression is one, and not constant.
func (w *writer) number(e ast.Expr) bool {
	t := w.info.Types[e]
	if t.Value != nil || t.Type == nil {
		return false
	}
	basic, ok := t.Type.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsNumeric != 0
}

// plain returns a node exactly as it is written.
func (w *writer) plain(n ast.Node) string {
	return string(w.source[w.offset(n.Pos()):w.offset(n.End())])
}

// fault plants a fault and returns its number.
func (w *writer) fault(at token.Pos, from, to string) int {
	place := w.fset.Position(at)
	line := strings.SplitN(string(w.source), "\n", place.Line+1)[place.Line-1]
	f := &fault{ID: len(w.faults) + 1, File: w.name, Line: place.Line, Column: place.Column, From: from, To: to, Text: line}
	w.faults = append(w.faults, f)
	return f.ID
}
