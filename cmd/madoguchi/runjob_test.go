package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/carrier/mail/mailtest"
	"madoguchi/store/storetest"
)

// allRows returns all rows of all tables of the ledger.
func (p *place) allRows() string {
	p.t.Helper()
	db := storetest.Beside(p.t, p.db)
	texts := func(query string) (found []string) {
		rows, err := db.QueryContext(p.t.Context(), query)
		if err != nil {
			p.t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				p.t.Fatal(err)
			}
			found = append(found, text)
		}
		if err := rows.Err(); err != nil {
			p.t.Fatal(err)
		}
		return found
	}
	var out strings.Builder
	for _, table := range texts(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`) {
		columns := strings.Join(texts(`SELECT 'quote("' || name || '")' FROM pragma_table_info('`+table+`')`), " || ' ' || ")
		fmt.Fprintln(&out, table, strings.Join(texts(`SELECT `+columns+` FROM "`+table+`" ORDER BY 1`), "\n"))
	}
	return out.String()
}

// Each job, on a ledger that has something to do for it: a dry run tells it and leaves no
// trace, a run does it, and a second one finds nothing more.
func TestEveryJobIsRunFromTheTerminal(t *testing.T) {
	cases := map[string]struct{ dry, first, second string }{
		"keep-calendar":  {"days=319 closed=0 opened=0", "days=319 closed=0 opened=0", "days=0 closed=0 opened=0"},
		"tidy-ledger":    {"holds=0 over=1 errands=0 phones=1 calls=0", "holds=0 over=1 errands=0 phones=1 calls=0", "holds=0 over=0 errands=0 phones=0 calls=0"},
		"print-lists":    {"lists=10 dir=", "lists=10", "lists=10"},
		"compact-ledger": {"bytes_before=", "bytes_before=", "bytes_before="},
		"remind":         {"texts=1 calls=0", "texts=1 calls=0", "texts=0 calls=0"},
		"send-messages":  {"texts=1 calls=0 withdrawn=0 unknown=0", "texts=1 calls=0 failed=0 unknown=0", "texts=0 calls=0 failed=0 unknown=0"},
		"send-mails":     {"mails=1 withdrawn=0", "mails=1 failed=0 unknown=0 later=0", "mails=0 failed=0 unknown=0 later=0"},
		"check-ledger":   {"read=everything", "read=everything", "read=everything"},
	}
	for _, j := range new(night).jobs() {
		t.Run(j.name, func(t *testing.T) {
			want, ok := cases[j.name]
			if !ok || j.do == nil || j.plan == nil || j.what == "" {
				t.Fatalf("found a row %+v, expected what it does, its plan, and a case of this test", j)
			}
			p := newPlace(t).withLedger()
			p.add("090-1234-5678", "tobu", "2026-12-02 09:00")
			p.now = time.Date(2027, 2, 2, 3, 30, 0, 0, booking.JST)
			paper := filepath.Join(p.dir, "paper")
			args := []string{"jobs", "run", j.name, "--db", p.db, "--paper", paper}
			if tells(j) {
				p.now = time.Date(2026, 12, 1, 8, 30, 0, 0, booking.JST)
				p.add("080-1111-2222", "tobu", "2026-12-04 09:00")
				p.now = p.now.AddDate(0, 0, 2).Add(2 * time.Hour)
				_, config := p.atCarrier()
				if j.name == sendMails {
					config = p.withMail(mailtest.New(t, mailtest.Wants{NoTLS: true}))
					p.mailed("+818011112222", "mail:hanako@example.jp")
				}
				args = append(args, "--config", config)
				if j.name != "remind" {
					p.does("jobs", "run", "remind", "--db", p.db, "--config", config)
				}
			}
			before := p.allRows()
			if got := p.does(append(args, "--dry-run")...); !strings.HasPrefix(got, j.name+" --dry-run: "+want.dry) || strings.Count(got, "\n") != 1 {
				t.Errorf("a dry run says %q, expected %q", got, want.dry)
			}
			if p.allRows() != before {
				t.Error("a dry run has changed the ledger")
			}
			if _, err := os.Stat(paper); err == nil {
				t.Error("a dry run has written lists")
			}
			if got := p.does(args...); !strings.HasPrefix(got, j.name+": "+want.first) {
				t.Errorf("it says %q, expected %q", got, want.first)
			}
			after := p.allRows()
			if changes := j.name != "print-lists" && j.name != "compact-ledger" && j.name != "check-ledger"; changes && after == before {
				t.Error("it has changed nothing")
			}
			if got := p.does(args...); !strings.HasPrefix(got, j.name+": "+want.second) {
				t.Errorf("again it says %q, expected %q", got, want.second)
			}
			if p.allRows() != after {
				t.Error("the second run has changed the ledger")
			}
			lists, err := filepath.Glob(filepath.Join(paper, "*.html"))
			if printed := j.name == "print-lists"; err != nil || printed != (len(lists) == 10) {
				t.Errorf("found the lists %q, %v", lists, err)
			}
			p.sound()
		})
	}
}

func TestAJobTellsProgramsWhatItDid(t *testing.T) {
	p := newPlace(t).withLedger()
	for _, dry := range []bool{true, false} {
		args := []string{"jobs", "run", "keep-calendar", "--db", p.db, "--json"}
		if dry {
			args = append(args, "--dry-run")
		}
		var got struct {
			Name   string         `json:"name"`
			DryRun bool           `json:"dry_run"`
			Result map[string]int `json:"result"`
		}
		if err := json.Unmarshal([]byte(p.does(args...)), &got); err != nil {
			t.Fatal(err)
		}
		if days, ok := got.Result["days"]; got.Name != "keep-calendar" || got.DryRun != dry || !ok || days != 0 || len(got.Result) != 3 {
			t.Errorf("found %+v", got)
		}
	}
}

// The list is of the rows that serve runs, and each is due when its own clock says so.
func TestTheJobsAreListedWithWhenTheyAreDue(t *testing.T) {
	p := newPlace(t)
	n, _ := p.nightOf(nil, nil)
	clock, err := n.round(t.Context()).schedule()
	if err != nil {
		t.Fatal(err)
	}
	for _, hour := range []string{"2026-12-01 00:05", "2026-12-01 03:35", "2026-12-31 23:59"} {
		if p.now, err = readMoment(hour); err != nil {
			t.Fatal(err)
		}
		var listed []jobJSON
		if err := json.Unmarshal([]byte(p.does("jobs", "list", "--json")), &listed); err != nil {
			t.Fatal(err)
		}
		table := p.does("jobs", "list")
		if len(listed) != len(n.jobs()) || strings.Count(table, "\n") != len(listed)+1 {
			t.Fatalf("found %+v and\n%s", listed, table)
		}
		for i, j := range n.jobs() {
			due := clock.Entries()[i].Schedule.Next(p.now)
			if want := (jobJSON{j.name, j.when, rfc3339(due), j.what, j.terms.are(alone)}); listed[i] != want {
				t.Errorf("found %+v, expected %+v", listed[i], want)
			}
			if row := strings.Split(table, "\n")[i+1]; !strings.HasPrefix(row, j.name+"  ") || !strings.Contains(row, when(due)) || !strings.HasSuffix(row, j.what) {
				t.Errorf("found the row %q of %s", row, j.name)
			}
		}
	}
	p.now = time.Date(2026, 12, 1, 8, 30, 0, 0, time.UTC) // 17:30 in Japan
	if got := p.does("jobs", "list"); !strings.Contains(got, "tidy-ledger     毎日 03:30  2026-12-02(水) 03:30") || !strings.Contains(got, "print-lists     15分ごと    2026-12-01(火) 17:45") {
		t.Errorf("found\n%s", got)
	}
}

func TestAJobThatThereIsNotIsRefusedWithTheNearest(t *testing.T) {
	const all = "expected one of keep-calendar, tidy-ledger, print-lists, compact-ledger, check-ledger, remind, send-messages, send-mails; see madoguchi jobs list\n"
	const one = "expected one, for example: madoguchi jobs run tidy-ledger; see madoguchi jobs list\n"
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"tidy-leger"}, `found the job "tidy-leger" (did you mean tidy-ledger?), ` + all},
		{[]string{"tidy ledger"}, `found the job "tidy ledger" (did you mean tidy-ledger?), ` + all},
		{[]string{"compact"}, `found the job "compact" (did you mean compact-ledger?), ` + all},
		{[]string{"dance"}, `found the job "dance", ` + all},
		{nil, "found 0 names, " + one},
		{[]string{"tidy", "ledger"}, "found 2 names, " + one},
	} {
		p := newPlace(t)
		got := p.run(append([]string{"jobs", "run", "--db", p.db}, c.args...)...)
		if want := (said{status: misused, err: "madoguchi jobs run: " + c.want}); got != want {
			t.Errorf("%q: found %+v, expected %+v", c.args, got, want)
		}
	}
}

func TestAJobNeedsALedgerOfItsCity(t *testing.T) {
	p := newPlace(t)
	for _, j := range new(night).jobs() {
		got := p.run("jobs", "run", j.name, "--db", p.db)
		if want := "madoguchi jobs run: no ledger at " + p.db + ": madoguchi serve creates it, or name another with --db\n"; got != (said{status: refused, err: want}) {
			t.Errorf("%s without a ledger: %+v", j.name, got)
		}
	}
	p.withLedger()
	p.does("jobs", "run", "keep-calendar", "--db", p.db, "--config", p.file("city.yaml", p.does("config", "sample")))
	for _, j := range new(night).jobs() { // the sample city is another one
		got := p.run("jobs", "run", j.name, "--db", p.db)
		if other := strings.Contains(got.err, "--config"); other != j.terms.are(ruled) || (got.status == refused) != other {
			t.Errorf("%s on another city's ledger: %+v", j.name, got)
		}
	}
}

// tells reports whether the job needs the carrier.
func tells(j job) bool { return j.name == "remind" || j.name == sendMessages || j.name == sendMails }

// A line goes on while a job is run beside it, and only what the line must do alone is
// refused, in one line. A dry run of that is not, but where the line can tell nobody anything.
func TestAJobIsRunBesideALineThatIsServed(t *testing.T) {
	p := newPlace(t).withSecrets().withLedger()
	s := p.serve()
	for _, j := range new(night).jobs() { // those of the start, before others are run; one waits for its clock, which stands still
		if !j.terms.are(alone) && !tells(j) { // what had nothing to do says nothing
			s.line(jobDone)
		}
	}
	for _, j := range new(night).jobs() {
		args := []string{"jobs", "run", j.name, "--db", p.db}
		mute := said{status: refused, err: "madoguchi jobs run: " + j.name + ": " + errPlaceholder.Error() + "\n"}
		if dry := p.run(append(args, "--dry-run")...); tells(j) && dry != mute || !tells(j) && dry.status != done {
			t.Errorf("a dry run of %s: %+v", j.name, dry)
		}
		got := p.run(args...)
		if !j.terms.are(alone) {
			if tells(j) && got == mute {
				continue
			}
			if got.status != done || got.err != "" {
				t.Errorf("%s: %+v", j.name, got)
			}
			continue
		}
		want := "it runs " + j.name + " itself, at " + j.when + " and at every start\n"
		if got.status != refused || got.out != "" || !strings.HasSuffix(got.err, want) || !strings.Contains(got.err, "serves it at") || strings.Count(got.err, "\n") != 1 {
			t.Errorf("%s: found %+v, expected %q", j.name, got, want)
		}
	}
	if out := p.does("phone", "--url", s.url, "--from", "080-1111-2222", "--keys", "1 4 1"); strings.Contains(out, apology) {
		t.Errorf("afterwards a caller hears\n%s", out)
	}
	if status := s.stop(); status != done {
		t.Errorf("status %d", status)
	}
	p.sound()
}

// By a clock that is wrong nothing is done, nor foreseen.
func TestNoJobIsRunByAClockThatIsWrong(t *testing.T) {
	p := newPlace(t).withSecrets()
	p.serve().stop()
	p.now = p.now.AddDate(0, 1, 0)
	for _, j := range new(night).jobs() {
		for _, more := range [][]string{{}, {"--dry-run"}} {
			got := p.run(append([]string{"jobs", "run", j.name, "--db", p.db}, more...)...)
			if got.status != refused || !strings.Contains(got.err, "the machine's clock says") || !strings.Contains(got.err, "ledger clock --help") {
				t.Errorf("%s %q: %+v", j.name, more, got)
			}
		}
	}
}
