package residents

import (
	"net/http"
	"strings"

	"madoguchi/web"
)

// everywhere adds to the pages an answer for every other address below the root: a link may be
// old, or have been typed from paper. Gin does not look further once an address has led it
// behind a page, so each page has a row for what follows it.
func everywhere(table []web.Route[*request]) []web.Route[*request] {
	get := web.Get[*request]
	all := append(table[:len(table):len(table)],
		get("/", anybody, (*request).slash), get("/:page", anybody, (*request).nowhere), get("/:page/*rest", anybody, (*request).nowhere))
	for _, page := range table {
		if page.Method != http.MethodGet || page.Path == "" {
			continue
		}
		rest := "/*rest"
		for _, other := range table {
			if other.Method == page.Method && strings.HasPrefix(other.Path, page.Path+"/") {
				rest = "/"
			}
		}
		all = append(all, get(page.Path+rest, anybody, (*request).nowhere))
	}
	return all
}

// nowhere answers for what there is not.
func (r *request) nowhere() (web.Answer, error) { return nil, web.ErrNotThere }

// slash leads whoever ends the address of the first page in one to that page.
func (r *request) slash() (web.Answer, error) { return web.Moved(""), nil }
