package ivr_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"madoguchi/ivr"
)

const graphFile = "../docs/dialogue.md"

// TestTheDialogueIsDrawn compares the drawing of the dialogue with the table.
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
		t.Errorf("%s is not the dialogue any more: go test ./ivr -run Drawn -update draws it anew\n%s%s", graphFile,
			strings.Join(lacking(string(want), got, "+ "), ""), strings.Join(lacking(got, string(want), "- "), ""))
	}
}

// lacking returns the lines that of has and from does not, each after a mark.
func lacking(from, of, mark string) (lines []string) {
	have := slices.Collect(strings.Lines(from))
	for line := range strings.Lines(of) {
		if !slices.Contains(have, line) {
			lines = append(lines, mark+line)
		}
	}
	return lines
}

// draw draws the table as a Mermaid flowchart, and where * leads as a table.
func draw(d *ivr.Dialogue) string {
	var b strings.Builder
	b.WriteString(`# The dialogue

Drawn from the table ` + "`flow`" + ` in ` + "`ivr/flow.go`" + ` by a test. A box waits for the caller, a round box decides
without waiting, a double one ends the call. In every box **0** leads to a person, **\*** back (the table below says
where to) and **#** says it again; silence and wrong keys get help twice, and lead to a person at the third time; in a call that the line has
placed, silence leads to the goodbye at the second. An agent who passes a
caller in has no person to ask for.

` + "```mermaid\nflowchart TD\n")
	words := d.PhraseKeys("ja")
	id := func(s ivr.State) string {
		return strings.NewReplacer("-", "_", "(", "", ")", "", " ", "_").Replace(string(s))
	}
	for _, chapter := range ivr.Chapters() {
		fmt.Fprintf(&b, "  subgraph %s[%q]\n", id(ivr.State(chapter.Title)), chapter.Title)
		for _, row := range chapter.Rows {
			shape := "[%q]"
			switch {
			case row.Do != nil:
				shape = "(%q)"
			case row.End != "":
				shape = "[[%q]]"
			}
			fmt.Fprintf(&b, "    %s"+shape+"\n", id(row.Name), string(row.Name))
		}
		b.WriteString("  end\n")
	}
	var back strings.Builder
	for _, chapter := range ivr.Chapters() {
		for _, row := range chapter.Rows {
			state := row.Name
			for _, o := range row.Menu {
				if o.To != ivr.Person {
					fmt.Fprintf(&b, "  %s -->|\"%c %s\"| %s\n", id(state), o.Key, label(words, o), id(o.To))
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
				label := "無言"
				if row.Entry != nil && row.Entry.Skip {
					label = "無言・シャープ"
				}
				fmt.Fprintf(&b, "  %s -->|%q| %s\n", id(state), label, id(row.Silence))
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

// label returns what is said for an option, without the key.
func label(words map[ivr.Key][2]string, o ivr.Option) string {
	for _, key := range ivr.Wordings(o.Say) {
		for sentence := range strings.SplitSeq(words[key][0], "。") {
			if told, _, ok := strings.Cut(sentence, "{"+o.Told+"}"); ok && o.Told != "" {
				return told
			}
		}
	}
	return words[ivr.WordedAs(o.Say)][0]
}
