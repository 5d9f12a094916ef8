package ivr

import "strings"

// Place is where a call is, or ended, as staff call it: by what the line said first
// when it came there. Of the reply to the last turn these are the words themselves;
// where it is not known (any more), or not in their language, the words of the
// phrase with names in its holes. A call that was stored before it remembered the
// phrase is where one of several may have been said.
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
			if p, is := home.words[key]; is {
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

// named are the words of a phrase with names in its holes: ご予約を、お取りしました。（日付）.
func (d *Dialogue) named(p phrase) string {
	_, stop := d.phrases.home.Marks()
	text, _ := p.fill(func(hole string) string { return "（" + d.phrases.holes[hole].name + "）" })
	return strings.TrimSuffix(text, stop)
}
