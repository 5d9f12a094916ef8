package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"madoguchi/cmd/madoguchi/city"
	"madoguchi/voice/aloud"
)

// A spokenName is a name that the voice is given, and how it is to be read.
type spokenName struct {
	facility, key string // where it stands in the file; facility "" is the city
	text          string
	yomi, kana    string // the key of its reading, and the reading
}

// spokenNames returns the names that the voice is given in characters which it may read in
// another way: a name without say is said by its yomi, and a short name in kana reads itself.
func (l *line) spokenNames() (names []spokenName) {
	add := func(n spokenName) {
		if n.text != "" && n.kana != "" {
			names = append(names, n)
		}
	}
	add(spokenName{"", "say", l.City.Say, "yomi", l.City.Yomi})
	for _, f := range l.City.Facilities {
		add(spokenName{f.ID, "say", f.Say, "yomi", f.Yomi})
		add(spokenName{f.ID, "short", f.Short, "short_yomi", f.ShortYomi})
	}
	return names
}

// misread warns of the names that the speech engine of this machine reads otherwise than
// their reading says, for the line's voice may read them so as well. Where there is no
// engine it says nothing.
func (l *line) misread(ctx context.Context, env func(string) string) ([]city.Warning, error) {
	engine, err := aloud.Find(env)
	if _, missing := errors.AsType[*aloud.Missing](err); missing {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	// A name is said in a sentence, and at its end another word may be read than alone.
	const is, isHeard = "です。", "デス"
	names := l.spokenNames()
	texts := make([]string, len(names))
	for i, n := range names {
		texts[i] = n.text + is
	}
	readings, err := engine.Readings(ctx, texts)
	if err != nil {
		return nil, err
	}
	var found []city.Warning
	for i, r := range readings {
		n := names[i]
		want := aloud.Pronounced(n.kana)
		wrong := ""
		switch {
		case r.Err != nil:
			wrong = fmt.Sprintf("%q, which the speech engine cannot read: %v", n.text, r.Err)
		case r.Unread != "":
			wrong = fmt.Sprintf("%q, of which the speech engine leaves out %s", n.text, r.Unread)
		case strings.ContainsAny(want, "0123456789"): // how many ways there are to read them!
		case r.Kana != aloud.Pronounced(n.kana+is):
			wrong = fmt.Sprintf("%q, which the speech engine reads %s", n.text, strings.TrimSuffix(r.Kana, isHeard))
		}
		if wrong == "" {
			continue
		}
		at := l.Field(n.facility, n.key)
		found = append(found, city.Warning{File: at.File, Line: at.Line, Field: at.Field, Found: wrong,
			Expected: fmt.Sprintf("%s, as its %s has it: write %s in other characters, such as kana, or correct the %[2]s", want, n.yomi, n.key)})
	}
	return found, nil
}
