package ivr

import (
	"slices"
	"strings"
)

// Place returns where a call is, or ended, in words for staff: what the line said first
// when the call came there. These are the very words if the reply to the last turn has
// them in the language of staff, else the phrase with names in its holes. For a call
// that was stored before calls remembered the phrase, they are all the phrases that may
// have been said there.
func (d *Dialogue) Place(s State, said Key, last Reply) string {
	home := d.phrases.home
	_, stop := home.Marks()
	heard, ok := last.Of(said)
	switch p, is := home.words[said]; {
	case ok && d.phrases.speaking(last.Lang) == home:
		return strings.TrimSuffix(heard.Text, stop)
	case is:
		return d.named(p)
	}
	row, ok := d.flow[s]
	switch {
	case !ok:
		return "いまはない場面"
	case len(row.Say) > 0:
		var either []string
		for _, key := range wordings(row.Say[0]) {
			if p, is := home.words[key]; is && (namesServices(d.city) || !slices.Contains(p.holes(), "service")) {
				either = append(either, d.named(p))
			}
		}
		if either != nil {
			return strings.Join(either, "／")
		}
	case row.List != nil:
		return "窓口を選ぶところ"
	}
	return home.words[d.wantsOf(Call{Draft: Draft{Back: s}})].text + "のところ"
}

// named returns a phrase with names in its holes: 予約が、できました。（日付）.
func (d *Dialogue) named(p phrase) string {
	_, stop := d.phrases.home.Marks()
	text, _ := p.fill(func(hole string) string { return "（" + d.phrases.holes[hole].name + "）" })
	return strings.TrimSuffix(text, stop)
}
