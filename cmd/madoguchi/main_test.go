package main

import (
	"strings"
	"testing"
)

// Each wrong command line is answered in one line that says what was found and
// what is expected, with the status that scripts know.
func TestAWrongCommandLineIsExplainedInOneLine(t *testing.T) {
	const (
		commands = "expected one of bookings, calendar, callers, config, fallback, jobs, ledger, measure, notices, phone, rehearse, serve, slots, staff, twilio, version, walk-in; see madoguchi --help"
		ofDesk   = "expected one of add, cancel, list, move, show; see madoguchi bookings --help"
		foo      = ` found "foo", expected one of koseki, sakashita, tobu, ajiyoshi, kozoji, which are those of the sample city (name yours with --config)`
	)
	for args, want := range map[string]string{
		"":                                "madoguchi: found no command, " + commands,
		"srve":                            `madoguchi: found the command "srve" (did you mean serve?), ` + commands,
		"srve --db x":                     `madoguchi: found the command "srve" (did you mean serve?), ` + commands,
		"--frob":                          "madoguchi: found the flag --frob, expected one of --help, --version",
		"help frob":                       `madoguchi help: found the command "frob", ` + commands,
		"version now":                     `madoguchi version: found "now", expected flags only; see madoguchi version --help`,
		"bookings":                        "madoguchi bookings: found no command, " + ofDesk,
		"bookings lst --phone":            `madoguchi bookings: found the command "lst" (did you mean list?), ` + ofDesk,
		"bookings list now":               `madoguchi bookings list: found "now", expected flags only; see madoguchi bookings list --help`,
		"bookings list -x":                "madoguchi bookings list: found the flag -x, expected one of --affected, --all, --config, --date, --db, --despite, --facility, --help, --json, --numbers, --phone, --service",
		"bookings list --=x":              "madoguchi bookings list: bad flag syntax: --=x; see madoguchi bookings list --help",
		"bookings list --db":              "madoguchi bookings list: --db: found nothing behind it, expected FILE: the ledger",
		"bookings list --db=":             "madoguchi bookings list: --db: found nothing, expected a file such as madoguchi.db",
		"bookings list --json=perhaps":    `madoguchi bookings list: --json: found "perhaps", expected nothing behind it`,
		"bookings list --facility foo":    "madoguchi bookings list: --facility:" + foo,
		"bookings list --date yesterday":  `madoguchi bookings list: --date: found "yesterday", expected a day from 2000 to 2099 such as 2026-12-01, or today, or tomorrow`,
		"bookings list --date 2026-02-30": `madoguchi bookings list: --date: found "2026-02-30", expected a day from 2000 to 2099 such as 2026-12-01, or today, or tomorrow`,
		"bookings list --phone 0901234":   "madoguchi bookings list: --phone: found a phone number of 7 digits, expected 11",
		"bookings show":                   "madoguchi bookings show: found no receipt number, expected for example: madoguchi bookings show 123456",
		"bookings show 12345":             "madoguchi bookings show: receipt number: a receipt number has six digits: found 5, expected for example: madoguchi bookings show 123456",
		"bookings cancel x":               "madoguchi bookings cancel: receipt number: a receipt number has nothing but digits: found 'x', expected for example: madoguchi bookings cancel 123456",
		"bookings add":                    `madoguchi bookings add: found no --phone, no --facility, no --start, expected for example: madoguchi bookings add --phone 090-1234-5678 --facility koseki --start "2026-12-01 09:30"`,
		"bookings add --phone 09012345678 --facility koseki":           `madoguchi bookings add: found no --start, expected for example: madoguchi bookings add --phone 090-1234-5678 --facility koseki --start "2026-12-01 09:30"`,
		"bookings add --start tomorrow":                                `madoguchi bookings add: --start: found "tomorrow", expected a day and a time from 2000 to 2099 such as "2026-12-01 09:30"`,
		"bookings add --start 1926-12-01T09:30":                        `madoguchi bookings add: --start: found "1926-12-01T09:30", expected a day and a time from 2000 to 2099 such as "2026-12-01 09:30"`,
		"bookings add --party 0":                                       `madoguchi bookings add: --party: found "0", expected a number of people from 1 to 99, such as 2`,
		"bookings add --member two":                                    `madoguchi bookings add: --member: found "two", expected a member of the household from 1 to 99, such as 2`,
		"bookings add --procedure passport":                            `madoguchi bookings add: --procedure: procedure "passport": expected one of renewal, new-issue, reissue, pick-up, unsaid`,
		"bookings move 000000":                                         `madoguchi bookings move: found no --start, no --party, expected for example: madoguchi bookings move 123456 --start "2026-12-01 09:30"`,
		"bookings move 000000 --start 2026-12-01T09:30 --facility foo": "madoguchi bookings move: --facility:" + foo,
		"slots close":                            "madoguchi slots close: found no --facility, no --date, expected for example: madoguchi slots close --facility koseki --date 2026-12-01",
		"slots open --facility foo --date today": "madoguchi slots open: --facility:" + foo,
		"slots open --facility koseki --date today --from 12:00 --to 09:00": "madoguchi slots open: --to: found 09:00, expected a time after 12:00, such as --from 09:00 --to 12:00",
		"slots open --capacity 0":  `madoguchi slots open: --capacity: found "0", expected a number of desks from 1 to 100, such as 2`,
		"slots close --from 24:00": `madoguchi slots close: --from: found time "24:00", expected 00:00 to 23:59: 24:00 can only be an end`,
		"slots frob":               `madoguchi slots: found the command "frob", expected one of close, decisions, desks, list, open, undo; see madoguchi slots --help`,
		"slots close --facility koseki --date 2026-12-02 --through 2026-12-01": "madoguchi slots close: --through: found 2026-12-01, expected a day from 2026-12-02 to 2028-12-02",
		"slots close --facility koseki --date 2026-12-02 --through 2028-12-03": "madoguchi slots close: --through: found 2028-12-03, expected a day from 2026-12-02 to 2028-12-02",
		"slots close --facility all --through 2026-12-01":                      "madoguchi slots close: found no --date, expected for example: madoguchi slots close --facility koseki --date 2026-12-01",
		"slots open --facility all --date today --capacity 3":                  "madoguchi slots open: --capacity: found it with several days or facilities, expected one of each: slots are added to one day of one facility",
		"notices":                     "madoguchi notices: found no command, expected one of add, end, list; see madoguchi notices --help",
		"notices add":                 `madoguchi notices add: found no text, expected one, such as "今日は、窓口がこんでいます。"`,
		"notices add a b":             `madoguchi notices add: found 2 texts, expected one in quotes, such as "今日は、窓口がこんでいます。"`,
		"notices add はい":              `madoguchi notices add: found no --until, expected for example: madoguchi notices add --until "2026-12-01 17:15" "今日は、窓口がこんでいます。"`,
		"notices add はい --until noon": `madoguchi notices add: --until: found "noon", expected a day and a time from 2000 to 2099 such as "2026-12-01 09:30"`,
		"notices add はい --until 2026-12-01T08:30":                         "madoguchi notices add: --until: found 2026-12-01(火) 08:30, expected a time after 2026-12-01(火) 08:30",
		"notices add はい --from 2026-12-02T09:00 --until 2026-12-02T08:00": "madoguchi notices add: --until: found 2026-12-02(水) 08:00, expected a time after 2026-12-02(水) 09:00",
		"notices add はい --from 2026-11-02T09:00 --until 2026-11-03T08:00": "madoguchi notices add: --until: found 2026-11-03(火) 08:00, expected a time after 2026-12-01(火) 08:30",
		"notices end":                      "madoguchi notices end: found 0 numbers, expected one, for example: madoguchi notices end 1; see madoguchi notices list",
		"notices end one":                  `madoguchi notices end: found "one", expected the number of a notice such as 1; see madoguchi notices list`,
		"notices end 0":                    `madoguchi notices end: found "0", expected the number of a notice such as 1; see madoguchi notices list`,
		"notices end 99999999999999999999": `madoguchi notices end: found "99999999999999999999", expected the number of a notice such as 1; see madoguchi notices list`,
		"notices list all":                 `madoguchi notices list: found "all", expected flags only; see madoguchi notices list --help`,
		"callers":                          "madoguchi callers: found no command, expected one of block, list, unblock; see madoguchi callers --help",
		"callers block":                    "madoguchi callers block: found no number, expected for example: madoguchi callers block 090-1234-5678",
		"callers block 0901234":            "madoguchi callers block: found a phone number of 7 digits, expected 11, for example: madoguchi callers block 090-1234-5678; or withheld, payphone or unreadable",
		"callers unblock anonymous":        "madoguchi callers unblock: found 'a' in a phone number, expected digits, hyphens, blanks and a + in front, for example: madoguchi callers unblock 090-1234-5678; or withheld, payphone or unreadable",
		"staff":                            "madoguchi staff: found no command, expected one of add, end, factor, list, number, password, role; see madoguchi staff --help",
		"staff add":                        "madoguchi staff add: found 0 words, expected 1, for example: madoguchi staff add tanto --role agent",
		"staff add tanto":                  "madoguchi staff add: found no --role, expected for example: madoguchi staff add tanto --role agent",
		"staff add Tanto --role agent":     `madoguchi staff add: found the name "Tanto", expected 2 to 20 of a-z, 0-9, . - and _, a letter first, such as tanto, for example: madoguchi staff add tanto --role agent`,
		"staff add tanto --role mayor":     `madoguchi staff add: --role: found "mayor", expected agent or counter or admin`,
		"staff add tanto --role agent --number 12345": "madoguchi staff add: --number: found 5 characters that are no number of an account, expected twelve digits such as 482173905164, of which six are different",
		"staff add tanto --password secret":           "madoguchi staff add: found the flag --password, expected one of --config, --db, --help, --json, --number, --role",
		"staff role tanto":                            "madoguchi staff role: found 1 words, expected 2, for example: madoguchi staff role tanto counter",
		"staff role tanto mayor":                      `madoguchi staff role: found "mayor", expected agent or counter or admin, for example: madoguchi staff role tanto counter`,
		"staff number tanto 12":                       "madoguchi staff number: found 2 characters that are no number of an account, expected twelve digits such as 482173905164, of which six are different, or new, or none, for example: madoguchi staff number tanto new",
		"staff end":                                   "madoguchi staff end: found 0 words, expected 1, for example: madoguchi staff end tanto",
		"staff password tanto secret":                 "madoguchi staff password: found 2 words, expected 1, for example: madoguchi staff password tanto",
		"twilio":                                      "madoguchi twilio: found no command, expected one of call, check, connect; see madoguchi twilio --help",
		"twilio connect":                              "madoguchi twilio connect: found no --number, expected for example: madoguchi twilio connect --number 050-3123-4567",
		"walk-in":                                     "madoguchi walk-in: found no command, expected one of close, open, show; see madoguchi walk-in --help",
		"walk-in close --facility foo":                "madoguchi walk-in close: --facility:" + foo,
		"walk-in show --facility foo":                 "madoguchi walk-in show: --facility:" + foo,
		"config check a b":                            "madoguchi config check: found 2 files, expected at most one, such as city.yaml; see madoguchi config check --help",
		"config frob":                                 `madoguchi config: found the command "frob", expected one of check, sample; see madoguchi config --help`,
		"jobs":                                        "madoguchi jobs: found no command, expected one of list, run; see madoguchi jobs --help",
		"ledger":                                      "madoguchi ledger: found no command, expected one of adopt, backup, check, clock, drill, restore; see madoguchi ledger --help",
		"serve now":                                   `madoguchi serve: found "now", expected flags only; see madoguchi serve --help`,
		"serve --listen 8080":                         `madoguchi serve: --listen: found "8080", expected HOST:PORT such as 127.0.0.1:8080`,
		"serve --listen :99999":                       `madoguchi serve: --listen: found ":99999", expected HOST:PORT such as 127.0.0.1:8080`,
		"phone --from 0120-123-456":                   "madoguchi phone: --from: found a 0120 number, which receives calls and makes none, expected a caller's number; or anonymous",
		"phone --keys 1x":                             `madoguchi phone: --keys: turn 1 is "1x", and 'x' is not a key: expected 0-9, * and #, or _ alone for silence`,
		"phone --now noon":                            `madoguchi phone: --now: found "noon", expected a day and a time from 2000 to 2099 such as "2026-12-01 09:30"`,
		"phone --person sleeps":                       `madoguchi phone: --person: found "sleeps", expected answers or busy or no-answer or voicemail`,
		"phone --to tokyo":                            "madoguchi phone: --to: found 't' in a phone number, expected digits, hyphens, blanks and a + in front; or the id of a facility with a number of its own",
		"phone --url localhost":                       `madoguchi phone: --url: found "localhost", expected an address such as http://127.0.0.1:8080`,
		"phone --url http://h --db x":                 "madoguchi phone: found --url and --db, expected one of them: a server that runs has its own",
		"phone --url http://h --now 2026-12-01T09:00": "madoguchi phone: found --url and --now, expected one of them: a server that runs has its own",
		"phone --url http://h --inbox":                "madoguchi phone: found --url and --inbox, expected one of them: what a server that runs tells by itself goes to real telephones",
		"phone --url http://h --rung":                 "madoguchi phone: found --url and --rung, expected one of them: what a server that runs tells by itself goes to real telephones",
		"phone --rung --to tobu":                      "madoguchi phone: found --rung and --to, expected one of them: the line that calls shows the city's number",
		"phone --answer busy":                         "madoguchi phone: found --answer without --rung, expected both: it is how a telephone that is rung is answered",
		"phone --rung --answer sleeps":                `madoguchi phone: --answer: found "sleeps", expected answers or busy or no-answer or voicemail`,
		"phone --rung --answer busy --keys 1":         "madoguchi phone: found --answer busy and --keys, expected one of them: nobody is there who presses keys",
		"phone --inbox --from anonymous":              "madoguchi phone: --from: found somebody without a number, expected a number: the line reaches nobody else",
	} {
		got := newPlace(t).run(strings.Fields(args)...)
		if got != (said{status: misused, err: want + "\n"}) {
			t.Errorf("madoguchi %s\n got %d %q%q\nwant %d %q", args, got.status, got.out, got.err, misused, want)
		}
	}
}

func TestWhatIsTypedAsATelephoneNumberIsNotRepeated(t *testing.T) {
	for _, command := range [][]string{{"phone", "--from"}, {"bookings", "list", "--phone"}, {"bookings", "add", "--phone"}, {"callers", "block"}, {"callers", "unblock"},
		{"twilio", "call", "--to"}, {"twilio", "check", "--number"}} {
		got := newPlace(t).run(append(command, "123456789012")...)
		if got.status != misused || strings.Contains(got.err, "6789") {
			t.Errorf("%q: %d %s", command, got.status, got.err)
		}
	}
}

func TestEveryCommandExplainsItselfWithAnExample(t *testing.T) {
	p := newPlace(t)
	root := p.world(nil, nil, nil).command()
	commands := root.Commands()
	for len(commands) > 0 {
		cmd := commands[0]
		commands = append(commands[1:], cmd.Commands()...)
		if cmd.Name() == "version" || cmd.Hidden {
			continue
		}
		path := strings.Fields(cmd.CommandPath())[1:]
		help := p.does(append(path, "--help")...)
		for _, want := range []string{"Usage:", "Examples:", "madoguchi " + strings.Join(path, " ")} {
			if !strings.Contains(help, want) {
				t.Errorf("%s --help has no %q:\n%s", cmd.CommandPath(), want, help)
			}
		}
		if again := p.does(append([]string{"help"}, path...)...); !strings.Contains(again, "Examples:") {
			t.Errorf("help %s: %s", path, again)
		}
	}
}
