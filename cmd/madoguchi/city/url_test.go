package city

import (
	"strings"
	"testing"
)

func TestAPublicURLIsReadOneWay(t *testing.T) {
	for given, want := range map[string]string{
		"https://yoyaku.example.jp":           "https://yoyaku.example.jp",
		"https://yoyaku.example.jp/":          "https://yoyaku.example.jp",
		"https://yoyaku.example.jp//":         "https://yoyaku.example.jp",
		"https://yoyaku.example.jp/a/b_1/":    "https://yoyaku.example.jp/a/b_1",
		"https://yoyaku.example.jp:8443":      "https://yoyaku.example.jp:8443",
		"https://xn--wgv71a119e.example.jp/x": "https://xn--wgv71a119e.example.jp/x",
		"http://localhost:8080/":              "http://localhost:8080",
		"http://127.0.0.1:65535":              "http://127.0.0.1:65535",
	} {
		if got, err := ParsePublicURL(given); got != want || err != nil {
			t.Errorf("%s is read as %q, %v, want %q", given, got, err, want)
		}
		if again, err := ParsePublicURL(want); again != want || err != nil {
			t.Errorf("%s is read as %q, %v the second time", want, again, err)
		}
	}
}

func TestAPublicURLThatCannotBeIsToldWhy(t *testing.T) {
	for given, why := range map[string]string{
		"":                                    "begins with https://",
		"yoyaku.example.jp":                   "begins with https://",
		"//yoyaku.example.jp":                 "begins with https://",
		"HTTPS://yoyaku.example.jp":           "begins with https://",
		"ftp://yoyaku.example.jp":             "begins with https://",
		" https://yoyaku.example.jp":          "begins with https://",
		"http://yoyaku.example.jp":            "only for localhost",
		"http://localhost.example.jp":         "only for localhost",
		"http://localhost@example.jp":         "without ?, # and @",
		"https://user@yoyaku.example.jp":      "without ?, # and @",
		"https://yoyaku.example.jp?a=b":       "without ?, # and @",
		"https://yoyaku.example.jp/#rc=2":     "without ?, # and @",
		"https://":                            "with a host",
		"https:///voice":                      "with a host",
		"https://予約.example.jp":               "with a host",
		"https://yoyaku example.jp":           "with a host",
		"https://yoyaku.example.jp.":          "with a host",
		"https://[::1]":                       "with a host",
		"https://yoyaku.example.jp:":          "a port",
		"https://yoyaku.example.jp:0":         "a port",
		"https://yoyaku.example.jp:65536":     "a port",
		"https://yoyaku.example.jp/予約":        "a path",
		"https://yoyaku.example.jp/a%20b":     "a path",
		"https://yoyaku.example.jp/a b":       "a path",
		"https://" + strings.Repeat("a", 193): "at most 200",
	} {
		got, err := ParsePublicURL(given)
		if err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s is read as %q, %v, want %q", given, got, err, why)
		}
	}
}

func TestTheNearestWordIsTheOneMeant(t *testing.T) {
	known := []string{"id", "open", "special", "days_before", "call_centre"}
	for word, want := range map[string]string{
		"opne": "open", "Open": "open", "specials": "special", "days-before": "days_before", "daysbefore": "days_before",
		"call_cent": "call_centre", "open：": "open", "open:[": "open", "di": "id",
		"": "", "x": "", "hours": "", "opening": "", "日": "", strings.Repeat("open", 1000): "",
	} {
		if got := nearest(word, known); got != want {
			t.Errorf("nearest to %.20q is %q, want %q", word, got, want)
		}
	}
}
