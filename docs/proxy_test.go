package docs_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A proxied is a server of an nginx example of docs/operations.md: its directives, as they
// are typed, with single blanks.
type proxied []string

// proxies returns the servers of the examples.
func proxies(t *testing.T) (all []proxied) {
	t.Helper()
	for _, m := range regexp.MustCompile("(?ms)^```nginx\n(.*?)^```$").FindAllStringSubmatch(read(t, "docs/operations.md"), -1) {
		for _, server := range strings.Split(m[1], "server {\n")[1:] {
			var p proxied
			for _, directive := range strings.FieldsFunc(server, func(r rune) bool { return strings.ContainsRune(";{}", r) }) {
				p = append(p, strings.Join(strings.Fields(directive), " "))
			}
			all = append(all, p)
		}
	}
	return all
}

// all returns the values of a directive.
func (p proxied) all(directive string) (values []string) {
	for _, d := range p {
		if value, ok := strings.CutPrefix(d, directive+" "); ok {
			values = append(values, value)
		}
	}
	return values
}

// Whatever the proxy passes on has come over TLS 1.2 or newer, by a cipher that authenticates
// what it hides and whose keys are drawn anew for each connection. A server without TLS does
// nothing but lead to the one with it.
func TestTheProxyPassesOnWhatCameOverGoodTLSAlone(t *testing.T) {
	good := regexp.MustCompile(`^ECDHE\+(AESGCM|CHACHA20)$`)
	led, passing := map[string]bool{}, map[string]bool{}
	for _, p := range proxies(t) {
		names, listens := p.all("server_name"), p.all("listen")
		if len(names) != 1 || len(listens) != 1 {
			t.Fatalf("found the names %q at %q, expected one: %q", names, listens, p)
		}
		name, listen := names[0], listens[0]
		if !strings.HasSuffix(listen, " ssl") {
			led[name] = true
			if got := p.all("return"); !slices.Equal(got, []string{"301 https://" + name + "$request_uri"}) || p.all("proxy_pass") != nil {
				t.Errorf("%s at %s does something else than to lead to TLS: %q", name, listen, p)
			}
			continue
		}
		passing[name] = len(p.all("proxy_pass")) > 0
		for directive, want := range map[string]string{
			"ssl_protocols": "TLSv1.2 TLSv1.3", "ssl_prefer_server_ciphers": "off",
			"ssl_certificate": "/etc/ssl/" + name + ".pem", "ssl_certificate_key": "/etc/ssl/private/" + name + ".key",
			"add_header": `Strict-Transport-Security "max-age=31536000`, // cut at the semicolon
		} {
			if got := p.all(directive); !slices.Equal(got, []string{want}) {
				t.Errorf("%s: %s is %q, expected %q", name, directive, got, want)
			}
		}
		ciphers := p.all("ssl_ciphers")
		if len(ciphers) != 1 || slices.ContainsFunc(strings.Split(ciphers[0], ":"), func(c string) bool { return !good.MatchString(c) }) {
			t.Errorf("%s has the ciphers %q", name, ciphers)
		}
	}
	if !passing["yoyaku.example.jp"] || !passing["madoguchi.city.example.jp"] || !led["madoguchi.city.example.jp"] || led["yoyaku.example.jp"] {
		t.Errorf("found servers with TLS %v and without %v, expected those of the line and of the console, and one that leads to the console", passing, led)
	}
}
