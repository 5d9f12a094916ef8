package ivr

// ringsForTheWeb is a call that the line places with a code, because somebody on the web says that
// the number is theirs. Whoever picks up may be somebody else, or a machine: the code is read to
// who presses a key, and nothing is told but that code.
var ringsForTheWeb = Chapter{"the line calls with a code", []Step{
	{Name: Ringing, Mute: Bye, Wants: "wants.check", HungUp: GaveUp,
		Greet: []Key{"ring.call"},
		Say:   []Key{"ring.why", "ring.keys"},
		Again: []Key{"ring.call", "ring.why", "ring.keys"},
		Menu: []Option{
			{Key: '1', Say: "ring.keys", Told: "one", To: ReadCode},
			{Key: '2', Say: "ring.keys", Told: "two", To: Disown},
		}},
	{Name: ReadCode, Do: ifItStands(readCode), To: []State{CodeRead, NoCode}},
	{Name: CodeRead, Refresh: ReadCode, Silence: Bye, Back: ReadCode,
		Wants: "wants.check", HungUp: Served,
		Say: []Key{"ring.code", "ring.nobody"},
		Menu: []Option{
			{Key: '1', Say: "option.again", To: ReadCode},
			person,
		}},
	{Name: Disown, Do: disown, To: []State{Disowned}},
	{Name: Disowned, Say: []Key{"ring.disowned", "bye"}, End: HangUp},
	{Name: NoCode, Say: []Key{"ring.gone", "bye"}, End: HangUp},
}}
