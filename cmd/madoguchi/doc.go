// Command madoguchi is a telephone reservation line for a municipality: the
// server that Twilio calls, a telephone to try it with, and what staff need at
// a terminal.
//
// This package wires the others together. It knows flags, the environment, exit
// statuses, tables, and when the nightly jobs run. It must not know what a
// caller hears (package ivr), why something may be booked (package booking), or
// how it is remembered (package store).
//
//	madoguchi phone                                          # try the line, without an account
//	madoguchi config sample > city.yaml                      # then make it your city
//	madoguchi serve --config city.yaml --db madoguchi.db     # and serve it
//	madoguchi bookings list --date today --facility koseki   # at the counter, at 8:30
//	madoguchi slots close --facility koseki --date today     # and when the counter must close
package main
