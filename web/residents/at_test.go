package residents_test

import (
	"encoding/json"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

const mapAt = "https://maps.example.jp/?q=35.24,136.97&z=17"

// found has the city say how its first facility is found.
func found(c *booking.City) {
	c.Facilities[0].About = booking.About{Address: "春日井市鳥居松町5丁目44番地", Map: mapAt, Contact: "戸籍住民課 0568-11-2222（内線 100）", English: "City Hall, 1F"}
}

func TestAFacilityHasAPageThatTellsWhereItIsAndWhenItHasTime(t *testing.T) {
	s := streetOf(t, found)
	v := s.visitor().goTo("/yoyaku/at/koseki").says(
		"市役所1階 戸籍住民課", "いちばん早い空き：12月2日(水) 午前9時", "受付の時間 月〜金 午前9時〜午後4時", "予約なしの受付 月〜金 午前9時〜午後4時",
		"住所 春日井市鳥居松町5丁目44番地 地図を見る", "この窓口の電話 戸籍住民課 0568-11-2222 （内線 100）", "この窓口の予約の電話 050-0000-0001",
		"いつもとちがう日 12月12日(土) 午前9時〜昼12時 12月27日(日) 午前9時〜昼12時 12月29日(火)〜1月1日(金) 休み 1月9日(土) 午前9時〜昼12時 1月11日(月) 休み")
	if v.status != http.StatusOK {
		t.Errorf("found %d", v.status)
	}
	if strings.Contains(v.text, "先に、予約をしてください") {
		t.Error("people come without a booking, and are told not to")
	}
	for _, want := range []string{`<a href="` + html.EscapeString(mapAt) + `" rel="noopener noreferrer">`, `<a href="tel:0568112222">`, `<meta name="robots" content="index, follow">`, "<title>市役所1階 戸籍住民課 電子証明書の予約 - 春日井市</title>", `property="og:title" content="市役所1階 戸籍住民課 電子証明書の予約 - 春日井市"`, `<meta name="description" content="市役所1階 戸籍住民課 春日井市鳥居松町5丁目44番地 `} {
		if !strings.Contains(v.page, want) {
			t.Errorf("the page has no %s:\n%s", want, v.page)
		}
	}
	v.follow("予約する").is("/yoyaku/book/people").follow("1人").is("/yoyaku/book/when").says("市役所1階 戸籍住民課")

	v.goTo("/yoyaku/at/koseki?furigana=on").says("しやくしょいっかいの")
	if !strings.Contains(v.page, "<rt>じゅうしょ</rt>") {
		t.Error("the page has no readings")
	}
	v.goTo("/yoyaku/at/koseki?lang=en").says("市役所1階 戸籍住民課 City Hall, 1F", "Next free time: Wed 2 December 9:00 am", "Open Mon–Fri 9:00 am–4:00 pm", "Show the map",
		"Phone of this counter", "Booking line of this counter 050-0000-0001", "Days that are not as usual Sat 12 December 9:00 am–12 noon", "Tue 29 December–Fri 1 January Closed")
	v.goTo("/yoyaku").follow("東部市民センター").is("/yoyaku/at/tobu").says("Tobushiminsenta", "Please book first")
}

func TestWhatNobodyHasSaidOfAFacilityIsNotOnItsPage(t *testing.T) {
	s := streetOf(t, func(c *booking.City) { c.Facilities[1].Line = "" })
	v := s.visitor().goTo("/yoyaku/at/sakashita").says("坂下出張所", "先に、予約をしてください")
	for _, none := range []string{"住所", "地図", "この窓口の電話", "この窓口の予約の電話", "予約なしの受付"} {
		if strings.Contains(v.text, none) {
			t.Errorf("the page has %s", none)
		}
	}
	s.do(func(tx *store.Tx) error {
		_, _, err := tx.SetOpen("sakashita", on(0, 0, 0), on(59, 0, 0), false)
		return err
	})
	s.pass(5 * time.Second)
	v.goTo("/yoyaku/at/sakashita").says("いま、空きはありません")
}

func TestWhereAFacilityIsStandsAtTheChoiceAndOnTheBooking(t *testing.T) {
	s := streetOf(t, found)
	for lang, say := range map[string][]string{
		"ja": {"住所 春日井市鳥居松町5丁目44番地 地図を見る", "0568-11-2222", "この窓口の予約の電話 050-0000-0001"},
		"en": {"Address 春日井市鳥居松町5丁目44番地 Show the map", "0568-11-2222", "Booking line of this counter 050-0000-0001", "City Hall, 1F"},
	} {
		v := s.visitor().goTo("/yoyaku/book?lang=" + lang).says("春日井市鳥居松町5丁目44番地")
		phone := map[string]booking.Phone{"ja": mobile, "en": phoneOf(1)}[lang]
		v.chooses("koseki", 1, on(2, 9, 0)).proves(phone).send("/yoyaku/book/who").is("/yoyaku/book/confirm").says(say...)
		v.send("/yoyaku/book").is("/yoyaku/mine/1").says(say...)
		if !strings.Contains(v.page, `rel="noopener noreferrer"`) {
			t.Error("the other site learns where somebody comes from")
		}
	}
	v := s.visitor().goTo("/yoyaku/book?lang=ja")
	if strings.Contains(v.page, "maps.example.jp") {
		t.Error("a link stands within another")
	}
}

func TestWhatThereIsNotIsSaidInTheWordsOfThePages(t *testing.T) {
	s := streetOf(t)
	v := s.visitor()
	for _, path := range []string{
		"/yoyaku/nowhere", "/yoyaku/nowhere/", "/yoyaku/at", "/yoyaku/at/nowhere", "/yoyaku/at/KOSEKI", "/yoyaku/at/koseki/", "/yoyaku/at/koseki/more", "/yoyaku/book/nowhere",
		"/yoyaku/mine/1/cancel/more", "/yoyaku/a/b/c/d/e", "/yoyaku/at/%3Cb%3E", "/yoyaku/free.json/", "/yoyaku/console", "/yoyaku/book/", "/yoyaku/book/people/", "/yoyaku/book/people/more", "/yoyaku/at/", "/yoyaku/mine/", "/yoyaku/mine/1/", "/yoyaku/mine/1/more", "/yoyaku/mine/1/visit.ics/",
		"/yoyaku/prove/", "/yoyaku/prove/code/x/y", "/yoyaku//", "/yoyaku/statics", "/yoyaku/free", "/yoyaku/b",
	} {
		v.goTo(path+"?lang=ja").says("ページが見つかりません", "このページは、ありません。", "はじめのページへ", "窓口を選ぶ", "わたしの予約を見る", "電話でも予約できます")
		if v.status != http.StatusNotFound || !strings.Contains(v.page, `content="noindex, nofollow"`) || strings.Contains(v.page, "<b>") {
			t.Errorf("%s is answered with %d", path, v.status)
		}
		v.goTo(path+"?lang=en").says("We cannot find that page", "There is no such page.", "First page", "Choose a counter")
	}
	v.goTo("/yoyaku/nowhere?lang=ja").follow("はじめのページへ").is("/yoyaku").says("予約する")
	v.goTo("/yoyaku/").is("/yoyaku")
	if v.goTo("/yoyaku/static/nowhere.css"); v.status != http.StatusNotFound {
		t.Errorf("a style that is not there is answered with %d", v.status)
	}
	if v.post("/yoyaku/at/koseki", nil); v.status != http.StatusMethodNotAllowed {
		t.Errorf("a form for a facility is answered with %d", v.status)
	}
}

func TestThePageOfAFacilityIsKeptForAMomentAndHasNothingOfWhoeverAsked(t *testing.T) {
	s := streetOf(t)
	v := s.visitor().goTo("/yoyaku/at/tobu?done=cancelled&x=y").says("12月2日(水) 午前9時")
	for _, trace := range []string{"取り消しました", "x=y"} {
		if strings.Contains(v.page, trace) {
			t.Errorf("the page that all others see has %s", trace)
		}
	}
	if cache := v.header.Get("Cache-Control"); cache != "private, max-age=5" || !slices.Equal(v.header.Values("Vary"), []string{"Cookie", "Accept-Encoding"}) {
		t.Errorf("browsers keep it by %q, %q", cache, v.header.Values("Vary"))
	}
	s.do(func(tx *store.Tx) error {
		_, _, err := tx.SetOpen("tobu", on(0, 0, 0), on(2, 0, 0), false)
		return err
	})
	v.goTo("/yoyaku/at/tobu").says("12月2日(水) 午前9時")
	v.goTo("/yoyaku/at/ajiyoshi").says("味美ふれあいセンター")
	s.pass(5 * time.Second)
	v.goTo("/yoyaku/at/tobu").says("12月3日(木) 午前9時")
	if v.goTo("/yoyaku?done=cancelled&x=y"); strings.Contains(v.page, "取り消しました") || strings.Contains(v.page, "x=y") {
		t.Error("the first page has what stood in somebody's address")
	}
}

// Programs read what people read; nothing of it runs.
func TestProgramsReadOfAFacilityWhatPeopleRead(t *testing.T) {
	s := streetOf(t, found, func(c *booking.City) {
		f := &c.Facilities[0]
		f.Name = "戸籍</script><script>住民課"
		evening := booking.Opening{Days: booking.EachWeek(time.Thursday), Ranges: []booking.Range{{From: 19 * 60, To: 24 * 60}}}
		monthly := booking.Opening{Days: booking.EachWeek(time.Saturday), Ranges: []booking.Range{{From: 9 * 60, To: 12 * 60}}}
		monthly.Days.Nth = booking.NthOf(2)
		f.Hours.Weekly = append(f.Hours.Weekly, evening, monthly)
	})
	v := s.visitor().goTo("/yoyaku/at/koseki")
	blocks := regexp.MustCompile(`(?s)<script([^>]*)>(.*?)</script>`).FindAllStringSubmatch(v.page, -1)
	if len(blocks) != 1 || blocks[0][1] != ` type="application/ld+json"` {
		t.Fatalf("found the scripts %q, expected one block of data", blocks)
	}
	type span struct {
		DayOfWeek     []string
		Opens, Closes string
	}
	var known struct {
		Context                          string `json:"@context"`
		Type                             string `json:"@type"`
		Name, Address, HasMap, Telephone string
		OpeningHoursSpecification        []span
	}
	if err := json.Unmarshal([]byte(blocks[0][2]), &known); err != nil {
		t.Fatal(err)
	}
	if known.Context != "https://schema.org" || known.Type != "GovernmentOffice" || known.Name != "市役所1階 戸籍</script><script>住民課" || known.Address != "春日井市鳥居松町5丁目44番地" || known.HasMap != mapAt || known.Telephone != "0568-11-2222" {
		t.Errorf("found %+v", known)
	}
	for _, want := range []string{"Monday 09:00 16:00", "Thursday 19:00 23:59"} {
		has := false
		for _, o := range known.OpeningHoursSpecification {
			for _, day := range o.DayOfWeek {
				has = has || day+" "+o.Opens+" "+o.Closes == want
				if day == "Saturday" {
					t.Error("what is once a month is told of each week")
				}
			}
		}
		if !has {
			t.Errorf("found the hours %+v, expected %s among them", known.OpeningHoursSpecification, want)
		}
	}
}

func TestAFacilityThatIsClosedOrOpenOtherwiseSaysWhen(t *testing.T) {
	s := streetOf(t, func(c *booking.City) {
		at := func(day int) booking.Date { return booking.Date{Year: 2026, Month: time.December, Day: day} }
		h := &c.Facilities[1].Hours
		h.Closed = []booking.Closure{{From: at(3), To: at(4)}, {From: at(5), To: at(6)}} // Thursday to Sunday
		h.Special = []booking.Special{
			{Day: at(8), Ranges: []booking.Range{{From: 10 * 60, To: 12 * 60}, {From: 13 * 60, To: 15 * 60}}},
			{Day: at(1).AddDays(-1), Ranges: []booking.Range{{From: 9 * 60, To: 10 * 60}}},
		}
	})
	v := s.visitor().goTo("/yoyaku/at/sakashita").says("いつもとちがう日 12月3日(木)〜12月4日(金) 休み 12月8日(火) 午前10時〜昼12時 午後1時〜午後3時 12月29日(火)〜1月1日(金) 休み 1月11日(月) 休み はじめのページ")
	if strings.Contains(v.text, "11月30日") || strings.Contains(v.text, "12月5日") {
		t.Errorf("it tells of days that are over, or never are open: %s", v.text)
	}
}
