package translit

import (
	"slices"
	"strings"
	"unicode"
)

// Retyping is a text as it reads on another keyboard layout.
type Retyping struct {
	Layout string // one of RetypingLayouts
	Text   string
}

// RetypingLayouts names the layouts known beside the US one, each the usual one
// of its kind: "bg-bds" and the phonetic "bg-phonetic" (the traditional one) and
// "bg-phonetic-new" (of BDS 5237:2006), "uk", "ru", "el", "ka".
func RetypingLayouts() []string {
	names := make([]string, len(layouts))
	for i, l := range layouts {
		names[i] = l.name
	}
	return names
}

// maxRetyped is how long a text, in bytes, is still looked at: what a person
// types into a search box before seeing that the layout is wrong is shorter.
const maxRetyped = 256

// Retypings gives a text as it would read had the other keyboard layout been on:
// Latin text as typed on each layout of another script (ghjtrn is проект), and
// text in one of those scripts as the US layout has it (ωεστασ is vestas). Only
// what gives letters of one script alone is given, each text once, in the order
// of [RetypingLayouts]; where two layouts give one text, the first is named. It
// says nothing about whether the text makes sense.
//
// The keys of signs that are letters on the layout are retyped as well (vt,ks is
// меблі, ob]ina община), all other signs, digits and spaces stay. A text is not
// retyped where a letter would become a sign within a word, nor one of over 256
// bytes or in several scripts.
func Retypings(text string) []Retyping {
	if len(text) > maxRetyped {
		return nil
	}
	var list []Retyping
	add := func(layout, retyped string, ok bool) {
		if ok && !slices.ContainsFunc(list, func(r Retyping) bool { return r.Text == retyped }) {
			list = append(list, Retyping{layout, retyped})
		}
	}
	switch scriptOf(text) {
	case unicode.Latin:
		for i := range layouts {
			l := &layouts[i]
			retyped, ok := retype(text, l.typed)
			if l.name == "el" {
				retyped = greekAccents.Replace(retyped)
			}
			add(l.name, retyped, ok && scriptOf(retyped) == l.script)
		}
	case nil:
	default:
		for i := range layouts {
			l := &layouts[i]
			retyped, ok := retype(text, l.keys)
			add(l.name, retyped, ok && scriptOf(retyped) == unicode.Latin)
		}
	}
	return list
}

// retype puts each rune of the text as the table has it. It is not ok where a
// letter has no place in the table or becomes a sign within a word.
func retype(text string, table map[rune]rune) (string, bool) {
	var b strings.Builder
	runes := []rune(text)
	letter := false  // a letter came before, in the word
	pending := false // and after it a letter that became a sign
	for i, r := range runes {
		to, known := table[r]
		switch {
		case !known && (unicode.IsLetter(r) || unicode.IsMark(r)):
			return "", false
		case !known:
			to = r
		case unicode.IsLetter(to) && isEnglish(to) && !unicode.IsLetter(r) && (i+1 == len(runes) || !unicode.IsLetter(runes[i+1])):
			to = r // a sign that stands where signs do
		}
		switch {
		case unicode.IsLetter(to):
			if pending {
				return "", false
			}
			letter = true
		case unicode.IsLetter(r):
			if !letter {
				return "", false
			}
			pending = true
		default:
			letter, pending = false, false
		}
		b.WriteRune(to)
	}
	return b.String(), true
}

func isEnglish(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }

// scriptOf is the script of all letters of a text; nil where there are none, or
// several scripts, or another than the five.
func scriptOf(text string) (script *unicode.RangeTable) {
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		if script == nil {
			for _, s := range []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Georgian} {
				if unicode.Is(s, r) {
					script = s
				}
			}
		}
		if script == nil || !unicode.Is(script, r) {
			return nil
		}
	}
	return script
}

// layout is a keyboard layout beside the US one.
type layout struct {
	name   string
	script *unicode.RangeTable
	typed  map[rune]rune // from what the US layout gives for a key to what this one does
	keys   map[rune]rune // and back
}

// usKeys are the keys of the US layout that are letters on some other, in the
// order of the rows; usShifted the same with Shift. Keys that give the same on
// the US layout and on the other have a blank there.
const (
	usKeys    = "`qwertyuiop[]\\asdfghjkl;'zxcvbnm,./"
	usShifted = "~QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?"
)

// newLayout makes a layout of what its keys give plain and with Shift, in the
// order of usKeys, a blank for a sign that is kept as typed.
func newLayout(name string, script *unicode.RangeTable, plain, shifted string) layout {
	l := layout{name, script, map[rune]rune{}, map[rune]rune{}}
	row := func(us, other string) {
		keys, signs := []rune(us), []rune(other)
		if len(keys) != len(signs) {
			panic("translit: the layout " + name + " does not have a sign for each key")
		}
		for i, key := range keys {
			sign := signs[i]
			if sign == ' ' {
				continue
			}
			l.typed[key] = sign
			if _, ok := l.keys[sign]; !ok && (unicode.IsLetter(sign) || isEnglish(key)) {
				l.keys[sign] = key
			}
		}
	}
	row(usKeys, plain)
	row(usShifted, shifted)
	return l
}
