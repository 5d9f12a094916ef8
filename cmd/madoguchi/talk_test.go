package main

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// What the line says in Japanese it says in a voice that knows the city's names.
func TestTheVoiceIsToldHowNamesAreRead(t *testing.T) {
	l, err := readLine("", tuesday)
	if err != nil {
		t.Fatal(err)
	}
	want := l.City.Readings()
	if got := l.server(nil).Voices["ja"].Names; len(want) != 11 || !slices.Equal(got, want) {
		t.Errorf("the voice knows %v, expected the city and both names of five facilities", got)
	}
}

// In words the second of January is the end of the second of November.
func TestADayThatEndsLikeAnotherIsNotThatOne(t *testing.T) {
	l, err := readLine("", tuesday)
	if err != nil {
		t.Fatal(err)
	}
	const date, time = "11月2日、月曜日", "午前9時"
	said := ivr.Said{Key: "own", Text: date + "。" + time + "。味美ふれあいセンターです。", Holes: []ivr.Filled{
		{Name: "date", End: len(date)}, {Name: "time", From: len(date + "。"), End: len(date + "。" + time)},
	}}
	for day, want := range map[booking.Date]error{
		{Year: 2026, Month: 11, Day: 2}: nil,
		{Year: 2027, Month: 1, Day: 2}:  errNotHeard,
		{}:                              nil,
	} {
		one := &talk{line: l, date: day, heard: []heard{{said: said}}}
		if _, err := one.told(); !errors.Is(err, want) {
			t.Errorf("asked for %s: found %v, expected %v", day, err, want)
		}
	}
	if day := (&talk{line: l, date: booking.Date{Year: 2027, Month: 1, Day: 1}}).spokenDay(); !strings.HasSuffix(day, "ついたち") {
		t.Errorf("the first of a month is called %s", day)
	}
}
