package ui

import (
	"strconv"

	"euxine/internal/directory"
)

// Period writes a stretch of days as far as it is known, saying once what both
// ends share: "12–14 November 2025", "28 October – 2 November 2025",
// "February 2022 – March 2024". An end that is not known is left open.
func (l *Locale) Period(from, to directory.Date) string {
	switch {
	case from.IsZero() && to.IsZero():
		return ""
	case from.IsZero():
		return l.T("date.until", l.DateIn(to))
	case to.IsZero():
		return l.T("date.since", l.DateIn(from))
	case from == to:
		return l.Date(from)
	}
	days := from.Precision == directory.PrecisionDay && to.Precision == directory.PrecisionDay
	sameYear := from.Year == to.Year
	switch {
	case days && sameYear && from.Month == to.Month:
		return l.T("date.days", from.Day, to.Day, l.Of("month-after-day", to.Month), strconv.Itoa(to.Year))
	case days && sameYear:
		return l.T("date.period", l.T("date.day-month", from.Day, l.Of("month-after-day", from.Month)), l.Date(to))
	case sameYear && from.Precision == directory.PrecisionMonth && to.Precision == directory.PrecisionMonth:
		return l.T("date.period", l.Of("month", from.Month), l.Date(to))
	}
	return l.T("date.period", l.Date(from), l.Date(to))
}

// When is the day or days of something that may last one: an event whose end is
// not known is not said to go on.
func (l *Locale) When(from, to directory.Date) string {
	if to.IsZero() {
		return l.Date(from)
	}
	return l.Period(from, to)
}

// Euro writes an amount of whole euro as the language does.
func (l *Locale) Euro(amount int64) string { return l.T("money.euro", l.Number(int(amount))) }
