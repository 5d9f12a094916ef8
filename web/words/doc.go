// Package words is how staff say what the ledger knows: what was done and what there is
// to know about it, by whom and in which way, roles, states, procedures, days and times.
// The console and the commands of the terminal say all of it alike.
//
// It makes words of facts, and nobody reads them back. It must not know what a page or
// a table looks like, nor what a caller hears.
//
//	fmt.Println(words.Deed(entry.Deed), words.Detail(city, entry))
package words
