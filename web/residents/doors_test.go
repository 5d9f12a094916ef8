package residents_test

import (
	"errors"
	"flag"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/store"
)

var update = flag.Bool("update", false, "write down anew what is said at both doors")

// A house is a street whose two doors, the line and the pages, are seen from inside. What is
// said at either stands in one script, in the order in which it happened.
type house struct {
	*street
	mu     sync.Mutex
	calls  int
	script strings.Builder
}

// houseOf opens a house in a city that was changed by whoever wants that.
func houseOf(t testing.TB, changes ...func(*booking.City)) *house {
	t.Helper()
	return &house{street: streetOf(t, changes...)}
}

// oneDesk has each counter receive one visit at a time.
func oneDesk(c *booking.City) {
	for i := range c.Facilities {
		c.Facilities[i].Capacity = 1
		for _, o := range c.Facilities[i].Hours.Weekly {
			for j := range o.Ranges {
				o.Ranges[j].Capacity = 0
			}
		}
	}
}

// notes writes a line into the script.
func (h *house) notes(format string, a ...any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	fmt.Fprintf(&h.script, format+"\n", a...)
}

// waits lets time pass, which the script tells.
func (h *house) waits(d time.Duration) {
	h.pass(d)
	h.notes("@ %s", h.clock().Format("15:04"))
}

// reads holds the script against the file of that name.
func (h *house) reads(name string) {
	h.Helper()
	file := filepath.Join("testdata", "doors", name+".txt")
	got := h.script.String()
	if *update {
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(got), 0o644)); err != nil {
			h.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		h.Fatal(err)
	}
	if got != string(want) {
		h.Errorf("%s is not what is said any more: go test ./web/residents -run Doors -update writes it anew\n%s", file, got)
	}
}

// A caller is somebody at a telephone.
type caller struct {
	*house
	phone booking.Phone
	sid   string
	n     int
	said  string
}

// dials calls the line from a number.
func (h *house) dials(phone booking.Phone) *caller {
	h.Helper()
	h.mu.Lock()
	h.calls++
	c := &caller{house: h, phone: phone, sid: fmt.Sprintf("CA%032d", h.calls)}
	h.mu.Unlock()
	h.notes("> %s calls", phone.Domestic())
	return c.must(ivr.Input{Kind: ivr.Arrived})
}

// presses presses keys, after everything was heard.
func (c *caller) presses(keys string) *caller {
	c.Helper()
	c.notes("> %s", keys)
	return c.must(ivr.Input{Kind: ivr.Pressed, Keys: keys})
}

func (c *caller) must(in ivr.Input) *caller {
	c.Helper()
	if err := c.does(in); err != nil {
		c.Fatal(err)
	}
	for line := range strings.Lines(c.said) {
		c.notes("< %s", strings.TrimSuffix(line, "\n"))
	}
	return c
}

// does is a turn of the call; it may be done from any goroutine.
func (c *caller) does(in ivr.Input) error {
	turn := ivr.Turn{SID: c.sid, N: c.n, Caller: booking.Caller{Kind: booking.Identified, Phone: c.phone}, Line: c.city.Number, In: in}
	turn.In.After = time.Minute // all was heard
	reply, err := c.ledger.Turn(c.Context(), turn, c.answer)
	c.n++
	c.said = ""
	for _, part := range reply.Say {
		c.said += part.Text + "\n"
	}
	return err
}

// hears fails unless the line has just said all of it.
func (c *caller) hears(texts ...string) *caller {
	c.Helper()
	for _, text := range texts {
		if !strings.Contains(c.said, text) {
			c.Errorf("the line does not say %q:\n%s", text, c.said)
		}
	}
	return c
}

// hangsUp ends the call.
func (c *caller) hangsUp() {
	c.Helper()
	c.notes("> (hangs up)")
	if err := c.ledger.HangUp(c.Context(), c.sid); err != nil {
		c.Fatal(err)
	}
}

// A reader is a visitor whose pages stand in the script.
type reader struct {
	*visitor
	house *house
}

func (h *house) opens(path string) *reader {
	h.Helper()
	r := &reader{h.visitor(), h}
	return r.to(path)
}

// to opens another page.
func (r *reader) to(path string) *reader {
	r.Helper()
	r.goTo(path)
	return r.told("opens " + path)
}

// sending sends a form of the page.
func (r *reader) sending(action string, fields ...string) *reader {
	r.Helper()
	r.send(action, fields...)
	return r.told("sends " + action)
}

// following follows a link of the page.
func (r *reader) following(text string) *reader {
	r.Helper()
	r.follow(text)
	return r.told("follows " + text)
}

// proving proves a number on the page that asks for it.
func (r *reader) proving(phone booking.Phone) *reader {
	r.Helper()
	r.proves(phone)
	return r.told("proves " + phone.Domestic())
}

// choosing chooses a time in the timetable.
func (r *reader) choosing(facility string, start time.Time) *reader {
	r.Helper()
	r.chooses(facility, 1, start)
	return r.told("chooses " + facility + " " + start.Format("2006-01-02 15:04"))
}

// says is that of the visitor.
func (r *reader) says(texts ...string) *reader {
	r.Helper()
	r.visitor.says(texts...)
	return r
}

// is is that of the visitor.
func (r *reader) is(path string) *reader {
	r.Helper()
	r.visitor.is(path)
	return r
}

var (
	telling    = regexp.MustCompile(`(?s)<h1[^>]*>.*?</h1>|<p class="(?:done|warning|keep)"[^>]*>.*?</p>|<p><strong>.*?</p>|<div class="big"><dt>.*?</dt><dd>.*?</dd>`)
	regretting = regexp.MustCompile(`(?s)<h1[^>]*>.*?</h1>|<p(?: class="warning" role="alert")?>.*?</p>|<div class="big"><dt>.*?</dt><dd>.*?</dd>|<a class="button[^>]*>.*?</a>`)
	mainOf     = regexp.MustCompile(`(?s)<main .*</main>`)
	free       = regexp.MustCompile(`name="start" value="([^"]*)"`)
)

// told writes what the page says above all else.
func (r *reader) told(what string) *reader {
	r.house.notes("# %s", what)
	at, _, _ := strings.Cut(r.at, "?")
	r.house.notes("= %d %s", r.status, at)
	inside, found := mainOf.FindString(r.page), telling
	if r.status >= 400 {
		found = regretting
	}
	for _, part := range found.FindAllString(inside, -1) {
		said := strings.TrimSpace(blanks.ReplaceAllString(html.UnescapeString(tags.ReplaceAllString(part, " ")), " "))
		if strings.HasPrefix(part, "<a") {
			said = "[" + said + "]"
		}
		r.house.notes("= %s", said)
	}
	if times := free.FindAllStringSubmatch(r.page, -1); len(times) > 3 {
		r.house.notes("= free: %s, %s, %s, …", times[0][1], times[1][1], times[2][1])
	}
	return r
}

// offers reports whether the timetable of the page has a time.
func (r *reader) offers(start time.Time) bool {
	for _, m := range free.FindAllStringSubmatch(r.page, -1) {
		if m[1] == stamped(start) {
			return true
		}
	}
	return false
}

// timetable opens the timetable of a day.
func (r *reader) timetable(facility string, day time.Time) *reader {
	r.Helper()
	return r.to(fmt.Sprintf("/yoyaku/book/when?facility=%s&party=1&day=%s", facility, day.Format(time.DateOnly)))
}

// closes closes a counter from a moment on, until another, as staff do.
func (h *house) closes(facility string, from, until time.Time) {
	h.Helper()
	h.do(func(tx *store.Tx) error {
		_, _, err := tx.SetOpen(facility, from, until, false)
		return err
	})
	h.notes("@ staff close %s from %s to %s", facility, from.Format("01-02 15:04"), until.Format("01-02 15:04"))
}

// one fails unless the number has one booking, at that time.
func (h *house) one(phone booking.Phone, facility string, start time.Time) (b booking.Booking) {
	h.Helper()
	own := h.has(phone)
	if len(own) != 1 || own[0].Facility != facility || !own[0].Start.Equal(start) {
		h.Fatalf("found %+v, expected one at %s, %s", own, facility, start)
	}
	return own[0]
}
