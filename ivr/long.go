package ivr

import "slices"

// TooLong returns the phrases and menus of a language that take longer to say than is
// understood, with the longest names, days and hours that they may have at this city, each
// with what was found: "a sentence of 7.4 seconds: …". Of the built-in phrases this depends
// on the names of the city alone.
func (d *Dialogue) TooLong(lang string) map[Key]string {
	long := map[Key]string{}
	l, known := d.phrases.tongues[lang]
	if !known {
		return nil
	}
	var labels []Override
	for k, p := range l.words {
		if found, _ := d.phrases.tooLong(l, p); found != "" {
			long[k] = found
		}
		if isLabel(k) {
			labels = append(labels, Override{Lang: lang, Key: string(k)})
		}
	}
	whisper := []Override{{Lang: lang, Key: "whisper"}}
	for _, f := range slices.Concat(d.phrases.longMenus(labels), d.phrases.longWhispers(whisper)) {
		long[Key(f.Key)] = f.Found
	}
	return long
}
