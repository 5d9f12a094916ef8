package store

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"reflect"
	"slices"
	"testing"
)

// The log value of what the night did has each of its counts exactly once.
func TestWhatTheNightDidLogsAllOfItself(t *testing.T) {
	for _, did := range []slog.LogValuer{&Tidied{}, &Materialised{}} {
		var want []int
		fields := reflect.ValueOf(did).Elem()
		for i := range fields.NumField() {
			want = append(want, i+1)
			fields.Field(i).SetInt(int64(i + 1))
		}
		var line bytes.Buffer
		slog.New(slog.NewJSONHandler(&line, nil)).Info("done", slog.Any("", did))
		var told map[string]any
		if err := json.Unmarshal(line.Bytes(), &told); err != nil {
			t.Fatal(err)
		}
		var got []int
		for _, value := range told {
			if n, ok := value.(float64); ok {
				got = append(got, int(n))
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%T tells %v, expected each of %v: %s", did, got, want, &line)
		}
	}
}
