package city

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"madoguchi/booking"
)

// MaxSize is the most bytes that a city.yaml may have.
const MaxSize = 1 << 20

// Config is a city.yaml without mistakes.
type Config struct {
	City         booking.City
	Where        map[string]string // where in the city a facility is, by Facility.ID, such as 市役所1階; not every facility says so
	PublicURL    string            // the address at which Twilio reaches the line, without a slash at its end; "" if not set here
	Voice        Voice
	Residents    bool          // residents book on the web as well
	LinkFor      time.Duration // a link is good for so long with which they show that a mail address is theirs
	Mail         Mail
	Web          Web           // what their pages have of the city's own
	OneKeyCancel bool          // callers cancel with 9 alone, otherwise with 9 and then 1
	Idle         time.Duration // the console signs somebody out after so long without a request
	SecondFactor Whom          // who can do nothing in the console without a second factor
	ConsoleURL   string        // the address at which staff reach the console, to which passkeys are bound; "" if not set
	Phrases      []Phrase      // the city's own words, in the order of the file

	source source
}

// Voice is who speaks, and how fast. Rate and Slow are percent of the voice's
// own speed; Slow is for callers who need it and is never above Rate.
type Voice struct {
	Name string // of https://www.twilio.com/docs/voice/say/text-speech
	Rate int
	Slow int
}

// Whom says whom something is asked of.
type Whom string

// Whom something is asked of.
const (
	Nobody Whom = "none"
	Admins Whom = "admins"
	All    Whom = "all"
)

// Phrase puts the city's own text in the place of a phrase. This package does not
// know whether there is such a phrase, or whether the text can be said.
type Phrase struct {
	Lang string // ja
	Key  string
	Text string
	Line int // in the file
}

// Parse reads a city.yaml, but no file that it names. name is what mistakes call the file. The error is of
// type [Mistakes] and has every mistake. If a file is not YAML at all, or has what
// city.yaml must not have (anchors, tags, a second document), the error has only
// those mistakes.
func Parse(name string, data []byte) (*Config, error) {
	r := &reading{file: name}
	config := &Config{}
	if root := r.document(data); root != nil {
		config.source.root = value{in: r, node: root, line: root.Line, required: true}
		r.config(config.source.root, config)
	}
	if len(r.mistakes) > 0 {
		r.mistakes.Sort()
		return nil, r.mistakes
	}
	return config, nil
}

// Load reads the city.yaml at path, and the picture that it names. If the file cannot be read, the error says what
// to do about it; the other errors are those of [Parse].
func Load(path string) (*Config, error) {
	file, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w; write one with: madoguchi config sample > %s", err, path)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%w; let the user who runs madoguchi read it", err)
	case err != nil:
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, MaxSize+1))
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, fmt.Errorf("%w; expected a file such as madoguchi config sample writes", err)
	}
	config, err := Parse(path, data)
	if err != nil {
		return nil, err
	}
	if config.readHeader(filepath.Dir(path)); len(config.source.root.in.mistakes) > 0 {
		return nil, config.source.root.in.mistakes
	}
	return config, nil
}
