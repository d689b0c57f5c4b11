package directory

import (
	"fmt"
	"strconv"
	"time"
)

// Precision says how much of a civil date the source gave.
type Precision uint8

const (
	PrecisionNone  Precision = iota // no date
	PrecisionYear                   // 2023
	PrecisionMonth                  // 2023-09
	PrecisionDay                    // 2023-09-26
)

// Date is a civil date with the precision the source gave: not an instant, and
// without a time zone. The zero Date means "not known". Dates compare with ==.
type Date struct {
	Year      int
	Month     int // 0 unless precision is month or day
	Day       int // 0 unless precision is day
	Precision Precision
}

// Years outside this range are typing errors in a directory of living organisations
// (the oldest university of the region was founded in the 15th century).
const minYear, maxYear = 1000, 2200

// ParseDate reads YYYY, YYYY-MM or YYYY-MM-DD; the empty string is the zero Date.
func ParseDate(s string) (Date, error) {
	bad := fmt.Errorf("date %q: %w", s, ErrInvalid)
	if s == "" {
		return Date{}, nil
	}
	num := func(t string) (int, bool) {
		for _, c := range t {
			if c < '0' || c > '9' {
				return 0, false
			}
		}
		n, err := strconv.Atoi(t)
		return n, err == nil
	}
	var d Date
	var ok bool
	switch len(s) {
	case 4, 7, 10:
	default:
		return Date{}, bad
	}
	if d.Year, ok = num(s[:4]); !ok || d.Year < minYear || d.Year > maxYear {
		return Date{}, bad
	}
	d.Precision = PrecisionYear
	if len(s) >= 7 {
		if d.Month, ok = num(s[5:7]); !ok || s[4] != '-' || d.Month < 1 || d.Month > 12 {
			return Date{}, bad
		}
		d.Precision = PrecisionMonth
	}
	if len(s) == 10 {
		if d.Day, ok = num(s[8:10]); !ok || s[7] != '-' || d.Day < 1 ||
			d.Day > time.Date(d.Year, time.Month(d.Month)+1, 0, 0, 0, 0, 0, time.UTC).Day() {
			return Date{}, bad
		}
		d.Precision = PrecisionDay
	}
	return d, nil
}

// DateOf is the civil date of t in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{Year: y, Month: int(m), Day: d, Precision: PrecisionDay}
}

// IsZero says whether there is no date.
func (d Date) IsZero() bool { return d.Precision == PrecisionNone }

// String is the form ParseDate reads.
func (d Date) String() string {
	switch d.Precision {
	case PrecisionYear:
		return fmt.Sprintf("%04d", d.Year)
	case PrecisionMonth:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	case PrecisionDay:
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
	}
	return ""
}

// First and Last are the earliest and latest day the date can mean.
func (d Date) First() time.Time {
	return time.Date(d.Year, time.Month(max(d.Month, 1)), max(d.Day, 1), 0, 0, 0, 0, time.UTC)
}

// Last is the latest day the date can mean; see First.
func (d Date) Last() time.Time {
	switch d.Precision {
	case PrecisionYear:
		return time.Date(d.Year, 12, 31, 0, 0, 0, 0, time.UTC)
	case PrecisionMonth:
		return time.Date(d.Year, time.Month(d.Month)+1, 0, 0, 0, 0, 0, time.UTC)
	}
	return d.First()
}

// Before says whether d certainly lies before e: its last possible day is
// before e's first. Unknown dates are before nothing.
func (d Date) Before(e Date) bool {
	return !d.IsZero() && !e.IsZero() && d.Last().Before(e.First())
}

// MarshalText and UnmarshalText make dates strings in JSON.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the form of String.
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDate(string(b))
	return err
}
