package reconcile

import (
	"slices"
	"strings"
	"unicode/utf8"

	"euxine/internal/directory"
)

// likened is how like a name of the row and one of the record are.
type likened struct {
	score   float64
	how     likeness
	exact   bool
	ordered bool
	own     int  // words of the record's own that are found
	work    int  // words of what it works on that are
	all     bool // every word of both is found
	lacking bool // a word of the record's own is not
	further bool // the row's name has a word of its own that the record's lacks
	placed  bool // the row's name has a place that the record's lacks
	missing []string
	added   []string
	row     *name
	record  *name
}

// score is what is thought of one candidate; not ok: it is another organisation, or
// none.
func (m *Matcher) score(w Wanted, o *directory.Organisation) (c Candidate, ok bool) {
	c.ID = o.ID
	records := m.recordNames(o)
	best := m.bestName(w, o, records)
	own := siteOf(o.Website)
	sameSite := own.host != "" && own == w.site
	if best.score < leastName && !sameSite {
		return c, false
	}
	c.name(best)
	if sameSite {
		if best.score < leastName {
			c.Score = nameApartScore
			c.Reasons = []Reason{{Key: NameApart, By: nameApartScore}}
			c.AskOnly = true
		} else {
			c.move(Reason{Key: SameWebsite, By: (1 - c.Score) * (1 - sameWebsiteKeeps), Args: []string{own.host}})
		}
	} else if own.host != "" && w.site.host != "" {
		c.move(Reason{Key: OtherWebsite, By: otherWebsite, Args: []string{own.host}})
	}
	beside := sameSite
	switch {
	case w.Country == "" || o.Place.Country == "":
	case w.Country == o.Place.Country:
		beside = true
		c.move(Reason{Key: SameCountry, By: sameCountry, Args: []string{string(o.Place.Country)}})
	default:
		c.AskOnly = true
		c.move(Reason{Key: OtherCountry, By: otherCountry, Args: []string{string(o.Place.Country)}})
	}
	switch agrees, contradicts, where := m.placed(w, o, records); {
	case contradicts:
		c.AskOnly = c.AskOnly || !sameSite
		c.move(Reason{Key: OtherPlace, By: otherPlace, Args: []string{where}})
	case agrees:
		beside = true
		c.move(Reason{Key: SamePlace, By: (1 - c.Score) * (1 - samePlaceKeeps), Args: []string{where}})
	}
	switch {
	case w.kind == "" || o.Kind == "":
	case w.kind == o.Kind:
		c.move(Reason{Key: SameKind, By: sameKind, Args: []string{string(o.Kind)}})
	case !alikeKinds(w.kind, o.Kind):
		c.move(Reason{Key: OtherKind, By: otherKind, Args: []string{string(o.Kind)}})
	}
	if best.row != nil && !sameSite {
		short := len(best.row.tokens) == 1 && utf8.RuneCountInString(best.row.tokens[0].key) <= shortName
		if short && !beside {
			c.only(TooShort)
		}
		if best.how == initials {
			c.AskOnly = true
		}
		if best.own+best.work == 0 && !best.all {
			c.only(TooCommon)
		}
	}
	if o.Status == directory.StatusClosed || o.Successor != "" {
		c.Reasons = append(c.Reasons, Reason{Key: Discontinued})
	}
	c.Score = max(0, min(1, c.Score))
	c.exact, c.whole = best.exact, best.all
	told := best.own+best.work > 0
	c.firm = best.own+best.work > 1 || told && (sameSite || o.Place.City != "" && c.has(SamePlace)) || best.own > 0 && !best.lacking && len(best.added) == 0 || sameSite && best.score >= siteName
	c.common = best.own+best.work == 0 && !sameSite
	c.telling = told && !(best.lacking && best.placed) && !(best.further && !best.lacking) || best.all && best.row != nil && len(best.row.tokens) > 1
	return c, true
}

// move adds a reason and what it does to the score.
func (c *Candidate) move(r Reason) {
	c.Score = min(1, c.Score+r.By)
	c.Reasons = append(c.Reasons, r)
}

// only adds a reason not to be certain.
func (c *Candidate) only(key ReasonKey) {
	c.AskOnly = true
	c.Reasons = append(c.Reasons, Reason{Key: key})
}

// siteName is how like a name must be, of whatever words, for the same website to make firm
// who is meant.
const siteName = 0.75

// initials is a likeness of names, not of words.
const initials likeness = 90

// name begins the reasons with how the names are alike.
func (c *Candidate) name(l likened) {
	if l.row == nil {
		return
	}
	key := SomeName
	switch {
	case l.how == initials:
		key = InitialsName
	case l.record.acronym && l.how == asWritten:
		key = AcronymName
	case l.score < 0.5:
	case l.how == asWritten:
		key = SameName
	case l.how == inScript:
		key = OtherScript
	case l.how == joined, l.how == inForm:
		key = OtherForm
	case l.how == translated:
		key = OtherLanguage
	case l.how == shortened:
		key = ShortenedName
	case l.how == misspelt:
		key = MisspeltName
	}
	c.Score = l.score
	c.Reasons = append(c.Reasons, Reason{Key: key, By: l.score, Args: []string{l.record.text}})
	if len(l.missing) > 0 {
		c.Reasons = append(c.Reasons, Reason{Key: WordsMissing, Args: l.missing})
	}
	if len(l.added) > 0 {
		c.Reasons = append(c.Reasons, Reason{Key: WordsAdded, Args: l.added})
	}
	if !l.ordered {
		c.move(Reason{Key: OtherOrder, By: otherOrder})
	}
}

// bestName is the best pair of a name of the row and one of the record.
func (m *Matcher) bestName(w Wanted, o *directory.Organisation, records []name) (best likened) {
	for i := range w.names {
		for k := range records {
			l := m.liken(w, &w.names[i], &records[k], o, records)
			if best.row == nil || l.score > best.score || l.score == best.score && l.exact && !best.exact {
				best = l
			}
		}
	}
	return best
}

// liken compares two names.
func (m *Matcher) liken(w Wanted, row, record *name, o *directory.Organisation, records []name) likened {
	l := likened{row: row, record: record, ordered: true}
	if row.acronym && !record.acronym && initialsOf(record.tokens) == row.tokens[0].key && len([]rune(row.tokens[0].key)) > 2 {
		l.how, l.score, l.all = initials, initialsScore, true
		return l
	}
	al := align(row.tokens, record.tokens)
	l.how, l.ordered, l.own, l.work, l.all = al.worst, al.ordered, al.own, al.work, true
	rowShare := share(row.tokens, al.row, func(t *token) float64 {
		switch {
		case m.implied(t, o):
			l.placed = l.placed || len(t.places) > 0
			return 0
		case spokenIn(t, records): // another of its names
			return elsewhereWeight
		case slices.Contains(bodies, t.class):
			return bodyWeight
		}
		l.further = l.further || !t.known() && t.weight >= weighsTopic
		l.added, l.all = append(l.added, t.text), false
		return 1
	})
	recordShare := share(record.tokens, al.record, func(t *token) float64 {
		switch {
		case m.implied(t, o) && w.says(t):
			return impliedWeight
		case spokenIn(t, w.names):
			return elsewhereWeight
		case slices.Contains(bodies, t.class) && len(record.tokens) > 1:
			return bodyWeight
		}
		l.lacking = l.lacking || !t.known()
		l.missing, l.all = append(l.missing, t.text), false
		return 1
	})
	if rowShare+recordShare > 0 {
		l.score = 2 * rowShare * recordShare / (rowShare + recordShare)
	}
	l.exact = l.how == asWritten && l.all && l.ordered && len(row.tokens) == len(record.tokens)
	if record.acronym {
		l.score *= acronymScore
	}
	l.score = max(0, l.score-row.part)
	return l
}

// share is how much of a name is found, by the weight of its words; left says what of
// its weight a word keeps that is not.
func share(tokens []token, found []float64, left func(*token) float64) float64 {
	have, all := 0.0, 0.0
	for i := range tokens {
		t := &tokens[i]
		if found[i] > 0 {
			have += t.weight * found[i]
			all += t.weight
			continue
		}
		all += t.weight * left(t)
	}
	if all == 0 {
		return 0
	}
	return have / all
}

// implied says whether a word says no more than where the record is.
func (m *Matcher) implied(t *token, o *directory.Organisation) bool {
	if t.country != "" {
		return t.country == o.Place.Country
	}
	return slices.ContainsFunc(t.places, func(p place) bool { return m.places.in(p, o.Place) })
}

// says says whether the row has the place of a word beside its name.
func (w Wanted) says(t *token) bool {
	if t.country != "" {
		return t.country == w.Country
	}
	return sharePlace(t.places, w.places)
}

// spokenIn says whether one of the names has the word.
func spokenIn(t *token, names []name) bool {
	return slices.ContainsFunc(names, func(n name) bool {
		return slices.ContainsFunc(n.tokens, func(o token) bool {
			return o.key == t.key || len(t.key) > 1 && meet(o.sounds, t.sounds)
		})
	})
}

// initialsOf is the first letters of the words of a name.
func initialsOf(tokens []token) string {
	var b strings.Builder
	for _, t := range tokens {
		r, _ := utf8.DecodeRuneInString(t.key)
		b.WriteRune(r)
	}
	return b.String()
}

// placed says whether what the row says of the place agrees with the record, or speaks
// against it, and the place it is about. The places in its names count as those beside
// it do.
func (m *Matcher) placed(w Wanted, o *directory.Organisation, records []name) (agrees, contradicts bool, where string) {
	at := o.Place.City
	if at == "" {
		at = string(o.Place.Region)
	}
	if len(w.places) > 0 && known(o.Place) {
		if slices.ContainsFunc(w.places, func(p place) bool { return m.places.in(p, o.Place) }) {
			agrees, where = true, at
		} else if !namesPlace(w.places, records) {
			return false, true, at
		}
	} else if city := strings.TrimSpace(w.row.City); city != "" && o.Place.City != "" && meet(sounds(city), sounds(o.Place.City)) {
		agrees, where = true, o.Place.City // of no gazetteer
	}
	for _, n := range w.names {
		for i := range n.tokens {
			t := &n.tokens[i]
			switch {
			case t.country != "" && t.country != o.Place.Country && o.Place.Country != "" && !spokenCountry(t, records):
				return false, true, string(o.Place.Country)
			case len(t.places) == 0 || spokenIn(t, records) || namesPlace(t.places, records):
			case m.implied(t, o):
				if where == "" {
					agrees, where = true, at
				}
			case o.Place.City != "" || placesNamed(records):
				if likeSome(t, records) {
					continue
				}
				return false, true, at
			}
		}
	}
	return agrees, false, where
}

// likeSome says whether a word is one of the record's names in any way: a place may be
// misspelt, and another word may be like a place.
func likeSome(t *token, records []name) bool {
	return slices.ContainsFunc(records, func(n name) bool {
		return slices.ContainsFunc(n.tokens, func(o token) bool {
			_, worth := like(t, &o)
			return worth > 0
		})
	})
}

func spokenCountry(t *token, records []name) bool {
	return slices.ContainsFunc(records, func(n name) bool {
		return slices.ContainsFunc(n.tokens, func(o token) bool { return o.country == t.country })
	})
}

// namesPlace says whether a record's name names one of the places.
func namesPlace(list []place, records []name) bool {
	return slices.ContainsFunc(records, func(n name) bool {
		return slices.ContainsFunc(n.tokens, func(t token) bool { return sharePlace(t.places, list) })
	})
}

func placesNamed(records []name) bool {
	return slices.ContainsFunc(records, func(n name) bool {
		return slices.ContainsFunc(n.tokens, func(t token) bool { return len(t.places) > 0 })
	})
}

// alikeKinds says whether people take one kind for the other: lists say "company" of
// firms of all sizes, and "association" of clusters and support bodies.
func alikeKinds(a, b directory.Kind) bool {
	for _, group := range [][]directory.Kind{
		{directory.KindSME, directory.KindLargeCompany},
		{directory.KindCluster, directory.KindSupport, directory.KindNetwork, directory.KindHub},
		{directory.KindResearch, directory.KindSupport, directory.KindHub},
		{directory.KindAuthority, directory.KindSupport},
	} {
		if slices.Contains(group, a) && slices.Contains(group, b) {
			return true
		}
	}
	return false
}
