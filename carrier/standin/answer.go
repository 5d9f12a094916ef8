package standin

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// ServeHTTP answers a request by the script, or well.
func (c *Carrier) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	err := r.ParseForm()
	c.mu.Lock()
	act := Well
	if len(c.script) > 0 {
		act, c.script = c.script[0], c.script[1:]
	}
	w.Header().Set("Date", c.now().UTC().Format(http.TimeFormat))
	c.mu.Unlock()
	select {
	case c.seen <- r.Method + " " + r.URL.Path:
	default: // nobody reads
	}
	act.do(w, r, func() answer {
		if err != nil {
			return refusal(http.StatusBadRequest, 20001)
		}
		a := c.process(r)
		if a.taken != nil && c.OnTaken != nil {
			c.OnTaken(*a.taken)
		}
		return a
	})
}

// An answer is what the carrier says to a request.
type answer struct {
	status int
	body   any
	taken  *Created // what was created, if anything was
}

func (a answer) json() []byte {
	body, err := json.Marshal(a.body)
	if err != nil {
		panic(err) // a slip in this package
	}
	return body
}

// refusal is an error as the carrier tells it. Its message repeats what should not be
// logged, as the carrier's do. https://www.twilio.com/docs/usage/twilios-response#exceptions
func refusal(status, code int) answer {
	return answer{status: status, body: map[string]any{
		"code": code, "status": status, "message": "The number +819012345678 " + leak, "more_info": fmt.Sprintf("https://www.twilio.com/docs/errors/%d", code),
	}}
}

// leak is in every message, so that tests can see whether one comes through.
const leak = "is not what it should be"

// process does what is asked for.
func (c *Carrier) process(r *http.Request) answer {
	c.mu.Lock()
	defer c.mu.Unlock()
	user, secret, _ := r.BasicAuth()
	byKey := user == Key && secret == Secret
	if !byKey && (user != Account || secret != Token) {
		return refusal(http.StatusUnauthorized, 20003)
	}
	path := strings.TrimSuffix(r.URL.Path, ".json")
	for _, res := range resources {
		which, fits := strings.CutPrefix(path, roots[res.host]+res.path)
		if !fits || res.one != (which != "") || cmp.Or(r.Host, res.host) != res.host || r.Method != res.method {
			continue
		}
		if unknown := res.unknown(r.Form); unknown != nil {
			c.faults = append(c.faults, fmt.Sprintf("%s %s: found the parameters %q, which %s does not name", r.Method, r.URL.Path, unknown, res.page))
			return refusal(http.StatusBadRequest, 20001)
		}
		if byKey && res.page == accountPage {
			return refusal(http.StatusUnauthorized, 20003)
		}
		return res.do(c, strings.Trim(which, "/"), r.Form)
	}
	return refusal(http.StatusNotFound, 20404)
}
