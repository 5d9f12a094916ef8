package residents_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// tries sends a form from any goroutine.
func (v *visitor) tries(path string, form url.Values) error {
	r, err := http.NewRequestWithContext(v.Context(), http.MethodPost, v.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := v.client.Do(r)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(answer.Body)
	v.status, v.page, v.at, v.header = answer.StatusCode, string(body), answer.Request.URL.RequestURI(), answer.Header
	v.text = tags.ReplaceAllString(v.page, " ")
	return errors.Join(err, answer.Body.Close())
}

const (
	onThePage = 8
	inACall   = 8
)

// together does something for each of a crowd at the same time.
func (h *house) together(pages []*visitor, calls []*caller, page func(*visitor) error, call func(*caller) error) {
	h.Helper()
	var all sync.WaitGroup
	begin := make(chan struct{})
	errs := make([]error, len(pages)+len(calls))
	for i, v := range pages {
		all.Go(func() { <-begin; errs[i] = page(v) })
	}
	for i, c := range calls {
		all.Go(func() { <-begin; errs[len(pages)+i] = call(c) })
	}
	close(begin)
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		h.Fatal(err)
	}
}

// Many want the last place at once, at both doors. One gets it, and everybody else hears or
// reads that it is gone, in kind words, and what is near.
func TestManyAtBothDoorsWantTheLastPlaceAndOneHasIt(t *testing.T) {
	const rounds = 4
	var won [2]int
	for n := range rounds {
		h := houseOf(t, oneDesk)
		// Each caller is offered the same time, which runs out before the next one calls.
		last := on(1, 9, 0)
		var calls []*caller
		for n := range inACall {
			calls = append(calls, h.dials(phoneOf(100+n)).presses("1").presses("4").hears("12月2日水曜日、午前9時なら1番"))
			h.pass(11 * time.Minute)
		}
		var pages []*visitor
		for n := range onThePage {
			pages = append(pages, h.visitor().comesIn(phoneOf(n)))
		}
		form := url.Values{"facility": {"ajiyoshi"}, "party": {"1"}, "start": {stamped(last)}}
		// A key is faster than a form: in every other race they wait for the first page.
		answered := make(chan struct{})
		first := sync.OnceFunc(func() { close(answered) })
		if n%2 == 0 {
			first()
		}
		h.together(pages, calls,
			func(v *visitor) error {
				defer first()
				return v.tries("/yoyaku/book", form)
			},
			func(c *caller) error {
				<-answered
				return c.does(ivr.Input{Kind: ivr.Pressed, Keys: "1", After: time.Minute})
			})
		winners := 0
		for i, v := range pages {
			switch {
			case v.status == http.StatusOK:
				winners++
				won[0]++
				h.one(phoneOf(i), "ajiyoshi", last)
			case v.status != http.StatusConflict, !strings.Contains(v.text, "その時間は、うまりました"), !strings.Contains(v.text, "近くの空き"), !strings.Contains(v.text, "時間を選ぶ"):
				t.Errorf("whoever was too late reads (%d)\n%s", v.status, v.text)
			}
		}
		for i, c := range calls {
			switch {
			case strings.Contains(c.said, "予約が、できました"):
				winners++
				won[1]++
				h.one(phoneOf(100+i), "ajiyoshi", last)
			case !strings.Contains(c.said, "申し訳ありません。その時間は、うまりました"), !strings.Contains(c.said, "なら1番"):
				t.Errorf("whoever was too late hears\n%s", c.said)
			}
		}
		if winners != 1 {
			t.Fatalf("found %d that have the last place, expected one", winners)
		}
	}
	if won[0] == 0 || won[1] == 0 {
		t.Errorf("of %d races the page won %d, the telephone %d, expected each some", rounds, won[0], won[1])
	}
	t.Logf("of %d races of %d pages and %d calls, the page won %d, the telephone %d", rounds, onThePage, inACall, won[0], won[1])
}

// All choose at once what is free, and nobody is offered what somebody else holds: a time is
// held for one at most.
func TestManyAtBothDoorsHoldTimesAtOnceAndNoneIsHeldTwice(t *testing.T) {
	h := houseOf(t, oneDesk, func(c *booking.City) { c.Rules.Strangers = 0 })
	last := on(1, 9, 0)
	var pages []*visitor
	for n := range onThePage {
		pages = append(pages, h.visitor().comesIn(phoneOf(n)))
	}
	var calls []*caller
	for n := range inACall {
		calls = append(calls, h.dials(phoneOf(100+n)).presses("1"))
	}
	h.together(pages, calls,
		func(v *visitor) error {
			return v.tries("/yoyaku/book/at", url.Values{"facility": {"ajiyoshi"}, "party": {"1"}, "start": {stamped(last)}})
		},
		func(c *caller) error { return c.does(ivr.Input{Kind: ivr.Pressed, Keys: "4"}) })
	held := map[string]int{}
	for _, v := range pages {
		if v.status == http.StatusOK {
			held["12月2日水曜日、午前9時なら1番"]++
		}
	}
	for _, c := range calls {
		for line := range strings.Lines(c.said) {
			if strings.Contains(line, "なら1番") {
				held[strings.TrimSuffix(line, "。\n")]++
			}
		}
	}
	for time, n := range held {
		if n != 1 {
			t.Errorf("%s is held for %d", time, n)
		}
	}
	if len(held) < inACall {
		t.Errorf("found %s", fmt.Sprint(held))
	}
	h.together(pages, calls, func(v *visitor) error {
		if v.status != http.StatusOK {
			return nil
		}
		return v.tries("/yoyaku/book", url.Values{"facility": {"ajiyoshi"}, "party": {"1"}, "start": {stamped(last)}})
	}, func(c *caller) error { return c.does(ivr.Input{Kind: ivr.Pressed, Keys: "1", After: time.Minute}) })
	for _, c := range calls {
		if !strings.Contains(c.said, "予約が、できました") {
			t.Errorf("whoever holds a time does not get it:\n%s", c.said)
		}
	}
}

// A number books at both doors at once: it has one booking.
func TestANumberThatBooksAtBothDoorsAtOnceHasOneBooking(t *testing.T) {
	for range 4 {
		h := houseOf(t)
		form := url.Values{"facility": {"tobu"}, "party": {"1"}, "start": {stamped(on(2, 9, 0))}}
		call := h.dials(mother).presses("1").presses("4")
		page := h.visitor().comesIn(mother)
		again := h.visitor().comesIn(mother)
		h.together([]*visitor{page, again}, []*caller{call},
			func(v *visitor) error { return v.tries("/yoyaku/book", form) },
			func(c *caller) error { return c.does(ivr.Input{Kind: ivr.Pressed, Keys: "1", After: time.Minute}) })
		own := h.has(mother)
		if len(own) != 1 {
			t.Fatalf("found %+v, expected one booking", own)
		}
		byPage := own[0].Facility == "tobu"
		if heard := strings.Contains(call.said, "予約が、できました"); heard == byPage {
			t.Errorf("the booking is of the page: %t, and the caller hears\n%s", byPage, call.said)
		}
		for _, v := range []*visitor{page, again} {
			if (v.status == http.StatusOK) != byPage || !byPage && !strings.Contains(v.text, "もう、予約があります") {
				t.Errorf("the booking is of the page: %t, which is answered with %d", byPage, v.status)
			}
		}
	}
}
