package standin

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// connections are those of a server on this machine, as both of their ends see them. A request
// may be on its way when whoever asked has given up: what the server is doing does not tell
// that it is coming, and the connection does.
type connections struct {
	mu       sync.Mutex
	fewer    sync.Cond           // with mu, from the first wait on
	dialled  map[string]struct{} // the addresses of the clients' ends, until the server's is closed
	accepted int                 // that the server has not closed
}

// dial makes a connection that is known before anything is asked over it.
func (n *connections) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.dialled == nil {
		n.dialled = map[string]struct{}{}
	}
	n.dialled[conn.LocalAddr().String()] = struct{}{}
	return conn, nil
}

// changed is told what becomes of the server's end of a connection. Whoever was asking over
// one that is closed is not being answered any more.
func (n *connections) changed(conn net.Conn, to http.ConnState) {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch to {
	case http.StateNew:
		n.accepted++
	case http.StateClosed:
		n.accepted--
		delete(n.dialled, conn.RemoteAddr().String())
		if n.fewer.L != nil {
			n.fewer.Broadcast()
		}
	case http.StateActive, http.StateIdle, http.StateHijacked: // it is open as before; none is hijacked
	}
}

// wait returns when what is looked for is so. The lock is held while it looks.
func (n *connections) wait(so func(*connections) bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fewer.L = &n.mu
	for !so(n) {
		n.fewer.Wait()
	}
}
