package gathering

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"euxine/internal/directory"
)

// Layouts of civil time.
const (
	layoutTime = "2006-01-02T15:04"
	layoutDay  = "2006-01-02"
	layoutHour = "15:04"
)

// Times is a timetable as people say it: so many meetings of so many minutes from an
// hour on, on one day or on each of several, around breaks.
type Times struct {
	Day, LastDay string // 2026-05-14; LastDay "" is Day
	First        string // 10:00
	Minutes      int    // of a meeting
	Pause        int    // minutes between two
	Count        int    // meetings a day
	Breaks       string // 12:00-13:00, 15:30-16:00
}

// maxDays is how many days a timetable may have.
const maxDays = 14

// Slots are the slots of a timetable. A slot that would run into a break begins at the
// break's end. What cannot be read is ErrInvalid.
func (t Times) Slots() ([]Slot, error) {
	day, err := time.Parse(layoutDay, t.Day)
	if err != nil {
		return nil, badTime("day", t.Day)
	}
	last := day
	if t.LastDay != "" {
		if last, err = time.Parse(layoutDay, t.LastDay); err != nil || last.Before(day) || last.Sub(day) >= maxDays*24*time.Hour {
			return nil, badTime("last-day", t.LastDay)
		}
	}
	first, err := minuteOf(t.First)
	if err != nil {
		return nil, badTime("first", t.First)
	}
	if t.Minutes < 1 || t.Minutes > 24*60 {
		return nil, badTime("minutes", strconv.Itoa(t.Minutes))
	}
	if t.Pause < 0 || t.Pause > 24*60 {
		return nil, badTime("pause", strconv.Itoa(t.Pause))
	}
	if t.Count < 1 || t.Count > MaxSlots {
		return nil, badTime("count", strconv.Itoa(t.Count))
	}
	breaks, err := readBreaks(t.Breaks)
	if err != nil {
		return nil, err
	}
	var slots []Slot
	for ; !day.After(last); day = day.AddDate(0, 0, 1) {
		at := first
		for n := 0; n < t.Count; {
			end := at + t.Minutes
			if i := slices.IndexFunc(breaks, func(b [2]int) bool { return at < b[1] && end > b[0] }); i >= 0 {
				at = breaks[i][1]
				continue
			}
			if end > 24*60 {
				return nil, badTime("count", strconv.Itoa(t.Count)+": beyond midnight")
			}
			slots = append(slots, slotAt(day.Add(time.Duration(at)*time.Minute), t.Minutes))
			at = end + t.Pause
			n++
		}
	}
	if len(slots) > MaxSlots {
		return nil, badTime("count", strconv.Itoa(len(slots)))
	}
	return slots, nil
}

// TimeFault is the part of a timetable that cannot be read: day, last-day, first,
// minutes, pause, count, breaks. It is ErrInvalid.
type TimeFault struct{ Part, Value string }

func (f *TimeFault) Error() string { return fmt.Sprintf("%s %q", f.Part, f.Value) }

// Unwrap makes it ErrInvalid.
func (f *TimeFault) Unwrap() error { return directory.ErrInvalid }

func badTime(part, value string) error { return &TimeFault{part, value} }

func slotAt(start time.Time, minutes int) Slot {
	from := start.Format(layoutTime)
	return Slot{ID: from, Start: from, End: start.Add(time.Duration(minutes) * time.Minute).Format(layoutTime)}
}

// minuteOf is the minute of the day of an hour, "24:00" being its end.
func minuteOf(s string) (int, error) {
	s = strings.TrimSpace(s)
	if s == "24:00" {
		return 24 * 60, nil
	}
	t, err := time.Parse(layoutHour, s)
	return t.Hour()*60 + t.Minute(), err
}

// readBreaks reads stretches of a day, "12:00-13:00, 15:30–16:00".
func readBreaks(s string) (list [][2]int, err error) {
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if strings.TrimSpace(part) == "" {
			continue
		}
		from, to, ok := cutRange(part)
		a, errA := minuteOf(from)
		b, errB := minuteOf(to)
		if !ok || errA != nil || errB != nil || b <= a {
			return nil, badTime("breaks", strings.TrimSpace(part))
		}
		list = append(list, [2]int{a, b})
	}
	return list, nil
}

// cutRange parts at a hyphen or dash.
func cutRange(s string) (from, to string, ok bool) {
	i := strings.IndexAny(s, "-–—")
	if i < 0 {
		return s, "", false
	}
	return strings.TrimSpace(s[:i]), strings.TrimSpace(strings.TrimLeft(s[i:], "-–—")), true
}

// TimesOf is the timetable that gives the slots; not ok: they are of another kind.
func TimesOf(slots []Slot) (Times, bool) {
	if len(slots) == 0 {
		return Times{}, false
	}
	var t Times
	day, first, _ := strings.Cut(slots[0].Start, "T")
	t.Day, t.First = day, first
	minutes := func(from, to string) int {
		a, errA := time.Parse(layoutTime, from)
		b, errB := time.Parse(layoutTime, to)
		if errA != nil || errB != nil {
			return -1
		}
		return int(b.Sub(a).Minutes())
	}
	t.Minutes = minutes(slots[0].Start, slots[0].End)
	t.LastDay, _, _ = strings.Cut(slots[len(slots)-1].Start, "T")
	if t.LastDay == t.Day {
		t.LastDay = ""
	}
	var gaps []int
	for i, s := range slots {
		if !strings.HasPrefix(s.Start, day) {
			break
		}
		t.Count++
		if i > 0 {
			gaps = append(gaps, minutes(slots[i-1].End, s.Start))
		}
	}
	// The shortest time between two is the pause, what is longer is a break.
	if len(gaps) > 0 {
		t.Pause = max(0, slices.Min(gaps))
	}
	var breaks []string
	for i, gap := range gaps {
		if gap > t.Pause {
			breaks = append(breaks, hourOf(slots[i].End)+"-"+hourOf(slots[i+1].Start))
		}
	}
	t.Breaks = strings.Join(breaks, ", ")
	again, err := t.Slots()
	return t, err == nil && slices.Equal(again, slots)
}

func hourOf(civil string) string {
	_, hour, _ := strings.Cut(civil, "T")
	return hour
}

// ReadTimes reads slots from "2026-05-14T10:00/30mx12": the first start, the length in
// minutes and how many; a multiplication sign may stand for the x. What cannot be read
// is ErrInvalid.
func ReadTimes(s string) ([]Slot, error) {
	start, rest, ok := strings.Cut(s, "/")
	length, count, ok2 := strings.Cut(strings.ReplaceAll(rest, "×", "x"), "x")
	at, err := time.Parse(layoutTime, start)
	minutes, err2 := strconv.Atoi(strings.TrimSuffix(length, "m"))
	n, err3 := strconv.Atoi(count)
	if !ok || !ok2 || err != nil || err2 != nil || err3 != nil {
		return nil, fmt.Errorf("slots %q: wanted the form 2026-05-14T10:00/30mx12: %w", s, directory.ErrInvalid)
	}
	return Times{Day: at.Format(layoutDay), First: at.Format(layoutHour), Minutes: minutes, Count: n}.Slots()
}

// SetSlots replaces the slots, in the order of their times. Slots that overlap are
// ErrInvalid. What is blocked in times that are no more is dropped; meetings in such
// stay until a plan is made, and are then said to be nowhere.
func (s *State) SetSlots(slots []Slot) error {
	slots = slices.Clone(slots)
	slices.SortFunc(slots, func(a, b Slot) int { return strings.Compare(a.Start, b.Start) })
	for i := 1; i < len(slots); i++ {
		if slots[i].Start < slots[i-1].End {
			return fmt.Errorf("slots %s and %s overlap: %w", slots[i-1].Start, slots[i].Start, directory.ErrInvalid)
		}
	}
	if len(slots) > MaxSlots {
		return badTime("count", strconv.Itoa(len(slots)))
	}
	s.Slots = slots
	there := map[string]bool{}
	for _, slot := range slots {
		there[slot.ID] = true
	}
	for i := range s.Participants {
		p := &s.Participants[i]
		p.Blocked = slices.DeleteFunc(p.Blocked, func(id string) bool { return !there[id] })
	}
	return nil
}

// SetTables makes the tables 1 to n; those there were keep their names.
func (s *State) SetTables(n int) error {
	if n < 1 || n > MaxTables {
		return fmt.Errorf("%d tables: from 1 to %d: %w", n, MaxTables, directory.ErrInvalid)
	}
	names := map[string]string{}
	for _, t := range s.Tables {
		names[t.ID] = t.Name
	}
	s.Tables = nil
	for i := range n {
		id := strconv.Itoa(i + 1)
		s.Tables = append(s.Tables, Table{ID: id, Name: names[id]})
	}
	return nil
}

// slotsOf are the slots meant by "10:00", "10:00-11:30", a day, or a day and one of
// these: every slot that shares a minute with it, on all days where none is said.
func (s *State) slotsOf(text string) (ids []string) {
	text = strings.TrimSpace(text)
	day := ""
	if len(text) >= len(layoutDay) {
		if _, err := time.Parse(layoutDay, text[:len(layoutDay)]); err == nil {
			day, text = text[:len(layoutDay)], strings.TrimLeft(text[len(layoutDay):], "T ")
		}
	}
	from, to := 0, 24*60
	if text != "" {
		first, second, isRange := cutRange(text)
		var err error
		if from, err = minuteOf(first); err != nil {
			return nil
		}
		if to = from + 1; isRange {
			if to, err = minuteOf(second); err != nil || to <= from {
				return nil
			}
		}
	} else if day == "" {
		return nil
	}
	for _, slot := range s.Slots {
		on, start, _ := strings.Cut(slot.Start, "T")
		a, errA := minuteOf(start)
		b, errB := minuteOf(hourOf(slot.End))
		if errA != nil || errB != nil {
			continue
		}
		if b <= a {
			b = 24 * 60
		}
		if (day == "" || on == day) && a < to && b > from {
			ids = append(ids, slot.ID)
		}
	}
	return ids
}
