package store

import (
	"crypto/hmac"
	"crypto/sha256"
)

// spentKey is the name of the key with which SIDs of deleted calls are hashed.
const spentKey = "spent calls"

const (
	callsToDelete = `SELECT sid FROM calls WHERE started <= ? LIMIT ?`
	deleteCall    = `DELETE FROM calls WHERE sid = ?`
	putSpent      = `INSERT INTO spent_calls (mac) VALUES (?) ON CONFLICT (mac) DO NOTHING`
	isSpent       = `SELECT 1 FROM spent_calls WHERE mac = ?`
)

// spent returns over if a call with that SID was deleted, and none otherwise. The key is
// there if any call was.
func (tx *Tx) spent(sid string) (standing, error) {
	key, drawn, err := tx.drawn(spentKey)
	if err != nil || !drawn {
		return none, err
	}
	_, spent, err := value[int](tx, isSpent, macOf(key, sid))
	if err != nil || !spent {
		return none, err
	}
	return over, nil
}

// macOf returns what is kept of a SID for good. With 16 bytes, two of a thousand million
// calls have the same with a probability of one in 10^20.
func macOf(key [32]byte, sid string) []byte {
	h := hmac.New(sha256.New, key[:])
	h.Write([]byte(sid))
	return h.Sum(nil)[:16]
}

// deleteCalls deletes calls that began at a time or earlier, except that they have been.
func (tx *Tx) deleteCalls(until instant) (int, error) {
	sids, err := all(tx, scanText, callsToDelete, until, batch)
	if err != nil || len(sids) == 0 {
		return 0, err
	}
	key, err := tx.secret(spentKey)
	if err != nil {
		return 0, err
	}
	for _, sid := range sids {
		if _, err := tx.exec(putSpent, macOf(key, sid)); err != nil {
			return 0, err
		}
		if _, err := tx.exec(deleteCall, sid); err != nil {
			return 0, err
		}
	}
	return len(sids), nil
}
