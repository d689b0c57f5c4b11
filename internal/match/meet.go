package match

import (
	"math"
	"slices"
	"unicode/utf8"

	"euxine/internal/directory"
	"euxine/internal/translit"
	"euxine/internal/wordform"
)

// What a concept of a need is worth by what meets it. An offer was written to be
// found; that somebody works in the field is a good sign and no offer, that the kind
// of organisation is the one sought likewise.
const (
	meetSame     = 1.0 // an offer is about the concept
	meetPart     = 0.7 // about one that it is part of, or that is part of it
	meetKindred  = 0.7 // about one the vocabulary calls related: a topic and its sector
	meetNear     = 0.6 // about a sector near it, by its relatedness
	recordFactor = 0.7 // of these where the record carries it and no offer
	meetKind     = 0.7 // the need names a kind of organisation, and this is one
	leastMeets   = 0.2 // a need that is met less is not met
	furtherNeed  = 0.5 // what a further need that is met adds of what is left
)

// kindSought are the topics by which a need names a kind of organisation.
var kindSought = map[directory.ConceptID]directory.Kind{
	"topic:universities":           directory.KindResearch,
	"topic:research":               directory.KindResearch,
	"topic:laboratories":           directory.KindResearch,
	"topic:digital-innovation-hub": directory.KindHub,
	"topic:municipalities":         directory.KindAuthority,
	"topic:regional-authorities":   directory.KindAuthority,
	"topic:chambers":               directory.KindSupport,
	"topic:business-associations":  directory.KindSupport,
	"topic:development-agencies":   directory.KindSupport,
	"topic:incubators":             directory.KindSupport,
	"topic:technology-parks":       directory.KindSupport,
}

// KindSought is the kind of organisation a need about a concept asks for, "" where it
// names none.
func KindSought(id directory.ConceptID) directory.Kind { return kindSought[id] }

// met is how well the needs of one side are met by what the other has: the best need
// counts in full, each further one adds furtherNeed of what is left,
//
//	value = 1 - (1 - m1) · (1 - furtherNeed · m2) · …
//
// with m1 ≥ m2 ≥ … how well each is met by the offer that meets it best.
func (s *Scale) met(seeks, gives *Side) (float64, []Reason) {
	type found struct {
		worth float64
		why   Reason
	}
	var list []found
	for i := range seeks.Needs {
		if worth, why := s.meet(seeks, &seeks.Needs[i], gives); worth >= leastMeets {
			list = append(list, found{worth, why})
		}
	}
	slices.SortStableFunc(list, func(x, y found) int {
		switch {
		case x.worth > y.worth:
			return -1
		case x.worth < y.worth:
			return 1
		}
		return 0
	})
	left := 1.0
	var reasons []Reason
	for i, f := range list {
		if i > 0 {
			f.worth *= furtherNeed
		}
		left *= 1 - f.worth
		reasons = append(reasons, f.why)
	}
	return 1 - left, reasons
}

// A need says two things: the field (a sector, a technology, wine) and what is wanted
// there (training, markets abroad, investors). Who works in the field has not thereby
// what is wanted, and who offers it in another field offers it to others. So both are
// to be met: the field by the offer or by the record, what is wanted by the offer or
// the record too; and where a need names one of the two alone, that one.

// otherField is what an offer is worth that has what is wanted in another field than
// the need's; otherThanOwn, in another than one's own, where the need names none.
const (
	otherField   = 0.3
	otherThanOwn = 0.6
)

// fieldsOf are the concepts of a statement that name a field.
func (s *Scale) fieldsOf(ids []directory.ConceptID) (list []directory.ConceptID) {
	for _, id := range ids {
		if !open[id] && !s.wanted(id) {
			list = append(list, id)
		}
	}
	return list
}

// elsewhere says whether an offer names a field, and none of home.
func (s *Scale) elsewhere(home []directory.ConceptID, offer *Statement) bool {
	fields := s.fieldsOf(offer.Concepts)
	if len(fields) == 0 || len(home) == 0 {
		return false
	}
	return !slices.ContainsFunc(home, func(id directory.ConceptID) bool {
		_, worth := s.nearest(id, fields)
		return worth > 0
	})
}

// helpInField is what an offer of help in a field (a training, a fair) is worth for a
// need of the field itself: no more than working in it.
const helpInField = recordFactor

// open are what a need says of nearly any partner: who works in the field is one.
var open = map[directory.ConceptID]bool{"topic:partner-search": true, "topic:suppliers": true, "topic:cross-border": true, "topic:black-sea": true, "topic:danube": true}

// wanted says whether a concept of a need is what is wanted, and not the field: a
// service, and a topic the vocabulary relates to no field.
func (s *Scale) wanted(id directory.ConceptID) bool {
	switch id.Scheme() {
	case directory.SchemeService:
		return true
	case directory.SchemeTopic:
		if kindSought[id] != "" {
			return true
		}
		c, _ := s.vocabulary.Concept(id)
		return !slices.ContainsFunc(c.Related, func(of directory.ConceptID) bool { return of.Scheme() != directory.SchemeService })
	}
	return false
}

// meet holds one need against what the other side has: of the concepts c of the field,
// and likewise of what is wanted,
//
//	field = Σ says(c) · meets(c) / Σ says(c)
//	worth = √(field · wanted) · min(1, Σ says(c))
//
// or the one of the two a need has, with the last sum over all of them: a vague need,
// whose concepts say little together, is met little by anything. Where words of the
// need stand in an offer, that may be worth more.
func (s *Scale) meet(seeks *Side, need *Statement, gives *Side) (best float64, why Reason) {
	type asked struct {
		id     directory.ConceptID
		says   float64
		wanted bool
		record Meet
	}
	var list []asked
	var total float64
	var sums [2]float64 // of the field, of what is wanted
	for _, broad := range []bool{false, true} {
		if broad && len(list) > 0 {
			break // beside others they say nothing
		}
		for _, id := range need.Concepts {
			if open[id] != broad {
				continue
			}
			k := asked{id: id, says: s.Says(id), wanted: s.wanted(id), record: s.byRecord(id, gives)}
			total += k.says
			sums[at(k.wanted)] += k.says
			list = append(list, k)
		}
	}
	home := s.fieldsOf(need.Concepts) // where the need names none, those of who seeks
	if len(home) == 0 {
		home = s.fieldsOf(seeks.Concepts)
	}
	try := func(offer *Statement) {
		var got [2]float64
		var meets []Meet
		offered, share, elsewhere := [2]bool{}, 1.0, false
		if offer != nil {
			if sums[1] == 0 && slices.ContainsFunc(offer.Concepts, func(id directory.ConceptID) bool { return !open[id] && s.wanted(id) }) {
				share = helpInField
			}
			elsewhere = s.elsewhere(home, offer)
		}
		for _, k := range list {
			m := k.record
			if offer != nil {
				if elsewhere && !k.wanted {
					m = Meet{Sought: k.id, By: ByRecord} // the offer says its field itself
				}
				if found, worth := s.nearest(k.id, offer.Concepts); worth*share > m.Worth {
					m = Meet{k.id, found, ByOffer, worth * share}
					offered[at(k.wanted)] = true
				}
			}
			got[at(k.wanted)] += k.says * m.Worth
			if m.Worth >= leastMeets {
				meets = append(meets, m)
			}
		}
		// An offer is named for what is wanted, where that is said: who has it by the
		// record alone is told by the record.
		if offer != nil && !offered[at(sums[1] > 0)] {
			return
		}
		part := func(n int) float64 {
			if sums[n] == 0 {
				return 1
			}
			return got[n] / sums[n]
		}
		field, wanted := part(0), part(1)
		worth := math.Sqrt(field * wanted)
		switch {
		case sums[1] == 0:
			worth = field
		case sums[0] == 0 && elsewhere:
			worth = wanted * otherThanOwn
		case sums[0] == 0:
			worth = wanted
		case field == 0:
			worth = otherField * wanted
		}
		worth *= min(1, total)
		if worth > best {
			best, why = worth, Reason{How: ByRecord, Need: need.N, Offer: -1, Meets: meets}
			if offer != nil {
				why.How, why.Offer = ByOffer, offer.N
			}
		}
	}
	try(nil)
	for i := range gives.Offers {
		try(&gives.Offers[i])
		if worth := byWords(need.Words, gives.Offers[i].Words); worth > best {
			best, why = worth, Reason{How: ByWords, Need: need.N, Offer: gives.Offers[i].N}
		}
	}
	return best, why
}

func at(wanted bool) int {
	if wanted {
		return 1
	}
	return 0
}

// byRecord is what of the record itself meets a concept.
func (s *Scale) byRecord(c directory.ConceptID, gives *Side) Meet {
	m := Meet{Sought: c, By: ByRecord}
	if k, ok := kindSought[c]; ok && k == gives.Kind {
		m.Worth = meetKind
	}
	if found, worth := s.nearest(c, gives.Concepts); worth*recordFactor > m.Worth {
		m.Found, m.Worth = found, worth*recordFactor
	}
	return m
}

// nearest is the concept of a list that meets one best.
func (s *Scale) nearest(c directory.ConceptID, list []directory.ConceptID) (found directory.ConceptID, worth float64) {
	for _, o := range list {
		if w := s.meets(c, o); w > worth {
			found, worth = o, w
		}
	}
	return found, worth
}

// meets is what a concept offered is worth for one sought.
func (s *Scale) meets(sought, offered directory.ConceptID) float64 {
	switch {
	case sought == offered:
		return meetSame
	case sought.Scheme() == directory.SchemeSector && offered.Scheme() == directory.SchemeSector:
		return meetNear * s.related.Of(sought, offered)
	case sought.Scheme() == offered.Scheme():
		if s.within(sought, offered) {
			return meetPart
		}
		return 0
	case s.kindred(sought, offered):
		return meetKindred
	}
	return 0
}

// kindred says whether the vocabulary calls two concepts related, ecosystems aside:
// they hold too much.
func (s *Scale) kindred(a, b directory.ConceptID) bool {
	if a.Scheme() == directory.SchemeEcosystem || b.Scheme() == directory.SchemeEcosystem {
		return false
	}
	x, _ := s.vocabulary.Concept(a)
	y, _ := s.vocabulary.Concept(b)
	return slices.Contains(x.Related, b) || slices.Contains(y.Related, a)
}

// Words that an offer and a need share are worth up to mostWords, by the share of the
// need's words, from leastWords words on: one may be anything.
const (
	mostWords  = 0.5
	leastWords = 2
	wordRunes  = 4 // letters of a word that says something by itself
)

func byWords(need, offer []string) float64 {
	n := 0
	for _, w := range need {
		if slices.Contains(offer, w) {
			n++
		}
	}
	if n < leastWords {
		return 0
	}
	return mostWords * float64(n) / float64(len(need))
}

// common are words nearly every offer and need has: they say nothing of its subject.
var common = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range translit.Words(`partner partners partnership partnerships company companies firm firms business businesses enterprise enterprises
		project projects joint common cooperation co operation collaboration development new member members cluster clusters international regional local
		national foreign support services service products product production sector sectors industry industries area field fields european region access
		small medium sized smes work working providing including between other with from into their abroad help advice`) {
		set[wordform.Stems(w.Key, "en")[0]] = true
	}
	return set
}()

// Words is what of a text can be compared: the stems of its words in a language, once
// each, without short words and those that say nothing.
func Words(text string, l directory.Language) []string {
	var list []string
	for _, w := range translit.Words(text) {
		if utf8.RuneCountInString(w.Key) < wordRunes || wordform.Stop(w.Key, string(l)) {
			continue
		}
		stem := wordform.Stems(w.Key, string(l))[0]
		if !common[stem] && !slices.Contains(list, stem) {
			list = append(list, stem)
		}
	}
	return list
}
