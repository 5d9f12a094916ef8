package city

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

const (
	someQuestions = "a list of questions such as {q: …, a: …}"
	someQuestion  = "a text in Japanese of at most 60 characters, without the readings in it"
	someAnswer    = "a text in Japanese of at most 300 characters, without the readings in it"
	someReading   = "｜, a word, and 《its reading》, such as ｜予約《よやく》"
	someColour    = `a dark colour such as "#0b5f7a", with a contrast to white of at least 4.5`
)

var brokenWeb = []brokenCity{
	{"questions that are a word", edits{"", "web: {questions: はい}\n"},
		`18: web.questions: found "はい", expected ` + someQuestions},
	{"21 questions", edits{"", "web: {questions: [" + strings.Repeat("{q: あ, a: い},", 21) + "]}\n"},
		`18: web.questions: found a list of 21, expected ` + someQuestions + `, 0 to 20 of them`},
	{"a question without an answer", edits{"", "web:\n  questions:\n    - q: どこですか\n"},
		`20: web.questions[0].a: found nothing, expected ` + someAnswer},
	{"a question with a slip", edits{"", "web:\n  questions:\n    - {q: どこですか, answer: ここです}\n"},
		`20: web.questions[0]: found the unknown key "answer", expected one of q, a, q_en, a_en
20: web.questions[0].a: found nothing, expected ` + someAnswer},
	{"a question twice", edits{"", "web:\n  questions:\n    - {q: どこですか, a: ここです}\n    - {q: どこですか, a: あそこです}\n"},
		`21: web.questions[1].q: found "どこですか", expected a question of its own: line 20 has it already`},
	{"an English question without an answer", edits{"", "web:\n  questions:\n    - {q: どこですか, a: ここです, q_en: Where}\n"},
		`20: web.questions[0].a_en: found nothing, expected a text in English of at most 600 characters`},
	{"an English answer in Japanese", edits{"", "web:\n  questions:\n    - {q: どこですか, a: ここです, q_en: Where, a_en: ここです}\n"},
		`20: web.questions[0].a_en: found "ここです", expected a text in English of at most 600 characters`},
	{"a question of two lines", edits{"", "web:\n  questions:\n    - {q: \"どこ\\nですか\", a: ここです}\n"},
		`20: web.questions[0].q: found "どこ\nですか", expected ` + someQuestion},
	{"a question of 61 characters", edits{"", "web:\n  questions:\n    - {q: " + strings.Repeat("ど", 61) + ", a: ここです}\n"},
		`20: web.questions[0].q: found "` + strings.Repeat("ど", 40) + `"…, expected ` + someQuestion},
	{"a question in English alone", edits{"", "web:\n  questions:\n    - {q: Where, a: ここです}\n"},
		`20: web.questions[0].q: found "Where", expected ` + someQuestion},
	{"a reading that does not end", edits{"", "web:\n  questions:\n    - {q: ｜予約《よやくですか, a: ここです}\n"},
		`20: web.questions[0].q: found "｜予約", expected ` + someReading},
	{"a reading of nothing", edits{"", "web:\n  questions:\n    - {q: 予約《よやく》ですか, a: ここです}\n"},
		`20: web.questions[0].q: found "《よやく》ですか", expected ` + someReading},
	{"a reading in a reading", edits{"", "web:\n  questions:\n    - {q: ｜予《｜約《やく》》, a: ここです}\n"},
		`20: web.questions[0].q: found "｜予", expected ` + someReading},
	{"a reading in English", edits{"", "web:\n  questions:\n    - {q: どこですか, a: ここです, q_en: Where, a_en: ｜Here《ヒア》}\n"},
		`20: web.questions[0].a_en: found "｜Here《ヒア》", expected a text in English of at most 600 characters`},
	{"a colour by its name", edits{"", "web: {colour: navy}\n"},
		`18: web.colour: found "navy", expected ` + someColour},
	{"a colour that closes the style", edits{"", "web: {colour: \"#000000;}\"}\n"},
		`18: web.colour: found "#000000;}", expected ` + someColour},
	{"a colour that is too light", edits{"", "web: {colour: \"#00a0c0\"}\n"},
		`18: web.colour: found "#00a0c0", which has one of 3.0, expected ` + someColour},
	{"a colour that is a bit too light", edits{"", "web: {colour: \"#777777\"}\n"},
		`18: web.colour: found "#777777", which has one of 4.4, expected ` + someColour},
	{"a colour that is a list", edits{"", "web: {colour: [1]}\n"},
		`18: web.colour: found a list of 1, expected ` + someColour},
	{"a picture that is a mapping", edits{"", "web: {header: {file: a.png}}\n"},
		`18: web.header: found a mapping, expected the name of a ` + pictures},
}

func TestWhatResidentsReadOfTheCityIsRead(t *testing.T) {
	c := parsed(t, edited(t, "", `web:
  residents: true
  colour: "#767676"
  header: ""
  questions:
    - {q: ｜予約《よやく》は、いりますか, a: はい。, q_en: Do I need to book, a_en: "Yes: see 予約."}
    - {q: どこですか, a: ここです}
`))
	want := Web{Colour: "#767676", Questions: []Question{
		{"｜予約《よやく》は、いりますか", "はい。", "Do I need to book", "Yes: see 予約."}, {"どこですか", "ここです", "", ""},
	}}
	if !c.Residents || !reflect.DeepEqual(c.Web, want) {
		t.Errorf("found %+v, expected %+v", c.Web, want)
	}
}

// drawn returns a picture of a size, which cannot be made smaller if it is noisy.
func drawn(t *testing.T, width, height int, noisy, asJPEG bool) []byte {
	t.Helper()
	picture := image.NewGray(image.Rect(0, 0, width, height))
	if noisy {
		noise := rand.NewChaCha8([32]byte{1})
		if _, err := noise.Read(picture.Pix); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	write := func() error { return png.Encode(&out, picture) }
	if asJPEG {
		write = func() error { return jpeg.Encode(&out, picture, nil) }
	}
	if err := write(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestThePictureOfTheCityIsReadBesideItsFile(t *testing.T) {
	for _, c := range []struct {
		claim, name, found string // "" if it is taken
		content            []byte
	}{
		{"a PNG", "header.png", "", drawn(t, 1280, 160, false, false)},
		{"a JPEG, whatever it is called", "header.png", "", drawn(t, 640, 160, false, true)},
		{"none there", "nowhere.png", "is not there", nil},
		{"a directory", ".", "cannot be read", nil},
		{"a drawing that could have scripts", "header.svg", "is neither PNG nor JPEG", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)},
		{"the beginning of a PNG", "header.png", "is neither PNG nor JPEG", drawn(t, 640, 160, false, false)[:20]},
		{"nothing", "header.png", "is neither PNG nor JPEG", []byte{}},
		{"a picture that is too high", "header.png", "is 640 pixels wide and 161 high", drawn(t, 640, 161, false, false)},
		{"a picture that is too small", "header.png", "is 639 pixels wide and 100 high", drawn(t, 639, 100, false, false)},
		{"a picture that is too wide", "header.png", "is 2561 pixels wide and 100 high", drawn(t, 2561, 100, false, false)},
		{"a picture that is too large", "header.png", "has more than 100 KiB", drawn(t, 1280, 160, true, false)},
	} {
		t.Run(c.claim, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "city.yaml")
			if err := os.WriteFile(file, edited(t, "", "web: {header: "+c.name+"}\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if c.content != nil {
				if err := os.WriteFile(filepath.Join(dir, c.name), c.content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			config, err := Load(file)
			if c.found == "" {
				if err != nil || config.Web.Header == nil || !bytes.Equal(config.Web.Header.Content, c.content) {
					t.Errorf("found %v", err)
				}
				return
			}
			if want := file + `:18: web.header: found "` + c.name + `", which ` + c.found + ", expected a " + pictures; err == nil || err.Error() != want {
				t.Errorf("found %v, expected %s", err, want)
			}
		})
	}
}

func TestTheSampleAnswersWhatPeopleAsk(t *testing.T) {
	c, err := Default(time.Date(2026, 11, 21, 12, 0, 0, 0, booking.JST))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(c.Web.Questions); n < 6 {
		t.Errorf("found %d questions", n)
	}
	for _, q := range c.Web.Questions {
		if q.EnglishQ == "" || q.EnglishA == "" {
			t.Errorf("%s is not in English", q.Q)
		}
	}
}
