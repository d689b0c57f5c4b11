package directory

import "errors"

// Error kinds. Layers wrap them with what was being done; callers compare with
// errors.Is, never by text.
var (
	// ErrNotFound: there is no such record, region or concept.
	ErrNotFound = errors.New("not found")
	// ErrInvalid: the value itself is not acceptable. [Faults] is of this kind.
	ErrInvalid = errors.New("invalid")
	// ErrConflict: the record is not at the revision the caller expected.
	ErrConflict = errors.New("conflict")
	// ErrUnavailable: it may work later (closing, rebuilding, disk full, too busy).
	ErrUnavailable = errors.New("unavailable")
	// ErrDamaged: what was read is not what was written. Damage is reported,
	// never shown as data.
	ErrDamaged = errors.New("damaged")
)
