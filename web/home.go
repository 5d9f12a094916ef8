package web

// A home is the page on which work begins.
type home struct {
	Found *found
}

func (r *request) home() (answer, error) { return view{name: "home", data: home{}}, nil }
