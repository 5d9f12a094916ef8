// Package rehearsal lives through a year of a city before the city does: callers who book,
// ask, change, cancel, press the wrong key and hang up; visits that are kept or missed; texts
// and reminder calls at a carrier on this machine; and the jobs of each night. Whoever calls
// is drawn by chance from a seed, so a year can be lived again.
//
// What people do is assumed, and stands in [Habits]. What the line does is the line's own: its
// dialogue, its ledger and its sender, and no copy of them. What comes out are figures, and the
// first thing that is wrong: whoever was told of a booking and does not have it.
package rehearsal
