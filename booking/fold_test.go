package booking

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFoldMakesKeyboardFormsNarrow(t *testing.T) {
	for input, want := range map[string]string{
		"０９０－１２３４": "090-1234", "＋８１（９０）": "+81(90)", "Ａｎｏｎ": "Anon",
		"0‐1‑2‒3–4—5―6−7ー8ｰ9": "0-1-2-3-4-5-6-7-8-9", "月〜金": "月~金", "月～金": "月~金",
		"1　2\u00a03\u20094": "1 2 3 4", "\u202a090\u202c\u200b\ufeff": "090",
		"！～": "!~", "\u2000\u200a": "  ", "\u200b\u200f\u202a\u202e\u2060\u2069": "", // where each range begins and ends
		"予約": "予約", "٠١": "٠١", "": "",
	} {
		if got := fold(input); got != want {
			t.Errorf("fold(%q) = %q, want %q", input, got, want)
		}
	}
}

func TestFoldLeavesEveryASCIICharacterAndIsDoneAfterOnce(t *testing.T) {
	for r := range rune(utf8.MaxRune + 1) {
		once := fold(string(r))
		if r < utf8.RuneSelf && once != string(r) {
			t.Errorf("fold(%q) = %q", r, once)
		}
		if twice := fold(once); twice != once {
			t.Errorf("fold(%q) = %q, and again %q", r, once, twice)
		}
	}
}

func TestQuotedIsShortWhateverWasFound(t *testing.T) {
	for _, s := range []string{strings.Repeat("窓", 1e5), strings.Repeat("\xff", 1e5), strings.Repeat("a", 41)} {
		if got := quoted(s); len(got) > 400 || !strings.HasSuffix(got, "…") {
			t.Errorf("%d bytes are quoted in %d", len(s), len(got))
		}
	}
	for _, s := range []string{"窓口", strings.Repeat("窓", 40)} {
		if got := quoted(s); got != `"`+s+`"` {
			t.Errorf("%s is quoted as %s", s, got)
		}
	}
}

func TestANumberHasNineDigitsAtMost(t *testing.T) {
	for input, want := range map[string]int{"0": 0, "007": 7, "999999999": 999_999_999, "": -1, "1000000000": -1, "-1": -1, " 1": -1, "１": -1} {
		n, ok := number(input)
		if ok != (want >= 0) || ok && n != want {
			t.Errorf("%q is read as %d, %t", input, n, ok)
		}
	}
}
