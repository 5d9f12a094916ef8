package words

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

func TestADoubtSaysWhatIsWrongAndWhatToDo(t *testing.T) {
	latin := regexp.MustCompile(`[A-Za-z]`)
	all(t, "change of a file", changes, store.FileGone, store.FileReplaced, store.FileOther, store.FileVanished)
	newest := time.Date(2026, 11, 30, 9, 0, 0, 0, booking.JST)
	for _, err := range []error{
		&store.ClockDoubt{Now: newest.AddDate(0, 0, 60), Newest: newest},
		&store.FileDoubt{What: store.FileGone, File: "/var/lib/madoguchi.db"},
		&store.FileDoubt{What: store.FileReplaced, File: "/var/lib/madoguchi.db"},
		&store.FileDoubt{What: store.FileOther, File: "/var/lib/madoguchi.db"},
		&store.DamageDoubt{File: "/var/lib/madoguchi.db", Found: "page 3"},
		store.ErrDoubt,
	} {
		w := Doubt(fmt.Errorf("writing: %w", err))
		if w.What == "" || latin.MatchString(w.What+w.ToDo) || !strings.Contains(w.ToDo, "管理の方に") {
			t.Errorf("%v: %+v", err, w)
		}
	}
	if w := Doubt(&store.ClockDoubt{Now: newest.AddDate(0, 0, 60), Newest: newest}); !strings.Contains(w.Admin, "2027-01-29 09:00") || !strings.Contains(w.Admin, "2026-11-30 09:00") {
		t.Errorf("both times: %s", w.Admin)
	}
	for _, err := range []error{nil, errors.New("no room"), store.ErrBusy} {
		if w := Doubt(err); w != (Warning{}) {
			t.Errorf("%v: %+v, expected nothing", err, w)
		}
	}
}
