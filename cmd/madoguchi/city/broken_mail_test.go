package city

const (
	ofMail      = "host, port, security, from, name, reply_to, words"
	someHost    = "the name of a mail server such as smtp.example.jp"
	someAddress = "a mail address such as yoyaku@city.example.jp"
)

var brokenMail = []brokenCity{
	{"mail as a word", edits{"", "mail: true\n"}, `18: mail: found "true", expected a mapping with ` + ofMail},
	{"mail without anything", edits{"", "mail: {}\n"}, `18: mail.host: found nothing, expected ` + someHost + `
18: mail.from: found nothing, expected ` + someAddress},
	{"mail with a slip, and its password", edits{"", "mail: {hosts: smtp.example.jp, from: a@b.jp, password: x}\n"},
		`18: mail: found the unknown key "hosts", expected one of ` + ofMail + ` (did you mean "host"?)
18: mail: found the unknown key "password", expected one of ` + ofMail},
	{"a mail server that is none", edits{"", "mail: {host: smtp://x, port: 0, security: ssl, from: a@b.jp}\n"},
		`18: mail.host: found "smtp://x", expected ` + someHost + `
18: mail.port: found "0", expected a whole number from 1 to 65535
18: mail.security: found "ssl", expected starttls, tls or none`},
	{"a mail server that others read along", edits{"", "mail: {host: smtp.example.jp, security: none, from: a@b.jp}\n"},
		`18: mail.security: found "none", expected starttls or tls (none only for localhost and 127.0.0.1, where nobody reads along)`},
	{"addresses that are none", edits{"", "mail:\n  host: smtp.example.jp\n  from: \"a@b.jp\\r\\nBcc: c@d.jp\"\n  reply_to: 花子\n  name: \"a <b>\"\n"},
		`20: mail.from: found "a@b.jp\r\nBcc: c@d.jp", expected ` + someAddress + `
21: mail.reply_to: found "花子", expected ` + someAddress + `
22: mail.name: found "a <b>", expected a name of 1 to 40 characters such as 春日井市 予約の窓口`},
	{"words of a mail as a list", edits{"", "mail: {host: smtp.example.jp, from: a@b.jp, words: {ja: []}}\n"},
		`18: mail.words.ja: found a list of 0, expected a mapping of phrases to their texts`},
	{"a link that is good too long", edits{"", "web: {residents: true, link_for: 3d}\n"},
		`18: web.link_for: found "3d", expected a length of time from 1h to 2d`},
}
