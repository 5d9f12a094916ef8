package city

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
)

// leastContrast is what letters need to be read by people who see badly.
// https://www.w3.org/TR/WCAG22/#contrast-minimum
const leastContrast = 4.5

var hexColour = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// colour reads the colour of buttons, which have white letters, and of links, which stand on
// white.
func (v value) colour() string {
	expected := fmt.Sprintf("a dark colour such as \"#0b5f7a\", with a contrast to white of at least %.1f", leastContrast)
	s, ok := v.text(expected)
	switch {
	case !ok || s == "":
		return ""
	case !hexColour.MatchString(s):
		v.wrong(expected)
		return ""
	}
	if contrast := contrastToWhite(s); contrast < leastContrast {
		v.refuse(fmt.Sprintf("%q, which has one of %.1f", s, math.Floor(contrast*10)/10), expected)
		return ""
	}
	return s
}

// contrastToWhite returns how much lighter white is than a colour.
// https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
func contrastToWhite(hex string) float64 {
	n, err := strconv.ParseUint(hex[1:], 16, 24)
	if err != nil {
		return 1
	}
	light := func(shift int) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 1.05 / (0.2126*light(16) + 0.7152*light(8) + 0.0722*light(0) + 0.05)
}
