package residents

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// root is where the residents' pages are.
const root = "/yoyaku"

// Ledger is what the pages need to read and change; *store.Store is one.
type Ledger interface {
	// View runs a function on one unchanging state.
	View(context.Context, func(*store.Tx) error) error

	// Update runs a function in a transaction and returns when it is durable.
	Update(context.Context, store.By, func(*store.Tx) error) error
}

// Options are what the pages are made of. All are required but Ready, PublicURL, Questions, Dress,
// Texts, Rings, Reminds, Mails, LinkFor, Own and Log; with Mails, PublicURL and LinkFor are.
type Options struct {
	Ledger Ledger
	Ready  func(context.Context) error // returns why nothing can be told now, such as that the calendar is not made, or that the ledger is in doubt; nil if it always can
	City   *booking.City
	Where  map[string]string // where in the city a facility is, by Facility.ID

	PublicURL string     // the address of the line, without a slash at its end; without it search engines are told less
	Questions []Question // that people ask, in the order in which they are shown
	Dress     Dress

	Texts   bool             // the line sends texts, as the ledger was opened; see store.Options
	Rings   bool             // the line calls numbers with a code, where somebody asks for that
	Reminds bool             // the line reminds people of their visits
	Mails   bool             // likewise mails, and links with which people book who give an address and no number
	LinkFor time.Duration    // how long such a link is good: whole hours
	Own     []Own            // the city's own words in mails
	Now     func() time.Time // the one clock
	Log     *slog.Logger     // slog.Default() if nil
}

// A Door is the residents' side of the line. Its methods may be called from many goroutines.
type Door struct {
	Options
	tables map[string]table // by language

	mu     sync.Mutex
	starts map[string]*kept // what is the same for everybody: the first page, those of facilities, what is free

	sheet                 []byte // the one style of the pages
	sheetFile, headerFile file

	forms forms // by which numbers are being proven
}

// languages are those of the pages, the first of which is that of whoever has not chosen.
var languages = []language{japanese{}, english{}}

// New returns the pages. It fails if a table of words lacks what another has, or with an *OwnFault.
func New(o Options) (*Door, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	d := &Door{Options: o, tables: map[string]table{}, starts: map[string]*kept{}}
	for code, words := range map[string]string{"ja": japaneseWords, "en": englishWords} {
		t, err := readTable(words)
		if err != nil {
			return nil, fmt.Errorf("residents: the words of %s: %w", code, err)
		}
		d.tables[code] = t.forServices(o.City)
	}
	if err := d.tables["ja"].alike(d.tables["en"]); err != nil {
		return nil, fmt.Errorf("residents: the words: %w", err)
	}
	return d, errors.Join(d.own(o.Own), d.dress())
}

// Routes adds the pages to the line's server. All of them are below /yoyaku.
func (d *Door) Routes(r gin.IRouter) {
	site := web.Site[*request]{
		Name: "residents", Root: root, Table: everywhere(routes()), Pages: pages, Static: static, Now: d.Now, Log: d.Log,
		Begin: func(x *web.Exchange) *request {
			r := &request{Door: d, Exchange: x}
			r.listen()
			return r
		},
	}
	site.Routes(r)
	r.GET("/robots.txt", d.robots)
}

// routes are the pages and what is done on them.
func routes() []web.Route[*request] {
	get, post := web.Get[*request], web.Post[*request]
	return []web.Route[*request]{
		get("", anybody, (*request).start),
		get(facilityPath, anybody, (*request).facility),
		get(freePath, anybody, (*request).freeTimes),
		get(sitemapPath, anybody, (*request).sitemap),
		get(sheetPath, anybody, (*request).style),
		get(headerPath, anybody, (*request).header),

		get("/book", guest, (*request).places),
		get("/book/people", guest, (*request).people),
		get("/book/when", guest, (*request).when),
		post("/book/at", guest, (*request).choose),
		get("/book/who", proven, (*request).askWho),
		post("/book/who", proven, (*request).who),
		post("/book/extend", proven, (*request).extend),
		get("/book/confirm", proven, (*request).confirm),
		post("/book", proven, (*request).book),

		get("/prove", guest, (*request).askNumber),
		post("/prove", guest, (*request).beginProof),
		get("/prove/code", guest, (*request).askCode),
		post("/prove/code", guest, (*request).takeCode),
		post("/prove/called", guest, (*request).called),
		post("/prove/ring", guest, (*request).ring),

		get("/prove/number", guest, (*request).askAlso),
		get("/prove/mail", guest, (*request).askAddress),
		post("/prove/mail", guest, (*request).beginLink),
		get("/prove/mail/sent", guest, (*request).linkSent),
		get(linkPath+":end", anybody, (*request).openLink),
		post("/link", guest, (*request).useLink),

		get("/mine", proven, (*request).mine),
		get("/mine/:member", proven, (*request).card),
		get("/mine/:member/visit.ics", proven, (*request).calendarFile),
		get("/mine/:member/comes", proven, (*request).askComes),
		post("/mine/:member/comes", proven, (*request).comes),
		get("/mine/:member/cancel", proven, (*request).askCancel),
		post("/mine/:member/cancel", proven, (*request).cancel),
		post("/mine/undo", proven, (*request).undo),
		post("/mine/reminders", proven, (*request).remind),
		post("/leave", anybody, (*request).leave),
		post("/another", anybody, (*request).another),

		// Whoever comes back to the address of a form that was sent, after a call perhaps.
		get("/book/at", guest, (*request).places),
		get("/book/extend", guest, (*request).places),
		get("/prove/called", guest, (*request).askCode),
		get("/prove/ring", guest, (*request).askCode),
		get("/link", guest, (*request).linkless),
		get("/leave", anybody, (*request).home),
		get("/another", anybody, (*request).home),
	}
}
