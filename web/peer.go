package web

import (
	"net"
	"net/netip"
	"strings"
)

// Peer returns the address of the machine that sent the request, or the zero Addr if it is not
// known. Behind a proxy on this machine it is what the proxy says, which is the last entry of
// X-Forwarded-For: those before it are what the sender claims.
func (x *Exchange) Peer() netip.Addr {
	host, _, err := net.SplitHostPort(x.Request.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	direct, err := netip.ParseAddr(host)
	if err != nil || !direct.Unmap().IsLoopback() {
		return direct
	}
	said := x.Request.Header.Values("X-Forwarded-For")
	if len(said) == 0 {
		return direct
	}
	entries := strings.Split(said[len(said)-1], ",")
	if a, err := netip.ParseAddr(strings.TrimSpace(entries[len(entries)-1])); err == nil {
		return a
	}
	return direct
}
