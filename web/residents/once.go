package residents

import (
	"encoding/base64"
	"sync"
	"time"

	"madoguchi/web"
)

// again is how long a form counts as the same one when it is sent again: an impatient finger
// taps twice, and a page that is slow is sent once more.
const again = 30 * time.Second

// A sent is what a form has begun.
type sent struct {
	at    time.Time
	done  chan struct{} // closed once what is below is known
	token web.Token
	err   error
}

// forms are those that have begun something lately, by what tells one from another. The zero
// forms has none.
type forms struct {
	mu    sync.Mutex
	begun map[string]*sent
}

// once begins something with fn, unless that was begun by the same form a moment ago: then it
// returns what came of that, and true. What failed may be tried again at once.
func (f *forms) once(key string, now time.Time, fn func() (web.Token, error)) (t web.Token, twice bool, err error) {
	f.mu.Lock()
	for old, s := range f.begun {
		if age := now.Sub(s.at); age >= again || age < 0 {
			delete(f.begun, old)
		}
	}
	if s, ok := f.begun[key]; ok {
		f.mu.Unlock()
		<-s.done
		return s.token, true, s.err
	}
	s := &sent{at: now, done: make(chan struct{}), err: web.ErrBroken} // unless fn returns
	if f.begun == nil {
		f.begun = map[string]*sent{}
	}
	f.begun[key] = s
	f.mu.Unlock()
	defer close(s.done)
	if s.token, s.err = fn(); s.err != nil {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.begun, key)
	}
	return s.token, false, s.err
}

// forget has what the form begins next begin, whatever came before.
func (f *forms) forget(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.begun, key)
}

// offered returns what the browser shows of the page with the form, or "" if it keeps no cookies:
// then nothing can be proven to it, and it would begin anew for ever.
func (r *request) offered() string { return offering.Text(r.Exchange) }

// offer has the browser keep something to show when it sends the form, by which a form that is
// sent twice is known. It is worth nothing else.
func (r *request) offer() error {
	if r.offered() != "" {
		return nil
	}
	t, err := web.NewToken()
	if err == nil {
		offering.KeepText(r.Exchange, base64.RawURLEncoding.EncodeToString(t[:]))
	}
	return err
}
