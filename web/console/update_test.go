package console

import "flag"

var update = flag.Bool("update", false, "rewrite the drawings in testdata")
