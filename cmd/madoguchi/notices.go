package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"madoguchi/store"
)

func (w *world) noticesCommand() *cobra.Command {
	var o deskFlags
	cmd := group(&cobra.Command{
		Use:   "notices",
		Short: "have something said to callers, right after the greeting",
		Long:  "Notices is for staff at a terminal. Each number is told a notice once.",
		Example: `  madoguchi notices add --until "2026-12-01 17:15" "今日は、窓口がこんでいます。"
  madoguchi notices list
  madoguchi notices end 1`,
	})
	o.add(cmd)
	cmd.AddCommand(w.addNotice(&o), w.listNotices(&o), w.endNotice(&o))
	return cmd
}

func (w *world) addNotice(o *deskFlags) *cobra.Command {
	var n store.Notice
	cmd := &cobra.Command{
		Use:   "add TEXT",
		Short: "add a notice and print its number",
		Long: `Add has a text said to callers: kana, kanji and digits, as short as any other phrase of
the line. It must not have 12 digits in a row, which could be a My Number.`,
		Example: `  madoguchi notices add --until "2026-12-01 17:15" "今日は、窓口がこんでいます。"
  madoguchi notices add --from "2026-12-24 08:30" --until "2026-12-28 17:15" "1月5日から、受付の場所がかわります。"`,
	}
	cmd.Args = func(_ *cobra.Command, args []string) error {
		const example = `such as "今日は、窓口がこんでいます。"`
		if len(args) > 1 {
			return usage("found %d texts, expected one in quotes, %s", len(args), example)
		}
		if n.Text = strings.TrimSpace(strings.Join(args, "")); n.Text == "" {
			return usage("found no text, expected one, %s", example)
		}
		return nil
	}
	cmd.RunE = w.at(o, func(d *desk) error {
		if err := required(cmd, `--until "2026-12-01 17:15" "今日は、窓口がこんでいます。"`, "until"); err != nil {
			return err
		}
		if n.From.IsZero() {
			n.From = d.now()
		}
		if after := later(n.From, d.now()); !n.Until.After(after) {
			return usage("--until: found %s, expected a time after %s", when(n.Until), when(after))
		}
		return d.maySay(n.Text)
	}, func(ctx context.Context, d *desk) error {
		var added store.Notice
		err := update(ctx, d, store.ToTell, func(tx store.Telling) (err error) {
			added, err = tx.AddNotice(n)
			return err
		})
		switch {
		case err != nil:
			return err
		case d.json:
			return writeJSON(d.out, noticeForMachines(added))
		case terminal(d.out):
			_, err = fmt.Fprintf(d.out, "お知らせ %d  %s から %s まで、電話の方に伝えます。\n", added.ID, when(added.From), when(added.Until))
		default:
			_, err = fmt.Fprintln(d.out, added.ID)
		}
		return err
	})
	flag(cmd.Flags(), &n.From, "from", "TIME", "", `from when, such as "2026-12-01 09:00" (default: now)`, readMoment)
	flag(cmd.Flags(), &n.Until, "until", "TIME", "", `until when, such as "2026-12-01 17:15"`, readMoment)
	return cmd
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// maySay refuses words that must not, or cannot, be said to callers. What could be
// a My Number is not repeated.
func (d *desk) maySay(text string) error {
	if err := store.CheckMyNumber(text); err != nil {
		return err
	}
	if found, expected := d.line.dialogue.CheckWords(text); found != "" {
		return fmt.Errorf("found %s, expected %s", found, expected)
	}
	return nil
}

func (w *world) listNotices(o *deskFlags) *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "list the notices that are not over, or all",
		Example: `  madoguchi notices list
  madoguchi notices list --all --json`,
		Args: noArgs,
		RunE: w.reading(o, anyCity, func(ctx context.Context, d *desk) error {
			var found []store.Notice
			err := view(ctx, d, store.ToTell, func(tx store.Telling) (err error) {
				found, err = tx.ListNotices(all)
				return err
			})
			switch {
			case err != nil:
				return err
			case d.json:
				return writeJSON(d.out, forMachines(found, noticeForMachines))
			}
			return d.notices(found)
		}),
	}
	cmd.Flags().BoolVar(&all, "all", false, "also those that are over")
	return cmd
}

func (d *desk) notices(notices []store.Notice) error {
	t := table{head: []string{"番号", "いつから", "いつまで", "状態", "文言"}}
	for _, n := range notices {
		state := "伝えています"
		switch now := d.now(); {
		case n.From.After(now):
			state = "これから"
		case !n.Until.After(now):
			state = "終了"
		}
		t.row(fmt.Sprint(n.ID), when(n.From), when(n.Until), state, n.Text)
	}
	if err := t.print(d.out); err != nil {
		return err
	}
	return d.sum("お知らせ %d 件", len(notices))
}

func (w *world) endNotice(o *deskFlags) *cobra.Command {
	var id int64
	return &cobra.Command{
		Use:     "end ID",
		Short:   "have a notice said to nobody any more",
		Example: "  madoguchi notices end 1",
		Args: func(cmd *cobra.Command, args []string) (err error) {
			if len(args) != 1 {
				return usage("found %d numbers, expected one, for example: %s 1; see madoguchi notices list", len(args), cmd.CommandPath())
			}
			if id, err = strconv.ParseInt(args[0], 10, 64); err != nil || id < 1 {
				return usage("found %.40q, expected the number of a notice such as 1; see madoguchi notices list", args[0])
			}
			return nil
		},
		RunE: w.at(o, anyCity, func(ctx context.Context, d *desk) error {
			err := update(ctx, d, store.ToTell, func(tx store.Telling) error { return tx.EndNotice(id) })
			switch {
			case err != nil:
				return err
			case d.json:
				return writeJSON(d.out, struct {
					ID    int64 `json:"id"`
					Ended bool  `json:"ended"`
				}{id, true})
			}
			_, err = fmt.Fprintf(d.out, "お知らせ %d  もう伝えません。\n", id)
			return err
		}),
	}
}
