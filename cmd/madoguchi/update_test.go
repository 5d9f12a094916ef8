package main

import flags "flag"

// "go test ./... -update" gives the flag to every package, although this one has
// nothing to rewrite.
var _ = flags.Bool("update", false, "rewrites nothing here")
