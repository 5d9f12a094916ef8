package ivr

// An Outcome is what becomes of a caller who hangs up in a state. With it the staff's
// figures tell where callers give up. It is "" for a state in which no caller can hang
// up, because it does not wait, or because an agent is on the line.
type Outcome string

// Outcomes.
const (
	GaveUp       Outcome = "gave up"       // wanted to book, change or cancel, and it is not done
	Served       Outcome = "served"        // has done it, or heard what there is to hear
	NeededPerson Outcome = "needed person" // was here because a person is needed, whether or not there is one
)

// Unfinished reports whether a caller who hangs up in the state leaves without what
// they had called for.
func (s State) Unfinished() bool { return rows[s].HungUp == GaveUp }

// WantsPerson reports whether the caller is in the state because a person is needed,
// whether or not there is one.
func (s State) WantsPerson() bool { return rows[s].HungUp == NeededPerson }

// Ends reports whether it is not the caller who ends the call in the state: the line
// hangs up, or somebody else goes on with it.
func (s State) Ends() bool { return rows[s].End != "" }
