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

// parts are what a caller does one after the other, as flow.go tells it.
var parts = []struct {
	title  string
	states []ivr.State
}{
	{"the call arrives", []ivr.State{ivr.Arrive, ivr.Home, ivr.Booked, ivr.NotBooked, ivr.NoNumber, ivr.Blocked, ivr.Resumed, ivr.StillResumed, ivr.Anew}},
	{"an agent passes a caller in", []ivr.State{ivr.AskCode, ivr.AskNumber, ivr.CheckNumber, ivr.PassIn, ivr.TurnedBack}},
	{"cancelling", []ivr.State{ivr.Cancel, ivr.Which, ivr.AskCancel, ivr.ConfirmCancel, ivr.Keep, ivr.Kept, ivr.DoCancel, ivr.WasCancelled, ivr.StillGone, ivr.Undoable, ivr.StillUndoable, ivr.Undo}},
	{"changing", []ivr.State{ivr.Change, ivr.WhichChange, ivr.StartChange, ivr.TooLate, ivr.TooOften}},
	{"booking", []ivr.State{ivr.Book, ivr.Facility, ivr.Find, ivr.Offer, ivr.Reoffer, ivr.Later, ivr.Day, ivr.Ways, ivr.Earlier, ivr.OtherHalf, ivr.Party, ivr.Take, ivr.Done, ivr.StillDone, ivr.FullAll}},
	{"what is worth knowing", []ivr.State{ivr.Bring, ivr.BringProxy, ivr.Info, ivr.ForWhom, ivr.Quiet, ivr.HowQuiet, ivr.WalkIn, ivr.WalkInHours, ivr.NoPIN}},
	{"a person", []ivr.State{ivr.Person, ivr.Passing, ivr.Spoken, ivr.Missed, ivr.Unanswered, ivr.AskBack, ivr.BackAsked, ivr.Closed, ivr.GoOn, ivr.Bye}},
}

// draw draws the table as a Mermaid flowchart, and where * leads as a table.
func draw(d *ivr.Dialogue) string {
	var b strings.Builder
	b.WriteString(`# The dialogue

Drawn from the table ` + "`flow`" + ` in ` + "`ivr/flow.go`" + ` by a test. A box waits for the caller, a round box decides
without waiting, a double one ends the call. In every box **0** leads to a person, **\*** back (the table below says
where to) and **#** says it again; silence and wrong keys get help twice, and lead to a person at the third time. An agent who passes a
caller in has no person to ask for.

` + "```mermaid\nflowchart TD\n")
	flow, words := ivr.Flow(), d.PhraseKeys("ja")
	id := func(s ivr.State) string {
		return strings.NewReplacer("-", "_", "(", "", ")", "", " ", "_").Replace(string(s))
	}
	for _, part := range parts {
		fmt.Fprintf(&b, "  subgraph %s[%q]\n", id(ivr.State(part.title)), part.title)
		for _, state := range part.states {
			shape := "[%q]"
			switch {
			case flow[state].Do != nil:
				shape = "(%q)"
			case flow[state].End != "":
				shape = "[[%q]]"
			}
			fmt.Fprintf(&b, "    %s"+shape+"\n", id(state), string(state))
		}
		b.WriteString("  end\n")
	}
	var back strings.Builder
	for _, part := range parts {
		for _, state := range part.states {
			row := flow[state]
			for _, o := range row.Menu {
				if o.To != ivr.Person {
					fmt.Fprintf(&b, "  %s -->|\"%c %s\"| %s\n", id(state), o.Key, words[ivr.WordedAs(o.Say)][0], id(o.To))
				}
			}
			label := ""
			switch {
			case row.List != nil:
				label = "|\"1, 2, 3 …\"|"
			case row.Entry != nil:
				label = fmt.Sprintf("|\"%d けた\"|", row.Entry.Digits)
				if row.Entry.Fewer {
					label = fmt.Sprintf("|\"%d けたまでとシャープ\"|", row.Entry.Digits)
				}
			}
			if len(row.To) > 0 && row.To[0] != ivr.Anywhere {
				to := make([]string, len(row.To))
				for i, s := range row.To {
					to[i] = id(s)
				}
				fmt.Fprintf(&b, "  %s -->%s %s\n", id(state), label, strings.Join(to, " & "))
			}
			if row.Else != "" {
				fmt.Fprintf(&b, "  %s -->|\"無言・ほかのキー\"| %s\n", id(state), id(row.Else))
			}
			if row.Silence != "" {
				fmt.Fprintf(&b, "  %s -->|\"無言\"| %s\n", id(state), id(row.Silence))
			}
			if row.Back != "" {
				fmt.Fprintf(&back, "| %s | %s |\n", state, row.Back)
			}
		}
	}
	b.WriteString("```\n\nAfter a call to a person that came to nothing, `go-on` leads back to where the caller was.\n\n" +
		"| from | \\* leads back to |\n|---|---|\n" + back.String())
	return b.String()
}

func TestEveryStateIsDrawnOnce(t *testing.T) {
	drawn := map[ivr.State]int{}
	for _, part := range parts {
		for _, state := range part.states {
			drawn[state]++
		}
	}
	for state := range ivr.Flow() {
		if drawn[state] != 1 {
			t.Errorf("%s is drawn %d times, expected once: name it in parts", state, drawn[state])
		}
	}
}

// TestTheDeepestMenuIsNotDeep counts the menus between a call that arrives and each
// place where it waits, by the shortest way.
func TestTheDeepestMenuIsNotDeep(t *testing.T) {
	flow := ivr.Flow()
	depth := map[ivr.State]int{ivr.Arrive: 0}
	via := map[ivr.State]ivr.State{}
	for queue := []ivr.State{ivr.Arrive}; len(queue) > 0; queue = queue[1:] {
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
	for s := deepest; s != ivr.Arrive; s = via[s] {
		way = append([]string{string(via[s])}, way...)
	}
	t.Logf("the deepest menu is behind %d others: %s", depth[deepest], strings.Join(way, ", "))
	if depth[deepest] > 5 {
		t.Errorf("%s is behind %d menus, expected at most 5", deepest, depth[deepest])
	}
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
