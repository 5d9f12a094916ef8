package main

import (
	"context"
	"log/slog"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web/console"
)

// nightOf returns what the jobs of a line work with, whether a line is served or somebody
// runs one at a terminal, in whose name they act. paper writes the lists into the directory.
func (l *line) nightOf(w *world, ledger *store.Store, by store.By, dir string, paper func(context.Context) (int, error), log *slog.Logger) *night {
	n := &night{
		ledger: ledger, doubt: ledger.Doubt, log: log,
		plans: func() ([]booking.DayPlan, error) {
			today, err := l.today(w)
			if err != nil {
				return nil, err
			}
			return today.Plan(w.now(), booking.Ahead), nil
		},
		paper:  paper,
		papers: papers{lists: console.Lists(&l.City), dir: dir},
		tells:  l.City.Outreach,
	}
	n.learn = func(ctx context.Context) error {
		whose, err := ledger.Learn(ctx, by, *l.owner())
		if at := l.stranded(whose); err == nil && len(at) > 0 {
			n.tell(slog.LevelWarn, "bookings stand at facilities that city.yaml does not have: madoguchi config check --db lists them", "bookings", at)
		}
		return err
	}
	return n
}
