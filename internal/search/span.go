package search

import (
	"time"

	"euxine/internal/directory"
)

// Span is a stretch of days on which something takes place or can be applied
// for, both ends included. A zero To with a From is a beginning whose end is not
// known.
type Span struct{ From, To directory.Date }

// EventSpans is when an event takes place. Without an end it is taken to last
// as long as its start can mean.
func EventSpans(e *directory.Event) []Span {
	if e.Start.IsZero() {
		return nil
	}
	if e.End.IsZero() {
		return []Span{{e.Start, e.Start}}
	}
	return []Span{{e.Start, e.End}}
}

// CallSpans is when a call's lots can be applied for, one span per lot that has
// dates. A lot with a deadline but no opening is open until then.
func CallSpans(k *directory.Call) []Span {
	var spans []Span
	for _, l := range k.Lots {
		if !l.Opens.IsZero() || !l.Closes.IsZero() {
			spans = append(spans, Span{l.Opens, l.Closes})
		}
	}
	return spans
}

// ProjectSpans is when a project runs.
func ProjectSpans(p *directory.Project) []Span {
	if p.Start.IsZero() && p.End.IsZero() {
		return nil
	}
	return []Span{{p.Start, p.End}}
}

// Day numbers days from 1 January 1970, so that an index can compare them.
func Day(t time.Time) int { return int(t.Unix() / (24 * 60 * 60)) }

// NoDay stands for an end that is open: before all days as a beginning, not
// known as an end.
const NoDay = -1 << 30

// Days is the span as day numbers: its earliest and latest possible day. An
// unknown beginning or end is NoDay.
func (s Span) Days() (from, to int) {
	from, to = NoDay, NoDay
	if !s.From.IsZero() {
		from = Day(s.From.First())
	}
	if !s.To.IsZero() {
		to = Day(s.To.Last())
	}
	return from, to
}

// StateOf is the state on a day: open while any span holds it, else coming when
// any begins later, else past when any has an end, else undated.
func StateOf(spans []Span, today directory.Date) string {
	day := Day(today.First())
	coming, dated := false, false
	for _, s := range spans {
		from, to := s.Days()
		if to != NoDay {
			dated = true
			if from <= day && day <= to {
				return StateOpen
			}
		}
		coming = coming || from > day
	}
	switch {
	case coming:
		return StateComing
	case dated:
		return StatePast
	}
	return StateUndated
}
