package ivr_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/store"
)

// press plays keys from the first turn on, as if the number had never called
// before, and returns the last reply.
func (s *scene) press(d *ivr.Dialogue, keys ...string) ivr.Reply {
	s.t.Helper()
	s.staff(func(tx *store.Tx) error { return tx.DropHold(booking.CallerFrom(s.from).Phone) })
	turn := ivr.Turn{SID: fmt.Sprint(keys), Caller: booking.CallerFrom(s.from), Line: s.to, In: ivr.Input{Kind: ivr.Arrived}}
	reply, err := s.store.Turn(s.t.Context(), turn, d.Answer)
	for i, key := range keys {
		if err != nil {
			break
		}
		turn.N, turn.In = i+1, ivr.Input{Kind: ivr.Pressed, Keys: key, After: time.Minute}
		reply, err = s.store.Turn(s.t.Context(), turn, d.Answer)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return reply
}

// offeredAt returns the facility at which the number is offered a time.
func (s *scene) offeredAt() (facility string) {
	err := s.store.View(s.t.Context(), func(tx *store.Tx) error {
		holds, err := tx.Holds(booking.CallerFrom(s.from).Phone)
		for _, h := range holds {
			facility = h.Facility
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return facility
}

// TestManyFacilitiesArePaged holds that many facilities are read out four at a time, and
// that 9 goes through all of them and begins again.
func TestManyFacilitiesArePaged(t *testing.T) {
	for _, n := range []int{1, 2, 5, 6, 8, 9, 20} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			s := newScene(t)
			sample := s.config.City.Facilities[1]
			s.config.City.Facilities = nil
			for i := range n {
				f := sample
				f.ID, f.Line, f.Short, f.Yomi = fmt.Sprintf("f%d", i+1), "", fmt.Sprintf("まど%d", i+1), fmt.Sprintf("まどぐち%dばん", i+1)
				f.Say, f.ShortYomi = "", ""
				s.config.City.Facilities = append(s.config.City.Facilities, f)
			}
			s.fill()
			d := s.dialogue()
			heard := map[string]bool{}
			keys := []string{"1"}
			for range n {
				reply := s.press(d, keys...)
				if n == 1 {
					heard["まど1"] = s.offeredAt() == "f1" && strings.Contains(said(reply), "なら1番")
					break
				}
				menu := reply.Say[len(reply.Say)-1].Text
				if took := ivr.Seconds(menu); took > 15 {
					t.Errorf("%.1f s of names: %s", took, menu)
				}
				if n > 5 && !strings.Contains(menu, "まど") {
					t.Errorf("a page without a name: %s", menu)
				}
				for i := range n {
					name := fmt.Sprintf("まど%d", i+1)
					if _, key, ok := strings.Cut(menu, name+"は"); ok && !heard[name] {
						heard[name] = true
						key := strings.TrimPrefix(key, "、")[0]
						s.press(d, append(slices.Clone(keys), string(key))...)
						if at := s.offeredAt(); at != fmt.Sprintf("f%d", i+1) {
							t.Errorf("%s is announced with %c, which leads to %s", name, key, at)
						}
					}
				}
				keys = append(keys, "9")
			}
			if len(heard) != n {
				t.Errorf("%d of %d facilities were read out", len(heard), n)
			}
		})
	}
}

func said(r ivr.Reply) string {
	var texts []string
	for _, s := range r.Say {
		texts = append(texts, s.Text)
	}
	return strings.Join(texts, " ")
}

// TestABookingOutlivesItsFacility holds that a booking at a facility that has left the
// config is read out without the name, and can still be cancelled.
func TestABookingOutlivesItsFacility(t *testing.T) {
	s := newScene(t)
	s.set("booking 090-1234-5678 ajiyoshi 2026-04-20 09:30")
	s.config.City.Facilities = s.config.City.Facilities[:2]
	s.fill()
	d := s.dialogue()
	if got := said(s.press(d)); !strings.Contains(got, "4月20日、月曜日。午前9時30分。ご予約の窓口です。") {
		t.Errorf("heard %s", got)
	}
	if got := said(s.press(d, "9", "1")); !strings.Contains(got, "取り消しました。") {
		t.Errorf("heard %s", got)
	}
}

// TestACallInAnUnknownStateBeginsAgain holds that a call which another version stored in
// a state that is gone begins again and loses nothing.
func TestACallInAnUnknownStateBeginsAgain(t *testing.T) {
	s := newScene(t)
	d := s.dialogue()
	err := s.store.Update(t.Context(), store.By{Way: store.ByPhone, Call: "CA1"}, func(tx *store.Tx) error {
		call := ivr.Call{SID: "CA1", Caller: booking.CallerFrom("+819012345678"), Lang: "xx", State: "gone", Draft: ivr.Draft{Back: "gone too"}}
		reply, err := d.Answer(tx, &call, ivr.Input{Kind: ivr.Pressed, Keys: "1"})
		if err == nil && !strings.Contains(said(reply), "予約電話です。") {
			t.Errorf("heard %s", said(reply))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
