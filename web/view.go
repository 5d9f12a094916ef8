package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"path"
	"strings"
	"sync"
)

// A View is a page, or a part of one that is alive.
type View struct {
	Name   string // of the template
	Part   string // the block of it that is wanted alone; "" means the whole page
	Status int    // 0 is 200
	Data   any
}

// Write renders the view: the whole page in its layout and frame, a part alone.
func (v View) Write(x *Exchange) error {
	var out bytes.Buffer // a page that fails half-way must not be half a page
	block, data := v.Part, v.Data
	if block == "" {
		block, data = "layout", x.frame(v.Data)
	}
	if err := x.pages.Render(&out, v.Name, block, data); err != nil {
		return err
	}
	status := v.Status
	if status == 0 {
		status = http.StatusOK
	}
	x.Data(status, "text/html; charset=utf-8", out.Bytes())
	return nil
}

// Pages are the templates of one audience.
type Pages struct {
	parsed func() (map[string]*template.Template, error)
}

// NewPages returns the pages in a directory of files that are part of the program.
// Each file is a page, named after the file without its ending; but layout.html and
// part_….html belong to every page. A whole page is the block "layout", which a site of
// one page may have in the page itself. The templates are read when the first page is
// asked for: most commands show none.
func NewPages(files embed.FS, dir string, words template.FuncMap) *Pages {
	return &Pages{sync.OnceValues(func() (map[string]*template.Template, error) { return parse(files, dir, words) })}
}

func parse(files embed.FS, dir string, words template.FuncMap) (map[string]*template.Template, error) {
	entries, err := files.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var around, own []string
	for _, e := range entries {
		if name := e.Name(); name == "layout.html" || strings.HasPrefix(name, "part_") {
			around = append(around, path.Join(dir, name))
		} else {
			own = append(own, path.Join(dir, name))
		}
	}
	common := template.New("").Funcs(words)
	if len(around) > 0 {
		if common, err = common.ParseFS(files, around...); err != nil {
			return nil, err
		}
	}
	pages := map[string]*template.Template{}
	for _, file := range own {
		page, err := common.Clone()
		if err == nil {
			page, err = page.ParseFS(files, file)
		}
		if err != nil {
			return nil, err
		}
		pages[strings.TrimSuffix(path.Base(file), ".html")] = page
	}
	return pages, nil
}

// Render writes a block of a page.
func (p *Pages) Render(to io.Writer, name, block string, data any) error {
	pages, err := p.parsed()
	if err != nil {
		return err
	}
	page, ok := pages[name]
	if !ok {
		return fmt.Errorf("web: there is no template %q", name)
	}
	return page.ExecuteTemplate(to, block, data)
}
