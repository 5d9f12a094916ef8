package booking

import (
	"strings"
	"testing"
	"time"
)

func TestParseWeekdays(t *testing.T) {
	for input, want := range map[string]string{
		"月-金": "月-金", "月〜金": "月-金", "月曜日～金曜日": "月-金", "月ー金": "月-金", "mon-fri": "月-金", "Monday - Friday": "月-金",
		"土": "土", "sat": "土", "土日": "土,日", "土,日": "土,日", "土・日": "土,日", "日、土": "土,日",
		"月,水,金": "月,水,金", "月，水，金曜": "月,水,金", "火-木,土": "火-木,土", "tues, THU": "火,木",
		"金-月": "月,金-日", "日-土": "月-日", "月-日": "月-日", "月-月": "月", "月火水木": "月-木",
	} {
		got, err := ParseWeekdays(input)
		if got.String() != want || err != nil {
			t.Errorf("%q: %s, %v, want %s", input, got, err, want)
		}
	}
	for input, words := range map[string][]string{
		"": {`""`, "月-金"}, ",": {"月-金"}, "祝": {`"祝"`, "月-金"}, "月-": {`"月-"`}, "-金": {`"-金"`}, "月-祝": {`"月-祝"`},
		"mo": {`"mo"`}, "mondays": {`"mondays"`}, "月,水,水": {"水 twice"}, "月-金,水-土": {"水-金 twice"}, "月月": {`"月月"`},
		"月-水-金": {`"月-水-金"`}, "1-5": {`"1-5"`}, "曜日": {`"曜日"`}, strings.Repeat("窓", 1e5): {"…"},
	} {
		got, err := ParseWeekdays(input)
		wantError(t, input, err, words...)
		if got != 0 {
			t.Errorf("%q: got %s beside the error", input, got)
		}
	}
}

func TestEverySetOfWeekdaysReadsBack(t *testing.T) {
	if got := Weekdays(0).String(); got != "" {
		t.Errorf("the empty set is %q", got)
	}
	for set := Weekdays(1); set <= everyDay; set++ {
		if got, err := ParseWeekdays(set.String()); got != set || err != nil {
			t.Errorf("%07b is %q, which reads as %07b, %v", set, set, got, err)
		}
		for d := time.Sunday; d <= time.Saturday; d++ {
			if set.Has(d) != (set>>d&1 == 1) {
				t.Errorf("%s has %s: %t", set, d, set.Has(d))
			}
		}
	}
}

func FuzzParseWeekdays(f *testing.F) {
	for _, s := range []string{"月-金", "土日", "月,水,金", "mon-fri", "金〜月", "月,月", "祝", "サ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		set, err := ParseWeekdays(s)
		if (err == nil) != (set != 0) || set > everyDay {
			t.Fatalf("%q: %07b with error %v", s, set, err)
		}
		if err != nil {
			return
		}
		if again, err := ParseWeekdays(set.String()); again != set || err != nil {
			t.Fatalf("%q is %s, which reads as %s, %v", s, set, again, err)
		}
	})
}
