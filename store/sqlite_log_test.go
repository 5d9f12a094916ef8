package store

import (
	"path/filepath"
	"testing"
)

func TestALogIsMovedOnlyIntoTheFileThatItBelongsTo(t *testing.T) {
	path := put(t, map[string]string{"ledger.db": "another", "ledger.db-wal": "", "other-wal": "another"})
	for what, c := range map[string]struct {
		doubt FileDoubt
		want  bool
	}{
		"the ledger was moved away":          {FileDoubt{FileGone, path}, true},
		"and another lies there":             {FileDoubt{FileReplaced, path}, true},
		"and that has gone again":            {FileDoubt{FileReplaced, path + ".gone"}, false},
		"the ledger was overwritten":         {FileDoubt{FileOther, path}, false},
		"another process has begun a log":    {FileDoubt{FileReplaced, path + "-wal"}, true},
		"another process has written to one": {FileDoubt{FileReplaced, filepath.Join(filepath.Dir(path), "other-wal")}, false},
	} {
		if got := movable(&c.doubt); got != c.want {
			t.Errorf("%s: found %t, expected %t", what, got, c.want)
		}
	}
}
