package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/ivr"
)

// warnings returns what the file surely does not mean, with the names that take too long to
// say, and those that are read otherwise than they should be, in the order of its lines.
func (l *line) warnings(ctx context.Context, w *world) ([]city.Warning, error) {
	long, err := l.longNames()
	if err != nil {
		return nil, err
	}
	misread, err := l.misread(ctx, w.env)
	found := slices.Concat(l.Warnings(w.now()), long, misread)
	slices.SortStableFunc(found, func(a, b city.Warning) int { return cmp.Compare(a.Line, b.Line) })
	return found, err
}

// aMora is the shortest name that there is.
const aMora = "あ"

// longNames warns of the readings with which a phrase takes longer than is understood by
// telephone. Each facility is measured as if it were the only one, and the city with the
// shortest names that facilities could have.
func (l *line) longNames() (found []city.Warning, err error) {
	short := booking.Facility{ID: "a", Name: aMora, Yomi: aMora, Short: aMora}
	anyway, err := l.tooLong(short)
	if err != nil {
		return nil, err
	}
	if len(anyway) > 0 {
		found = append(found, l.longName("", "yomi", anyway))
	}
	for _, f := range l.City.Facilities {
		full, brief := f, f
		brief.Yomi, brief.Say = aMora, ""
		byShort, err := l.tooLong(brief)
		if err != nil {
			return nil, err
		}
		byBoth, err := l.tooLong(full)
		if err != nil {
			return nil, err
		}
		byName := maps.Clone(byBoth)
		for key := range byShort {
			delete(byName, key)
		}
		for key := range anyway {
			delete(byShort, key)
		}
		if len(byName) > 0 {
			found = append(found, l.longName(f.ID, "yomi", byName))
		}
		if len(byShort) > 0 {
			found = append(found, l.longName(f.ID, "short", byShort))
		}
	}
	return found, nil
}

// tooLong returns the phrases that are too long if the city has this facility alone.
func (l *line) tooLong(f booking.Facility) (map[ivr.Key]string, error) {
	alone := l.City
	alone.Facilities = []booking.Facility{f}
	d, err := ivr.New(&alone, ivr.Options{OneKeyCancel: l.OneKeyCancel, Overrides: overrides(l.Config)})
	if err != nil {
		return nil, err
	}
	return d.TooLong("ja"), nil
}

// longForTexts turns names that are too long for a text into mistakes of the file.
func longForTexts(config *city.Config, long ivr.TextFaults) error {
	var ms city.Mistakes
	for _, f := range long {
		key := "short"
		if f.Facility == "" || f.Name != config.Field(f.Facility, key).Text {
			key = "name"
		}
		at := config.Field(f.Facility, key)
		ms = append(ms, city.Mistake{File: at.File, Line: at.Line, Field: at.Field,
			Found:    fmt.Sprintf("%q, with which the longest text (%s) has %d characters", f.Name, f.Key, f.Length),
			Expected: fmt.Sprintf("a shorter one: a text has %d at most, or outreach without texts and reminders", f.Most)})
	}
	ms.Sort()
	return ms
}

// longName warns of a reading, with one of the phrases in which it is too long.
func (l *line) longName(facility, key string, in map[ivr.Key]string) city.Warning {
	keys := slices.Sorted(maps.Keys(in))
	more := ""
	if n := len(keys) - 1; n > 0 {
		more = fmt.Sprintf(", and %d more", n)
	}
	at := l.Field(facility, key)
	return city.Warning{File: at.File, Line: at.Line, Field: at.Field,
		Found: fmt.Sprintf("%s, with which %s is %s%s", at.Text, keys[0], in[keys[0]], more), Expected: "a shorter reading"}
}
