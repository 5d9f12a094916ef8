package console_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/console"
	"madoguchi/web/words"
)

// sits makes an account and signs it in without its password, for tests with many.
func (o *office) sits(name string, role store.Role) *browser {
	o.Helper()
	token, err := web.NewToken()
	if err != nil {
		o.Fatal(err)
	}
	o.hire(name, role)
	o.do(func(tx *store.Tx) error { return tx.SignIn(name, token.Hash(), false) })
	b := o.browser()
	b.header.Set("Cookie", "__Host-madoguchi="+base64.RawURLEncoding.EncodeToString(token[:]))
	return b
}

// shows reports whether a text has the whole of a number, however it is written.
func shows(text string, p booking.Phone) bool {
	for _, written := range []string{string(p), strings.TrimPrefix(string(p), "+"), url.QueryEscape(string(p)), p.Domestic(), words.Number(p), strings.ReplaceAll(words.Number(p), "-", " ")} {
		if strings.Contains(text, written) {
			return true
		}
	}
	return false
}

// looked returns how many looks of an account at a booking are on record, and how many of
// them at the whole of its number.
func (o *office) looked(name string, id int64) (all, whole int) {
	o.Helper()
	o.look(func(tx *store.Tx) error {
		trail, err := tx.Audit(id)
		for _, e := range trail {
			if e.Deed == store.DidSee && e.Actor == name {
				all++
				if e.Detail.Look.Page == store.CardPage {
					whole++
				}
			}
		}
		return err
	})
	return all, whole
}

// No page, part of a page or file shows a whole number of the ledger to anybody, unless
// the trail says so of each of the number's bookings.
func TestWhoeverSeesAWholeNumberIsOnRecord(t *testing.T) {
	o := open(t)
	all := []booking.Booking{
		o.book(caller, "koseki", at(0, 13, 0)), o.book(caller, "koseki", at(1, 9, 0), 2), o.book(landline, "tobu", at(2, 9, 0)),
	}
	gone := o.book("+818033331111", "koseki", at(0, 14, 0))
	o.do(func(tx *store.Tx) error {
		if _, err := o.config.City.RulesOf("koseki").Cancel(tx, gone.Receipt); err != nil {
			return err
		}
		if _, err := tx.Block(landline, true); err != nil {
			return err
		}
		if _, _, err := tx.SetOpen("koseki", at(1, 0, 0), at(2, 0, 0), false); err != nil {
			return err
		}
		return tx.AskBack(landline, "wants.cancel", "passing")
	})
	all = append(all, gone)
	where := []string{"", "?facility=koseki", "?facility=tobu&start=" + url.QueryEscape(web.Stamp(at(6, 10, 0))) + "&party=1&member=3&procedure=renewal", "?day=2026-04-15"}
	asked, whole := 0, 0
	// Every request is of an account of its own, so that one look does not excuse another.
	ask := func(role store.Role, method, address, body string, header ...string) {
		t.Helper()
		asked++
		name := fmt.Sprintf("%s%d", role, asked)
		b := o.sits(name, role)
		for i := 0; i+1 < len(header); i += 2 {
			b.header.Set(header[i], header[i+1])
		}
		p := b.send(method, address, body)
		if p.status >= 500 {
			t.Errorf("%s: %s %s is answered with %d: %s", role, method, address, p.status, o.lastFault())
		}
		for _, of := range all {
			seen := shows(p.body, of.Phone)
			looks, wholes := o.looked(name, of.ID)
			if seen {
				whole++
			}
			switch {
			case seen && looks == 0:
				t.Errorf("%s: %s %s %v shows the number of booking %d, and the trail does not say so", role, method, address, header, of.ID)
			case !seen && wholes > 0:
				t.Errorf("%s: %s %s %v shows no number of booking %d, and the trail says that it did", role, method, address, header, of.ID)
			}
		}
	}
	for _, role := range []store.Role{store.Agent, store.Counter, store.Admin} {
		for _, header := range [][]string{{"HX-Request", "true"}, {"HX-Request", "true", "HX-Target", "main"}, nil} {
			for _, r := range console.Routes() {
				if r.Method != http.MethodGet || r.Path == "/events" || !console.May(role, r) {
					continue
				}
				for _, of := range all {
					path := "/console" + strings.NewReplacer(":card", o.cardOf(of.Phone), ":booking", fmt.Sprint(of.ID), ":facility", of.Facility).Replace(r.Path)
					for _, with := range where {
						ask(role, r.Method, path+with, "", header...)
					}
					if !strings.Contains(r.Path, ":") {
						break
					}
				}
			}
			for _, of := range all {
				for _, typed := range []string{of.Phone.Domestic(), of.Phone.Last4(), string(of.Receipt), "今日"} {
					ask(role, http.MethodPost, "/console/find", url.Values{"q": {typed}}.Encode(), header...)
				}
			}
		}
	}
	if asked < 500 || whole < 10 {
		t.Errorf("asked %d times and saw %d whole numbers: the table must have changed", asked, whole)
	}
	t.Logf("%d requests, %d whole numbers", asked, whole)
}
