package booking

import "fmt"

// A Step is one row of [Hours] that has something to say of a day.
type Step struct {
	List   List
	Row    int // its index in the list
	Did    Effect
	Other  Date    // of MovedHere the day on which it falls, also once it is Overruled; of MovedAway the day on which it is instead
	Ranges []Range // as the row has them, if it opens, is shut or is overruled
}

// List is one of the lists of rows of [Hours].
type List int

// The lists of Hours.
const (
	ListWeekly List = iota
	ListSpecial
	ListClosed
	ListRests
)

// String returns "weekly", "special", "closed" or "rests".
func (l List) String() string { return word("List", int(l), "weekly", "special", "closed", "rests") }

// Effect is what a row did about a day.
type Effect int

// What a row can do. An opening that falls on a closed day is not moved, also if that
// day is a holiday: it is Shut.
const (
	Opens     Effect = iota // its ranges are open
	MovedHere               // its ranges are open, because its own day is a holiday
	MovedAway               // the day is a holiday: it is open on another one
	Rests                   // the day is a holiday, and it is dropped
	NotValid                // it is one of its days, before or after the time for which the row is valid
	Overruled               // it would open, but rows or special openings that replace are all of the day
	Closes                  // it closes the day
	Shut                    // it would open, but the day is closed
)

// String returns "opens", "moved here" and so on.
func (e Effect) String() string {
	return word("Effect", int(e), "opens", "moved here", "moved away", "rests", "not valid", "overruled", "closes", "shut")
}

// Explain returns every row that has something to say of the day, and what it did: what
// closes, then the rows of opening hours, then the special openings, each in the order
// of its list. It is slower than [Hours.On]. The ranges belong to h.
func (h Hours) Explain(day Date) []Step {
	var steps []Step
	h.day(day, &steps)
	return steps
}

// note adds a step, if anybody wants to know.
func note(steps *[]Step, s Step) {
	if steps != nil {
		*steps = append(*steps, s)
	}
}

// overrule notes that those of the steps that are meant do not open after all.
func overrule(steps []Step, meant func(Step) bool) {
	for i, s := range steps {
		if s.opens() && meant(s) {
			steps[i].Did = Overruled
		}
	}
}

// shut notes that nothing opens and nothing is moved, because the day is closed.
func shut(steps []Step) {
	for i, s := range steps {
		if s.opens() || s.Did == MovedAway {
			steps[i].Did, steps[i].Other = Shut, Date{}
		}
	}
}

func (s Step) opens() bool { return s.Did == Opens || s.Did == MovedHere }

// word returns the word for a value of a type that counts from 0.
func word(of string, i int, words ...string) string {
	if i < 0 || len(words) <= i {
		return fmt.Sprintf("%s(%d)", of, i)
	}
	return words[i]
}
