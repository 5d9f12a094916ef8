package residents

import (
	"bytes"
	"encoding/xml"
	"net/http"

	"github.com/gin-gonic/gin"

	"madoguchi/web"
)

// sitemapPath is where search engines find the pages that they may show.
const sitemapPath = "/sitemap.xml"

// foundable are the paths, from the root of the host on, of the pages that search engines may
// show: those on which nobody has chosen anything.
func (d *Door) foundable() []string {
	paths := []string{root}
	for _, f := range d.City.Facilities {
		paths = append(paths, root+"/at/"+f.ID)
	}
	return paths
}

// inLanguage returns the address of a page in a language. The first language is that of whoever
// has not chosen.
func inLanguage(address string, l language) string {
	if l == languages[0] {
		return address
	}
	return web.With(address, "lang", l.Code())
}

// A translation is where a page is in a language.
type translation struct{ Code, At string }

// translations returns where a page of the city is in each language, as whole addresses; none if
// nobody has said what the address of the pages is.
func (d *Door) translations(path string) (all []translation) {
	if d.PublicURL == "" {
		return nil
	}
	for _, l := range languages {
		all = append(all, translation{l.Code(), inLanguage(d.PublicURL+path, l)})
	}
	return all
}

// Locale is the language as https://ogp.me names it.
func (v voice) Locale() string {
	if v.Code() == "ja" {
		return "ja_JP"
	}
	return "en_US"
}

// A sitemap is what https://www.sitemaps.org/protocol.html says that it is.
type sitemap struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	Pages   []sitemapRow `xml:"url"`
}

type sitemapRow struct {
	At string `xml:"loc"`
}

// sitemap answers which pages there are for search engines.
func (r *request) sitemap() (web.Answer, error) {
	if r.PublicURL == "" {
		return nil, web.ErrNotThere
	}
	var all sitemap
	for _, path := range r.foundable() {
		for _, t := range r.translations(path) {
			all.Pages = append(all.Pages, sitemapRow{t.At})
		}
	}
	var out bytes.Buffer
	out.WriteString(xml.Header)
	if err := xml.NewEncoder(&out).Encode(all); err != nil {
		return nil, err
	}
	return served{newFile(sitemapPath, "application/xml; charset=utf-8", out.Bytes()), out.Bytes()}, nil
}

// robots tells search engines what to ask for, where they look for that: at the root of the
// host. The longest rule holds, and nothing else of the host is for them.
// https://www.rfc-editor.org/rfc/rfc9309
func (d *Door) robots(c *gin.Context) {
	text := "User-agent: *\nDisallow: /\nAllow: " + root + "\n"
	for _, path := range []string{"/book", "/mine", "/prove", freePath} {
		text += "Disallow: " + root + path + "\n"
	}
	if d.PublicURL != "" {
		text += "\nSitemap: " + d.PublicURL + root + sitemapPath + "\n"
	}
	c.Header("Cache-Control", "public, max-age=3600")
	c.Data(http.StatusOK, "text/plain; charset=utf-8", []byte(text))
}
