// Package city reads city.yaml, the file in which a municipality says what its
// line is: names and readings, numbers, opening hours, rules and its own words.
//
// It knows the file's format, every limit on what may stand in it, and a sample
// city that is always alive. It must not know how a rule is applied (package
// booking), whether a phrase can be spoken (package ivr), or any secret: tokens
// come from the environment and have no key here.
//
// A file is read to its end and every mistake is told at once, with its line,
// its field, what was found and what is expected:
//
//	config, err := city.Load("city.yaml")
//	if mistakes, ok := errors.AsType[city.Mistakes](err); ok {
//		for _, m := range mistakes {
//			fmt.Println(m) // city.yaml:14: facilities[2].open[0].from: found "25:00", expected a time of day such as "09:00"
//		}
//	}
package city
