package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web/words"
)

func (w *world) showBooking(o *deskFlags) *cobra.Command {
	return w.byReceipt(w.at, o, &cobra.Command{
		Use:     "show RECEIPT",
		Short:   "show a booking and its history",
		Example: "  madoguchi bookings show 123456",
	}, anyCity, func(ctx context.Context, d *desk, receipt booking.Receipt) error {
		var b store.Seen
		var history []store.Entry
		var errands []store.SeenErrand
		err := view(ctx, d, store.ToFind, func(tx store.Finding) (err error) {
			if b, err = tx.BookingOf(receipt); err != nil {
				return err
			}
			if history, err = tx.Audit(b.ID); err != nil {
				return err
			}
			errands, err = tx.Errands(b)
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", receipt, err)
		}
		if err := d.reveal(ctx, b); err != nil {
			return err
		}
		return d.show(b, history, errands)
	})
}

// did tells what was done to a booking: in a sentence for people, and in JSON for a
// program, or with the receipt number alone if alone is set.
func (d *desk) did(ctx context.Context, what string, b store.Seen, alone bool) error {
	var err error
	switch {
	case d.json:
		if err := d.reveal(ctx, b); err != nil { // the sentence has no number
			return fmt.Errorf("%s is done: %w", b.Receipt, err)
		}
		err = writeJSON(d.out, d.forMachines(b))
	case alone && !terminal(d.out):
		_, err = fmt.Fprintln(d.out, b.Receipt)
	default:
		_, err = fmt.Fprintf(d.out, "%s  %s  %s  %d人  %s\n", b.Receipt, visit(b.Booking), d.name(b.Facility), b.Party, what)
	}
	return err
}

// show prints everything about a booking.
func (d *desk) show(b store.Seen, history []store.Entry, errands []store.SeenErrand) error {
	if d.json {
		j := d.forMachines(b)
		j.History = forMachines(history, d.entryForMachines)
		j.Errands = forMachines(errands, errandForMachines)
		return writeJSON(d.out, j)
	}
	about := table{head: []string{"受付番号", string(b.Receipt)}}
	about.row("日時", visit(b.Booking))
	about.row("窓口", d.name(b.Facility))
	if told := d.toldService(b); told != "" {
		about.row("用件", told)
	}
	about.row("手続き", words.Procedure(b.Procedure))
	service, _ := d.line.City.Service(b.Service)
	for i, e := range errands {
		about.row(fmt.Sprintf("%d人目の方", i+1), errandWords(service, e))
	}
	about.row("代理", dash(words.Proxy(b.Proxy)))
	about.row("人数", fmt.Sprint(b.Party))
	about.row("何人目", fmt.Sprint(b.Member))
	about.row("電話", dash(d.phone(b)))
	about.row("状態", words.State(b.State))
	if err := about.print(d.out); err != nil {
		return err
	}
	past := table{head: []string{"いつ", "何で", "だれが", "何を", "内容"}}
	explained := slices.ContainsFunc(history, func(e store.Entry) bool { return e.Remark != "" })
	if explained {
		past.head = append(past.head, "理由・メモ")
	}
	for _, e := range history {
		cells := []string{when(e.At), words.Way(e.Way), words.Actor(e), words.Deed(e.Deed), d.detail(e)}
		if explained {
			cells = append(cells, dash(e.Remark))
		}
		past.row(cells...)
	}
	if _, err := fmt.Fprintln(d.out); err != nil {
		return err
	}
	return past.print(d.out)
}

// detail says what there is to know about an entry of the trail.
func (d *desk) detail(e store.Entry) string { return words.Detail(&d.line.City, e) }

// bookingJSON is a booking for machines: other programs read it, so keys are
// added and never renamed.
type bookingJSON struct {
	Receipt   string       `json:"receipt"`
	Phone     string       `json:"phone"` // masked, or with --numbers E.164; "" once it has been erased
	Member    int          `json:"member"`
	Procedure string       `json:"procedure"`
	Proxy     bool         `json:"proxy"` // somebody comes in the person's place
	Facility  string       `json:"facility"`
	Start     string       `json:"start"`
	End       string       `json:"end"`
	Party     int          `json:"party"`
	State     string       `json:"state"` // active, over, cancelled
	Made      string       `json:"made"`
	History   []entryJSON  `json:"history,omitempty"` // of show
	Service   string       `json:"service"`           // an id of city.yaml
	Errands   []errandJSON `json:"errands,omitempty"` // of show: what each who comes is there for, as far as anybody has said
}

func (d *desk) forMachines(b store.Seen) bookingJSON {
	return bookingJSON{
		Receipt: string(b.Receipt), Phone: d.phone(b), Member: b.Member, Procedure: string(b.Procedure), Proxy: b.Proxy,
		Facility: b.Facility, Start: rfc3339(b.Start), End: rfc3339(b.End), Party: b.Party, State: b.State.String(), Made: rfc3339(b.Made), Service: string(b.Service),
	}
}

// entryJSON is a line of a booking's history.
type entryJSON struct {
	At      string       `json:"at"`
	Through string       `json:"through"` // store.Way
	Actor   string       `json:"actor"`   // the call's SID for a caller
	What    string       `json:"what"`    // store.Deed; "move" for a change, which is its old name
	Detail  string       `json:"detail"`  // in the words of the staff
	Facts   store.Detail `json:"facts"`   // the same as data
	Call    string       `json:"call"`    // the call's SID; "" if it was not in one
	Why     string       `json:"why,omitempty"`
}

func (d *desk) entryForMachines(e store.Entry) entryJSON {
	what := string(e.Deed)
	if e.Deed == store.DidChange {
		what = "move"
	}
	return entryJSON{rfc3339(e.At), string(e.Way), words.Actor(e), what, d.detail(e), e.Detail, e.Call, e.Remark}
}
