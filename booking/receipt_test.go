package booking

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math"
	mathrand "math/rand/v2"
	"strings"
	"testing"
)

// everyReceipt yields all numbers that can be drawn.
func everyReceipt(yield func(string) bool) {
	for n := range receiptNumbers {
		digits := fmt.Sprintf("%05d", n)
		if !yield(digits + fmt.Sprint(damm(digits))) {
			return
		}
	}
}

func TestCheckDigitOfTheLiterature(t *testing.T) {
	if got := damm("572"); got != 4 {
		t.Errorf("the check digit of 572 is %d, want 4", got)
	}
}

func TestEveryWrongDigitIsCaught(t *testing.T) {
	for r := range everyReceipt {
		digits := []byte(r)
		for i, right := range digits {
			for wrong := byte('0'); wrong <= '9'; wrong++ {
				digits[i] = wrong
				if wrong != right && damm(string(digits)) == 0 {
					t.Fatalf("%s passes for %s", digits, r)
				}
			}
			digits[i] = right
		}
	}
}

func TestEveryExchangeOfNeighboursIsCaught(t *testing.T) {
	for r := range everyReceipt {
		for i := range len(r) - 1 {
			swapped := r[:i] + r[i+1:i+2] + r[i:i+1] + r[i+2:]
			if swapped != r && damm(swapped) == 0 {
				t.Fatalf("%s passes for %s", swapped, r)
			}
		}
	}
}

func TestNewReceiptReadsBack(t *testing.T) {
	for range 1000 {
		r, err := NewReceipt(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := ParseReceipt(string(r)); again != r || err != nil {
			t.Fatalf("%s reads as %s, %v", r, again, err)
		}
	}
}

// counter is a source whose 17 leading bits count upwards and take each value once.
type counter struct{ n uint32 }

func (c *counter) Read(p []byte) (int, error) {
	if c.n >= 1<<17 {
		return 0, io.EOF
	}
	bits := c.n << 7
	c.n++
	return copy(p, []byte{byte(bits >> 16), byte(bits >> 8), byte(bits)}), nil
}

func TestEveryReceiptIsEquallyLikely(t *testing.T) {
	source := &counter{}
	var drawn [receiptNumbers]int
	for {
		r, err := NewReceipt(source)
		if err != nil {
			break // the values that are left give no number
		}
		n, _ := number(string(r[:5]))
		drawn[n]++
	}
	for n, times := range drawn {
		if times != 1 {
			t.Fatalf("%05d is drawn by %d of the source's values, want 1", n, times)
		}
	}
}

func TestSuccessiveReceiptsAreUnrelated(t *testing.T) {
	source := mathrand.NewChaCha8([32]byte{1})
	const draws = 200_000
	var pairs [100]float64 // last drawn digit of one, first digit of the next
	var sumXY float64
	before := 0
	for i := range draws {
		r, err := NewReceipt(source)
		if err != nil {
			t.Fatal(err)
		}
		n, _ := number(string(r[:5]))
		if i > 0 {
			pairs[before%10*10+n/10_000]++
			sumXY += (float64(before) - 49_999.5) * (float64(n) - 49_999.5)
		}
		before = n
	}
	const expected = draws / 100.0
	chi := 0.0
	for _, n := range pairs {
		chi += (n - expected) * (n - expected) / expected
	}
	if chi > 160 { // 99 degrees of freedom: more than four standard deviations above
		t.Errorf("neighbouring digits: chi square %.0f, want about 99", chi)
	}
	if r := sumXY / draws / (1e10 / 12); math.Abs(r) > 5/math.Sqrt(draws) {
		t.Errorf("successive numbers correlate by %.4f", r)
	}
}

func TestNewReceiptFailsWithItsSource(t *testing.T) {
	if _, err := NewReceipt(strings.NewReader("ab")); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a source that ends: got %v", err)
	}
	stuck := bytes.NewReader(bytes.Repeat([]byte{0xff}, 3000))
	if r, err := NewReceipt(stuck); err == nil {
		t.Errorf("a source that is stuck: got %s", r)
	}
}

func TestParseReceiptSaysWhatIsWrong(t *testing.T) {
	for _, input := range []string{"123459", "123 459", "123-459", "１２３４５９", " 12 34 59\n", "123ー459"} {
		if got, err := ParseReceipt(input); got != "123459" || err != nil {
			t.Errorf("%q: got %s, %v, want 123459", input, got, err)
		}
	}
	for _, c := range []struct {
		input string
		want  error
		says  string
	}{
		{"", ErrReceiptLength, "found 0"},
		{"12345", ErrReceiptLength, "found 5"},
		{"1234590", ErrReceiptLength, "found 7"},
		{strings.Repeat("1", 1e5), ErrReceiptLength, "found 100000"},
		{"12a459", ErrReceiptDigit, "found 'a'"},
		{"+23459", ErrReceiptDigit, "found '+'"},
		{"一二三四五九", ErrReceiptDigit, "found '一'"},
		{"١٢٣٤٥٩", ErrReceiptDigit, "found '١'"},
		{"123\x00459", ErrReceiptDigit, `found '\x00'`},
		{"123450", ErrReceiptCheck, "found 123450"},
		{"132459", ErrReceiptCheck, "found 132459"},
	} {
		got, err := ParseReceipt(c.input)
		if !errors.Is(err, c.want) || got != "" {
			t.Errorf("%.20q: got %q, %v, want %v", c.input, got, err, c.want)
			continue
		}
		wantError(t, c.input, err, c.says)
	}
}

func FuzzParseReceipt(f *testing.F) {
	for _, s := range []string{"123459", "１２３-４５９", "123450", "", "12a", "000000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseReceipt(s)
		if err != nil {
			if r != "" || !errors.Is(err, ErrReceiptLength) && !errors.Is(err, ErrReceiptDigit) && !errors.Is(err, ErrReceiptCheck) {
				t.Fatalf("%q: got %q, %v", s, r, err)
			}
			return
		}
		if again, err := ParseReceipt(string(r)); len(r) != ReceiptDigits || again != r || err != nil {
			t.Fatalf("%q is %s, and again %s, %v", s, r, again, err)
		}
	})
}
