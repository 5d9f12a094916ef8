package console_test

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/store"
	"madoguchi/web/words"
)

// visitors lets three come without a booking, and each of them end in another way.
func visitors(tx *store.Tx) error {
	for _, state := range []store.VisitorState{store.Served, store.Left, store.Waiting} {
		v, err := tx.AddVisitor("tobu", 1)
		if err == nil {
			_, err = tx.SetVisitor("tobu", v.Day, v.Number, state)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// TestTheTrailIsInWords does everything that the ledger notes, and reads the audit
// trail as a head of section who knows no English would.
func TestTheTrailIsInWords(t *testing.T) {
	o := open(t)
	city, rules, ctx := &o.config.City, o.config.City.Rules, t.Context()
	var failed []error
	must := func(errs ...error) { failed = append(failed, errs...) }
	did := func(_ any, err error) error { return err }
	and := func(_, _ any, err error) error { return err }

	b, gone := o.book(caller, "tobu", at(0, 10, 30)), o.book(landline, "koseki", at(2, 9, 0))
	o.wait(time.Hour)
	hash, err := secret()
	if err != nil {
		t.Fatal(err)
	}
	o.do(func(tx *store.Tx) error {
		must(did(city.Change(tx, gone.Receipt, booking.Change{Facility: "tobu", Start: at(2, 10, 0), Party: 2})))
		must(did(rules.CancelOwn(tx, landline, gone.Receipt)), did(booking.Undo(tx, landline, gone.Receipt)), tx.Remark(b.ID, "車いす"))
		for _, came := range []booking.Came{booking.Arrived, booking.NotSaid, booking.Absent} {
			must(did(booking.Attend(tx, b.Receipt, came)))
		}
		must(did(rules.Book(tx, booking.Request{Phone: landline, Member: 2, Procedure: booking.NewIssue, Facility: "koseki", Start: at(2, 9, 0), Party: 1, Staff: true})))
		must(did(tx.AddTime("tobu", at(4, 7, 0), at(4, 7, 30), 1, 30*time.Minute)))
		evening, err := tx.Decisions("tobu", at(4, 0, 0), at(5, 0, 0))
		must(err, and(tx.Retract(evening[0].ID)), and(tx.SetCapacity("tobu", at(2, 0, 0), at(3, 0, 0), 1)), and(tx.SetOpen("tobu", at(3, 0, 0), at(4, 0, 0), false)), and(tx.SetOpen("tobu", at(3, 0, 0), at(4, 0, 0), true)))
		must(and(tx.SetOpen("tobu", at(2, 0, 0), at(3, 0, 0), false))) // with a visit that is listed as affected
		notice, err := tx.AddNotice(store.Notice{Text: "今日は、窓口がこんでいます。", Until: at(0, 17, 0)})
		must(err, tx.EndNotice(notice.ID))
		must(did(tx.SetWalkIn("tobu", booking.DateOf(tuesday), true)), did(tx.SetWalkIn("tobu", booking.DateOf(tuesday), false)))
		must(did(tx.Block(landline, true)), did(tx.Block(landline, false)))
		must(visitors(tx))
		agent, _, err := tx.AccountOf("agent")
		must(err, tx.SetNumber("agent", "482173905161"), tx.SetNumber("agent", ""), tx.SetSecret("agent", hash), tx.SetRole("agent", store.Counter), tx.SetRole("agent", store.Agent))
		for _, outcome := range []store.Outcome{store.Reached, store.Unreached, store.Dropped} {
			must(tx.AskBack(landline, "wants.book", ivr.Offer))
			queue, err := tx.CallBacks()
			must(err, tx.TakeBack(queue[0].ID, agent.ID), tx.EndBack(queue[0].ID, agent.ID, outcome))
		}
		code, err := tx.NewCode(landline, agent.ID)
		must(err, and(tx.UseCode(code)), did(tx.TakeIn(landline, "agent")))
		_, _, again := tx.UseCode(code)
		_, _, unknown := tx.UseCode("00000000")
		_, wrong := tx.AgentOf("9999")
		for _, err := range []error{again, unknown, wrong} {
			if _, ok := errors.AsType[*booking.WrongTry](err); !ok {
				must(fmt.Errorf("found %w, expected a wrong try", err))
			}
		}
		must(tx.WrongPassword("agent"), tx.WrongPassword("nobody"), tx.SignIn("agent", [32]byte{1}, false), tx.SignOut([32]byte{1}), tx.SignIn("agent", [32]byte{2}, false), did(tx.SignOutEverywhere(agent.ID)))
		return errors.Join(failed...)
	})
	lateCode, code := "", ""
	o.do(func(tx *store.Tx) (err error) {
		counter, _, err := tx.AccountOf("counter")
		must(err)
		lateCode, err = tx.NewCode(landline, counter.ID)
		return err
	})
	o.wait(time.Hour)
	o.do(func(tx *store.Tx) (err error) {
		agent, _, err := tx.AccountOf("agent")
		must(err)
		code, err = tx.NewCode(landline, agent.ID)
		return errors.Join(err, tx.EndAccount("agent"))
	})
	if err := o.ledger.Update(ctx, store.By{Way: store.ByPhone, Call: "CA9"}, func(tx *store.Tx) error {
		_, _, late := tx.UseCode(lateCode)
		_, _, ended := tx.UseCode(code)
		if !errors.Is(late, booking.ErrOldCode) || !errors.Is(ended, booking.ErrOldCode) {
			return fmt.Errorf("found %w and %w, expected codes that are too old", late, ended)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.ledger.ConfirmClock(ctx, store.By{Way: store.ByClock, Actor: "carrier"}, o.clock()); err != nil {
		t.Fatal(err)
	}
	o.book("+819011112222", "koseki", at(3, 9, 0))
	plans := city.Plan(o.clock(), 60)
	fewer := slices.DeleteFunc(slices.Clone(plans), func(p booking.DayPlan) bool { return p.Day == booking.DateOf(at(3, 9, 0)) })
	for _, plans := range [][]booking.DayPlan{fewer, plans} {
		if _, err := o.ledger.Materialise(ctx, plans); err != nil {
			t.Fatal(err)
		}
	}
	counter, admin := o.signIn("counter"), o.signIn("admin")
	admin.card(caller)
	for _, address := range []string{"/console/today/tobu", "/console/today/tobu/csv", "/console/affected", "/console/calendar/plan?facility=tobu&day=2026-04-16&what=close"} {
		admin.get(address).says(200)
	}
	counter.post("/console/logout/everywhere")

	var trail []store.Entry
	o.look(func(tx *store.Tx) (err error) {
		trail, err = tx.Trail(0, 10_000, store.TrailFilter{})
		return err
	})
	names, latin := regexp.MustCompile(`\b(agent|counter|admin|nobody)\b`), regexp.MustCompile(`[a-z]{2,}|, `)
	done := map[store.Deed]bool{}
	for _, e := range trail {
		done[e.Deed] = true
		said := words.Detail(city, e)
		if found, want := numbersIn(strings.ReplaceAll(said, "下4けた", "")), numbersOf(reflect.ValueOf(e.Detail)); !slices.Equal(found, want) {
			t.Errorf("%s: %+v is said as %q", e.Deed, e.Detail, said)
		}
		if latin.MatchString(names.ReplaceAllString(words.Deed(e.Deed)+said, "")) {
			t.Errorf("%s: %+v is said as %q", e.Deed, e.Detail, said)
		}
	}
	const kinds = 40 // of deeds that are done here; package words tests the words of all
	if len(done) < kinds {
		t.Errorf("the trail has %d kinds of deeds, expected %d at least", len(done), kinds)
	}
	for deed := range done {
		page := admin.get("/console/trail?what="+string(deed)).says(200, words.Deed(deed))
		rows, of := strings.Count(page.body, "<tr><td>"), strings.Count(page.body, "<td>"+words.Deed(deed)+"</td>")
		if rows == 0 || rows != of || !strings.Contains(page.body, fmt.Sprintf(`<option value="%s" selected>%s</option>`, deed, words.Deed(deed))) {
			t.Errorf("narrowed to %s the page has %d entries, %d of them of it", deed, rows, of)
		}
	}
}

// TestTheTrailIsNotNarrowedToWhatItCannotHave holds that an old or mistyped address is
// refused and does not show an empty trail. "move" was a deed once.
func TestTheTrailIsNotNarrowedToWhatItCannotHave(t *testing.T) {
	admin := open(t).signIn("admin")
	for _, narrowed := range []string{"what=move", "what=telex", "through=telex"} {
		admin.get("/console/trail?"+narrowed).says(400, "その種類の記録は、ありません。")
	}
}

var number = regexp.MustCompile(`[0-9]+`)

// numbersIn returns the numbers of a text in a fixed order, without 0: a count of none
// is said, but is no fact.
func numbersIn(text string) []string {
	found := slices.DeleteFunc(number.FindAllString(text, -1), func(n string) bool { return n == "0" })
	slices.Sort(found)
	return found
}

// numbersOf returns the numbers of every fact of a detail, as they must be said.
func numbersOf(facts reflect.Value) []string {
	var said strings.Builder
	for i := range facts.NumField() {
		switch fact := facts.Field(i); v := fact.Interface().(type) {
		case time.Time:
			said.WriteString(words.Stamp(v) + " ")
		case booking.Date:
			if v != (booking.Date{}) {
				said.WriteString(v.String() + " ")
			}
		case store.VisitorState: // is a word
		case store.Visit, store.Look, store.ConfirmedClock:
			said.WriteString(strings.Join(numbersOf(fact), " ") + " ")
		default:
			fmt.Fprint(&said, v, " ")
		}
	}
	return numbersIn(said.String())
}
