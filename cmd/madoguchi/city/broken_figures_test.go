package city

import "strings"

var brokenFigures = []brokenCity{
	{"lengths without a unit", edits{"", "rules: {slot: 30, horizon: 45, hold: 10}\n"},
		`18: rules.slot: found "30", expected a length of time from 5m to 4h
18: rules.horizon: found "45", expected a horizon from 1d to 180d, 1w to 26w or 1か月 to 6か月
18: rules.hold: found "10", expected a length of time from 1m to 30m`},
	{"lengths in the wrong unit", edits{"", "rules: {slot: 1d, horizon: 24h, hold: 1h}\n"},
		`18: rules.slot: found "1d", expected a length of time from 5m to 4h
18: rules.horizon: found "24h", expected a horizon from 1d to 180d, 1w to 26w or 1か月 to 6か月
18: rules.hold: found "1h", expected a length of time from 1m to 30m`},
	{"lengths below the least", edits{"", "rules: {slot: 4m, horizon: 0d, hold: 0m}\n"},
		`18: rules.slot: found "4m", expected a length of time from 5m to 4h
18: rules.horizon: found "0d", expected a horizon from 1d to 180d, 1w to 26w or 1か月 to 6か月
18: rules.hold: found "0m", expected a length of time from 1m to 30m`},
	{"lengths above the most", edits{"", "rules: {slot: 241m, horizon: 181d, hold: 31m}\n"},
		`18: rules.slot: found "241m", expected a length of time from 5m to 4h
18: rules.horizon: found "181d", expected a horizon from 1d to 180d, 1w to 26w or 1か月 to 6か月
18: rules.hold: found "31m", expected a length of time from 1m to 30m`},
	{"lengths in two units, below nothing, without end", edits{"", "rules: {slot: 1h30m, horizon: -1d, hold: 99999999999m}\n"},
		`18: rules.slot: found "1h30m", expected a length of time from 5m to 4h
18: rules.horizon: found "-1d", expected a horizon from 1d to 180d, 1w to 26w or 1か月 to 6か月
18: rules.hold: found "99999999999m", expected a length of time from 1m to 30m`},
	{"capacity 101", edits{"", "rules: {capacity: 101}\n"},
		`18: rules.capacity: found "101", expected a whole number from 1 to 100`},
	{"counts that YAML would read as something else", edits{"", "rules: {capacity: 010, max_party: 1_0}\n"},
		`18: rules.capacity: found "010", expected a whole number from 1 to 100
18: rules.max_party: found "1_0", expected a whole number from 1 to 9`},
	{"counts that are no counts", edits{"", "rules: {capacity: 2x, max_party: 2.5}\n"},
		`18: rules.capacity: found "2x", expected a whole number from 1 to 100
18: rules.max_party: found "2.5", expected a whole number from 1 to 9`},
	{"party of 10", edits{"", "rules: {max_party: 10}\n"},
		`18: rules.max_party: found "10", expected a whole number from 1 to 9`},
	{"list as a count", edits{"", "rules: {max_party: [1]}\n"},
		`18: rules.max_party: found a list of 1, expected a whole number from 1 to 9`},
	{"facility's own slots and capacity", edits{"short: こうぞうじ", "short: こうぞうじ\n    slot: 241m\n    capacity: 101"},
		`17: facilities[1].slot: found "241m", expected a length of time from 5m to 4h
18: facilities[1].capacity: found "101", expected a whole number from 1 to 100`},
	{"voice cut short", edits{"", "voice: {name: Polly.Kazuha}\n"},
		`18: voice.name: found "Polly.Kazuha", expected a Japanese voice of Twilio such as Polly.Kazuha-Neural (did you mean "Polly.Kazuha-Neural"?)`},
	{"voice of another country", edits{"", "voice: {name: Polly.Joanna}\n"},
		`18: voice.name: found "Polly.Joanna", expected a Japanese voice of Twilio such as Polly.Kazuha-Neural`},
	{"voice that speaks at one speed", edits{"", "voice: {name: Google.ja-JP-Chirp3-HD-Kore, rate: 80, slow: 70}\n"},
		`18: voice.name: found "Google.ja-JP-Chirp3-HD-Kore", expected a voice whose speed can be set, because slow speech is for people who need it: one of ` +
			`Polly.Mizuki, Polly.Takumi, Polly.Takumi-Neural, Polly.Kazuha-Neural, Polly.Tomoko-Neural, ` +
			`Google.ja-JP-Standard-A, Google.ja-JP-Standard-B, Google.ja-JP-Standard-C, Google.ja-JP-Standard-D, ` +
			`Google.ja-JP-Wavenet-A, Google.ja-JP-Wavenet-B, Google.ja-JP-Wavenet-C, Google.ja-JP-Wavenet-D, ` +
			`Google.ja-JP-Neural2-B, Google.ja-JP-Neural2-C, Google.ja-JP-Neural2-D`},
	{"list as a voice", edits{"", "voice: {name: [Google.ja-JP-Chirp3-HD-Kore]}\n"},
		`18: voice.name: found a list of 1, expected a Japanese voice of Twilio such as Polly.Kazuha-Neural`},
	{"speeds outside of 50 to 120", edits{"", "voice: {rate: 121, slow: 49}\n"},
		`18: voice.rate: found "121", expected a whole number from 50 to 120
18: voice.slow: found "49", expected a whole number from 50 to 120`},
	{"slow that is faster", edits{"", "voice: {rate: 80, slow: 90}\n"},
		`18: voice.slow: found "90", expected at most the rate, which is 80`},
	{"cancel with a slip", edits{"", "cancel: onekey\n"},
		`18: cancel: found "onekey", expected two-keys or one-key (did you mean "one-key"?)`},
	{"cancel with a truth value", edits{"", "cancel: true\n"},
		`18: cancel: found "true", expected two-keys or one-key`},
	{"public URL without encryption", edits{"", "public_url: http://yoyaku.example.jp\n"},
		`18: public_url: found "http://yoyaku.example.jp", expected https:// (http:// only for localhost and 127.0.0.1), such as https://yoyaku.example.jp`},
	{"language in Japanese", edits{"", "phrases: {日本語: {}}\n"},
		`18: phrases: found "日本語", expected a language such as ja`},
	{"texts that are none", edits{"", "phrases: {ja: {greet: , ok: [x], bye: \"\"}}\n"},
		`18: phrases.ja.greet: found nothing, expected a text of 1 to 2000 characters
18: phrases.ja.ok: found a list of 1, expected a text of 1 to 2000 characters
18: phrases.ja.bye: found "", expected a text of 1 to 2000 characters`},
	{"text of 2001 characters", edits{"", "phrases: {ja: {greet: " + strings.Repeat("あ", 2001) + "}}\n"},
		`18: phrases.ja.greet: found "ああああああああああああああああああああああああああああああああああああああああ"…, expected a text of 1 to 2000 characters`},
	{"phrase with a blank in its key", edits{"", "phrases: {ja: {a b: x}}\n"},
		`18: phrases.ja: found "a b", expected the key of a phrase, in ASCII letters`},
	{"language that is a text", edits{"", "phrases: {en: hello}\n"},
		`18: phrases.en: found "hello", expected a mapping of phrases to their texts`},
}
