package residents_test

import (
	"encoding/xml"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// Search engines are led to the pages that are the same for everybody, in each language, and
// each of these says of itself what the list says.
func TestSearchEnginesFindThePagesThatAreForEverybodyAndNoOthers(t *testing.T) {
	s := streetOf(t)
	v := s.visitor().goTo("/robots.txt")
	if v.status != http.StatusOK || v.header.Get("Content-Type") != "text/plain; charset=utf-8" || v.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("found %d, %v", v.status, v.header)
	}
	_, at, found := strings.Cut(v.page, "Sitemap: https://madoguchi.example.jp")
	if !found || !strings.Contains(v.page, "Disallow: /\nAllow: /yoyaku\nDisallow: /yoyaku/book\nDisallow: /yoyaku/mine\nDisallow: /yoyaku/prove\n") {
		t.Fatalf("found %s", v.page)
	}
	v.goTo(strings.TrimSpace(at))
	var told struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []string `xml:"url>loc"`
	}
	if err := xml.Unmarshal([]byte(v.page), &told); err != nil || v.header.Get("Content-Type") != "application/xml; charset=utf-8" {
		t.Fatalf("%v: %s", err, v.page)
	}
	if len(told.URLs) != 2*(1+len(s.city.Facilities)) {
		t.Errorf("found %q", told.URLs)
	}
	canonical := regexp.MustCompile(`<link rel="canonical" href="([^"]*)">`)
	for _, u := range told.URLs {
		path, ours := strings.CutPrefix(u, "https://madoguchi.example.jp")
		if !ours {
			t.Errorf("found %s", u)
			continue
		}
		page := s.visitor().goTo(path)
		m := canonical.FindStringSubmatch(page.page)
		if page.status != http.StatusOK || m == nil || m[1] != u || !strings.Contains(page.page, `content="index, follow"`) {
			t.Errorf("%s (%d) says that it is at %q", u, page.status, m)
		}
		wanted := []string{
			`<meta property="og:url" content="` + u + `">`, `<meta property="og:title" content="`, `<meta property="og:description" content="`,
			`<meta property="og:site_name" content="`, `<meta property="og:type" content="website">`, `rel="alternate" hreflang="ja"`, `rel="alternate" hreflang="en"`,
		}
		if strings.HasSuffix(u, "lang=en") {
			wanted = append(wanted, `og:locale" content="en_US"`)
		} else {
			wanted = append(wanted, `og:locale" content="ja_JP"`)
		}
		for _, want := range wanted {
			if !strings.Contains(page.page, want) {
				t.Errorf("%s lacks %s", u, want)
			}
		}
	}
	for _, path := range []string{"/yoyaku/book", "/yoyaku/prove", "/yoyaku/mine", "/yoyaku/nowhere"} {
		if page := s.visitor().goTo(path).page; strings.Contains(page, "canonical") || strings.Contains(page, "og:") || !strings.Contains(page, "noindex") {
			t.Errorf("%s tells search engines of itself", path)
		}
	}
}

// Nobody has said at which address the pages are: then they say nothing of it.
func TestPagesWhoseAddressIsNotKnownNameNone(t *testing.T) {
	s := streetOf(t)
	s.options.PublicURL = ""
	s.opens()
	v := s.visitor().goTo("/robots.txt")
	if strings.Contains(v.page, "Sitemap") {
		t.Errorf("found %s", v.page)
	}
	if v.goTo("/yoyaku/sitemap.xml"); v.status != http.StatusNotFound {
		t.Errorf("found %d", v.status)
	}
	if v.goTo("/yoyaku"); strings.Contains(v.page, "canonical") || strings.Contains(v.page, "og:url") || strings.Contains(v.page, "hreflang=\"ja\"") {
		t.Errorf("found %s", v.page)
	}
}

var titled = regexp.MustCompile(`<title>(.*?)</title>`)

// Whoever hears a page read hears from its title that something is wrong with what they entered,
// and from its head what, with the way to the field.
func TestAPageWithAFaultSaysSoInItsTitleAndLeadsToTheField(t *testing.T) {
	s := streetOf(t)
	for lang, mark := range map[string]string{"ja": "エラー: ", "en": "Error: "} {
		v := s.visitor().goTo("/yoyaku/prove?lang=" + lang)
		faulty := func(want bool, field string) {
			t.Helper()
			title := titled.FindStringSubmatch(v.page)[1]
			summary := strings.Contains(v.page, `<div class="warning" role="alert" tabindex="-1" autofocus>`) && strings.Contains(v.page, `<p><a href="#`+field+`">`)
			beside := strings.Contains(v.page, `<p class="fault" id="wrong">`) && strings.Contains(v.page, `aria-describedby="wrong`) && strings.Contains(v.page, `aria-invalid="true"`)
			if strings.HasPrefix(title, mark) != want || summary != want || beside != want {
				t.Errorf("%s has the title %q, a summary: %t, the fault beside the field: %t; expected %t", v.at, title, summary, beside, want)
			}
			if n := strings.Count(v.page, " autofocus"); n > 1 {
				t.Errorf("%s sets the focus %d times", v.at, n)
			}
		}
		faulty(false, "phone")
		v.send("/yoyaku/prove", "phone", "0568-11")
		faulty(true, "phone")
		v.send("/yoyaku/prove", "phone", mobile.Domestic())
		faulty(false, "code")
		v.send("/yoyaku/prove/code", "code", "12")
		faulty(true, "code")
		v.send("/yoyaku/prove/code", "code", v.code(mobile)).is("/yoyaku/mine")
		faulty(false, "code")
	}
}
