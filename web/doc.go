// Package web is what every page has, whoever it is for: addresses, forms and their
// guards, templates, static files.
//
// It knows browsers, and that there are audiences: each has a Site, with a root, a
// table of pages, a layout and words of its own, and says itself who asks and what
// they may ask for. It must not know any of them. It returns what a reader or a guard
// refuses as data; the audience has the words. The packages below it are the staff's
// console, and what pages are made with: plots, sheets, passwords and words.
//
// Every page has the same guards, and none can be made without them: headers that let
// no script run but the site's own, no request from a page of another site, no form
// of more than 64 KiB, an apology instead of a page that panicked.
//
//	var site = web.Site[*request]{Name: "residents", Root: "/yoyaku", Table: []web.Route[*request]{
//		web.Get("", anybody, (*request).free),
//	}, …}
//	line := voice.Server{…, Beside: func(r gin.IRouter) { staff.Routes(r); site.Routes(r) }}
package web
