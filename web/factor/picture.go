package factor

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// A Picture is a QR code: the path of an SVG with squares of one unit, and how many units
// it is wide and high, with the margin of four that a camera needs.
type Picture struct {
	Path string
	Size int
}

const margin = 4

// Draw returns the QR code of an address.
func Draw(address string) (Picture, error) {
	code, err := qr.Encode(address, qr.L, qr.Auto) // a screen is not torn
	if err != nil {
		return Picture{}, fmt.Errorf("factor: drawing %d characters: %w", len(address), err)
	}
	var path strings.Builder
	side := code.Bounds().Dx()
	for y := range side {
		for x := range side {
			if code.At(x, y) == color.Black {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+margin, y+margin)
			}
		}
	}
	return Picture{path.String(), side + 2*margin}, nil
}
