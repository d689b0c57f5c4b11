package gathering

import (
	"slices"
	"strconv"
	"strings"

	"euxine/internal/directory"
	"euxine/internal/translit"
)

// OrganisationNames are what the directory calls organisations, in every language: who
// was recognised in a list may be named so in another.
type OrganisationNames map[directory.RecordID][]string

// finder finds the participant a cell of a list names: by id, by the id of its
// organisation, by its name as it stands in the list or in the directory, and by its
// line. Case and the number of spaces are of no matter, all else is: nothing is guessed.
type finder struct {
	s      *State
	byName map[string][]int
}

func (s *State) finder(names OrganisationNames) *finder {
	f := &finder{s: s, byName: map[string][]int{}}
	add := func(key string, i int) {
		if key != "" && !slices.Contains(f.byName[key], i) {
			f.byName[key] = append(f.byName[key], i)
		}
	}
	for i, p := range s.Participants {
		for _, key := range append([]string{string(p.ID), string(p.Organisation), p.Name, p.OtherName}, names[p.Organisation]...) {
			add(plain(key), i)
		}
	}
	return f
}

func plain(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// find gives the participant, or the issue that there is none or more than one.
func (f *finder) find(cell string) (*Participant, IssueKey) {
	found := f.byName[plain(cell)]
	if line, err := strconv.Atoi(strings.TrimSpace(cell)); err == nil && len(found) == 0 {
		for i, p := range f.s.Participants {
			if p.Line == line {
				found = append(found, i)
			}
		}
	}
	switch len(found) {
	case 0:
		return nil, IssueRowWho
	case 1:
		return &f.s.Participants[found[0]], ""
	}
	return nil, IssueRowSeveral
}

// listWords are the words of the headers of lists of wishes and times.
var listWords = foldedSet("from to who whom wish wishes wants meet with participant partner rank priority order blocked time times absent not available " +
	"от до кой кого към с желание желания участник партньор ранг ред приоритет зает заето време часове отсъства")

// IsListHeader says whether cells are the header of a list of wishes or times: each
// cell that is not empty is made of words of such headers.
func IsListHeader(cells []string) bool {
	any := false
	for _, cell := range cells {
		for _, w := range translit.Words(cell) {
			if any = true; !listWords[w.Key] {
				return false
			}
		}
	}
	return any
}

func withoutHeader(rows []Row) []Row {
	if len(rows) > 0 && IsListHeader(rows[0].Cells) {
		return rows[1:]
	}
	return rows
}

// ReadWishes replaces the wishes that were given by those of a list: from, to and the
// rank, 1 the first; without one the order of the list is. Suggested wishes stay, and
// of a list without a row that could be understood, such as one pasted into the wrong
// field, all do.
func (s *State) ReadWishes(rows []Row, names OrganisationNames) (issues []Issue) {
	suggested := slices.DeleteFunc(slices.Clone(s.Wishes), func(w Wish) bool { return w.Why != WishSuggested })
	var given []Wish
	seen := map[[2]ParticipantID]bool{}
	f := s.finder(names)
	for _, r := range withoutHeader(rows) {
		add := func(key IssueKey, args ...string) {
			issues = append(issues, Issue{key, append([]string{strconv.Itoa(r.Line)}, args...)})
		}
		if len(r.Cells) < 2 || strings.TrimSpace(r.Cells[0]) == "" || strings.TrimSpace(r.Cells[1]) == "" {
			add(IssueRowShort)
			continue
		}
		from, wrong := f.find(r.Cells[0])
		to, wrong2 := f.find(r.Cells[1])
		if wrong != "" || wrong2 != "" {
			for i, key := range []IssueKey{wrong, wrong2} {
				if key != "" {
					add(key, r.Cells[i])
				}
			}
			continue
		}
		pair := [2]ParticipantID{from.ID, to.ID}
		switch {
		case from.ID == to.ID:
			add(IssueRowSelf, r.Cells[0])
			continue
		case seen[pair]:
			add(IssueRowTwice, r.Cells[0], r.Cells[1])
			continue
		case s.group(from) != "" && s.group(from) == s.group(to):
			add(IssueRowSame, r.Cells[0], r.Cells[1])
			continue
		}
		w := Wish{From: from.ID, To: to.ID, Why: WishGiven}
		if len(r.Cells) > 2 && strings.TrimSpace(r.Cells[2]) != "" {
			rank, err := strconv.Atoi(strings.TrimSpace(r.Cells[2]))
			if err != nil || rank < 1 {
				add(IssueRowRank, r.Cells[2])
			} else {
				w.Rank = rank
			}
		}
		if len(given)+len(suggested) >= MaxWishes {
			issues = append(issues, Issue{IssueOverfull, []string{"wishes", strconv.Itoa(MaxWishes)}})
			break
		}
		seen[pair] = true
		given = append(given, w)
	}
	if len(given) == 0 {
		if s.Given() > 0 {
			issues = append(issues, Issue{IssueWishesStay, nil})
		}
		return issues
	}
	s.Wishes = append(given, slices.DeleteFunc(suggested, func(w Wish) bool { return seen[[2]ParticipantID{w.From, w.To}] })...)
	return issues
}

// Suggest replaces the wishes that were suggested; what was asked for stays as it is.
func (s *State) Suggest(list []Wish) {
	s.Wishes = slices.DeleteFunc(s.Wishes, func(w Wish) bool { return w.Why == WishSuggested })
	asked := map[[2]ParticipantID]bool{}
	for _, w := range s.Wishes {
		asked[[2]ParticipantID{w.From, w.To}] = true
	}
	for _, w := range list {
		if !asked[[2]ParticipantID{w.From, w.To}] && len(s.Wishes) < MaxWishes {
			w.Why = WishSuggested
			s.Wishes = append(s.Wishes, w)
		}
	}
}

// Given counts the wishes somebody asked for.
func (s *State) Given() (n int) {
	for _, w := range s.Wishes {
		if w.Why != WishSuggested {
			n++
		}
	}
	return n
}

// ReadBlocked adds times in which participants cannot come: who, and behind it as many
// times as there are, each "10:00", "10:00-11:30", a day or a day and an hour.
func (s *State) ReadBlocked(rows []Row, names OrganisationNames) (issues []Issue) {
	f := s.finder(names)
	for _, r := range withoutHeader(rows) {
		line := strconv.Itoa(r.Line)
		p, wrong := f.find(first(r.Cells))
		switch {
		case wrong != "":
			issues = append(issues, Issue{wrong, []string{line, first(r.Cells)}})
			continue
		case len(r.Cells) < 2:
			issues = append(issues, Issue{IssueRowShort, []string{line}})
			continue
		}
		for _, cell := range r.Cells[1:] {
			for _, text := range strings.Split(cell, ",") {
				if text = strings.TrimSpace(text); text == "" {
					continue
				}
				slots := s.slotsOf(text)
				if len(slots) == 0 {
					issues = append(issues, Issue{IssueRowTime, []string{line, text}})
				}
				for _, id := range slots {
					p.Block(id)
				}
			}
		}
	}
	return issues
}

// Block notes that there is no time in a slot.
func (p *Participant) Block(slot string) {
	if !slices.Contains(p.Blocked, slot) {
		p.Blocked = append(p.Blocked, slot)
	}
}

func first(cells []string) string {
	if len(cells) == 0 {
		return ""
	}
	return cells[0]
}

// group is what participants that do not meet have in common: their organisation, or
// for a row that stands in the list twice the row.
func (s *State) group(p *Participant) string {
	if p.Organisation != "" {
		return string(p.Organisation)
	}
	line := p.Line
	for _, i := range p.Issues {
		if i.Key == IssueDuplicate && len(i.Args) > 0 {
			line, _ = strconv.Atoi(i.Args[0])
		}
	}
	return "line " + strconv.Itoa(line)
}

// Organisations are the ids of the organisations there are, each once.
func (s *State) Organisations() (ids []directory.RecordID) {
	seen := map[directory.RecordID]bool{"": true}
	for _, p := range s.Participants {
		if !seen[p.Organisation] {
			seen[p.Organisation] = true
			ids = append(ids, p.Organisation)
		}
	}
	return ids
}
