package store

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"madoguchi/booking"
)

const bookingColumns = `id, coalesce(receipt, ''), coalesce(phone, ''), member, service, procedure, facility, start, ends, party, proxy, status, came, made`

// bookingColumnsOf returns bookingColumns of a ledger of a version that has no column for a
// service or for a proxy.
func bookingColumnsOf(version int) string {
	columns := bookingColumns
	if version < knowsServices {
		columns = strings.Replace(columns, "service", "'"+string(booking.CertificateService)+"'", 1)
	}
	if version < knowsProxies {
		columns = strings.Replace(columns, "proxy", "0", 1)
	}
	return columns
}

// scanBooking reads bookingColumns. A booking is over from its end on, whether
// or not that has been written down.
func scanBooking(tx *Tx, r row) (booking.Booking, error) {
	var b booking.Booking
	err := r.Scan(&b.ID, &b.Receipt, &b.Phone, &b.Member, &b.Service, &b.Procedure, &b.Facility,
		(*instant)(&b.Start), (*instant)(&b.End), &b.Party, &b.Proxy, &b.State, &b.Came, (*instant)(&b.Made))
	if b.State == booking.Active && !b.End.After(tx.now) {
		b.State = booking.Over
	}
	return b, err
}

const bookingsOfPhone = `SELECT ` + bookingColumns + ` FROM bookings
	WHERE phone = ? AND status = 1 AND ends > ?`

// Bookings implements booking.Tx.
func (tx *Tx) Bookings(phone booking.Phone) ([]booking.Booking, error) {
	own, err := all(tx, scanBooking, bookingsOfPhone, phone, instant(tx.now))
	// There are a few at most. SQLite would set up a table to sort them in.
	slices.SortFunc(own, func(a, b booking.Booking) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Member, b.Member))
	})
	return own, err
}

const bookingOfReceipt = `SELECT ` + bookingColumns + ` FROM bookings WHERE receipt = ?`

// BookingOf implements booking.Tx. It does not find a booking whose number has
// been erased, because the receipt number has been erased as well.
func (tx *Tx) BookingOf(receipt booking.Receipt) (booking.Booking, error) {
	return found(first(tx, scanBooking, bookingOfReceipt, receipt))
}

const bookingOfID = `SELECT ` + bookingColumns + ` FROM bookings WHERE id = ?`

// active returns the booking as it stands in the ledger, if it is still active.
func (tx *Tx) active(id int64) (booking.Booking, error) {
	b, err := found(first(tx, scanBooking, bookingOfID, id))
	if err == nil && b.State != booking.Active {
		err = booking.ErrNotFound
	}
	return b, err
}

func found(b booking.Booking, ok bool, err error) (booking.Booking, error) {
	if err == nil && !ok {
		err = booking.ErrNotFound
	}
	return b, err
}

const (
	endOver = `UPDATE bookings SET status = 2, ended = ends WHERE phone = ? AND status = 1 AND ends <= ?`

	insertBooking = `INSERT INTO bookings (receipt, phone, member, service, alone, procedure, facility, start, ends, party, proxy, status, made)
		VALUES (?, ?, ?, ?, (SELECT 1 - per_service FROM counting WHERE id = 1), ?, ?, ?, ?, ?, ?, 1, ?)`

	activeOfMember = `SELECT ` + bookingColumns + ` FROM bookings
		WHERE phone = ?1 AND member = ?2 AND status = 1 AND (service = ?3 OR (SELECT per_service FROM counting WHERE id = 1) = 0)`
)

// Insert implements booking.Tx.
func (tx *Tx) Insert(b booking.Booking, seats int) (booking.Booking, error) {
	return tx.made(b, func(id int64) error {
		return tx.take(claimForBooking, id, booking.Claim{Facility: b.Facility, Start: b.Start, End: b.End, Seats: seats})
	})
}

// made makes a new active booking. claim gives it what it claims, by its id.
func (tx *Tx) made(b booking.Booking, claim func(id int64) error) (booking.Booking, error) {
	b.State, b.Made, b.Service = booking.Active, tx.Now(), cmp.Or(b.Service, booking.CertificateService)
	err := tx.attempts(func(before int) error {
		if err := tx.sweep(); err != nil {
			return err
		}
		if before > 0 {
			if err := tx.makeWay(b); err != nil {
				return err
			}
		}
		if err := tx.numbered(&b); err != nil {
			return err
		}
		if err := claim(b.ID); err != nil {
			return err
		}
		made := Detail{Visit: visitTo(b), Member: b.Member, Service: serviceTold(b), Procedure: b.Procedure, Proxy: b.Proxy}
		made.Party = b.Party
		return tx.told(booking.ToldBooked, DidBook, b, made)
	})
	if err != nil {
		return booking.Booking{}, err
	}
	return b, nil
}

// Take implements booking.Tx.
func (tx *Tx) Take(b booking.Booking) (booking.Booking, error) {
	hold, ok, err := first(tx, func(_ *Tx, r row) (h taken, err error) {
		err = r.Scan(&h.id, (*instant)(&h.ends))
		return h, err
	}, heldVisit, b.Phone, b.Facility, instant(b.Start), b.Party, instant(tx.now), cmp.Or(b.Service, booking.CertificateService))
	switch {
	case err != nil:
		return booking.Booking{}, err
	case !ok:
		return booking.Booking{}, booking.ErrNotFound
	}
	b.End = hold.ends
	return tx.made(b, func(id int64) error {
		if _, err := tx.exec(claimsToBooking, id, hold.id); err != nil {
			return err
		}
		_, err := tx.exec(deleteHold, hold.id)
		return err
	})
}

// taken is a hold that becomes a booking.
type taken struct {
	id   int64
	ends time.Time
}

// The CAST keeps the statement prepared; freeSlots tells why. kind < 3 is what the index of
// offered holds is of, and a number has one of these at most.
const heldVisit = `SELECT id, ends FROM holds
	WHERE phone = CAST(? AS TEXT) AND kind < 3 AND kind = 1 AND facility = ? AND start = ? AND party = ? AND expires > ? AND service = ?`

// numbered writes the booking under a newly drawn receipt number. It is refused if another
// booking has that number, or if the phone and member have another active booking.
func (tx *Tx) numbered(b *booking.Booking) error {
	receipt, err := booking.NewReceipt(tx.rand)
	if err != nil {
		return err
	}
	id, err := tx.insert(insertBooking, receipt, b.Phone, b.Member, b.Service, b.Procedure, b.Facility,
		instant(b.Start), instant(b.End), b.Party, b.Proxy, instant(b.Made))
	switch {
	case why(err) == unique || why(err) == raised:
		return again("store: nearly every receipt number is in use: erase the telephone numbers of old bookings (Tidy)")
	case err != nil:
		return err
	}
	b.ID, b.Receipt = id, receipt
	return nil
}

// makeWay makes way for a booking that was refused: it marks those bookings of the same
// number that are over. It returns *booking.Already if an active one is in the way;
// otherwise another booking had the receipt number.
func (tx *Tx) makeWay(b booking.Booking) error {
	if _, err := tx.exec(endOver, b.Phone, instant(tx.now)); err != nil {
		return err
	}
	return tx.inTheWay(b)
}

// inTheWay returns *booking.Already if an active booking is in the way of one: that of the
// same service, if there is one.
func (tx *Tx) inTheWay(b booking.Booking) error {
	own, err := all(tx, scanBooking, activeOfMember, b.Phone, b.Member, b.Service)
	if err != nil || len(own) == 0 {
		return err
	}
	i := slices.IndexFunc(own, func(o booking.Booking) bool { return o.Service == b.Service })
	return &booking.Already{Booking: own[max(i, 0)]}
}

const changeClaim = `UPDATE claims SET facility = ?, start = ?, ends = ?, seats = ? WHERE booking = ?`

const changeBooking = `UPDATE bookings SET facility = ?, start = ?, ends = ?, party = ?, came = ? WHERE id = ? AND status = 1`

// Change implements booking.Tx. It returns booking.ErrNotFound if the booking is
// not active any more.
func (tx *Tx) Change(b, to booking.Booking, seats int) (booking.Booking, error) {
	var next booking.Booking
	err := tx.step(func() error {
		old, err := tx.active(b.ID)
		if err != nil {
			return err
		}
		if err := tx.sweep(); err != nil {
			return err
		}
		if _, err := tx.exec(changeClaim, to.Facility, instant(to.Start), instant(to.End), seats, old.ID); err != nil {
			return refused(err, booking.Claim{Facility: to.Facility, Start: to.Start})
		}
		next = old
		next.Facility, next.Start, next.End, next.Party = to.Facility, to.Start, to.End, to.Party
		if booking.DateOf(to.Start.In(booking.JST)) != booking.DateOf(old.Start) {
			next.Came = booking.NotSaid
		}
		if _, err := tx.exec(changeBooking, next.Facility, instant(next.Start), instant(next.End), next.Party, next.Came, next.ID); err != nil {
			return err
		}
		changed := Detail{Visit: visitTo(next), Was: visitTo(old)}
		if next.Party != old.Party {
			changed.Party, changed.Was.Party = next.Party, old.Party
		}
		return tx.told(booking.ToldChanged, DidChange, next, changed)
	})
	if err != nil {
		return b, err
	}
	return next, nil
}

// serviceTold returns the service of a booking as the audit trail has it.
func serviceTold(b booking.Booking) booking.ServiceID {
	if b.Service == booking.CertificateService {
		return ""
	}
	return b.Service
}

func stamp(t time.Time) string { return t.In(booking.JST).Format("2006-01-02 15:04") }
