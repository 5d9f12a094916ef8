package words

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

func TestAnAlarmSaysSinceWhenAndWhatToDo(t *testing.T) {
	latin := regexp.MustCompile(`[A-Za-z]`)
	since := time.Date(2026, 12, 1, 10, 0, 0, 0, booking.JST)
	said := map[store.Deed]string{}
	for _, deed := range []store.Deed{store.DidStopCodes, store.DidDoubtNumbers, store.DidDoubtReceipts, store.DidStopNameless, store.DidStopProofs} {
		w := Alarm(store.Alarm{Deed: deed, Since: since, Until: since.Add(time.Hour)})
		said[deed] = w.What
		if latin.MatchString(w.What+w.ToDo) || !strings.Contains(w.ToDo, "12月1日（火） 10:00から") || !strings.Contains(w.Admin, "聞いてください") {
			t.Errorf("%s: %+v", deed, w)
		}
	}
	all(t, "alarm", said, store.DidStopCodes, store.DidDoubtNumbers, store.DidDoubtReceipts, store.DidStopNameless, store.DidStopProofs)
	if w := Alarm(store.Alarm{Deed: store.DidBook}); w != (Warning{}) {
		t.Errorf("a booking is no alarm: %+v", w)
	}
}
