package main

import (
	"strings"
	"testing"

	"madoguchi/voice/aloud"
)

// What the engine of these tests reads; で す し are kana.
var townReadings = map[string]string{"春日井": "カスガイ", "市": "シ", "戸籍": "コセキ", "住民": "ジューミン", "課": "カ", "味美": "アジミ"}

func TestAloudANameThatIsReadOtherwiseIsWarnedOf(t *testing.T) {
	for name, c := range map[string]struct {
		replace []string
		want    string // behind the path; "" if there is nothing to warn of
	}{
		"read as it should be":                             {[]string{"yomi: こせきじゅうみんか", "yomi: こせきじゅうみんか\n    say: 戸籍住民課", "yomi: かすがいし}", "yomi: かすがいし, say: 春日井市}"}, ""},
		"a name that is written otherwise than it is said": {[]string{"name: 戸籍住民課", "name: 味美"}, ""},
		"another reading": {[]string{"yomi: こせきじゅうみんか", "yomi: あじよし\n    say: 味美"},
			`:11: warning: facilities[0].say: found "味美", which the speech engine reads アジミ, expected アジヨシ, as its yomi has it: write say in other characters, such as kana, or correct the yomi`},
		"a name in a menu": {[]string{"short: しやくしょ", "short: 味美\n    short_yomi: あじよし"},
			`:11: warning: facilities[0].short: found "味美", which the speech engine reads アジミ, expected アジヨシ, as its short_yomi has it: write short in other characters, such as kana, or correct the short_yomi`},
		"the city itself": {[]string{"yomi: かすがいし}", "yomi: はるひいし, say: 春日井市}"},
			`:1: warning: city.say: found "春日井市", which the speech engine reads カスガイシ, expected ハルヒーシ, as its yomi has it: `},
		"a character that it does not know": {[]string{"yomi: こせきじゅうみんか", "yomi: こせきじゅうみんか\n    say: 戸籍﨑"},
			`:11: warning: facilities[0].say: found "戸籍﨑", of which the speech engine leaves out 﨑, expected コセキジューミンカ, as its yomi has it: `},
		"long vowels in either way":           {[]string{"yomi: こせきじゅうみんか", "yomi: こせきじゅーみんか\n    say: 戸籍住民課"}, ""},
		"digits, which are read in many ways": {[]string{"yomi: こせきじゅうみんか", "yomi: 1かいのこせき\n    say: 1かいの戸籍"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			path := p.city(c.replace...)
			before := p.run("config", "check", path) // no engine: not a word of it
			p.withEngine(townReadings)
			got := p.run("config", "check", path)
			if before.err != "" || before.status != done {
				t.Errorf("without an engine: %+v", before)
			}
			if got.status != done || c.want == "" && got.err != "" || c.want != "" && (!strings.HasPrefix(got.err, path+c.want) || strings.Count(got.err, "\n") != 1) {
				t.Errorf("got %q\nexpected %s", got.err, path+c.want)
			}
			if strict := p.run("config", "check", path, "--strict"); (strict.status == refused) != (c.want != "") {
				t.Errorf("with --strict: %+v", strict)
			}
		})
	}
}

func TestAloudAnEngineThatIsNamedWronglyIsAMistake(t *testing.T) {
	p := newPlace(t)
	p.env[aloud.ProgramVariable] = "/none"
	got := p.run("config", "check", p.city())
	if want := "madoguchi config check: MADOGUCHI_OPEN_JTALK: found \"/none\", expected the program open_jtalk\n"; got.status != refused || got.err != want {
		t.Errorf("got %+v, expected %s", got, want)
	}
}
