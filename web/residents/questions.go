package residents

// A Question is one that people ask of the city, and the city's answer. In Japanese, words may
// have their readings, as in words/ja.txt.
type Question struct {
	Q, A               string
	EnglishQ, EnglishA string // "" if only in Japanese
}

// A shownQuestion is a question in the language of a page, or in Japanese if it has none in that.
type shownQuestion struct {
	Q, A     Marked
	Language string // "" if that of the page
}

// questions returns the city's questions.
func (r *request) questions() (all []shownQuestion) {
	for _, q := range r.Questions {
		switch {
		case r.voice.Code() == "ja":
			all = append(all, shownQuestion{Marked(q.Q), Marked(q.A), ""})
		case q.EnglishQ == "":
			all = append(all, shownQuestion{Marked(q.Q), Marked(q.A), "ja"})
		default:
			all = append(all, shownQuestion{Marked(q.EnglishQ), Marked(q.EnglishA), ""})
		}
	}
	return all
}
