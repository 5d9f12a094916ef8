package store

import (
	"errors"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A spelling is SQL that PostgreSQL does not understand, or understands differently from
// SQLite.
type spelling struct {
	finds   func(sql string) bool
	instead string // what to write
}

// pattern returns a function that finds what matches a regular expression.
func pattern(expr string) func(string) bool { return regexp.MustCompile(`(?i)` + expr).MatchString }

var spellings = []spelling{
	{pattern(`\biif\s*\(`), "CASE WHEN … THEN … ELSE … END"},
	{pattern(`\bifnull\s*\(`), "coalesce(…)"},
	{pattern(`\b(total|julianday|unixepoch|strftime|date|time|datetime|instr|unicode|char|hex|quote|typeof|random|randomblob|zeroblob|likely|unlikely|likelihood|changes|last_insert_rowid|json_\w+)\s*\(`), "Go"},
	{pattern(`\b(format|printf)\s*\(`), "'text ' || column"},
	{pattern(`\bgroup_concat\s*\(`), "string_agg(CAST(column AS TEXT), ',')"},
	{call(`max|min`, func(args []string) bool { return len(args) > 1 }), "CASE WHEN a < b THEN b ELSE a END"},
	{call(`substr|substring`, func(args []string) bool { return len(args) > 1 && strings.HasPrefix(args[1], "-") }), "Go, or a place that is counted from the front"},
	{call(`sum|min|max|avg`, func(args []string) bool { return condition(args[0]) }), "count(*) FILTER (WHERE …), or CASE WHEN … THEN 1 ELSE 0 END"},
	{is, "IS [NOT] DISTINCT FROM"},
	{pattern(`\b(INSERT|UPDATE)\s+OR\b|\bREPLACE\s+INTO\b`), "ON CONFLICT (…) DO …"},
	{ambiguous, "the name of the table before a column that stands in excluded as well"},
	{pattern(`\b(rowid|_rowid_|oid)\b`), "the primary key"},
	{pattern(`\b(GLOB|REGEXP|MATCH)\b`), "LIKE, or Go"},
	{pattern(`\bINDEXED\b`), "nothing: an index that is found without being named"},
	{pattern(`\bPRAGMA\b|pragma_|sqlite_`), "it in the engine's files"},
	{pattern(`\bAS\s+(INTEGER|INT)\s*\)`), "CAST(… AS BIGINT): INTEGER has 32 bits elsewhere"},
	{pattern(`\bAS\s+(BLOB|REAL|NUMERIC)\s*\)`), "no CAST, or a type that both know"},
	{pattern("==|`|\\bx'|\\bLIMIT\\s+-|\\bLIMIT\\s+[^\\s,]+\\s*,"), "standard SQL"},
	{pattern(`\b(WHERE|AND|OR|NOT)\s+(\d+|\?\d*)\s*($|\)|AND\b|OR\b|ORDER\b|GROUP\b|LIMIT\b)`), "true, or a comparison: a number is no condition"},
	{unnamed, "a name behind a query in FROM"},
	{mixed, "all parameters as ?, or all as ?1, ?2 …: an engine counts them"},
}

// only has the statements that stay in SQLite's SQL, and why.
var only = map[string]string{
	"dayActive":   "SQLite would read every booking without the hint, and another engine leaves it out",
	"dayEnded":    "the same",
	"phoneEnded":  "the same",
	"last4Active": "the same",
	"last4Ended":  "the same",
	"sessionOf":   "the CAST keeps it prepared, and a domain of that name is all that another engine needs",
	"guestOf":     "the same",
}

// TestStatementsAreInTheSQLOfBothEngines looks through every constant string of the
// package with SQL in it, except in the engine's own files.
func TestStatementsAreInTheSQLOfBothEngines(t *testing.T) {
	found := statements(t)
	whole := 0
	needed := map[string]bool{}
	for _, s := range found {
		if verb.MatchString(s.sql) {
			whole++
		}
		sql := unquoted(s.sql)
		for _, sp := range spellings {
			switch {
			case !sp.finds(sql):
			case only[s.name] != "":
				needed[s.name] = true
			default:
				t.Errorf("%s: %s\nis SQL that only SQLite understands: write %s", s.at, s.sql, sp.instead)
			}
		}
	}
	if whole < 150 {
		t.Errorf("found %d statements, expected 150 at least: are they elsewhere now?", whole)
	}
	for name := range only {
		if !needed[name] {
			t.Errorf("%s need not be on the list of what stays SQLite's", name)
		}
	}
}

// Each spelling is found, and what is to be written in its place is not.
func TestSpellingsOfSQLiteAreFound(t *testing.T) {
	for _, c := range []struct{ bad, good string }{
		{`SET a = iif(b = 1, 2, 3)`, `SET a = CASE WHEN b = 1 THEN 2 ELSE 3 END`},
		{`SELECT ifnull(a, 0)`, `SELECT coalesce(a, 0)`},
		{`SELECT format('slot %d', id)`, `SELECT 'slot ' || id`},
		{`SELECT group_concat(id) FROM t`, `SELECT string_agg(CAST(id AS TEXT), ',') FROM t`},
		{`SET a = max(?1, (b + c) * 2)`, `SELECT max(coalesce(a, b)) FROM t`},
		{`SELECT substr(phone, -4)`, `SELECT substr(phone, 2)`},
		{`SELECT sum(a = 1) FROM t`, `SELECT count(*) FILTER (WHERE a = 1), sum(CASE WHEN a = 1 THEN 1 ELSE 0 END), sum((SELECT b WHERE c = 1)) FROM t`},
		{`WHERE a IS ?`, `WHERE a IS NOT NULL AND b IS NULL AND c IS DISTINCT FROM ?`},
		{`WHERE a IS NOT b`, `WHERE a IS NOT DISTINCT FROM b`},
		{`INSERT OR IGNORE INTO t VALUES (1)`, `INSERT INTO t VALUES (1) ON CONFLICT (a) DO NOTHING`},
		{`INSERT INTO t (a, b) VALUES (1, 2) ON CONFLICT (a) DO UPDATE SET b = b + 1`, `INSERT INTO t (a, b) VALUES (1, 2) ON CONFLICT (a) DO UPDATE SET b = t.b + excluded.b`},
		{`SELECT rowid FROM t`, `SELECT id FROM t`},
		{`WHERE a GLOB '*'`, `WHERE a LIKE '%GLOB%'`},
		{`SELECT a FROM t INDEXED BY i`, `SELECT a FROM t`},
		{`SELECT quick_check FROM pragma_quick_check`, `SELECT 'pragma_quick_check'`},
		{`SELECT CAST(? AS INTEGER)`, `SELECT CAST(? AS BIGINT)`},
		{`SELECT a FROM t LIMIT 1, 2`, `SELECT a FROM t LIMIT 2`},
		{`SELECT a FROM t WHERE NOT ?5 OR b = 1`, `SELECT a FROM t WHERE true AND ?5 = 0 OR b = 1`},
		{`SELECT a FROM (SELECT 1 AS a) WHERE a = 1`, `SELECT a FROM (SELECT 1 AS a) b WHERE a IN (SELECT 1)`},
		{`WHERE a = ?1 AND b = ?`, `WHERE a = ?1 AND b = ?2`},
		{`SELECT a FROM (SELECT 1 AS a)`, `SELECT a FROM (SELECT (1) AS a) AS b`},
	} {
		for sql, want := range map[string]bool{c.bad: true, c.good: false} {
			hit := slices.ContainsFunc(spellings, func(s spelling) bool { return s.finds(unquoted(sql)) })
			if hit != want {
				t.Errorf("%s: found is %t, expected %t", sql, hit, want)
			}
		}
	}
}

// A statement is a constant of the package with SQL in it, whole or a part.
type statement struct{ name, sql, at string }

var (
	someSQL = regexp.MustCompile(`\b(SELECT|INSERT|UPDATE|DELETE|WHERE|FROM|AND|CASE|CAST|SAVEPOINT|RELEASE|ROLLBACK|COMMIT|PRAGMA)\b|\?`)
	verb    = regexp.MustCompile(`^(WITH|SELECT|INSERT|UPDATE|DELETE) `)
)

// statements returns the evaluated string constants of the package that have SQL in them.
func statements(t *testing.T) (found []statement) {
	t.Helper()
	names, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	var files []*ast.File
	for _, n := range names {
		if name := n.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && !strings.HasPrefix(name, "sqlite") {
			f, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
	}
	info := types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	// Other packages are not imported: the constants do not depend on them.
	config := types.Config{Importer: nothing{}, Error: func(error) {}}
	_, _ = config.Check("store", set, files, &info)
	for _, f := range files {
		name := ""
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.ValueSpec:
				name = n.Names[0].Name
			case *ast.BasicLit, *ast.BinaryExpr:
				v := info.Types[n.(ast.Expr)].Value
				if v == nil || v.Kind() != constant.String {
					return true
				}
				if sql := constant.StringVal(v); someSQL.MatchString(sql) {
					found = append(found, statement{name, sql, set.Position(n.Pos()).String()})
				}
				return false
			}
			return true
		})
	}
	return found
}

// nothing is an importer that finds no package.
type nothing struct{}

func (nothing) Import(string) (*types.Package, error) { return nil, errors.New("not imported") }

var quoted = regexp.MustCompile(`'[^']*'`)

// unquoted returns a statement without the contents of its string literals.
func unquoted(sql string) string { return quoted.ReplaceAllString(sql, "''") }

// call returns a function that finds a call of one of the functions with wrong arguments.
func call(functions string, wrong func(args []string) bool) func(string) bool {
	opening := regexp.MustCompile(`(?i)\b(` + functions + `)\(`)
	return func(sql string) bool {
		return slices.ContainsFunc(opening.FindAllStringIndex(sql, -1), func(at []int) bool {
			inside, _ := parenthesis(sql[at[1]:])
			return wrong(split(inside))
		})
	}
}

// parenthesis cuts a text that follows an opening parenthesis at the closing one.
func parenthesis(text string) (inside, after string) {
	depth := 1
	for i, r := range text {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return text[:i], text[i+1:]
			}
		}
	}
	return text, ""
}

// split returns the arguments of a list, without what stands in parentheses.
func split(inside string) (args []string) {
	var flat strings.Builder
	depth := 0
	for _, r := range inside {
		if r == ')' {
			depth--
		}
		if depth == 0 {
			flat.WriteRune(r)
		}
		if r == '(' {
			depth++
		}
	}
	for arg := range strings.SplitSeq(flat.String(), ",") {
		args = append(args, strings.TrimSpace(arg))
	}
	return args
}

var compares = regexp.MustCompile(`(?i)[=<>]|\b(IN|IS|LIKE|BETWEEN|NOT|EXISTS)\b`)

// condition reports whether an argument is a condition rather than a number.
func condition(arg string) bool {
	return compares.MatchString(arg) && !strings.HasPrefix(strings.ToUpper(arg), "CASE")
}

var comparesIS = regexp.MustCompile(`(?i)\bIS\s+(NOT\s+)?(\S+)`)

// is reports whether a statement has an IS between two values.
func is(sql string) bool {
	return slices.ContainsFunc(comparesIS.FindAllStringSubmatch(sql, -1), func(m []string) bool {
		return !slices.Contains([]string{"NULL", "DISTINCT", "TRUE", "FALSE"}, strings.ToUpper(strings.Trim(m[2], "(),")))
	})
}

var derived = regexp.MustCompile(`(?i)\b(FROM|JOIN)\s*\(`)

// unnamed reports whether a query in FROM has no name.
func unnamed(sql string) bool {
	return slices.ContainsFunc(derived.FindAllStringIndex(sql, -1), func(at []int) bool {
		_, after := parenthesis(sql[at[1]:])
		word, _, _ := strings.Cut(strings.TrimSpace(after)+" ", " ")
		return slices.Contains([]string{"", "WHERE", "ORDER", "GROUP", "LIMIT", "ON", ")"}, strings.ToUpper(strings.TrimRight(word, "\n\t")))
	})
}

var parameters = regexp.MustCompile(`\?\d*`)

// mixed reports whether a statement has parameters with a number and others without.
func mixed(sql string) bool {
	found := parameters.FindAllString(sql, -1)
	return slices.Contains(found, "?") && slices.ContainsFunc(found, func(p string) bool { return p != "?" })
}

var (
	upsert = regexp.MustCompile(`(?is)^INSERT INTO (\w+) \(([^)]*)\).* DO UPDATE SET(.*)$`)
	words  = regexp.MustCompile(`[\w.]+(\s*=)?`)
)

// ambiguous reports whether a column in DO UPDATE could be the row's or that of excluded.
func ambiguous(sql string) bool {
	m := upsert.FindStringSubmatch(sql)
	if m == nil {
		return false
	}
	columns := split(m[2])
	targets := map[string]bool{} // columns that have been set: the first time, a column is the one that is set
	return slices.ContainsFunc(words.FindAllString(m[3], -1), func(word string) bool {
		name := strings.TrimSpace(strings.TrimSuffix(word, "="))
		set := strings.HasSuffix(word, "=") && !targets[name]
		targets[name] = targets[name] || set
		return slices.Contains(columns, name) && !set
	})
}
