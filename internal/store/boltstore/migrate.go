package boltstore

import (
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// A migration brings a database from one format to the next, in one transaction.
type migration func(tx *bolt.Tx) error

// migrations[i] leads from format i+1 to i+2. One line of history for each step;
// none is ever removed or changed, since any older file may turn up.
//
//	format 1  the first
//	format 2  JSON of records may be packed; what is there already is read as it is
var migrations = []migration{func(*bolt.Tx) error { return nil }}

// currentFormat is the one this program writes.
const currentFormat = 2

// migrate brings the database, of whose format look has made sure, up to the
// last format of the list, step by step.
// After a crash the next opening goes on where this one stopped.
func migrate(db *bolt.DB, list []migration) error {
	for {
		done := false
		err := db.Update(func(tx *bolt.Tx) error {
			b := tx.Bucket(bucketEuxine)
			format, err := getNumber(b, keyFormat)
			if err != nil {
				return err
			}
			if done = format > uint64(len(list)); done {
				return nil
			}
			if err := list[format-1](tx); err != nil {
				return fmt.Errorf("from format %d: %w", format, err)
			}
			return putNumber(b, keyFormat, format+1)
		})
		if err != nil {
			return fmt.Errorf("migrate: %w", full(err))
		}
		if done {
			return nil
		}
	}
}
