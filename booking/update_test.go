package booking

import "flag"

// "go test ./... -update" gives the flag to every package; this one has nothing to
// rewrite.
var _ = flag.Bool("update", false, "rewrites nothing here")
