package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// page asks the served line for a page.
func (s *served) page(path string) (status int, text string) {
	s.t.Helper()
	answer, err := http.Get(s.url + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func TestResidentsHaveTheirPagesWhereTheCityWantsThem(t *testing.T) {
	p := newPlace(t).withSecrets()
	s := p.serve() // the sample city
	if status, text := s.page("/yoyaku"); status != http.StatusOK || !strings.Contains(text, "予約する") {
		t.Errorf("the first page: %d, %s", status, text)
	}
	if _, text := s.page("/yoyaku"); !strings.Contains(text, "予約なしで行けますか") || !strings.Contains(text, `<link rel="canonical" href="https://`) {
		t.Errorf("the first page lacks what the city answers, or its address: %s", text)
	}
	if _, text := s.page("/robots.txt"); !strings.Contains(text, "/yoyaku/sitemap.xml") {
		t.Errorf("robots are told %s", text)
	}
	if got := fmt.Sprint(s.first["residents"]); !strings.HasSuffix(got, "/yoyaku") {
		t.Errorf("the first log line has the pages at %s", got)
	}
	s.stop()

	other := newPlace(t).withSecrets()
	s = other.serve("--config", other.city())
	if status, _ := s.page("/yoyaku"); status != http.StatusNotFound {
		t.Errorf("without web in city.yaml: %d, expected 404", status)
	}
}

func TestResidentsAreToldToWaitWhileTheLedgerIsHeld(t *testing.T) {
	p := newPlace(t).withSecrets().withLedger()
	p.hold()
	s := p.serve()
	if status, text := s.page("/yoyaku/book"); status != http.StatusServiceUnavailable || !strings.Contains(text, "お電話ください") || !strings.Contains(text, "try again") {
		t.Errorf("found %d, %s", status, text)
	}
}

func TestACheckTellsOfThePagesOfResidents(t *testing.T) {
	p := newPlace(t)
	for section, want := range map[string]string{
		"":                         "住民の予約ページ: 開かない\n",
		"web: {residents: true}\n": "住民の予約ページ: 公開のアドレスの /yoyaku に開く。電話番号は、通話で確かめる\n",
		"web: {residents: true}\noutreach: {texts: true}\n": "住民の予約ページ: 公開のアドレスの /yoyaku に開く。電話番号は、携帯電話ならSMSで、ほかの電話なら通話で確かめる\n",
	} {
		if got := p.run("config", "check", p.city("rules:", section+"rules:")).out; !strings.Contains(got, want) {
			t.Errorf("%s: got\n%s\nwant %s", section, got, want)
		}
	}
}

func TestACheckTellsHowThePagesLookAndWhatTheyAnswer(t *testing.T) {
	p := newPlace(t)
	for section, want := range map[string]string{
		"web: {residents: true}\n": "よくある質問: 0問（英語 0問）。色: もとの色。上の画像: なし\n",
		"web:\n  residents: true\n  colour: \"#7a2d5c\"\n  questions: [{q: どこですか, a: ここです}, {q: いつですか, a: いまです, q_en: When, a_en: Now}]\n": "よくある質問: 2問（英語 1問）。色: #7a2d5c。上の画像: なし\n",
	} {
		if got := p.run("config", "check", p.city("rules:", section+"rules:")).out; !strings.Contains(got, want) {
			t.Errorf("%s: got\n%s\nwant %s", section, got, want)
		}
	}
	if got := p.run("config", "check", p.city("rules:", "web: {residents: true, header: nowhere.png}\nrules:")); !strings.Contains(got.err, `web.header: found "nowhere.png", which is not there`) {
		t.Errorf("got %+v", got)
	}
}

// Where a facility is, nobody but the city knows: whoever reads the check sees what residents read.
func TestACheckTellsHowResidentsFindAFacility(t *testing.T) {
	p := newPlace(t)
	path := p.city("rules:", "web: {residents: true}\nrules:")
	if got, want := p.run("config", "check", path).out, "窓口のページ       所在地  電話  地図  英語の名前\n/yoyaku/at/koseki  -       -     -     yomi をローマ字で\n"; !strings.Contains(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	path = p.city("rules:", "web: {residents: true}\nrules:", "    open:", "    address: 春日井市鳥居松町5丁目44番地\n    map: https://maps.example.jp/1\n    contact: 0568-11-2222\n    name_en: City Hall\n    open:")
	want := "/yoyaku/at/koseki  春日井市鳥居松町5丁目44番地  0568-11-2222  https://maps.example.jp/1  City Hall\n"
	if got := p.run("config", "check", path).out; !strings.Contains(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
