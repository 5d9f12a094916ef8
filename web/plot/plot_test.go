package plot

import (
	"fmt"
	"html/template"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
)

var firstOfDecember = booking.Date{Year: 2026, Month: time.December, Day: 1}

// bars returns bars for so many days from the first of December on, with counts that
// follow the week.
func bars(days int, parts ...string) Bars {
	p := Bars{ID: "calls", Title: "1日の電話", Unit: "件", Parts: parts}
	for i := range days {
		b := Bar{Day: firstOfDecember.AddDays(i)}
		for n := range parts {
			b.Counts = append(b.Counts, (i*7%31+3)*(3-n)*((i+1)%7)/7)
		}
		p.Days = append(p.Days, b)
	}
	return p
}

func band(days int, none ...int) Band {
	p := Band{ID: "useful", Title: "用件がわかるまでの秒数", Unit: "秒", Lower: "真ん中の人", Upper: "10人のうち9人まで"}
	for i := range days {
		p.Days = append(p.Days, Range{Day: firstOfDecember.AddDays(i), Lower: 8 + float64(i%4)/2, Upper: 10 + float64(i%5)*1.25, None: slices.Contains(none, i)})
	}
	return p
}

func list(items ...Ranked) Ranking {
	return Ranking{ID: "left", Title: "電話が終わった場面", Unit: "件", Of: "場面", Items: items}
}

var drawings = map[string]template.HTML{
	"month":      bars(31, "用が済んだ", "係の者へ", "途中で終わった").SVG(),
	"week":       bars(7, "予約", "取り消し").SVG(),
	"year":       bars(365, "予約").SVG(),
	"day":        bars(1, "予約").SVG(),
	"no-day":     bars(0, "予約").SVG(),
	"zero":       Bars{ID: "zero", Title: "1日の予約", Unit: "件", Parts: []string{"予約"}, Days: []Bar{{firstOfDecember, nil}, {firstOfDecember.AddDays(1), []int{0}}}}.SVG(),
	"huge":       Bars{ID: "huge", Title: "1日の予約", Unit: "件", Parts: []string{"予約", "変更"}, Days: []Bar{{firstOfDecember, []int{math.MaxInt, math.MaxInt}}, {firstOfDecember.AddDays(1), []int{123_456_789}}}}.SVG(),
	"band":       band(31, 5, 6, 12, 14).SVG(),
	"band-day":   band(1).SVG(),
	"band-none":  band(2, 0, 1).SVG(),
	"left":       list(Ranked{"空いている時間の案内", 120}, Ranked{"予約がない人への最初の案内", 61}, Ranked{"長い名前の窓口がならんでいて、どうしても一行には入らない、たいへん長い場面の名前", 9}, Ranked{"取り消しの確かめ", 0}).SVG(),
	"left-empty": list().SVG(),
	"escaped":    Bars{ID: `a"b<c`, Title: `<b>"&'`, Unit: "<件>", Parts: []string{"<i>", `"`}, Days: []Bar{{firstOfDecember, []int{1, 2}}}}.SVG(),
}

func TestDrawingsLookAsTheyDid(t *testing.T) {
	for name, svg := range drawings {
		path := filepath.Join("testdata", name+".svg")
		if *update {
			if err := os.WriteFile(path, []byte(svg), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(svg) != string(want) {
			t.Errorf("%s has changed: go test ./web/plot -update, and look at it\n%s", path, svg)
		}
	}
}

func TestDrawingsStandInEveryPage(t *testing.T) {
	for name, svg := range drawings {
		t.Run(name, func(t *testing.T) {
			if name == "escaped" { // what a page would never call it
				svg = template.HTML(strings.ReplaceAll(string(svg), "a&#34;b&lt;c", "abc"))
			}
			elements(t, svg)
		})
	}
}

func TestBarsAreInProportion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Bars{ID: "p", Title: "t", Unit: "件", Parts: []string{"一", "二", "三"}[:rapid.IntRange(1, 3).Draw(t, "parts")]}
		count := rapid.OneOf(rapid.IntRange(0, 20), rapid.IntRange(-5, 100_000), rapid.IntRange(0, math.MaxInt))
		var most, sum float64
		for i := range rapid.IntRange(0, 40).Draw(t, "days") {
			b := Bar{Day: firstOfDecember.AddDays(i), Counts: rapid.SliceOfN(count, 0, 4).Draw(t, "counts")}
			p.Days = append(p.Days, b)
			most, sum = math.Max(most, p.total(b)), sum+p.total(b)
		}
		found, _ := elements(t, p.SVG())
		marks := ticks(most, true)
		a := (&drawing{}).axes(0, marks, "", nil)
		full := (a.bottom - a.above) / marks[len(marks)-1]
		legend := len(p.Parts)
		if legend == 1 { // needs none
			legend = 0
		}
		drawn := blocks(found, legend)
		for _, b := range p.Days {
			foot := -1.0
			for n := range p.Parts {
				v := b.count(n)
				if v == 0 {
					continue
				}
				if len(drawn) == 0 {
					t.Fatal("there are fewer bars than counts")
				}
				if got := drawn[0].at(t, "height"); math.Abs(got-v*full) > 0.011 || drawn[0].of["class"] != fmt.Sprintf("part-%d", n+1) {
					t.Errorf("%s: %.0f is %.2f high and %s, expected %.2f", b.Day, v, got, drawn[0].of["class"], v*full)
				}
				if y := drawn[0].at(t, "y"); foot >= 0 && math.Abs(y+drawn[0].at(t, "height")-foot) > 0.021 {
					t.Errorf("%s: part %d does not stand on the one below", b.Day, n+1)
				}
				foot = drawn[0].at(t, "y")
				drawn = drawn[1:]
			}
		}
		if len(drawn) > 0 {
			t.Errorf("%d bars are of nothing", len(drawn))
		}
		if rows := p.Table().Rows; len(rows) != len(p.Days) {
			t.Errorf("the table has %d rows", len(rows))
		}
		if (sum == 0) != strings.Contains(string(p.SVG()), nothing) {
			t.Error("it is not said that there is nothing")
		}
	})
}

func TestListsAreInProportion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := list()
		most := 0
		for range rapid.IntRange(0, 20).Draw(t, "items") {
			item := Ranked{rapid.StringOfN(rapid.RuneFrom([]rune("あ漢aー1<&")), 0, 60, -1).Draw(t, "name"), rapid.IntRange(-1, math.MaxInt).Draw(t, "count")}
			p.Items = append(p.Items, item)
			most = max(most, item.Count)
		}
		found, _ := elements(t, p.SVG())
		drawn := blocks(found, 0)
		var name element
		for _, e := range found {
			switch e.of["text-anchor"] {
			case "start":
				name = e
			case "end":
				if breadth(name.text)+breadth(e.text) > plotWidth {
					t.Errorf("%q runs into %q", name.text, e.text)
				}
			}
		}
		for _, item := range p.Items {
			if item.Count <= 0 {
				continue
			}
			want := plotWidth * float64(item.Count) / float64(most)
			if len(drawn) == 0 || math.Abs(drawn[0].at(t, "width")-want) > 0.011 {
				t.Fatalf("%d of %d is not %.2f wide", item.Count, most, want)
			}
			drawn = drawn[1:]
		}
	})
}

func TestLinesBreakWhereNothingIsKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Band{ID: "p", Title: "t", Unit: "秒", Lower: "下", Upper: "上"}
		seconds := rapid.OneOf(rapid.Float64Range(0, 60), rapid.Float64(), rapid.Just(math.NaN()), rapid.Just(math.Inf(1)))
		runs, known := 0, false
		for i := range rapid.IntRange(0, 40).Draw(t, "days") {
			r := Range{firstOfDecember.AddDays(i), seconds.Draw(t, "lower"), seconds.Draw(t, "upper"), rapid.Bool().Draw(t, "none")}
			p.Days = append(p.Days, r)
			if r.known() && !known {
				runs++
			}
			known = r.known()
		}
		found, _ := elements(t, p.SVG())
		bands := 0
		for _, e := range found {
			if e.name == "polygon" {
				bands++
			}
		}
		if bands != runs || (runs == 0) != strings.Contains(string(p.SVG()), nothing) {
			t.Errorf("%d bands, expected %d", bands, runs)
		}
		if len(p.Table().Rows) != len(p.Days) {
			t.Error("the table has other days")
		}
	})
}

func TestTicksAreRoundAndFew(t *testing.T) {
	for _, c := range []struct {
		most  float64
		whole bool
		want  string
	}{
		{0, true, "0 1"}, {1, true, "0 1"}, {3, true, "0 1 2 3"}, {7, true, "0 2 4 6 8"}, {11, true, "0 5 10 15"}, {100, true, "0 20 40 60 80 100"},
		{12_345, true, "0 5,000 1万 1.5万"}, {3e8, true, "0 1億 2億 3億"}, {1.2, false, "0 0.5 1 1.5"}, {0, false, "0 1"}, {0.0002, false, "0 1"}, {0.07, false, "0 0.1"},
	} {
		var got []string
		for _, mark := range ticks(c.most, c.whole) {
			got = append(got, short(mark))
		}
		if line := strings.Join(got, " "); line != c.want {
			t.Errorf("%v: %s, expected %s", c.most, line, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		most, whole := rapid.OneOf(rapid.Float64Range(0, 100), rapid.Float64Range(0, 3e19)).Draw(t, "most"), rapid.Bool().Draw(t, "whole")
		marks := ticks(most, whole)
		if len(marks) < 2 || len(marks) > 6 || marks[len(marks)-1] < most*(1-1e-6) {
			t.Errorf("of %v: %v", most, marks)
		}
		for _, mark := range marks {
			if whole && mark != math.Trunc(mark) || breadth(short(mark)) > plotLeft-4 {
				t.Errorf("of %v: %v, written %s", most, mark, short(mark))
			}
		}
	})
}

func TestNamesAreShortenedToTheirRoom(t *testing.T) {
	for n := range 40 {
		for _, word := range []string{"漢", "a", "漢a"} {
			name := strings.Repeat(word, n)
			got := fit(name, 100)
			if fits := breadth(name) <= 100; breadth(got) > 100 || fits != (got == name) || !fits && breadth(got) < 100-2*letter {
				t.Errorf("%s became %s, %.1f wide", name, got, breadth(got))
			}
		}
	}
}

func TestTablesHoldWhatIsDrawn(t *testing.T) {
	for _, c := range []struct {
		got  Table
		want string
	}{
		{bars(2, "予約", "変更").Table(), "[日 予約 変更] [[2026-12-01 1 0] [2026-12-02 8 5]]"},
		{band(2, 1).Table(), "[日 真ん中の人 10人のうち9人まで] [[2026-12-01 8.0 10.0] [2026-12-02  ]]"},
		{list(Ranked{"案内", 3}, Ranked{"確かめ", -1}).Table(), "[場面 件] [[案内 3] [確かめ 0]]"},
	} {
		if got := fmt.Sprint(c.got.Head, " ", c.got.Rows); got != c.want {
			t.Errorf("got %s, expected %s", got, c.want)
		}
	}
}
