package main

import (
	"strings"
	"testing"

	"madoguchi/cmd/madoguchi/city"
)

// decided lists decisions as another program would.
func (p *place) decided(args ...string) (found []decisionJSON) {
	p.t.Helper()
	p.read(&found, append([]string{"slots", "decisions", "--db", p.db, "--json"}, args...)...)
	return found
}

func TestDecisionsAreListedWithWhoAndWhy(t *testing.T) {
	p := newPlace(t).withLedger()
	p.does("slots", "close", "--db", p.db, "--facility", "tobu", "--date", "2026-12-02", "--from", "13:00", "--why", "職員の研修")
	p.does("slots", "open", "--db", p.db, "--facility", "koseki", "--date", "2026-12-05", "--from", "09:00", "--to", "12:00", "--capacity", "3")
	p.does("slots", "desks", "1", "--db", p.db, "--facility", "tobu", "--date", "2027-03-01", "--through", "2027-03-05")
	got := p.does("slots", "decisions", "--db", p.db)
	want := `番号  いつの                                窓口              何を                            だれが  いつ              理由
1     2026-12-02(水) 13:00-24:00            東部市民センター  受付を止める                    window  2026-12-01 08:30  職員の研修
2     2026-12-05(土) 09:00-12:00            戸籍住民課        時間を足す（窓口 3、30分ごと）  window  2026-12-01 08:30  -
3     2027-03-01(月)から2027-03-05(金)まで  東部市民センター  窓口の数を 1 にする             window  2026-12-01 08:30  -
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := p.decided("--facility", "koseki"); len(got) != 1 || got[0] != (decisionJSON{2, "koseki", "2026-12-05T09:00:00+09:00", "2026-12-05T12:00:00+09:00", "add", 3, 30,
		"2026-12-01T08:30:00+09:00", "terminal", "window", ""}) {
		t.Errorf("for machines: %+v", got)
	}
	if got := p.decided("--date", "2027-03-05"); len(got) != 1 || got[0].ID != 3 {
		t.Errorf("of a day: %+v", got)
	}
	if got := p.decided("--date", "2027-03-06"); len(got) != 0 {
		t.Errorf("of the day after: %+v", got)
	}
	if got := p.run("slots", "close", "--db", p.db, "--facility", "tobu", "--date", "2026-12-03", "--why", "090-1234-5678 に聞く"); got.status != misused || strings.Contains(got.err, "1234") {
		t.Errorf("a telephone number in the reason: %+v", got)
	}
}

// Closed and opened again leaves nothing behind, so that the file's own closed days hold.
func TestClosedAndOpenedAgainLeavesNothingBehind(t *testing.T) {
	p := newPlace(t).withLedger()
	day := []string{"--db", p.db, "--facility", "tobu", "--date", "2026-12-02"}
	p.does(append([]string{"slots", "close"}, day...)...)
	p.does(append([]string{"slots", "open"}, day...)...)
	if got := p.decided(); len(got) != 0 {
		t.Errorf("left behind: %+v", got)
	}
	if open, all := p.openOn("2026-12-02", "--facility", "tobu"); open != 14 || all != 14 {
		t.Errorf("%d of %d slots are open", open, all)
	}
	path := p.sampleWith("\nclosed: []", "\nclosed: [{date: 2026-12-02}]")
	config, err := city.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	p.keep(&config.City)
	if open, all := p.openOn("2026-12-02", "--facility", "tobu"); all != 0 {
		t.Errorf("the file closes the day: %d of %d slots are open", open, all)
	}
	if got := p.run("bookings", "add", "--db", p.db, "--config", path, "--phone", "09012345678", "--facility", "tobu", "--start", "2026-12-02 09:00"); got.status != refused {
		t.Errorf("still sold: %+v", got)
	}
	p.sound()
}

func TestADecisionIsUndone(t *testing.T) {
	p := newPlace(t).withLedger()
	p.does("slots", "open", "--db", p.db, "--facility", "tobu", "--date", "2026-12-05", "--from", "09:00", "--to", "10:00")
	in := p.add("090-1234-5678", "tobu", "2026-12-05 09:00")
	got := p.does("slots", "undo", "1", "--db", p.db, "--why", "取りやめ")
	want := `東部市民センター 2026-12-05(土) 09:00-10:00  「時間を足す（窓口 2、30分ごと）」をやめました。2枠が変わりました。窓口が開いていない時間の予約が 1件 あります。
受付番号  日時                  窓口              人数  何人目  電話
` + in + `    2026-12-05(土) 09:00  東部市民センター  1     1       +81******5678
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := p.decided(); len(got) != 0 {
		t.Errorf("left behind: %+v", got)
	}
	for args, want := range map[string]said{
		"undo 1":   {status: refused, err: "madoguchi slots undo: there is no decision 1: slots decisions lists them\n"},
		"undo one": {status: misused, err: "madoguchi slots undo: found \"one\", expected the number of a decision, such as 3; slots decisions lists them\n"},
		"undo":     {status: misused, err: "madoguchi slots undo: found 0 words, expected the number of a decision, such as madoguchi slots undo 3; slots decisions lists them\n"},
	} {
		if got := p.run(append([]string{"slots"}, append(strings.Fields(args), "--db", p.db)...)...); got != want {
			t.Errorf("%s\n got %+v\nwant %+v", args, got, want)
		}
	}
	p.sound()
}

// Fewer desks than were promised: what stands is listed, and nothing is sold again when
// some of it ends.
func TestFewerDesksThanPromised(t *testing.T) {
	p := newPlace(t).withLedger()
	one := p.add("090-1234-5678", "tobu", "2026-12-02 09:00")
	two := p.add("090-1234-5679", "tobu", "2026-12-02 09:00")
	got := p.does("slots", "desks", "1", "--db", p.db, "--facility", "tobu", "--date", "2026-12-02", "--through", "2026-12-03", "--to", "12:00", "--why", "1人が休み")
	if !strings.HasPrefix(got, "東部市民センター 2026-12-02(水)から2026-12-03(木)まで 00:00-12:00  12枠を、窓口の数 1 にしました。窓口の数をこえる時間の予約が 2件 あります。予約は、そのまま有効です。\n") ||
		!strings.Contains(got, one) || !strings.Contains(got, two) {
		t.Errorf("got\n%s", got)
	}
	got = p.does("slots", "desks", "1", "--db", p.db, "--facility", "tobu", "--date", "2026-12-03", "--to", "12:00")
	if got != "東部市民センター 2026-12-03(木) 00:00-12:00  窓口の数を 1 と決めました。いまの枠は、変わりません。\n" {
		t.Errorf("as many as there are: %s", got)
	}
	p.does("slots", "undo", "3", "--db", p.db)
	if got := p.slotsOf("--facility", "tobu", "--date", "2026-12-02")[0]; got.Capacity != 1 || got.Claimed != 2 || got.Remaining != 0 || !got.Open {
		t.Errorf("the slot: %+v", got)
	}
	p.does("bookings", "cancel", one, "--db", p.db)
	if got := p.run("bookings", "add", "--db", p.db, "--phone", "09012345678", "--facility", "tobu", "--start", "2026-12-02 09:00"); got.status != refused {
		t.Errorf("sold again: %+v", got)
	}
	p.does("slots", "undo", "1", "--db", p.db)
	p.add("090-1234-5678", "tobu", "2026-12-02 09:00")
	for args, want := range map[string]said{
		"desks 0 --facility tobu --date 2026-12-02": {status: misused, err: "madoguchi slots desks: found \"0\", expected a number of desks from 1 to 100, such as 2\n"},
		"desks 2 --facility tobu --date 2026-12-05": {status: refused, err: "madoguchi slots desks: there is no slot that could have desks at tobu on 2026-12-05\n"},
		"desks --facility tobu --date 2026-12-02":   {status: misused, err: "madoguchi slots desks: found 0 words, expected one number of desks, for example: madoguchi slots desks 1 --facility koseki --date 2026-12-01\n"},
		"desks 2 --date 2026-12-02":                 {status: misused, err: "madoguchi slots desks: found no --facility, expected for example: madoguchi slots desks 2 --facility koseki --date 2026-12-01\n"},
		"desks 2 --facility nowhere --date 2026-12-02": {status: misused,
			err: "madoguchi slots desks: --facility: found \"nowhere\", expected one of koseki, sakashita, tobu, ajiyoshi, kozoji, which are those of the sample city (name yours with --config)\n"},
	} {
		if got := p.run(append([]string{"slots"}, append(strings.Fields(args), "--db", p.db)...)...); got != want {
			t.Errorf("%s\n got %+v\nwant %+v", args, got, want)
		}
	}
	p.sound()
}
