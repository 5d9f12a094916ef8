package words

import (
	"fmt"
	"time"

	"madoguchi/store"
)

// Decision says what staff have decided about a time: 受付を止める, 窓口の数を 2 にする, or
// 時間を足す（窓口 2、30分ごと）.
func Decision(d store.Decision) string {
	switch d.Kind {
	case store.Closed:
		return "受付を止める"
	case store.Added:
		return fmt.Sprintf("時間を足す（窓口 %d、%d分ごと）", d.Desks, int(d.Every/time.Minute))
	}
	return fmt.Sprintf("窓口の数を %d にする", d.Desks)
}
