package console

import (
	"slices"

	"madoguchi/store"
	"madoguchi/web"
)

// A duty is what somebody is there for, and so may do.
type duty = web.Duty

// The duties.
const (
	nobody   duty = iota // not even signed in
	own                  // signed in: one's own account
	anyone               // signed in, with a second factor if the role needs one
	desk                 // find callers, book, change and cancel for them, see what is free
	passing              // pass calls on, and call back
	counting             // the day's list, who came, decisions about times, what callers are told
	ruling               // who is turned away, the figures, and who did what
)

// duties has the duties of each role.
var duties = map[store.Role][]duty{
	store.Agent:   {own, anyone, desk, passing},
	store.Counter: {own, anyone, desk, counting},
	store.Admin:   {own, anyone, desk, passing, counting, ruling},
}

func may(role store.Role, what duty) bool {
	return what == nobody || slices.Contains(duties[role], what)
}

// get and post make the rows of the table.
var get, post = web.Get[*request], web.Post[*request]

// routes returns all pages of the console. What changes anything is a POST.
func routes() []web.Route[*request] {
	return []web.Route[*request]{
		// Who is there.
		get("/login", nobody, (*request).askWho),
		post("/login", nobody, (*request).signIn),
		get("/login/second", nobody, (*request).askSecond),
		post("/login/second", nobody, (*request).showCode),
		post("/login/second/recovery", nobody, (*request).showRecovery),
		post("/login/second/ask", nobody, (*request).askPasskey),
		post("/login/second/passkey", nobody, (*request).showPasskey),
		post("/logout", own, (*request).signOut),
		post("/logout/everywhere", own, (*request).signOutEverywhere),
		get("", anyone, (*request).home),
		get("/events", anyone, (*request).events),
		get("/doubt", anyone, (*request).doubt),

		// One's own password and second factors.
		get("/account/password", own, (*request).askPassword),
		post("/account/password", own, (*request).setPassword),
		get("/account/factor", own, (*request).ownFactors),
		post("/account/factor/app", own, freshly((*request).offerApp)),
		post("/account/factor/app/code", own, freshly((*request).addApp)),
		post("/account/factor/app/drop", own, freshly((*request).dropApp)),
		post("/account/factor/passkey/offer", own, freshly((*request).offerPasskey)),
		post("/account/factor/passkey", own, freshly((*request).addPasskey)),
		post("/account/factor/passkey/:passkey/name", own, freshly((*request).namePasskey)),
		post("/account/factor/passkey/:passkey/drop", own, freshly((*request).dropPasskey)),
		post("/account/factor/recovery", own, freshly((*request).newRecovery)),

		// A caller, and what is done for them.
		post("/find", desk, (*request).find),
		get("/card/:card", desk, (*request).card),
		get("/card/:card/book", desk, (*request).bookWhen),
		get("/card/:card/book/confirm", desk, confirm((*request).booking)),
		post("/card/:card/book", desk, perform((*request).booking)),
		get("/booking/:booking/change", desk, (*request).changeWhen),
		get("/booking/:booking/change/confirm", desk, confirm((*request).changing)),
		post("/booking/:booking/change", desk, perform((*request).changing)),
		get("/booking/:booking/cancel", desk, confirm((*request).cancelling)),
		post("/booking/:booking/cancel", desk, perform((*request).cancelling)),
		post("/booking/:booking/memo", desk, (*request).memo),
		post("/booking/:booking/errands", desk, (*request).setErrands),
		post("/booking/:booking/application", desk, (*request).showApplications),
		post("/booking/:booking/text", desk, (*request).sendText),
		post("/card/:card/remind", desk, (*request).setReminded),
		get("/free", desk, (*request).free),

		// Calls that are passed on, and people who are called back.
		get("/pops", passing, (*request).pops),
		get("/queue", passing, (*request).queue),
		post("/queue/:callback", passing, (*request).callBack),
		post("/card/:card/code", passing, (*request).giveCode),

		// A counter's day.
		get("/today", counting, (*request).today),
		get("/today/:facility", counting, (*request).dayList),
		get("/today/:facility/csv", counting, (*request).dayCSV),
		post("/today/:facility/visitors", counting, (*request).visitor),
		post("/today/:facility/visitors/:number", counting, (*request).visited),
		post("/booking/:booking/came", counting, (*request).came),

		// The days to come.
		get("/calendar", desk, (*request).calendar),
		get("/calendar/day", desk, (*request).calendarDay),
		get("/calendar/plan", counting, (*request).plan),
		post("/calendar/plan", counting, (*request).carryOut),
		get("/calendar/decisions", desk, (*request).decisions),
		get("/calendar/undo", counting, (*request).undo),
		post("/calendar/undo", counting, (*request).takeBack),
		get("/affected", desk, (*request).affected),

		// What callers are told, and who is turned away.
		get("/notices", desk, (*request).notices),
		post("/notices", counting, (*request).addNotice),
		post("/notices/:notice/end", counting, (*request).endNotice),
		post("/walk-in", counting, (*request).setWalkIn),
		get("/phrases", desk, (*request).phrases),
		post("/phrases", desk, (*request).phrases),
		get("/blocked", ruling, (*request).blockedNumbers),
		post("/blocked", ruling, (*request).blockKind),
		post("/card/:card/block", ruling, (*request).block),

		// What has been done.
		get("/numbers", ruling, (*request).numbers),
		get("/numbers/csv", ruling, (*request).numbersCSV),
		get("/trail", ruling, (*request).trail),
		get("/alarms", ruling, (*request).alarms),
	}
}
