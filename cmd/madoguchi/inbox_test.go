package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// ends fails the test if what was printed does not end so.
func (p *place) ends(out, want string) {
	p.t.Helper()
	if !strings.HasSuffix(out, want) {
		p.t.Errorf("printed\n%s\nexpected it to end with\n%s", out, want)
	}
}

// receipt is a receipt number, which is drawn by chance.
var receipt = regexp.MustCompile("受付番号[0-9]{6}")

func withoutReceipts(out string) string { return receipt.ReplaceAllString(out, "受付番号N") }

func TestTheInboxHasWhatACallHasBroughtInItsOrder(t *testing.T) {
	p := newPlace(t)
	out := withoutReceipts(p.does("phone", "--now", "2026-12-01 09:00", "--keys", "9 1 2", "--inbox"))
	p.ends(out, `
予約の日時か受付番号が聞こえるまで: 7 秒
✉ 09:00 050-0000-0000 から
  春日井市 予約を取り消しました
  12月4日(金)午前9時
  味美ふれあいセンター
  受付番号N
  暗証番号は聞きません
✉ 09:00 050-0000-0000 から
  春日井市 予約は元どおりです
  12月4日(金)午前9時
  味美ふれあいセンター
  受付番号N
  暗証番号は聞きません
`)
	if out := p.does("phone", "--now", "2026-12-01 09:00", "--keys", "9 1"); strings.Contains(out, "✉") {
		t.Errorf("without --inbox:\n%s", out)
	}
	p.ends(p.does("phone", "--now", "2026-12-01 09:00", "--keys", "_", "--inbox"), "\n✉ メッセージは、届いていません\n")
}

// Whoever plays by hand sees what a telephone would show; the time is that of the turn.
func TestTheInboxOfATelephonePlayedByHandShowsWhatCame(t *testing.T) {
	p := newPlace(t)
	p.stdin = "\n1\n4\n1\n"
	out := p.does("phone", "--now", "2026-12-01 09:00", "--from", "080-1111-2222")
	if !strings.Contains(out, "\n✉ 09:01 050-0000-0000 から\n  春日井市 予約できました\n  12月2日(水)午前9時30分\n") {
		t.Errorf("booked by hand:\n%s", out)
	}
	p.stdin = "\n"
	if out := p.does("phone", "--now", "2026-12-01 09:00", "--db", p.db); strings.Contains(out, "✉") {
		t.Errorf("nothing came:\n%s", out)
	}
}

func TestTheInboxAloneHasWhatIsDueThen(t *testing.T) {
	p := newPlace(t)
	out := withoutReceipts(p.does("phone", "--inbox", "--now", "2026-12-01 10:30"))
	if want := "✉ 10:30 050-0000-0000 から\n  春日井市の予約\n  12月2日(水)午前9時\n  味美ふれあいセンター\n  受付番号N\n  電話05000000000\n  暗証番号は聞きません\n"; out != want {
		t.Errorf("printed\n%s\nexpected\n%s", out, want)
	}
	for args, want := range map[string]string{
		"--now 2026-12-01T09:59":                      "✉ メッセージは、届いていません (予約のお知らせが届くのは、月-日 10:00-19:00)\n",
		"--now 2026-12-01T10:30 --from +14155550100":  "✉ メッセージは、届いていません\n",
		"--now 2026-12-01T10:30 --from 0568-31-1234":  "☎ 10:30 050-0000-0000 から、電話がかかってくる (--rung で、出られます)\n",
		"--now 2026-12-01T10:30 --db " + p.db:         "✉ メッセージは、届いていません\n",
		"--now 2026-12-31T10:30 --from 080-1111-2222": "✉ メッセージは、届いていません (予約のお知らせが届くのは、月-日 10:00-19:00)\n",
	} {
		if got := p.does(append([]string{"phone", "--inbox"}, strings.Fields(args)...)...); got != want {
			t.Errorf("%s: printed\n%s\nexpected\n%s", args, got, want)
		}
	}
}

// A ledger that stays has its number reminded once, on the day before.
func TestTheInboxOfALedgerThatStays(t *testing.T) {
	p := newPlace(t)
	p.call("1 4 2 1203 1", "--from", "080-1111-2222", "--db", p.db)
	if len(p.list()) != 1 {
		t.Fatalf("bookings: %+v", p.list())
	}
	look := func(now string) string {
		return p.does("phone", "--inbox", "--from", "080-1111-2222", "--db", p.db, "--now", now)
	}
	if out := look("2026-12-02 09:59"); strings.Contains(out, "から\n") {
		t.Errorf("before the hours:\n%s", out)
	}
	if out := look("2026-12-02 10:00"); !strings.Contains(out, "✉ 10:00 050-0000-0000 から\n  春日井市の予約\n  12月3日(木)午前9時\n") {
		t.Errorf("on the day before:\n%s", out)
	}
	if out := look("2026-12-02 10:05"); strings.Contains(out, "から\n") {
		t.Errorf("a second time:\n%s", out)
	}
	p.sound()
}

func TestTheLineCallsAndIsHeard(t *testing.T) {
	p := newPlace(t)
	for keys, want := range map[string][]string{
		"1 9 1": {"(+815000000000 から、電話が鳴る)\n> (電話に出る)\n< 春日井市の予約電話からのお知らせです。", "電子証明書のご予約は12月2日、水曜日。午前9時。味美ふれあいセンターです。", "< ご予約を、取り消しました。"},
		"2":     {"わかりました。きょうのうちに、もう一度、お電話します。", "< (電話が切れる)"},
		"1 0":   {"(係の者が出る +815038210921)"},
	} {
		out := p.does("phone", "--rung", "--now", "2026-12-01 10:30", "--keys", keys)
		for _, part := range want {
			if !strings.Contains(out, part) {
				t.Errorf("%s: not heard: %s\n%s", keys, part, out)
			}
		}
		if told.FindString(out) == "" {
			t.Errorf("%s: no summary at the end of\n%s", keys, out)
		}
	}
	p.stdin = "1\n1\n"
	if out := p.does("phone", "--rung", "--from", "052-123-4567", "--now", "2026-12-01 10:30"); !strings.Contains(out, "> (電話に出る)\n") || !strings.Contains(out, "わかりました。お待ちしています。") {
		t.Errorf("by hand:\n%s", out)
	}
}

func TestATelephoneThatIsRungIsNotAlwaysAnswered(t *testing.T) {
	p := newPlace(t)
	for answer, want := range map[string]string{
		"no-answer": "(だれも出ない)\n", "busy": "(話し中)\n", "voicemail": "< 失礼いたします。",
	} {
		out := p.does("phone", "--rung", "--now", "2026-12-01 10:30", "--answer", answer)
		if !strings.Contains(out, want) || strings.Contains(out, "ご予約は") {
			t.Errorf("%s:\n%s", answer, out)
		}
	}
}

// The line calls once more, hours later, if nobody has heard it; and not a third time.
func TestTheLineCallsAgainOnALedgerThatStays(t *testing.T) {
	p := newPlace(t)
	p.call("1 4 2 1203 1", "--from", "0568-31-1234", "--db", p.db)
	ring := func(now string, more ...string) said {
		return p.run(append([]string{"phone", "--rung", "--db", p.db, "--now", now}, more...)...)
	}
	const none = "madoguchi phone: no call is due to this number at that time: it has no booking to be reminded of then, or was called already\n"
	for _, c := range []struct {
		now  string
		more []string
		want string // in the output; "" if the line does not call
	}{
		{"2026-12-02 10:30", []string{"--answer", "no-answer"}, "(だれも出ない)"},
		{"2026-12-02 11:30", []string{"--keys", "1"}, ""},
		{"2026-12-02 14:30", []string{"--keys", "2"}, "いつでも、この予約電話で、お聞きになれます。"},
		{"2026-12-02 18:00", []string{"--keys", "1"}, ""},
	} {
		got := ring(c.now, c.more...)
		if c.want == "" && (got.status != refused || got.err != none) || c.want != "" && (got.status != done || !strings.Contains(got.out, c.want)) {
			t.Errorf("%s: got %+v, expected %s", c.now, got, c.want)
		}
	}
	p.sound()
}

func TestTheInboxAndTheCallsOfALineThatIsServedAreRefused(t *testing.T) {
	p := newPlace(t).withLedger()
	p.servedUntilNow()
	p.now = tuesday.Add(2 * time.Hour)
	for _, flag := range []string{"--inbox", "--rung"} {
		want := "madoguchi phone: ledger " + p.db + ": serve has opened it, and what is due in it is for real telephones: leave --inbox and --rung away, or name another file\n"
		if got := p.run("phone", flag, "--db", p.db); got != (said{status: refused, err: want}) {
			t.Errorf("%s: got %+v, expected %s", flag, got, want)
		}
	}
}

func TestWhatTheLineDoesNotTellIsNotWaitedFor(t *testing.T) {
	p := newPlace(t)
	silent := p.sampleWith("  texts: true\n  reminders: [3, 1]\n", "  texts: false\n  reminders: []\n")
	for args, want := range map[string]string{
		"--inbox --config " + silent:    "found no outreach in the config: the line sends no texts",
		"--rung --config " + silent:     "found no reminders under outreach in the config: the line calls nobody by itself",
		"--rung --now 2026-12-01T09:00": `found a time at which nobody is called, expected one in 月-日 10:00-19:00: name it with --now, such as --now "2026-12-01 10:00"`,
		"--rung --now 2026-12-01T19:00": `found a time at which nobody is called, expected one in 月-日 10:00-19:00: name it with --now, such as --now "2026-12-02 10:00"`,
		"--rung --from 090-1234-5678":   "--from: found a mobile number, which gets a text (see --inbox), expected a landline such as 0568-31-1234",
		"--rung --from +14155550100":    "--from: found a number that the line does not call, expected a landline of Japan such as 0568-31-1234",
	} {
		if got := p.run(append([]string{"phone"}, strings.Fields(args)...)...); got != (said{status: refused, err: "madoguchi phone: " + want + "\n"}) {
			t.Errorf("%s: got %+v, expected %s", args, got, want)
		}
	}
}

func TestAloudACallByTheLineIsKeptInFiles(t *testing.T) {
	p := newPlace(t)
	p.withEngine(nil)
	dir := filepath.Join(p.dir, "call")
	heard := p.does("phone", "--rung", "--now", "2026-12-01 10:30", "--keys", "1", "--wav", dir)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if said := saidIn(heard); len(said) != 6 || len(entries) != len(said)+1 || entries[len(said)].Name() != "call.wav" {
		t.Errorf("found %v for\n%s", entries, heard)
	}
}
