package residents

import (
	"time"

	"madoguchi/booking"
)

// renewFrom returns the first day on which a certificate can be renewed that ends on a
// birthday: the day after the date three months earlier, and if there is no such date in that
// month, the 1st of the next.
func renewFrom(birthday booking.Date) booking.Date {
	month := booking.Date{Year: birthday.Year, Month: birthday.Month - 3, Day: birthday.Day}
	if month.Month < time.January {
		month.Year, month.Month = month.Year-1, month.Month+12
	}
	if !month.Valid() {
		return booking.DateOf(time.Date(month.Year, month.Month+1, 1, 0, 0, 0, 0, booking.JST))
	}
	return month.AddDays(1)
}

// An example is a birthday, and from when on somebody who has it can renew.
type example struct{ Birthday, First booking.Date }

// renewExamples returns a birthday in each of the twelve months from that of a day on. The
// days of the month differ, so that nobody takes one of them for a rule.
func renewExamples(from booking.Date) (examples []example) {
	days := [...]int{5, 12, 20, 28, 10, 25, 7, 15, 3, 31, 8, 18}
	for n, day := range days {
		first := booking.DateOf(time.Date(from.Year, from.Month+time.Month(n), 1, 0, 0, 0, 0, booking.JST))
		birthday := booking.Date{Year: first.Year, Month: first.Month, Day: day}
		for !birthday.Valid() {
			birthday.Day--
		}
		examples = append(examples, example{birthday, renewFrom(birthday)})
	}
	return examples
}
