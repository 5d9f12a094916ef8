package residents

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// The duties of this audience: pages on which it does not matter who asks, on which it
// does if the browser is known, and which only somebody has whose telephone is proven.
const (
	anybody web.Duty = iota
	guest
	proven
)

// The cookies of the pages. The visit ends in the ledger; the browser forgets it no later.
var (
	visiting   = web.Cookie{Name: "__Host-yoyaku", For: booking.VisitLongest}
	spoken     = web.Cookie{Name: "__Host-yoyaku-lang", For: aYear}
	withRuby   = web.Cookie{Name: "__Host-yoyaku-ruby", For: aYear}
	offering   = web.Cookie{Name: "__Host-yoyaku-form", For: time.Hour}
	errCookies = errors.New("the browser keeps no cookies")
	errProve   = errors.New("no telephone is proven to be theirs")
	errBlocked = errors.New("staff want the number turned away")
	errSame    = errors.New("it is the booking that there is")
	errNotYet  = errors.New("nothing can be told yet")
	errUndone  = errors.New("it cannot be brought back any more")
)

const aYear = 365 * 24 * time.Hour

// A request is what somebody asks of the pages.
type request struct {
	*Door
	*web.Exchange
	voice voice
	token [32]byte // what the ledger has of what the browser shows
	shown bool     // it shows something
	guest store.Guest
	wish  wish // what a refusal leads back to, as far as it was read

	forAll bool // the page is kept for everybody, whatever stands in the address behind ?
}

// Admit finds out who it is, if the duty needs that.
func (r *request) Admit(d web.Duty) error {
	if d == anybody {
		return nil
	}
	r.token, r.shown = visiting.Hash(r.Exchange)
	if r.shown {
		if err := r.recognise(); err != nil {
			return err
		}
	}
	switch {
	case d == proven && r.guest.Phone == "":
		return errProve
	case r.guest.Blocked && d == proven:
		return errBlocked
	}
	return nil
}

// A recognising is the part of a transaction that only finds out who it is.
type recognising interface {
	Now() time.Time
	GuestOf(token [32]byte) (store.Guest, error)
	LastSeen(token [32]byte) (time.Time, error)
}

var toRecognise store.Part[recognising] = func(tx *store.Tx) recognising { return tx }

// noted is how long it is known that somebody is here, without that it is noted again: a visit
// may end so much sooner.
const noted = time.Minute

// recognise finds out whose the token is. It is looked for before anything is written: neither
// what somebody makes up nor each page of a visit costs a transaction, for which callers would wait.
func (r *request) recognise() error {
	if err := r.ready(); err != nil {
		return err
	}
	var ago time.Duration
	err := r.Ledger.View(r.Request.Context(), toRecognise.Do(func(tx recognising) (err error) {
		if r.guest, err = tx.GuestOf(r.token); err != nil {
			return err
		}
		seen, err := tx.LastSeen(r.token)
		ago = tx.Now().Sub(seen)
		return err
	}))
	if err != nil || ago < noted || r.guest.Phone == "" && r.guest.Proof == nil {
		return err
	}
	return update(r, func(tx store.Visiting) (err error) {
		r.guest, err = tx.GuestOf(r.token)
		return err
	})
}

// listen finds the language that somebody has chosen, now or before, and whether they want
// readings.
func (r *request) listen() {
	code := spoken.Text(r.Exchange)
	if now := r.Query("lang"); now != "" {
		code = now
		spoken.KeepText(r.Exchange, r.languageOf(code).Code())
	}
	read := withRuby.Text(r.Exchange)
	if now := r.Query("furigana"); now != "" {
		read = "off"
		if now == "on" {
			read = now
		}
		withRuby.KeepText(r.Exchange, read)
	}
	l := r.languageOf(code)
	r.voice = voice{l, r.tables[l.Code()], read == "on" && l.Code() == "ja"}
}

// languageOf returns the language with that code, or else the first.
func (r *request) languageOf(code string) language {
	for _, l := range languages {
		if l.Code() == code {
			return l
		}
	}
	return languages[0]
}

// Who names nobody: the log of these pages knows no one.
func (r *request) Who() string { return "" }

// A looking is the part of a transaction for seeing what is free: it knows nobody.
type looking interface {
	booking.Outlooker
	Loads(facility string, from, until time.Time) ([]booking.Load, error)
	ListNotices(over bool) ([]store.Notice, error)
}

var toLook store.Part[looking] = func(tx *store.Tx) looking { return tx }

// view reads the ledger to see what is free.
func view(r *request, fn func(looking) error) error {
	if err := r.ready(); err != nil {
		return err
	}
	return r.Ledger.View(r.Request.Context(), toLook.Do(fn))
}

// ready returns errNotYet while nothing can be told: nobody must read that nothing is free.
func (r *request) ready() error {
	if r.Ready == nil {
		return nil
	}
	if err := r.Ready(r.Request.Context()); err != nil {
		return fmt.Errorf("%w: %w", errNotYet, err)
	}
	return nil
}

// patience is how long a page waits for the ledger to write.
const patience = 3 * time.Second

// update does something in the ledger for whoever asks. It does not end when the browser
// goes away: a write that has begun is worth finishing.
func update(r *request, fn func(store.Visiting) error) error {
	if err := r.ready(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Request.Context()), patience)
	defer cancel()
	return r.Ledger.Update(ctx, store.By{Way: store.ByWeb}, store.ToVisit.Do(fn))
}

// read reads in the ledger what is of whoever asks.
func read(r *request, fn func(store.Visiting) error) error {
	if err := r.ready(); err != nil {
		return err
	}
	return r.Ledger.View(r.Request.Context(), store.ToVisit.Do(fn))
}

// A frame is what every page has around it.
type frame struct {
	W     voice
	City  Marked
	Root  string
	Sheet string // where the style is
	Icon  string
	Above *above // the city's picture at the head; nil if there is none
	First bool   // it is the first page
	Found bool   // search engines may show it
	Lang  string // where the page is in the other language
	Ruby  string // and with readings, or without; "" if there are none
	Done  string // the key of what has just been done
	Wrong bool   // something that was entered cannot be taken

	Public string        // the address of the line
	Here   string        // the whole address of the page, for search engines; "" if it is not for them, or not known
	Others []translation // where it is in each language

	Line, Centre string // telephone numbers, as they are dialled and written
	Hours        Marked // of the centre

	Languages     string // the country's line for other languages, where somebody may need it
	LanguageHours Marked
	Data          any
}

// An above is the picture at the head of a page.
type above struct {
	At            string
	Width, Height int
}

// Frame puts around a page's data what every page has.
func (r *request) Frame(data any) any {
	_, refused := data.(refusedPage)
	f := frame{
		W: r.voice, City: r.voice.City(r.City), Root: root, Sheet: r.sheetFile.at, Icon: root + "/static/icon.svg?v=" + static.Version, First: r.FullPath() == root && r.Request.Method == "GET",
		Line: number(r.City.Number), Centre: number(r.City.Centre.Number), Data: data,
		Hours: r.voice.HoursOf(r.City.Centre.Hours, r.today()),
	}
	f.Found = r.Request.Method == http.MethodGet && !refused && (f.First || r.FullPath() == root+facilityPath)
	if f.Found {
		f.Public, f.Others = r.PublicURL, r.translations(r.Request.URL.Path)
		for _, t := range f.Others {
			if t.Code == r.voice.Code() {
				f.Here = t.At
			}
		}
	}
	if p := r.Dress.Header; p != nil {
		f.Above = &above{r.headerFile.at, p.Width, p.Height}
	}
	if form, ok := data.(interface{ Faulty() bool }); ok {
		f.Wrong = form.Faulty()
	}
	for _, key := range []string{"booked", "changed", "cancelled", "restored", "reminded", "unreminded"} {
		if r.Query("done") == key && !r.forAll {
			f.Done = "done." + key
		}
	}
	f.Lang = r.here("lang", r.otherLanguage())
	if line := r.City.National.Languages; r.voice.Code() != "ja" && line.Number != "" {
		f.Languages, f.LanguageHours = number(line.Number), r.voice.HoursOf(line.Hours, r.today())
	}
	if r.voice.Code() == "ja" {
		f.Ruby = r.here("furigana", r.otherReading())
	}
	return f
}

// otherLanguage returns the code of the language that the page is not in.
func (r *request) otherLanguage() string {
	return map[string]string{"ja": "en", "en": "ja"}[cmp.Or(r.voice.Code(), "ja")]
}

// otherReading returns "on" if the page has no readings, and "off" if it has.
func (r *request) otherReading() string {
	if r.voice.furigana {
		return "off"
	}
	return "on"
}

// here returns the address of the page with one field more. A form that was sent has no
// page to come back to but the first.
func (r *request) here(name, value string) string {
	if r.Request.Method != "GET" {
		return web.With(root, name, value)
	}
	q := url.Values{}
	for key, values := range r.Request.URL.Query() {
		if !r.forAll && key != "lang" && key != "furigana" && key != "done" && len(values) > 0 {
			q.Set(key, values[0])
		}
	}
	q.Set(name, value)
	return r.Request.URL.Path + "?" + q.Encode()
}

// today returns the day of now.
func (r *request) today() booking.Date { return booking.DateOf(r.Now().In(booking.JST)) }

// place writes a facility, also one that has left the config.
func (r *request) place(id string) shownPlace {
	f, ok := r.City.Facility(id)
	if !ok {
		return shownPlace{ID: id, Name: marked(id)}
	}
	p := shownPlace{ID: id, Line: number(f.Line), Address: f.About.Address, Map: f.About.Map, Contact: contactOf(f.About.Contact), To: root + "/at/" + id}
	p.Name, p.Read = r.voice.Place(f, r.Where[id])
	if r.voice.Code() == "ja" && !r.voice.furigana {
		p.Read = ""
	}
	return p
}

// A shownPlace is a facility as a page shows it.
type shownPlace struct {
	ID   string
	Name Marked
	Read Marked // how it is read; "" if that need not be shown
	Line string // its own telephone number

	Address, Map string // "" if nobody has said where it is
	Contact      contact
	To           string // its page
}
