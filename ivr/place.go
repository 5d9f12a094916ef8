package ivr

// Place is a state as staff call it: what a caller there wants, or, of one that has
// nothing of the kind, what the line says there first.
func (d *Dialogue) Place(s State) string {
	row, ok := d.flow[s]
	if !ok {
		return string(s)
	}
	for _, key := range row.Say {
		for _, one := range wordings(key) {
			if words := d.phrases.words["ja"][one].text; words != "" {
				return words
			}
		}
	}
	if row.List != nil {
		return "窓口を選ぶところ"
	}
	return string(s)
}
