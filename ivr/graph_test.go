package ivr_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"madoguchi/ivr"
)

const graphFile = "../docs/dialogue.md"

// TestTheDialogueIsDrawn holds the picture of the dialogue to the table.
func TestTheDialogueIsDrawn(t *testing.T) {
	d, err := sampleDialogue(t)
	if err != nil {
		t.Fatal(err)
	}
	got := draw(d)
	if *update {
		if err := os.MkdirAll("../docs", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(graphFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(graphFile)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not the dialogue any more; go test ./ivr -run Drawn -update draws it anew:\n%s", graphFile, got)
	}
}

// draw draws the table as a Mermaid flowchart.
func draw(d *ivr.Dialogue) string {
	var b strings.Builder
	b.WriteString(`# The dialogue

Drawn from the table ` + "`flow`" + ` in ` + "`ivr/flow.go`" + ` by a test. A box waits for the caller, a round box decides
without waiting, a double one ends the call. In every box **0** leads to a person, **\*** back (dashed, where it
leads elsewhere) and **#** says it again; silence and wrong keys get help twice, and lead to a person at the third time.

` + "```mermaid\nflowchart TD\n")
	flow, words := ivr.Flow(), d.PhraseKeys("ja")
	id := func(s ivr.State) string {
		return strings.NewReplacer("-", "_", "(", "", ")", "", " ", "_").Replace(string(s))
	}
	for _, state := range slices.Sorted(maps.Keys(flow)) {
		row := flow[state]
		shape := "[%q]"
		switch {
		case row.Do != nil:
			shape = "(%q)"
		case row.End != "":
			shape = "[[%q]]"
		}
		fmt.Fprintf(&b, "  %s"+shape+"\n", id(state), string(state))
	}
	for _, state := range slices.Sorted(maps.Keys(flow)) {
		row := flow[state]
		for _, o := range row.Menu {
			if o.To != ivr.Person {
				fmt.Fprintf(&b, "  %s -->|\"%c %s\"| %s\n", id(state), o.Key, words[o.Say][0], id(o.To))
			}
		}
		label := ""
		switch {
		case row.List != nil:
			label = "|\"1, 2, 3 …\"|"
		case row.Entry != nil:
			label = fmt.Sprintf("|\"%d けた\"|", row.Entry.Digits)
		}
		for _, to := range row.To {
			fmt.Fprintf(&b, "  %s -->%s %s\n", id(state), label, id(to))
		}
		if row.Else != "" {
			fmt.Fprintf(&b, "  %s -->|\"無言・ほかのキー\"| %s\n", id(state), id(row.Else))
		}
		if row.Silence != "" {
			fmt.Fprintf(&b, "  %s -->|\"無言\"| %s\n", id(state), id(row.Silence))
		}
		if row.Back != "" {
			fmt.Fprintf(&b, "  %s -.->|\"米印\"| %s\n", id(state), id(row.Back))
		}
	}
	b.WriteString("```\n")
	return b.String()
}

// Every row is one thing, and has what that thing needs.
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
			if _, ok := flow[o.To]; !ok {
				t.Errorf("%s: %c leads to %s, which is no state", state, o.Key, o.To)
			}
		}
		if keys['*'] || keys['#'] || keys['0'] && !slices.ContainsFunc(row.Menu, func(o ivr.Option) bool { return o.Key == '0' && o.To == ivr.Person }) {
			t.Errorf("%s uses a key of the engine for something else", state)
		}
		for _, to := range slices.Concat(row.To, []ivr.State{row.Else, row.Silence, row.Back, row.Refresh}) {
			if _, ok := flow[to]; to != "" && to != ivr.Anywhere && !ok {
				t.Errorf("%s leads to %s, which is no state", state, to)
			}
		}
	}
}

// Silence leads nowhere but to words: to help, to what stands, or to goodbye.
func TestSilenceNeverLeadsToADecision(t *testing.T) {
	flow := ivr.Flow()
	for state, row := range flow {
		for _, to := range []ivr.State{row.Else, row.Silence, row.Refresh} {
			if to == ivr.DoCancel || to == ivr.Take || to == ivr.Cancel {
				t.Errorf("in %s silence leads to %s", state, to)
			}
		}
	}
}
