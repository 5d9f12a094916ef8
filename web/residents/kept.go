package residents

import (
	"sync"
	"time"
)

// A kept is an answer as it was at a moment. While it is made anew, all others who want it
// wait for it, and nobody else does.
type kept struct {
	mu   sync.Mutex
	page []byte
	at   time.Time
}

// keep returns the answer of a key, which is made anew if it is older than it may be. Keys are
// few: nobody who asks chooses one.
func (d *Door) keep(key string, oldest time.Duration, render func() ([]byte, error)) ([]byte, error) {
	d.mu.Lock()
	k, ok := d.starts[key]
	if !ok {
		k = &kept{}
		d.starts[key] = k
	}
	d.mu.Unlock()
	k.mu.Lock()
	defer k.mu.Unlock()
	now := d.Now()
	if k.page != nil && !now.Before(k.at) && now.Sub(k.at) < oldest {
		return k.page, nil
	}
	page, err := render()
	if err != nil {
		return nil, err
	}
	k.page, k.at = page, now
	return page, nil
}

// manner names the language of the page, and whether it has readings.
func (v voice) manner() string {
	if v.furigana {
		return v.Code() + " furigana"
	}
	return v.Code()
}
