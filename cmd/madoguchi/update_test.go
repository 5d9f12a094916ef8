package main

import flags "flag"

// rewrite rewrites the calendars in testdata.
var rewrite = flags.Bool("update", false, "rewrite the calendars in testdata")
