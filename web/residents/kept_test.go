package residents

import (
	"bytes"
	"compress/gzip"
	"io"
	"testing"
	"time"
)

func TestAPageIsPackedForWhoeverTakesThat(t *testing.T) {
	for accepts, want := range map[string]bool{
		"": false, "gzip": true, "gzip, deflate, br": true, "br;q=1.0, GZIP;q=0.8, *;q=0.1": true, "deflate": false,
		"gzip;q=0": false, "gzip; q=0.000": false, "gzip;q=1": true, "x-gzip": false, "identity, gzip ;q=0.5": true, ",,;": false,
	} {
		if got := takesGzip(accepts); got != want {
			t.Errorf("%q: %v, expected %v", accepts, got, want)
		}
	}
}

func TestAPackedPageIsThePageItself(t *testing.T) {
	d := &Door{Options: Options{Now: func() time.Time { return time.Unix(0, 0) }}, starts: map[string]*kept{}}
	said := bytes.Repeat([]byte("予約"), 5000)
	b, err := d.keep("page", time.Second, func() ([]byte, error) { return said, nil })
	if err != nil || !bytes.Equal(b.plain, said) || len(b.packed) > len(said)/20 {
		t.Fatalf("%d bytes, packed %d, %v", len(b.plain), len(b.packed), err)
	}
	z, err := gzip.NewReader(bytes.NewReader(b.packed))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(z); err != nil || !bytes.Equal(text, said) {
		t.Errorf("unpacked %d bytes, %v", len(text), err)
	}
}
