package voice

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"madoguchi/ivr"
)

// wrongMethod is what is heard at a number that is set up with GET: it is for whoever tries the
// number before residents are given it. What to change is in the log.
const wrongMethod = "この電話番号は、設定が、まちがっています。"

// errMethod is for operators.
var errMethod = errors.New("method: found HTTP GET, expected HTTP POST: change it in the voice configuration of the number at Twilio")

// misset answers a GET of what takes a POST, which is how Twilio asks where a number is set up
// so. Twilio signs the address of a GET with its query, and nothing else:
// https://www.twilio.com/docs/usage/security#validating-requests. What is not signed is told
// that the method is not allowed, as any other method.
func (e *edge) misset(route string) gin.HandlerFunc {
	return func(c *gin.Context) {
		if !e.signedGet(c.Request) {
			c.Header("Allow", http.MethodPost)
			nobody(http.StatusMethodNotAllowed)(c)
			return
		}
		h := &hook{query: c.Request.URL.Query()}
		h.form = h.query
		h.turn.SID, _ = sidOf(h.query.Get("CallSid"))
		if route == "whisper" {
			h.turn.SID, _ = sidOf(h.query.Get("call"))
		}
		document := e.fault(route, h, errMethod)
		e.tally.answered(route, "fault", 0)
		c.Header("Cache-Control", "no-store")
		switch route {
		case "status", "message":
			c.Status(http.StatusNoContent)
			return
		case "whisper":
		default:
			document = foreword(wrongMethod, e.Faults.voice, document)
		}
		c.Data(http.StatusOK, "text/xml; charset=utf-8", document)
	}
}

// signedGet reports whether Twilio signed a GET.
func (e *edge) signedGet(r *http.Request) bool {
	signed, err := e.schemeOf(r.Header)
	signature := r.Header.Get("X-Twilio-Signature")
	if err != nil || len(signature) != signed.length {
		return false
	}
	for _, public := range e.spelt {
		if signed.keys.valid(signed.hash, public+target(r), nil, signature) {
			return true
		}
	}
	return false
}

// foreword returns a document that says a text before what another says.
func foreword(text string, v Voice, document []byte) []byte {
	d := newDocument(Voices{"": v}, "")
	begin := len(d.buf)
	d.say(ivr.Said{Text: text})
	return append(d.buf, document[begin:]...)
}
