package residents

// Routes returns method and path of each page, below its root, for tests that try them all.
func Routes() (all [][2]string) {
	for _, r := range routes() {
		all = append(all, [2]string{r.Method, r.Path})
	}
	return all
}
