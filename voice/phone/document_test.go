package phone

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// wrong maps each file of testdata/invalid to the code with which it is refused.
var wrong = map[string]int{
	"empty-body":                      12100,
	"blank-before-declaration":        12100,
	"bom-before-declaration":          12100,
	"no-declaration":                  12100,
	"comment-before-declaration":      12100,
	"declaration-only":                12100,
	"unclosed-element":                12100,
	"unquoted-attribute":              12100,
	"bare-ampersand":                  12100,
	"unknown-entity":                  12100,
	"doctype":                         12100,
	"two-roots":                       12100,
	"text-after-root":                 12100,
	"processing-instruction":          12100,
	"attribute-twice":                 12100,
	"encoding-shift-jis":              12100,
	"not-utf8":                        12100,
	"wrong-root":                      12100,
	"root-lower-case":                 12100,
	"html":                            12100,
	"root-with-attribute":             12200,
	"root-with-namespace":             12100,
	"unknown-verb":                    12200,
	"verb-lower-case":                 12200,
	"verb-prefixed":                   12200,
	"verb-of-twilio-not-of-this-line": 12200,
	"text-in-response":                12200,
	"text-in-gather":                  12200,
	"gather-attribute-misspelt":       12200,
	"gather-attribute-case":           12200,
	"gather-timeout-word":             12200,
	"gather-timeout-zero":             12200,
	"gather-timeout-fraction":         12200,
	"gather-timeout-plus":             12200,
	"gather-numdigits-zero":           12200,
	"gather-finish-two-keys":          12200,
	"gather-method-put":               12200,
	"gather-empty-action":             12200,
	"gather-action-javascript":        12200,
	"gather-only-speech":              12200,
	"gather-bool-yes":                 12200,
	"gather-in-gather":                12200,
	"redirect-in-gather":              12200,
	"hangup-with-attribute":           12200,
	"say-in-redirect":                 12200,
	"redirect-empty":                  11100,
	"redirect-with-blank":             11100,
	"pause-negative":                  12200,
	"reject-second":                   12200,
	"reject-reason":                   12200,
	"say-empty":                       13520,
	"say-blank":                       13520,
	"say-only-break":                  13520,
	"say-lost-character":              13520,
	"say-too-long":                    13521,
	"say-too-long-encoded":            13521,
	"say-unknown-voice":               13511,
	"say-english-voice":               13511,
	"say-voice-of-another-language":   13511,
	"say-language-english":            12200,
	"say-without-voice":               0,
	"say-without-language":            0,
	"ssml-upper-case":                 12200,
	"ssml-emphasis":                   12200,
	"ssml-say-as":                     12200,
	"ssml-prosody-pitch":              12200,
	"ssml-prosody-rate-word":          12200,
	"ssml-prosody-rate-low":           12200,
	"ssml-prosody-without-rate":       12200,
	"ssml-break-long":                 12200,
	"ssml-p-in-s":                     12200,
	"ssml-lang-without-prefix":        12200,
	"dial-without-number":             13223,
	"dial-national-number":            13223,
	"dial-number-empty":               13223,
	"dial-without-caller-id":          13214,
	"dial-caller-id-national":         12200,
	"dial-text-and-number":            12200,
	"dial-two-numbers":                0,
	"dial-client":                     12200,
	"dial-timeout-long":               12200,
	"number-alone":                    12200,
	"number-event-unknown":            12200,
	"ends-empty":                      0,
	"ends-empty-element":              0,
	"ends-after-say":                  0,
	"ends-after-gather":               0,
	"ends-after-dial":                 0,
	"too-large":                       11750,
}

func documents(t testing.TB, folder string) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", folder, "*.xml"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("testdata/%s: %d files, %v", folder, len(paths), err)
	}
	texts := make(map[string]string)
	for _, path := range paths {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts[strings.TrimSuffix(filepath.Base(path), ".xml")] = string(body)
	}
	return texts
}

func TestEveryValidDocumentIsPlayed(t *testing.T) {
	for name, text := range documents(t, "valid") {
		t.Run(name, func(t *testing.T) {
			ex := serve(t, map[string]answer{"/voice": raw(text), "": twiml(`<Hangup/>`)})
			if _, err := Place(t.Context(), ex.cfg); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestEveryInvalidDocumentIsRefusedWithItsCode(t *testing.T) {
	texts := documents(t, "invalid")
	for name := range wrong {
		if _, ok := texts[name]; !ok {
			t.Errorf("testdata/invalid/%s.xml is missing", name)
		}
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			want, ok := wrong[name]
			if !ok {
				t.Fatal("the table does not say with which code")
			}
			ex := serve(t, map[string]answer{"/voice": raw(text), "": twiml(`<Hangup/>`)})
			call, err := Place(t.Context(), ex.cfg)
			rejection, ok := errors.AsType[*Rejection](err)
			if !ok {
				t.Fatalf("error is %v, expected a *Rejection %d", err, want)
			}
			if rejection.Code != want || rejection.What == "" || rejection.Where != "POST /voice" {
				t.Errorf("got %+v, expected code %d at POST /voice", rejection, want)
			}
			if !call.Over() {
				t.Error("the call goes on after a rejection")
			}
			if err := call.Press(t.Context(), "1"); !errors.Is(err, ErrOver) || !errors.Is(err, rejection) {
				t.Errorf("a key after that gives %v, expected ErrOver with its cause", err)
			}
		})
	}
}

func TestRejectionReadsWell(t *testing.T) {
	ex := serve(t, map[string]answer{"/voice": twiml(`<Gather numDigit="1"/><Hangup/>`)})
	_, err := Place(t.Context(), ex.cfg)
	if want := `12200 schema: <Gather> has no attribute "numDigit" (POST /voice)`; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestAnswersThatAreNotTwiMLAreRefused(t *testing.T) {
	const body = `<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>`
	for name, c := range map[string]struct {
		status int
		header string
		code   int
	}{
		"fine":            {200, "text/xml", -1},
		"fine, utf-8":     {200, "application/xml; charset=UTF-8", -1},
		"html":            {200, "text/html; charset=utf-8", 12300},
		"json":            {200, "application/json", 12300},
		"shift-jis":       {200, "text/xml; charset=Shift_JIS", 12300},
		"no content type": {200, "", 12300},
		"malformed":       {200, "text/xml; =", 12300},
		"403":             {403, "text/xml", 11200},
		"500":             {500, "text/xml", 11200},
		"204":             {204, "text/xml", 11200},
		"307":             {307, "text/xml", 11200},
	} {
		t.Run(name, func(t *testing.T) {
			ex := serve(t, map[string]answer{"/voice": func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Type"] = nil // keeps net/http from guessing
				if c.header != "" {
					w.Header().Set("Content-Type", c.header)
				}
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(c.status)
				if c.status != 204 {
					write(t, w, body)
				}
			}})
			_, err := Place(t.Context(), ex.cfg)
			rejection, refused := errors.AsType[*Rejection](err)
			if c.code < 0 && err != nil || c.code >= 0 && (!refused || rejection.Code != c.code) {
				t.Errorf("got %v, expected code %d", err, c.code)
			}
		})
	}
}

// render writes a parsed document; parsing that again must give the same.
func render(n node) string {
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;",
		"\n", "&#10;", "\r", "&#13;", "\t", "&#9;")
	if n.Name == "" {
		return escape.Replace(n.Text)
	}
	var b strings.Builder
	b.WriteString("<" + n.Name)
	for name, value := range n.Attrs {
		b.WriteString(" " + name + `="` + escape.Replace(value) + `"`)
	}
	b.WriteString(">")
	for _, kid := range n.Kids {
		b.WriteString(render(kid))
	}
	return b.String() + "</" + n.Name + ">"
}

func FuzzParse(f *testing.F) {
	for _, folder := range []string{"valid", "invalid"} {
		for _, text := range documents(f, folder) {
			f.Add([]byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		response, rejection := parse(body)
		if rejection != nil {
			if rejection.What == "" {
				t.Error("a rejection that does not say what was found")
			}
			return
		}
		again, rejection := parse([]byte(`<?xml version="1.0"?>` + render(response)))
		if rejection != nil && rejection.Code != codeTooLarge {
			t.Fatalf("accepted, but refused when written again: %v\n%s", rejection, render(response))
		}
		if rejection == nil && !reflect.DeepEqual(response, again) {
			t.Fatalf("parsed again it is another document:\n%#v\n%#v", response, again)
		}
		for _, verb := range verbs(response) {
			if _, known := rules[verb.Name]; !known {
				t.Errorf("accepted the unknown verb <%s>", verb.Name)
			}
			if verb.Name == "Say" && spoken(verb).length("ja-JP", func(string, string) float64 { return 1 }) <= 0 {
				t.Errorf("accepted a <Say> that says nothing: %s", render(verb))
			}
		}
	})
}
