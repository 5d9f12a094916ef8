package plot

import "flag"

var update = flag.Bool("update", false, "rewrite the drawings in testdata")
