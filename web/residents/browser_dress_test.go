//go:build browser

package residents_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"madoguchi/web/browsertest"
	"madoguchi/web/residents"
)

// The pages of a city in its own colour, the lightest that may be, and below its picture fit the
// window and can be read, also in letters of twice the size.
func TestBrowserThePagesOfACityInItsOwnColourCanBeRead(t *testing.T) {
	picture := image.NewNRGBA(image.Rect(0, 0, 1280, 160))
	for x := range 1280 {
		for y := range 160 {
			picture.Set(x, y, color.NRGBA{uint8(200 - y/2), uint8(120 + x/20), 160, 255})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	for name, large := range map[string]bool{"dress-": false, "large-dress-": true} {
		t.Run(name, func(t *testing.T) {
			s := streetOf(t)
			lively(s)
			s.options.Dress = residents.Dress{Colour: "#767676", Header: &residents.Picture{Type: "image/png", Width: 1280, Height: 160, Content: out.Bytes()}}
			s.opens()
			w := windowOf(t, s, 320)
			if large {
				w.LargeLetters()
			}
			for page, path := range map[string]string{"start": "/yoyaku", "place": "/yoyaku/book", "week": "/yoyaku/book/when?facility=ajiyoshi&party=2", "number": "/yoyaku/prove", "at": "/yoyaku/at/koseki"} {
				w.GoTo(path)
				if shown := browsertest.Eval[int](w, `document.querySelector("img.above").naturalWidth`); shown != 1280 {
					t.Errorf("%s: the picture is %d wide", page, shown)
				}
				w.shot(name + page)
			}
		})
	}
}
