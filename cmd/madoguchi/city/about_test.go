package city

import (
	"strings"
	"testing"

	"madoguchi/booking"
)

var brokenAbout = []brokenCity{
	{"address in Latin letters", edits{"short: しやくしょ", "address: " + `Toriimatsu 5-44` + "\n    short: しやくしょ"},
		`10: facilities[0].address: found "Toriimatsu 5-44", expected an address in Japanese of at most 80 characters such as 春日井市鳥居松町5丁目44番地`},
	{"address of 81 characters", edits{"short: しやくしょ", "address: " + strings.Repeat("市", 81) + "\n    short: しやくしょ"},
		`10: facilities[0].address: found "市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市市"…, expected an address in Japanese of at most 80 characters such as 春日井市鳥居松町5丁目44番地`},
	{"address of two lines", edits{"short: しやくしょ", "address: " + `"春日井市\n鳥居松町"` + "\n    short: しやくしょ"},
		`10: facilities[0].address: found "春日井市\n鳥居松町", expected an address in Japanese of at most 80 characters such as 春日井市鳥居松町5丁目44番地`},
	{"address that turns the text round", edits{"short: しやくしょ", "address: " + `"春日井市\u202E鳥居松町"` + "\n    short: しやくしょ"},
		`10: facilities[0].address: found "春日井市\u202e鳥居松町", expected an address in Japanese of at most 80 characters such as 春日井市鳥居松町5丁目44番地`},
	{"address that is a list", edits{"short: しやくしょ", "address: " + `[春日井市]` + "\n    short: しやくしょ"},
		`10: facilities[0].address: found a list of 1, expected an address in Japanese of at most 80 characters such as 春日井市鳥居松町5丁目44番地`},
	{"map without TLS", edits{"short: しやくしょ", "map: " + `http://maps.example.jp/1` + "\n    short: しやくしょ"},
		`10: facilities[0].map: found "http://maps.example.jp/1", expected an address that begins with https://, such as https://maps.example.jp/?q=35.24,136.97`},
	{"map that is a script", edits{"short: しやくしょ", "map: " + `"javascript:alert(1)"` + "\n    short: しやくしょ"},
		`10: facilities[0].map: found "javascript:alert(1)", expected an address that begins with https://, such as https://maps.example.jp/?q=35.24,136.97`},
	{"map that is a mapping", edits{"short: しやくしょ", "map: " + `{lat: 35}` + "\n    short: しやくしょ"},
		`10: facilities[0].map: found a mapping, expected an address that begins with https://, such as https://maps.example.jp/?q=35.24,136.97`},
	{"map with a user", edits{"short: しやくしょ", "map: " + `https://city@maps.example.jp/` + "\n    short: しやくしょ"},
		`10: facilities[0].map: found "https://city@maps.example.jp/", expected an address with a host of ASCII letters, digits, dots and hyphens, and without a user, such as https://maps.example.jp/?q=35.24,136.97`},
	{"map of no host", edits{"short: しやくしょ", "map: " + `"https:///maps"` + "\n    short: しやくしょ"},
		`10: facilities[0].map: found "https:///maps", expected an address with a host of ASCII letters, digits, dots and hyphens, and without a user, such as https://maps.example.jp/?q=35.24,136.97`},
	{"map with a blank", edits{"short: しやくしょ", "map: " + `https://maps.example.jp/a b` + "\n    short: しやくしょ"},
		`10: facilities[0].map: found "https://maps.example.jp/a b", expected an address without blanks and other marks that no address has, such as https://maps.example.jp/?q=35.24,136.97`},
	{"map with a tab", edits{"short: しやくしょ", "map: " + `"https://maps.example.jp/\ta"` + "\n    short: しやくしょ"},
		`10: facilities[0].map: found "https://maps.example.jp/\ta", expected an address without blanks and other marks that no address has, such as https://maps.example.jp/?q=35.24,136.97`},
	{"map at no port", edits{"short: しやくしょ", "map: " + `https://maps.example.jp:99999/` + "\n    short: しやくしょ"},
		`10: facilities[0].map: found "https://maps.example.jp:99999/", expected a port from 1 to 65535, such as https://maps.example.jp/?q=35.24,136.97`},
	{"map of 501 characters", edits{"short: しやくしょ", "map: " + "https://maps.example.jp/" + strings.Repeat("a", 477) + "\n    short: しやくしょ"},
		`10: facilities[0].map: found "https://maps.example.jp/aaaaaaaaaaaaaaaa"…, expected an address of at most 500 characters, such as https://maps.example.jp/?q=35.24,136.97`},
	{"contact without a number", edits{"short: しやくしょ", "contact: " + `戸籍住民課` + "\n    short: しやくしょ"},
		`10: facilities[0].contact: found "戸籍住民課", expected a telephone number such as 0568-12-3456, or words with one, of at most 60 characters`},
	{"contact that lacks a digit", edits{"short: しやくしょ", "contact: " + `0568-85-613` + "\n    short: しやくしょ"},
		`10: facilities[0].contact: found "0568-85-613", expected a telephone number such as 0568-12-3456, or words with one, of at most 60 characters`},
	{"contact abroad", edits{"short: しやくしょ", "contact: " + `"+1 212 555 0100"` + "\n    short: しやくしょ"},
		`10: facilities[0].contact: found "+1 212 555 0100", expected a telephone number such as 0568-12-3456, or words with one, of at most 60 characters`},
	{"contact of two lines", edits{"short: しやくしょ", "contact: " + `"0568-11-2222\n0568-11-2223"` + "\n    short: しやくしょ"},
		`10: facilities[0].contact: found "0568-11-2222\n0568-11-2223", expected a telephone number such as 0568-12-3456, or words with one, of at most 60 characters`},
	{"contact of 61 characters", edits{"short: しやくしょ", "contact: " + "0568-11-2222" + strings.Repeat("内", 49) + "\n    short: しやくしょ"},
		`10: facilities[0].contact: found "0568-11-2222内内内内内内内内内内内内内内内内内内内内内内内内内内内内"…, expected a telephone number such as 0568-12-3456, or words with one, of at most 60 characters`},
	{"English name in Japanese", edits{"short: しやくしょ", "name_en: " + `市役所 City Hall` + "\n    short: しやくしょ"},
		`10: facilities[0].name_en: found "市役所 City Hall", expected a name in Latin letters of at most 60 characters such as Kozoji Community Center`},
	{"English name of digits", edits{"short: しやくしょ", "name_en: " + `"12"` + "\n    short: しやくしょ"},
		`10: facilities[0].name_en: found "12", expected a name in Latin letters of at most 60 characters such as Kozoji Community Center`},
	{"English name of 61 letters", edits{"short: しやくしょ", "name_en: " + strings.Repeat("a", 61) + "\n    short: しやくしょ"},
		`10: facilities[0].name_en: found "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"…, expected a name in Latin letters of at most 60 characters such as Kozoji Community Center`},
	{"one English name of two facilities", edits{"short: しやくしょ", "name_en: City Hall\n    short: しやくしょ", "short: こうぞうじ", "name_en: City Hall\n    short: こうぞうじ"},
		`17: facilities[1].name_en: found "City Hall", expected one that no other facility has: line 10 has it already`},
}

func TestWhatResidentsReadOfAFacilityIsRead(t *testing.T) {
	const far = "https://maps.example.jp/市役所/@35.24,136.97,17z?q=%E5%B8%82#here"
	c := parsed(t, edited(t, "short: しやくしょ", "address: 〒486-8686　春日井市鳥居松町5丁目44番地\n    map: "+far+"\n    contact: 戸籍住民課の窓口 0568-11-2222（内線 100）\n    name_en: \"City Hall, 1F\"\n    short: しやくしょ",
		"short: こうぞうじ", "address: "+strings.Repeat("市", 80)+"\n    map:\n    contact: (0568) 11 2223\n    short: こうぞうじ"))
	for i, want := range []booking.About{
		{Address: "〒486-8686　春日井市鳥居松町5丁目44番地", Map: far, Contact: "戸籍住民課の窓口 0568-11-2222（内線 100）", English: "City Hall, 1F"},
		{Address: strings.Repeat("市", 80), Contact: "(0568) 11 2223"},
	} {
		if got := c.City.Facilities[i].About; got != want {
			t.Errorf("found %+v, expected %+v", got, want)
		}
	}
	if got := parsed(t, []byte(small)).City.Facilities[0].About; got != (booking.About{}) {
		t.Errorf("something was made up: %+v", got)
	}
}

// TestTheSampleShowsHowAFacilityIsFound reads the examples of what residents read.
func TestTheSampleShowsHowAFacilityIsFound(t *testing.T) {
	for _, key := range []string{"map", "contact", "name_en"} {
		var example string
		for line := range strings.Lines(string(sample)) {
			if said, ok := strings.CutPrefix(strings.TrimSpace(line), "# "+key+": "); ok {
				example = key + ": " + said
			}
		}
		if example == "" {
			t.Errorf("the sample does not show %s", key)
			continue
		}
		if c := parsed(t, edited(t, "short: しやくしょ", example+"\n    short: しやくしょ")); c.City.Facilities[0].About == (booking.About{}) {
			t.Errorf("%s is not read", example)
		}
	}
	if !strings.Contains(string(sample), "\n    address: ") {
		t.Error("the sample has no address")
	}
}
