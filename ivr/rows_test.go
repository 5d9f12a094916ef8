package ivr_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"madoguchi/ivr"
)

// TestEveryStateHasOneRow holds that every state has one row, and that the state of every
// row is a constant.
func TestEveryStateHasOneRow(t *testing.T) {
	named := namesOfStates(t)
	stands := map[ivr.State]int{}
	for _, chapter := range ivr.Chapters() {
		if chapter.Title == "" || len(chapter.Rows) == 0 {
			t.Errorf("the chapter %q has %d rows, expected a title and rows", chapter.Title, len(chapter.Rows))
		}
		for _, row := range chapter.Rows {
			stands[row.Name]++
			if !slices.Contains(named, row.Name) {
				t.Errorf("a row of %q has the name %q, expected one of the states below the table", chapter.Title, row.Name)
			}
		}
	}
	for _, state := range named {
		if n := stands[state]; n != 1 {
			t.Errorf("%s has %d rows in flow.go, expected 1", state, n)
		}
	}
}

// namesOfStates returns the constants of states.go that name a state.
func namesOfStates(t *testing.T) (named []ivr.State) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "states.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range file.Decls {
		block, ok := d.(*ast.GenDecl)
		if !ok || block.Tok != token.CONST {
			continue
		}
		for _, spec := range block.Specs {
			one := spec.(*ast.ValueSpec)
			name, err := strconv.Unquote(one.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			if state := ivr.State(name); state != ivr.Anywhere {
				named = append(named, state)
			}
		}
	}
	return named
}

// TestEveryRowCanBeReadAtAGlance holds that a row has one option on a line, and no line
// that has to be scrolled.
func TestEveryRowCanBeReadAtAGlance(t *testing.T) {
	option := regexp.MustCompile(`\bKey:`)
	for _, name := range []string{"flow.go", "flow_errands.go", "flow_info.go", "flow_reminder.go", "flow_ring.go", "flow_web.go"} {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(file), "\n") {
			if wide := len([]rune(strings.ReplaceAll(line, "\t", "        "))); wide > 100 {
				t.Errorf("%s:%d: %d columns, expected at most 100", name, i+1, wide)
			}
			if n := len(option.FindAllString(line, -1)); n > 1 {
				t.Errorf("%s:%d: %d options, expected one a line", name, i+1, n)
			}
		}
	}
}

// TestEveryRowIsAMenuAnEntrySilentOrAnEnd holds that every row is one of these, and has
// the fields that it needs.
func TestEveryRowIsAMenuAnEntrySilentOrAnEnd(t *testing.T) {
	flow := ivr.Flow()
	for state, row := range flow {
		kinds := 0
		for _, is := range []bool{row.Menu != nil, row.List != nil, row.Entry != nil, row.Do != nil, row.End != ""} {
			if is {
				kinds++
			}
		}
		if kinds != 1 {
			t.Errorf("%s is %d things, expected a menu, an entry, silent or an end", state, kinds)
		}
		if len(row.Menu) > 4 {
			t.Errorf("%s has %d options, expected at most 4", state, len(row.Menu))
		}
		if (row.List != nil || row.Entry != nil) && len(row.To) == 0 {
			t.Errorf("%s does not say where its keys lead", state)
		}
		if ivr.Waits(row) && row.Greet == nil && row.Else == "" && row.Back == "" {
			t.Errorf("%s: found no Back, expected where * leads: no call begins there", state)
		}
		if row.Do != nil && (len(row.To) == 0 || row.Say != nil || row.Back != "") {
			t.Errorf("%s is silent: expected where it leads and nothing to say", state)
		}
		keys := map[byte]bool{}
		for _, o := range row.Menu {
			if keys[o.Key] {
				t.Errorf("%s has the key %c twice", state, o.Key)
			}
			keys[o.Key] = true
			if o.Say == "" {
				t.Errorf("%s does not announce %c", state, o.Key)
			}
		}
		if keys['*'] || keys['#'] || keys['0'] && !slices.ContainsFunc(row.Menu, func(o ivr.Option) bool { return o.Key == '0' && o.To == ivr.Person }) {
			t.Errorf("%s uses a key of the engine for something else", state)
		}
	}
}

// TestEveryRowTellsOfWhoIsThere holds that every row where a caller can be has what the
// staff's figures and the person who takes over need to know.
func TestEveryRowTellsOfWhoIsThere(t *testing.T) {
	outcomes := []ivr.Outcome{ivr.GaveUp, ivr.Served, ivr.NeededPerson}
	flow := ivr.Flow()
	for state, row := range flow {
		stays := ivr.Waits(row) && row.Back != ivr.GoOn // and did not get here by asking for a person
		rests := ivr.Waits(row) || row.End == ivr.PassOn
		if theirs := rests && !row.Agent; theirs && !slices.Contains(outcomes, row.HungUp) {
			t.Errorf("%s: found HungUp %q, expected GaveUp, Served or NeededPerson: what becomes of a caller who hangs up there?", state, row.HungUp)
		} else if !theirs && row.HungUp != "" {
			t.Errorf("%s: found HungUp %q, expected none: no caller can hang up there", state, row.HungUp)
		}
		if row.Else != "" && flow[row.Else].Wants == "" {
			t.Errorf("%s: found no Wants, expected what a person is told of who is asked back there from %s", row.Else, state)
		}
		if stays && !row.Agent && row.Wants == "" {
			t.Errorf("%s: found no Wants, expected what a person is told that the caller wants: wants.book, wants.info …", state)
		}
		if state.Ends() != (row.End != "") || state.Unfinished() != (row.HungUp == ivr.GaveUp) || state.WantsPerson() != (row.HungUp == ivr.NeededPerson) {
			t.Errorf("%s: ends %t, unfinished %t, wants a person %t, which its row does not", state, state.Ends(), state.Unfinished(), state.WantsPerson())
		}
	}
	if gone := ivr.State("a row that is gone"); gone.Unfinished() || gone.Ends() || gone.WantsPerson() {
		t.Error("a state that the dialogue does not have is placed")
	}
}

// TestEveryRowNamesPhrasesThatThereAre holds that every phrase that a row names exists.
func TestEveryRowNamesPhrasesThatThereAre(t *testing.T) {
	d, err := sampleDialogue(t)
	if err != nil {
		t.Fatal(err)
	}
	words := d.PhraseKeys("ja")
	for state, row := range ivr.Flow() {
		for _, key := range named(row) {
			if _, ok := words[key]; !ok && !ivr.Chosen(key) {
				t.Errorf("%s names %q, which is no phrase: write it into phrases/ja.txt", state, key)
			}
		}
	}
}

// named returns the phrases that a row names.
func named(row ivr.Step) []ivr.Key {
	keys := slices.Concat(row.Greet, row.Say, row.Again)
	for _, o := range row.Menu {
		keys = append(keys, o.Say)
	}
	if row.Wants != "" {
		keys = append(keys, row.Wants)
	}
	if row.Entry != nil {
		keys = append(keys, row.Entry.Wrong)
	}
	return keys
}

// unheard are phrases that no conversation can hear, with the test that hears them.
var unheard = map[ivr.Key]string{
	"place.unknown": "facilities_test.go: its facility is gone from the config",
	"option.more":   "facilities_test.go: there are more than five facilities",
	"fault.sorry":   "faults_test.go: the line itself is in trouble",
	"fault.whisper": "faults_test.go: the line itself is in trouble",

	"fault.whisper.services": "services_test.go: the line itself is in trouble, in a city with several services",
}

// TestEveryPhraseIsHeardInAConversation holds that every phrase is said in one of the
// conversations, where one can read what it is like.
func TestEveryPhraseIsHeardInAConversation(t *testing.T) {
	d, err := sampleDialogue(t)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("testdata/calls/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	var heard strings.Builder
	for _, name := range files {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(file)) {
			if strings.Contains("<~-", line[:1]) {
				heard.WriteString(line)
			}
		}
	}
	hole := regexp.MustCompile(`\\{[^}]*\\}`)
	for key, words := range d.PhraseKeys("ja") {
		said := regexp.MustCompile(hole.ReplaceAllString(regexp.QuoteMeta(words[0]), ".+")).MatchString(heard.String())
		switch where, exempt := unheard[key]; {
		case !said && !exempt:
			t.Errorf("no conversation hears %s, %q: write one into testdata/calls, and go test ./ivr -run Calls -update adds what it hears", key, words[0])
		case said && exempt:
			t.Errorf("a conversation hears %s, which was heard in %s only: strike it from unheard", key, where)
		}
	}
}

// ways returns the rows to which a row leads, by key or without one. It leaves out
// the key 0 of the engine, which leads to a person from everywhere.
func ways(row ivr.Step) []ivr.State {
	to := slices.Concat(row.To, []ivr.State{row.Else, row.Silence, row.Back, row.Refresh})
	for _, o := range row.Menu {
		to = append(to, o.To)
	}
	if ivr.Waits(row) {
		to = append(to, ivr.Person)
	}
	return slices.DeleteFunc(to, func(s ivr.State) bool { return s == "" || s == ivr.Anywhere })
}

func TestEveryRowIsLedToAndLeadsOn(t *testing.T) {
	flow := ivr.Flow()
	reached := map[ivr.State]bool{ivr.Arrive: true, ivr.Remind: true}
	for queue := []ivr.State{ivr.Arrive, ivr.Remind}; len(queue) > 0; queue = queue[1:] {
		for _, to := range ways(flow[queue[0]]) {
			if _, ok := flow[to]; !ok {
				t.Errorf("%s leads to %s, which has no row", queue[0], to)
			}
			if !reached[to] {
				reached[to] = true
				queue = append(queue, to)
			}
		}
	}
	for _, state := range slices.Sorted(maps.Keys(flow)) {
		if !reached[state] {
			t.Errorf("no row leads to %s", state)
		}
	}
}

// TestNoRowActsInSilence holds that silence only leads to help, to what stands, or
// to goodbye.
func TestNoRowActsInSilence(t *testing.T) {
	flow := ivr.Flow()
	acts := 0
	for state, row := range flow {
		if row.Act {
			acts++
		}
		for queue := []ivr.State{row.Else, row.Silence, row.Refresh}; len(queue) > 0; queue = queue[1:] {
			to := flow[queue[0]]
			if to.Act {
				t.Errorf("in %s silence leads to %s, which changes a booking", state, to.Name)
			}
			if to.Do != nil && to.Name != ivr.GoOn {
				queue = append(queue, to.To...)
			}
		}
	}
	if acts < 3 {
		t.Errorf("%d rows act, expected those that book, cancel and undo", acts)
	}
}

// TestNoRowIsBehindManyMenus counts the menus on the shortest way from the arrival of a
// call to each place where it waits.
func TestNoRowIsBehindManyMenus(t *testing.T) {
	flow := ivr.Flow()
	depth := map[ivr.State]int{ivr.Arrive: 0, ivr.Remind: 0}
	via := map[ivr.State]ivr.State{}
	for queue := []ivr.State{ivr.Arrive, ivr.Remind}; len(queue) > 0; queue = queue[1:] {
		from := queue[0]
		row := flow[from]
		next := slices.Concat(row.To, []ivr.State{row.Else, row.Silence})
		for _, o := range row.Menu {
			next = append(next, o.To)
		}
		for _, to := range next {
			if _, known := flow[to]; !known {
				continue
			}
			d := depth[from]
			if ivr.Waits(row) {
				d++
			}
			if have, seen := depth[to]; !seen || d < have {
				depth[to], via[to] = d, from
				queue = append(queue, to)
			}
		}
	}
	deepest := ivr.Arrive
	for _, state := range slices.Sorted(maps.Keys(depth)) {
		if ivr.Waits(flow[state]) && depth[state] > depth[deepest] {
			deepest = state
		}
	}
	way := []string{string(deepest)}
	for s := deepest; via[s] != ""; s = via[s] {
		way = append([]string{string(via[s])}, way...)
	}
	t.Logf("the deepest menu is behind %d others: %s", depth[deepest], strings.Join(way, ", "))
	if depth[deepest] > 5 {
		t.Errorf("%s is behind %d menus, expected at most 5", deepest, depth[deepest])
	}
}
