package main

import (
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

const (
	busyToday = "今日は、窓口がこんでいます。"
	newPlaces = "1月5日から、受付の場所がかわります。"
)

// notice adds a notice and returns its number.
func (p *place) notice(text string, args ...string) string {
	p.t.Helper()
	id, ok := strings.CutSuffix(p.does(append([]string{"notices", "add", text, "--db", p.db}, args...)...), "\n")
	if !ok {
		p.t.Fatalf("notices add printed %q", id)
	}
	return id
}

func TestANoticeIsSaidToEachCallerOnceUntilItEnds(t *testing.T) {
	p := newPlace(t).withLedger()
	id := p.notice(busyToday, "--until", "2026-12-01 17:15")
	if heard, _, _ := p.call("", "--db", p.db); !strings.Contains(heard, "< "+busyToday) {
		t.Errorf("the first call:\n%s", heard)
	}
	if heard, _, _ := p.call("", "--db", p.db); strings.Contains(heard, busyToday) {
		t.Errorf("the second call:\n%s", heard)
	}
	if got, want := p.does("notices", "end", id, "--db", p.db), "お知らせ "+id+"  もう伝えません。\n"; got != want {
		t.Errorf("end says %q, want %q", got, want)
	}
	if heard, _, _ := p.call("", "--db", p.db, "--from", "080-1111-2222"); strings.Contains(heard, busyToday) {
		t.Errorf("after its end:\n%s", heard)
	}
	if got, want := p.run("notices", "end", id, "--db", p.db), "madoguchi notices end: notice "+id+": there is no such notice\n"; got != (said{status: refused, err: want}) {
		t.Errorf("again: %+v", got)
	}
	p.sound()
}

func TestNoticesAreListed(t *testing.T) {
	p := newPlace(t).withLedger()
	if got := p.does("notices", "list", "--db", p.db, "--json"); got != "[]\n" {
		t.Errorf("none: %q, want []", got)
	}
	first := p.notice(busyToday, "--until", "2026-12-01 10:00")
	second := p.notice("  "+newPlaces+"\n", "--from", "2026-12-24 08:30", "--until", "2026-12-28T17:15")
	list := func(want string, args ...string) {
		t.Helper()
		if got := p.does(append([]string{"notices", "list", "--db", p.db}, args...)...); got != want {
			t.Errorf("%v: got\n%s\nwant\n%s", args, got, want)
		}
	}
	const head = "番号  いつから              いつまで              状態          文言\n"
	list(head +
		first + "     2026-12-01(火) 08:30  2026-12-01(火) 10:00  伝えています  " + busyToday + "\n" +
		second + "     2026-12-24(木) 08:30  2026-12-28(月) 17:15  これから      " + newPlaces + "\n")
	p.now = time.Date(2026, 12, 1, 10, 0, 0, 0, booking.JST)
	const shortHead = "番号  いつから              いつまで              状態      文言\n"
	rest := second + "     2026-12-24(木) 08:30  2026-12-28(月) 17:15  これから  " + newPlaces + "\n"
	list(shortHead + rest)
	list(shortHead+first+"     2026-12-01(火) 08:30  2026-12-01(火) 10:00  終了      "+busyToday+"\n"+rest, "--all")
	var machine []noticeJSON
	p.read(&machine, "notices", "list", "--db", p.db, "--json")
	if len(machine) != 1 || machine[0] != (noticeJSON{2, "2026-12-24T08:30:00+09:00", "2026-12-28T17:15:00+09:00", newPlaces, "2026-12-01T08:30:00+09:00"}) {
		t.Errorf("--json: %+v", machine)
	}
}

func TestANoticeIsAddedAndEndedForMachines(t *testing.T) {
	p := newPlace(t).withLedger()
	var added noticeJSON
	p.read(&added, "notices", "add", busyToday, "--until", "2026-12-02 00:00", "--db", p.db, "--json")
	if added != (noticeJSON{1, "2026-12-01T08:30:00+09:00", "2026-12-02T00:00:00+09:00", busyToday, "2026-12-01T08:30:00+09:00"}) {
		t.Errorf("added: %+v", added)
	}
	if got := p.does("notices", "end", "1", "--db", p.db, "--json"); got != "{\n  \"id\": 1,\n  \"ended\": true\n}\n" {
		t.Errorf("ended: %s", got)
	}
}

// Words that a voice cannot say, that nobody would listen to, or that could be a
// My Number, never reach a caller or the ledger.
func TestWhatMustNotBeSaidIsRefused(t *testing.T) {
	p := newPlace(t).withLedger()
	const mine = "found 12 digits in a row in the text, expected none: they could be a My Number"
	for text, want := range map[string]string{
		"番号は、123456789012です。":   mine,
		"番号は、1234ー5678ー9012です。": mine,
		"番号は、1234 5678 9012です。": mine,
		"番号は、１２３４−５６７８−９０１２です。": mine,
		"番号は、1234・5678・9012です。": mine,
		"番号は、一二三四五六七八九〇一二です。":   mine,
		"1234567890123456":                    mine,
		"Webをご覧ください。":                         `found 'W' in "Webをご覧ください。", expected kana, kanji`,
		"二行に\nなります。":                          `found '\n' in`,
		"<Say>こわす</Say>":                      `found '<' in`,
		strings.Repeat("あ", 60):               "found a sentence of ",
		strings.Repeat("とても、こんでいます。", 10):     "found ",
		strings.Repeat("とても、こんでいます。", 10_000): "found ",
		"\xff\xfe": "found ",
	} {
		got := p.run("notices", "add", text, "--until", "2026-12-02 00:00", "--db", p.db)
		if got.status != refused || !strings.HasPrefix(got.err, "madoguchi notices add: "+want) || strings.Count(got.err, "\n") != 1 || len(got.err) > 500 {
			t.Errorf("%.40q: %d %.300q", text, got.status, got.err)
		}
	}
	for _, text := range []string{"0568815111にお電話ください。", "電話は、0568ー81ー5111です。", "12月24日と、12月25日と、1月5日です。"} {
		p.notice(text, "--until", "2026-12-02 00:00")
	}
	if got := p.does("notices", "list", "--all", "--db", p.db); strings.Count(got, "\n") != 4 {
		t.Errorf("the ledger has\n%s", got)
	}
}
