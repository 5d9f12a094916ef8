package residents

import (
	"bytes"
	"compress/gzip"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"madoguchi/web"
)

// A kept is an answer as it was at a moment. While it is made anew, all others who want it
// wait for it, and nobody else does.
type kept struct {
	mu sync.Mutex
	body
	at time.Time
}

// A body is an answer as it goes over the wire: as it is, or packed once for all who take that.
type body struct{ plain, packed []byte }

// keep returns the answer of a key, which is made anew if it is older than it may be. Keys are
// few: nobody who asks chooses one.
func (d *Door) keep(key string, oldest time.Duration, render func() ([]byte, error)) (body, error) {
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
	if k.plain != nil && !now.Before(k.at) && now.Sub(k.at) < oldest {
		return k.body, nil
	}
	plain, err := render()
	if err != nil {
		return body{}, err
	}
	packed, err := pack(plain)
	if err != nil {
		return body{}, err
	}
	k.body, k.at = body{plain, packed}, now
	return k.body, nil
}

func pack(plain []byte) ([]byte, error) {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, err := z.Write(plain)
	err = errors.Join(err, z.Close())
	return out.Bytes(), err
}

// write answers with it, packed for whoever takes that: nothing that is the same for everybody is
// anybody's secret.
func (b body) write(x *web.Exchange, kind string) {
	x.Writer.Header().Add("Vary", "Accept-Encoding")
	if !takesGzip(x.GetHeader("Accept-Encoding")) {
		x.Data(http.StatusOK, kind, b.plain)
		return
	}
	x.Header("Content-Encoding", "gzip")
	x.Data(http.StatusOK, kind, b.packed)
}

// takesGzip reads https://www.rfc-editor.org/rfc/rfc9110#field.accept-encoding as far as browsers
// write it: a coding that is named is taken, unless with a weight of nothing.
func takesGzip(accepts string) bool {
	for coding := range strings.SplitSeq(strings.ToLower(accepts), ",") {
		name, weight, _ := strings.Cut(coding, ";")
		weight = strings.ReplaceAll(weight, " ", "")
		if strings.TrimSpace(name) == "gzip" {
			return strings.Trim(weight, "q=0.") != "" || weight == ""
		}
	}
	return false
}

// manner names the language of the page, and whether it has readings.
func (v voice) manner() string {
	if v.furigana {
		return v.Code() + " furigana"
	}
	return v.Code()
}
