package voice

import "flag"

// "go test ./... -update" gives the flag to every package; nothing is written
// anew in this one.
var _ = flag.Bool("update", false, "rewrites nothing here")
