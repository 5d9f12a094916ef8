package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAYearIsToldToPeopleProgramsAndAsAPage(t *testing.T) {
	p := newPlace(t)
	page := filepath.Join(p.dir, "year.html")
	said := p.does("rehearse", "--people", "3000", "--days", "8", "--from", "2026-12-01", "--seed", "7", "--html", page, "--text-yen", "10", "--minute-yen", "0")
	for _, want := range []string{"春日井市（人口 3,000人）、2026-12-01(火) から 8日間（種 7）\n", "かかってきた電話: ", "送ったSMS: ", "約束が守られなかったこと: なし\n"} {
		if !strings.Contains(said, want) {
			t.Errorf("found\n%s\nexpected %q", said, want)
		}
	}
	html, err := os.ReadFile(page)
	if err != nil || strings.Count(string(html), "<svg") != 4 || !strings.Contains(string(html), "人口 3,000人") {
		t.Errorf("the page: %v, %d bytes, %d pictures", err, len(html), strings.Count(string(html), "<svg"))
	}
	var told struct {
		Calls, Booked, Texts, Seed int
		Yen                        int `json:"yen_of_texts_and_reminder_calls"`
		Weeks                      []struct{ Calls int }
	}
	text := p.does("rehearse", "--people", "3000", "--days", "8", "--from", "2026-12-01", "--seed", "7", "--text-yen", "10", "--minute-yen", "0", "--json")
	if err := json.Unmarshal([]byte(text), &told); err != nil {
		t.Fatal(err)
	}
	if told.Calls == 0 || told.Booked == 0 || told.Seed != 7 || told.Yen != 10*told.Texts || len(told.Weeks) != 2 {
		t.Errorf("found %+v", told)
	}
	if got := p.run("rehearse", "--people", "3"); got.status != misused || !strings.Contains(got.err, "expected people from 100 to 10000000") {
		t.Errorf("three people: %+v", got)
	}
}
