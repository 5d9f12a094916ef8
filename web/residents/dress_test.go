package residents_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"madoguchi/web/residents"
)

var (
	sheetAt  = regexp.MustCompile(`<link rel="stylesheet" href="([^"]*)">`)
	pictured = regexp.MustCompile(`<img class="above" src="([^"]*)" width="1280" height="160" alt="">`)
)

// The pages ask for one sheet, with the city's colour in it, and for its picture; browsers keep
// both for good, and no page has a style in it.
func TestThePagesOfACityHaveItsColourAndPicture(t *testing.T) {
	s := streetOf(t)
	v := s.visitor().goTo("/yoyaku")
	plain := sheetAt.FindStringSubmatch(v.page)[1]
	if v.goTo("/yoyaku/header"); v.status != http.StatusNotFound {
		t.Errorf("without a picture found %d", v.status)
	}

	s.options.Dress = residents.Dress{Colour: "#7a2d5c", Header: &residents.Picture{Type: "image/png", Width: 1280, Height: 160, Content: []byte("a picture")}}
	s.opens()
	for _, path := range []string{"/yoyaku", "/yoyaku/book", "/yoyaku/at/tobu", "/yoyaku/nowhere"} {
		v := s.visitor().goTo(path)
		sheets, pictures := sheetAt.FindAllStringSubmatch(v.page, -1), pictured.FindAllStringSubmatch(v.page, -1)
		if len(sheets) != 1 || sheets[0][1] == plain || len(pictures) != 1 || strings.Contains(v.page, "<style") || strings.Contains(v.page, "style=") {
			t.Fatalf("%s has the sheets %q and the pictures %q", path, sheets, pictures)
		}
		if csp := v.header.Get("Content-Security-Policy"); !strings.Contains(csp, "style-src 'self'; img-src 'self';") {
			t.Errorf("the policy of %s is %s", path, csp)
		}
		for at, want := range map[string]string{sheets[0][1]: ":root { --accent: #7a2d5c; --accent-deep: #5b2145; --accent-wash: #f3ecf0; }", pictures[0][1]: "a picture"} {
			for address, cache := range map[string]string{at: "public, max-age=31536000, immutable", strings.TrimSuffix(at, at[len(at)-1:]): "no-cache"} {
				if v.goTo(address); v.status != http.StatusOK || !strings.Contains(v.page, want) || v.header.Get("Cache-Control") != cache {
					t.Errorf("%s is answered with %d and kept by %q", address, v.status, v.header.Get("Cache-Control"))
				}
			}
		}
	}
	if page := s.visitor().goTo("/yoyaku").page; !strings.Contains(page, `<meta property="og:image" content="https://madoguchi.example.jp/yoyaku/header?v=`) {
		t.Error("other sites are not shown the picture")
	}
}

func TestAColourThatIsNoneIsRefused(t *testing.T) {
	s := streetOf(t)
	for _, colour := range []string{"navy", "#12345", "#12345g", "#1234567", "#12;}"} {
		o := s.options
		o.Dress.Colour = colour
		if _, err := residents.New(o); err == nil {
			t.Errorf("%s is taken", colour)
		}
	}
}

// Everybody finds what the city answers most often on the first page, also without scripts, with
// readings, and in English as far as the city has it.
func TestTheFirstPageHasTheCitysQuestionsAndAnswers(t *testing.T) {
	s := streetOf(t)
	s.options.Questions = []residents.Question{
		{Q: "｜駐車場《ちゅうしゃじょう》は、ありますか", A: "<b>あります。", EnglishQ: "Is there a car park?", EnglishA: "Yes & no."},
		{Q: "｜何時《なんじ》までですか", A: "4｜時《じ》までです。"},
	}
	s.opens()
	v := s.visitor().goTo("/yoyaku").says("よくある質問 駐車場は、ありますか <b>あります。 何時までですか 4時までです。 電話でも予約できます")
	if !strings.Contains(v.page, "<details><summary>駐車場は、ありますか</summary><p>&lt;b&gt;あります。</p></details>") {
		t.Errorf("found %s", v.page)
	}
	if v.goTo("/yoyaku?furigana=on"); !strings.Contains(v.page, "<ruby>駐車場<rp>（</rp><rt>ちゅうしゃじょう</rt><rp>）</rp></ruby>は") {
		t.Error("the readings are not shown")
	}
	v.goTo("/yoyaku?lang=en").says("Questions and answers Is there a car park? Yes & no. 何時までですか 4時までです。")
	if !strings.Contains(v.page, `<details lang="ja"><summary>何時までですか</summary>`) {
		t.Error("nobody is told that an answer is in Japanese")
	}
	s.options.Questions = nil
	s.opens()
	if v := s.visitor().goTo("/yoyaku"); strings.Contains(v.text, "よくある質問") {
		t.Error("a heading has nothing below it")
	}
}

// The first page of the sample city is small as the line sends it, before a proxy makes it smaller,
// and asks for one sheet and an icon besides; with readings it is a small page for a proxy that does.
func TestTheFirstPageIsSmall(t *testing.T) {
	const most = 30_000 // bytes
	asks := regexp.MustCompile(`<(?:link rel="(?:stylesheet|icon)" href|img[^>]* src|script[^>]* src)="([^"]*)"`)
	s := streetOf(t)
	for path, squeezed := range map[string]bool{"/yoyaku": false, "/yoyaku?lang=en": false, "/yoyaku?furigana=on": true} {
		v := s.visitor().goTo(path)
		found := asks.FindAllStringSubmatch(v.page, -1)
		if len(found) != 2 {
			t.Errorf("%s asks for %q", path, found)
		}
		size := 0
		take := func() {
			var out bytes.Buffer
			out.WriteString(v.page)
			if squeezed {
				out.Reset()
				z := gzip.NewWriter(&out)
				if _, err := z.Write([]byte(v.page)); err != nil {
					t.Fatal(err)
				}
				if err := z.Close(); err != nil {
					t.Fatal(err)
				}
			}
			size += out.Len()
		}
		take()
		for _, f := range found {
			v.goTo(f[1])
			take()
		}
		if size > most {
			t.Errorf("%s has %d bytes with all that it asks for, expected at most %d", path, size, most)
		}
		t.Logf("%s has %d bytes with all that it asks for", path, size)
	}
}
