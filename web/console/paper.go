package console

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"madoguchi/booking"
)

// ahead is for how many days, with today, there are lists on disk: if the machine dies
// in the night, a morning must still have its list.
const ahead = 2

// Lists returns how many lists Paper writes for a city.
func Lists(city *booking.City) int { return ahead * len(city.Facilities) }

// Paper writes the lists of today and of the next day, one file a counter, into a
// directory that it makes if it is not there: with them a counter works when the
// line is dead. They have what the list on the screen has, which is the last four
// digits of a number and no more; only the line's own user can read them. Those of
// days before are deleted. It returns how many were written.
func (c *Console) Paper(ctx context.Context, dir string) (written int, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 0, fmt.Errorf("the directory of the paper lists: %w", err)
	}
	today := dayOf(c.Now())
	for d := range ahead {
		for _, f := range c.City.Facilities {
			if err := c.paper(ctx, dir, f, today.AddDays(d)); err != nil {
				return written, err
			}
			written++
		}
	}
	return written, old(dir, today)
}

func (c *Console) paper(ctx context.Context, dir string, f booking.Facility, day booking.Date) error {
	list, _, err := c.readDayList(ctx, f, day, "")
	if err != nil {
		return fmt.Errorf("the paper list of %s on %s: %w", f.ID, day, err)
	}
	style, err := staticFiles.ReadFile("static/console.css")
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := pages.Render(&out, "paper", "paper", paperPage{list, c.City.Name, string(style)}); err != nil {
		return err
	}
	return replace(filepath.Join(dir, f.ID+"-"+day.String()+".html"), out.Bytes())
}

// A paperPage is a list that needs no server: its style is in it.
type paperPage struct {
	dayPage
	City  string
	Style string
}

// replace puts a file in the place of another, whole or not at all.
func replace(path string, data []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".paper-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

var paperName = regexp.MustCompile(`-(\d{4}-\d{2}-\d{2})\.html$`)

// old deletes the lists of earlier days.
func old(dir string, today booking.Date) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var errs []error
	for _, f := range files {
		m := paperName.FindStringSubmatch(f.Name())
		if m == nil {
			continue
		}
		day, err := booking.ParseDate(m[1])
		if err != nil || !day.Before(today) {
			continue
		}
		if err := os.Remove(filepath.Join(dir, f.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
