package residents_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/voice"
)

// calls has 300 callers book one after the other, or so many connections 24 each at the same
// time, and returns how long each turn took.
func (r *rush) calls(b *testing.B, connections int) (all waits) {
	each := 24
	if connections == 1 {
		each = 300
	}
	var group sync.WaitGroup
	took, errs := make([]waits, connections), make([]error, connections)
	for i := range connections {
		group.Go(func() { took[i], errs[i] = r.converse(each) })
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		b.Fatal(err)
	}
	return slices.Concat(took...)
}

// converse makes so many calls on one connection, in each of which somebody books.
func (r *rush) converse(calls int) (took waits, err error) {
	conn, err := net.Dial("tcp", r.address)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	answers := bufio.NewReader(conn)
	for range calls {
		n := int(r.callers.Add(1))
		form := url.Values{"CallSid": {fmt.Sprintf("CA%032x", n)}, "From": {fmt.Sprintf("+8190%08d", 10_000_000+n)}, "To": {"+815000000000"}, "CallStatus": {"in-progress"}}
		for i, turn := range []struct{ keys, says string }{{"", "ご予約はありません"}, {"1", "味美は4番"}, {fmt.Sprint(n%5 + 1), "なら1番。"}, {"1", "予約が、できました"}} {
			path := "/voice"
			if i > 0 {
				path = fmt.Sprintf("/voice/turn/%d", i)
				form.Set("Digits", turn.keys)
				form.Set("MadoguchiListened", "60000")
			}
			body := form.Encode()
			began := time.Now()
			if _, err := fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: line\r\nContent-Type: application/x-www-form-urlencoded\r\nX-Twilio-Signature: %s\r\nContent-Length: %d\r\n\r\n%s",
				path, voice.Sign(signedWith, atTwilio+path, form), len(body), body); err != nil {
				return nil, err
			}
			answer, err := http.ReadResponse(answers, nil)
			if err != nil {
				return nil, err
			}
			said, err := io.ReadAll(answer.Body)
			if err != nil {
				return nil, err
			}
			took = append(took, time.Since(began))
			if answer.StatusCode != http.StatusOK || !strings.Contains(string(said), turn.says) {
				return nil, fmt.Errorf("answered %d, expected %q in\n%s", answer.StatusCode, turn.says, said)
			}
		}
	}
	return took, nil
}
