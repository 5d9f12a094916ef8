package words

import (
	"strconv"
	"strings"

	"madoguchi/booking"
)

// Number writes a telephone number as it is dialled, in groups that can be read
// out, 090-1234-5678, and a mail address as it is. If the area code is not known here, the groups have lengths that
// are easily said.
func Number(p booking.Phone) string {
	n := p.Domestic()
	switch {
	case p.IsAddress():
		return p.Address()
	case strings.HasPrefix(n, "+"), len(n) < 10:
		return n
	case len(n) == 11:
		return n[:3] + "-" + n[3:7] + "-" + n[7:]
	case strings.HasPrefix(n, "03"), strings.HasPrefix(n, "06"):
		return n[:2] + "-" + n[2:6] + "-" + n[6:]
	}
	return n[:4] + "-" + n[4:6] + "-" + n[6:]
}

// Receipt writes a receipt number in the groups in which it is told: 123 456.
func Receipt(r booking.Receipt) string {
	if len(r) != 6 {
		return string(r)
	}
	return string(r[:3] + " " + r[3:])
}

// People writes how many come: 2名.
func People(n int) string { return strconv.Itoa(max(n, 1)) + "名" }
