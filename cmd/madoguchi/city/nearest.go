package city

import "strings"

// nearest returns the known word that was probably meant, or "".
func nearest(word string, known []string) string {
	word = strings.ToLower(strings.NewReplacer("-", "_", " ", "_").Replace(word))
	if before, _, ok := strings.Cut(strings.ReplaceAll(word, "：", ":"), ":"); ok { // name:春日井市, without the blank
		word = before
	}
	best, most := "", 2
	switch {
	case len(word) > 40:
		return ""
	case len(word) < 5:
		most = 1
	}
	for _, k := range known {
		lower := strings.ToLower(strings.ReplaceAll(k, "-", "_"))
		if d := slips(word, lower); d <= most {
			best, most = k, d-1
		}
		if best == "" && len(word) >= 5 && strings.HasPrefix(lower, word) { // Polly.Kazuha
			best = k
		}
	}
	return best
}

// slips counts the slips of the hand between two words: a letter more, less or
// other, or two neighbours exchanged.
func slips(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		for j := range rows[i] {
			if i == 0 || j == 0 {
				rows[i][j] = i + j
				continue
			}
			other := 1
			if a[i-1] == b[j-1] {
				other = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+other)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
