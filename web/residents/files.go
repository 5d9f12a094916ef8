package residents

import (
	"embed"

	"madoguchi/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

var pages = web.NewPages(templateFiles, "templates", nil)

//go:embed static/*.css static/*.svg
var staticFiles embed.FS

var static = web.NewStatic(staticFiles, "static")
