package voice

import "time"

// Overrides are the connection overrides that stand, as a fragment, in every address that
// the line hands out, and that operators put behind the one at which a call arrives. Twilio
// keeps the fragment for itself: it neither sends nor signs it.
// https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
//
// Without it Twilio asks once more (rc, 0 to 5), and only if it could not connect. With it
// it asks twice more, also (rp) after a server error, such as the 502 of a proxy whose line
// is being restarted, and after no answer; each try has 1.5 s to connect (ct, 100 to 10000 ms)
// and 3 s to be answered (rt, 100 to 15000 ms). All tries together have 15 s, whatever is
// asked for. They come from Tokyo (e) and not from Virginia, which alone takes 0.2 s. It is
// safe to ask again: a turn that has been answered gets the same bytes.
//
// A rule of Twilio's Webhooks configuration API that matches the address wins over it.
const Overrides = "#rc=2&rp=5xx,ct,rt&ct=1500&rt=3000&e=tokyo"

// inAll is how long Twilio waits for an answer, all tries together.
const inAll = 15 * time.Second
