package voice

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener without a network. Dial is the other side of Accept.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "pipe"} }

// get asks for /.
func (p *pipes) get(t *testing.T) <-chan *http.Response { return p.ask(t, "GET /") }

// ask sends a request, given as method and target, and returns what comes back, or nil if
// the connection was cut.
func (p *pipes) ask(t *testing.T, what string) <-chan *http.Response {
	ours, theirs := net.Pipe()
	p.conns <- theirs
	answered := make(chan *http.Response, 1)
	go func() {
		defer ours.Close()
		if _, err := ours.Write([]byte(what + " HTTP/1.1\r\nHost: h\r\n\r\n")); err != nil {
			t.Errorf("write: %v", err)
		}
		response, err := http.ReadResponse(bufio.NewReader(ours), nil)
		if err != nil {
			response = nil
		}
		answered <- response
	}()
	return answered
}

func TestCallInFlightIsAnsweredAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		ln, release, ended := newPipes(), make(chan struct{}), make(chan error, 1)
		go func() {
			ended <- Serve(ctx, ln, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
		}()
		answered := ln.get(t)
		synctest.Wait() // until the request is in the handler
		stop()
		<-ln.closed
		select {
		case err := <-ended:
			t.Fatalf("Serve returned %v before the call was answered", err)
		default:
		}
		close(release)
		if response := <-answered; response == nil || response.StatusCode != http.StatusOK {
			t.Errorf("response %v, expected 200", response)
		}
		if err := <-ended; err != nil {
			t.Errorf("Serve: %v, expected nil", err)
		}
	})
}

func TestEndWaitsNoLongerThanTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		ln, release, ended := newPipes(), make(chan struct{}), make(chan error, 1)
		go func() {
			ended <- Serve(ctx, ln, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
		}()
		answered := ln.get(t)
		synctest.Wait()
		began := time.Now()
		stop()
		if err := <-ended; !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Serve: %v, expected %v", err, context.DeadlineExceeded)
		}
		if took := time.Since(began); took != grace {
			t.Errorf("it took %v, expected %v", took, grace)
		}
		if response := <-answered; response != nil {
			t.Errorf("response %v, expected the connection to be cut", response.StatusCode)
		}
		close(release)
	})
}

func TestServeReportsAListenerThatFails(t *testing.T) {
	ln := newPipes()
	ln.Close()
	if err := Serve(t.Context(), ln, http.NotFoundHandler()); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Serve: %v, expected %v", err, net.ErrClosed)
	}
}

// TestLineAnswersOverTheNetwork goes the whole way once: a port, HTTP, gin.
func TestLineAnswersOverTheNetwork(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := newLine(func(s *Server, _ *notebook) { s.Now = time.Now })
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, ln, l) }()
	form := webhook()
	made := request("/voice", form, Sign(testToken, testPublic+"/voice", form))
	sent, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+ln.Addr().String()+"/voice", made.Body)
	if err != nil {
		t.Fatal(err)
	}
	sent.Header = made.Header
	response, err := http.DefaultClient.Do(sent)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("status %d, expected 200", response.StatusCode)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("Serve: %v, expected nil", err)
	}
}

// Where a request ends is read as RFC 9112, 6.3 has it: parts go before a length, and what could
// be read in two ways is refused, with all that comes behind it.
func TestWhereARequestEndsIsReadInOneWay(t *testing.T) {
	const next = "GET /next HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
	length := fmt.Sprintf("Content-Length: %d\r\n", len(next))
	for name, c := range map[string]struct{ header, body, want string }{
		"a length":              {"Content-Length: 3\r\n", "abc", "200 /abc, 200 /next"},
		"parts":                 {"Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n", "200 /abc, 200 /next"},
		"a length and parts":    {length + "Transfer-Encoding: chunked\r\n", "0\r\n\r\n", "200 /, 200 /next"},
		"the same length twice": {"Content-Length: 3\r\nContent-Length: 3\r\n", "abc", "200 /abc, 200 /next"},
		"two lengths":           {"Content-Length: 0\r\n" + length, "", "400"},
		"a length below zero":   {"Content-Length: -1\r\n", "", "400"},
		"a length in words":     {"Content-Length: +3\r\n", "abc", "400"},
		"parts twice":           {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n", "501"},
		"unknown parts":         {"Transfer-Encoding: xchunked\r\n", "0\r\n\r\n", "501"},
		"a blank in a name":     {"Content-Length : 3\r\n", "abc", "400"},
		"parts that are none":   {"Transfer-Encoding: chunked\r\n", "zz\r\n", "200 /"},
	} {
		ctx, stop := context.WithCancel(t.Context())
		ln, ended := newPipes(), make(chan error, 1)
		go func() {
			ended <- Serve(ctx, ln, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err != nil {
					body = nil
				}
				w.Header().Set("Asked", r.URL.Path+string(body))
			}))
		}()
		ours, theirs := net.Pipe()
		ln.conns <- theirs
		sent := make(chan struct{})
		go func() {
			defer close(sent)
			if _, err := io.WriteString(ours, "POST / HTTP/1.1\r\nHost: h\r\n"+c.header+"\r\n"+c.body+next); err != nil && !errors.Is(err, io.ErrClosedPipe) {
				t.Error(err) // a line that has refused reads no further, and closes its end
			}
		}()
		var got []string
		for answers := bufio.NewReader(ours); ; {
			answer, err := http.ReadResponse(answers, nil)
			if err != nil {
				break
			}
			if _, err := io.Copy(io.Discard, answer.Body); err != nil {
				t.Error(err)
			}
			got = append(got, strings.TrimSpace(fmt.Sprint(answer.StatusCode, " ", answer.Header.Get("Asked"))))
		}
		if found := strings.Join(got, ", "); found != c.want {
			t.Errorf("%s: found %s, expected %s", name, found, c.want)
		}
		if err := ours.Close(); err != nil {
			t.Error(err)
		}
		<-sent
		stop()
		if err := <-ended; err != nil {
			t.Errorf("Serve: %v, expected nil", err)
		}
	}
}
