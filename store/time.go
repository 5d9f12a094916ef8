package store

import (
	"database/sql/driver"
	"fmt"
	"time"

	"madoguchi/booking"
)

// instant is a time as it is stored: unix seconds, or NULL for the zero time. It is read
// back in booking.JST. Texts with zones would sort wrongly, and the driver guesses at
// columns that are declared as times.
type instant time.Time

// Value implements driver.Valuer.
func (i instant) Value() (driver.Value, error) {
	if time.Time(i).IsZero() {
		return nil, nil
	}
	return time.Time(i).Unix(), nil
}

// Scan implements sql.Scanner.
func (i *instant) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*i = instant{}
	case int64:
		*i = instant(time.Unix(v, 0).In(booking.JST))
	default:
		return fmt.Errorf("found a time of type %T in the ledger, expected unix seconds", v)
	}
	return nil
}
