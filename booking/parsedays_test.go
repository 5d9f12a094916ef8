package booking

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseDays(t *testing.T) {
	for input, want := range map[string]string{
		"月-金": "月-金", "月〜金": "月-金", "月曜日～金曜日": "月-金", "月ー金": "月-金", "mon-fri": "月-金", "Monday - Friday": "月-金",
		"土": "土", "sat": "土", "土日": "土,日", "土,日": "土,日", "土・日": "土,日", "日、土": "土,日", "毎週木曜日": "木", "every thu": "木",
		"月,水,金": "月,水,金", "月，水，金曜": "月,水,金", "火-木,土": "火-木,土", "tues, THU": "火,木", "sat and sun": "土,日",
		"金-月": "月,金-日", "日-土": "月-日", "月-日": "月-日", "月-月": "月", "月火水木": "月-木",

		"祝": "祝", "祝日": "祝", "国民の祝日": "祝", "holidays": "祝", "Holiday": "祝",
		"土,日,祝": "土,日,祝", "土日祝": "土,日,祝", "土日祝日": "土,日,祝", "土・日・祝日": "土,日,祝", "祝,日": "日,祝", "日祝": "日,祝",
		"sat, sun & holidays": "土,日,祝", "月-金,祝": "月-金,祝", "土曜日,祝日": "土,祝",

		"第2木": "第2木", "第２木曜日": "第2木", "第二木曜": "第2木", "毎月第2木曜日": "第2木", "2nd thu": "第2木", "second Thursday": "第2木", "第2 木": "第2木",
		"第2・第4日": "第2・第4日", "第2、4日": "第2・第4日", "第2・4日曜日": "第2・第4日", "第4日,第2日": "第2・第4日", "2nd and 4th sun": "第2・第4日", "1st, 3rd, 5th mon": "第1・第3・第5月",
		"最終金": "最終金", "最終金曜日": "最終金", "last fri": "最終金", "第1・最終金": "第1・最終金", "最終・第1金": "第1・最終金", "1st and last fri": "第1・最終金",
		"第2土日": "第2土日", "第2土,第2日": "第2土日", "第2土・第4土・第2日・第4日": "第2・第4土日", "第2木,祝": "第2木,祝", "祝,第2・第4木": "第2・第4木,祝",

		"第3土の翌日": "第3土の翌日", "第2・第4土の翌日": "第2・第4土の翌日", "the day after the 3rd sat": "第3土の翌日", "day after 3rd sat": "第3土の翌日",
		"祝の翌日": "祝の翌日", "祝日の翌日": "祝の翌日", "最終金の翌々日": "最終金の翌々日", "2 days after the last fri": "最終金の翌々日", "月の6日後": "月の6日後", "月の２日後": "月の翌々日",
		"月-金の翌日": "月-金の翌日", "土の翌日,祝の翌日": "土の翌日,祝の翌日",
	} {
		got, err := ParseDays(input)
		if got.String() != want || err != nil {
			t.Errorf("%q: %s, %v, want %s", input, got, err, want)
		}
	}
}

func TestWhatNamesNoDaysIsRefused(t *testing.T) {
	for input, words := range map[string][]string{
		"": {`""`, "月-金"}, ",": {"月-金"}, " ": {"月-金"}, "月-": {`"月-"`}, "-金": {`"-金"`}, "月-祝": {`"月-祝"`}, "平日": {`"平日"`, "月-金"},
		"mo": {`"mo"`}, "mondays": {`"mondays"`}, "月,水,水": {"水 twice", "each weekday once"}, "月-金,水-土": {"水-金 twice"}, "月月": {`"月月"`},
		"月-水-金": {`"月-水-金"`}, "1-5": {`"1-5"`}, "曜日": {`"曜日"`}, strings.Repeat("窓", 1e5): {"…"}, "祝祝": {`"祝祝"`}, "祝,祝日": {"祝 twice"},

		"第6木": {`"第6木"`, "第1 to 第5 or 最終"}, "第0木": {"第1 to 第5"}, "第12木": {"第1 to 第5"}, "6th thu": {"第1 to 第5"}, "第木": {"第1 to 第5"}, "2木": {"第1 to 第5"},
		"第2祝": {`"第2祝"`, "holidays have no place"}, "第2土祝": {"holidays have no place"}, "2nd holiday": {"holidays have no place"},
		"最終第3木": {`"最終第3木"`}, "第3最終木": {`"第3最終木"`}, "第2第4木": {`"第2第4木"`}, "最終": {"a weekday after 最終"}, "第2": {"a weekday after 第2"}, "第2・第4": {"第2・第4"},
		"第2・木": {"a weekday right after 第2"}, "第2・第2木": {"第2 twice"}, "第2木,第2木": {"木 twice"}, "第2木,木": {"木 twice"}, "木,第2木": {"木 twice"},
		"第2月-金": {"no range after 第2"}, "第2木,土": {"rows of their own"}, "第2木,第3金": {"rows of their own"}, "last": {"a weekday after 最終"},
		"の翌日": {"月-金"}, "第3土の前日": {"月-金"}, "第3土の7日後": {"の6日後"}, "月の0日後": {"の6日後"}, "月日後": {"の6日後"}, "7 days after mon": {"の6日後"},
		"土,日の翌日": {"after each of the days or after none"}, "土の翌日,日": {"after each"}, "第2の翌日": {"月-金"}, "サ": {`"サ"`}, "목": {`"목"`}, "第2周四": {`"第2周四"`},
	} {
		got, err := ParseDays(input)
		wantError(t, input, err, words...)
		if _, ok := errors.AsType[DaysError](err); !ok || got != (Days{}) {
			t.Errorf("%q: got %s beside the error %T", input, got, err)
		}
	}
}

// anyDays draws days that pass Validate.
func anyDays() *rapid.Generator[Days] {
	return rapid.Custom(func(t *rapid.T) Days {
		d := Days{Weekdays: Weekdays(rapid.IntRange(0, 127).Draw(t, "weekdays")), Holidays: rapid.Bool().Draw(t, "holidays")}
		d.Holidays = d.Holidays || d.Weekdays == 0
		if d.Weekdays != 0 && rapid.Bool().Draw(t, "places in the month") {
			d.Nth = Nth(rapid.IntRange(0, 63).Draw(t, "nth") << 1)
		}
		if rapid.Bool().Draw(t, "later") {
			d.After = rapid.IntRange(1, mostAfter).Draw(t, "after")
		}
		return d
	})
}

func TestDaysReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDays().Draw(t, "days")
		if got, err := ParseDays(d.String()); got != d || err != nil {
			t.Fatalf("%+v is %q, which reads as %+v, %v", d, d, got, err)
		}
	})
	if got := (Days{}).String(); got != "" {
		t.Errorf("no days are %q", got)
	}
}

func FuzzParseDays(f *testing.F) {
	for _, s := range []string{"月-金", "土日祝", "月,水,金", "mon-fri", "金〜月", "月,月", "祝", "サ", "第2・4日曜日", "最終金", "第3土の翌日",
		"2nd and 4th sun", "2 days after the last fri", "月の6日後", "第6木", "第2祝", "第2木,土", "毎週", "第2", "第二木・最終木"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		days, err := ParseDays(s)
		if (err == nil) != (days != Days{}) {
			t.Fatalf("%q: %+v with error %v", s, days, err)
		}
		if err != nil {
			return
		}
		if faults := (Hours{Rests: []Rest{{Days: days}}}).Validate(); faults != nil {
			t.Fatalf("%q: %v", s, faults)
		}
		if again, err := ParseDays(days.String()); again != days || err != nil {
			t.Fatalf("%q is %s, which reads as %s, %v", s, days, again, err)
		}
	})
}
