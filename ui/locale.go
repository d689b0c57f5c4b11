package ui

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/message"

	"euxine/internal/directory"
)

// readerLanguages are the languages the pages are written in, the first being
// the one used where nothing better is known. Each has a file locales/LANG.json.
var readerLanguages = []directory.Language{"en", "bg", "ro", "tr", "uk", "ka", "el", "hy", "az", "cs"}

// Languages lists those the pages are written in, the first being for readers
// of others. The slice is the caller's own.
func Languages() []directory.Language { return slices.Clone(readerLanguages) }

// Locale says things in one language: sentences by key, numbers, dates and
// names of languages. Read-only after loading and safe for concurrent use.
//
// Messages are flat, sorted JSON files. A message is a text, or an object of
// texts by plural form ("one", "other", … as CLDR defines them for the
// language). {1}, {2} … stand for the arguments and {n} for the count.
type Locale struct {
	Lang      directory.Language
	Self      string // the language's name in itself
	localizer *i18n.Localizer
	languages display.Namer
	group     string // between thousands
	point     string // before decimals
}

// locales holds every reader language.
type locales struct {
	byLang  map[directory.Language]*Locale
	matcher language.Matcher
}

// loadLocales reads locales/LANG.json of every reader language.
func loadLocales(fsys fs.FS) (*locales, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	all := &locales{byLang: map[directory.Language]*Locale{}}
	var tags []language.Tag
	for _, lang := range readerLanguages {
		name := "locales/" + string(lang) + ".json"
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read locale: %w", err)
		}
		if _, err := bundle.ParseMessageFileBytes(text, name); err != nil {
			return nil, fmt.Errorf("read locale %s: %w", name, err)
		}
		tag := language.Make(string(lang))
		tags = append(tags, tag)
		all.byLang[lang] = newLocale(lang, tag)
	}
	for lang, l := range all.byLang {
		// English follows, so that a key a translation lacks is still a sentence.
		l.localizer = i18n.NewLocalizer(bundle, string(lang), string(readerLanguages[0]))
	}
	all.matcher = language.NewMatcher(tags)
	return all, nil
}

// newLocale learns from CLDR what the language sets between groups of digits and
// before decimals.
func newLocale(lang directory.Language, tag language.Tag) *Locale {
	l := &Locale{Lang: lang, Self: capital(display.Self.Name(tag)), languages: display.Languages(tag)}
	l.group = strings.Trim(message.NewPrinter(tag).Sprint(12345), "0123456789")
	l.point = strings.Trim(message.NewPrinter(tag).Sprintf("%.1f", 2.5), "0123456789")
	return l
}

// capital writes the first letter large: CLDR gives names as in a sentence. Georgian
// begins no word with a large one.
func capital(s string) string {
	if directory.ScriptOf(s) == "Geor" {
		return s
	}
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:n]) + s[n:]
}

// of is the locale of a language code, and whether pages are written in it.
func (all *locales) of(code string) (*Locale, bool) {
	l, ok := all.byLang[directory.Language(code)]
	return l, ok
}

// preferred is the reader language that suits an Accept-Language header best.
func (all *locales) preferred(header string) *Locale {
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		tags = nil // what cannot be read asks for nothing
	}
	_, i, _ := all.matcher.Match(tags...)
	return all.byLang[readerLanguages[i]]
}

// T is the message of a key, its arguments filled in: whole numbers are written
// as the language writes them, everything else as it is. A key that has no
// message in any language is shown itself: tests keep that from happening, and
// a page with one odd word is better than none.
func (l *Locale) T(key string, args ...any) string {
	return l.message(key, nil, args)
}

// N is the message of a key in the plural form of the count; {n} is the count.
func (l *Locale) N(key string, count int, args ...any) string {
	return l.message(key, count, args)
}

// Of is the message of one member of a family of keys, such as the kinds of
// status: the key is the family, a dot and the code. Where the family does not
// know the code, the code is shown.
func (l *Locale) Of(family string, code any) string {
	member := fmt.Sprint(code)
	key := family + "." + member
	if s := l.T(key); s != key {
		return s
	}
	return member
}

func (l *Locale) message(key string, count any, args []any) string {
	data := make(map[string]string, len(args)+1)
	if n, ok := count.(int); ok {
		data["n"] = l.Number(n)
	}
	for i, a := range args {
		if n, ok := a.(int); ok {
			a = l.Number(n)
		}
		data[strconv.Itoa(i+1)] = fmt.Sprint(a)
	}
	s, err := l.localizer.Localize(&i18n.LocalizeConfig{
		MessageID: key, TemplateData: data, PluralCount: count, TemplateParser: placeholders{},
	})
	if s == "" || err != nil && !isFallback(err) {
		return key
	}
	return s
}

// isFallback says whether a message was found, if only in English.
func isFallback(err error) bool {
	_, ok := err.(*i18n.MessageNotFoundErr)
	return ok
}

// placeholders is the syntax of messages: text with {name} in it. The library's
// own, text/template, would make small programs of translations.
type placeholders struct{}

// Cacheable is true: what Parse returns depends on its text alone.
func (placeholders) Cacheable() bool { return true }

// Parse cuts a message at its placeholders; a brace that begins none is text.
func (placeholders) Parse(src, _, _ string) (template.ParsedTemplate, error) {
	var m parsedMessage
	for src != "" {
		open := strings.IndexByte(src, '{')
		length := 0
		if open >= 0 {
			length = strings.IndexByte(src[open:], '}')
		}
		if open < 0 || length < 2 {
			m = append(m, messagePart{text: src})
			break
		}
		m = append(m, messagePart{text: src[:open], name: src[open+1 : open+length]})
		src = src[open+length+1:]
	}
	return m, nil
}

// messagePart is a stretch of text and the placeholder behind it, if any.
type messagePart struct{ text, name string }

type parsedMessage []messagePart

// Execute fills in the placeholders; one without a value is left empty.
func (m parsedMessage) Execute(data any) (string, error) {
	values, _ := data.(map[string]string)
	var b strings.Builder
	for _, p := range m {
		b.WriteString(p.text)
		if p.name != "" {
			b.WriteString(values[p.name])
		}
	}
	return b.String(), nil
}

// Number writes a whole number with the language's grouping of digits.
func (l *Locale) Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	var groups []string
	for len(digits) > 3 {
		groups = append(groups, digits[len(digits)-3:])
		digits = digits[:len(digits)-3]
	}
	groups = append(groups, digits)
	slices.Reverse(groups)
	return sign + strings.Join(groups, l.group)
}

// Decimal writes a number, not below nothing, with so many decimals.
func (l *Locale) Decimal(x float64, decimals int) string {
	whole, part, _ := strings.Cut(strconv.FormatFloat(x, 'f', decimals, 64), ".")
	n, err := strconv.Atoi(whole)
	if err != nil { // too large to group
		return whole
	}
	if part == "" {
		return l.Number(n)
	}
	return l.Number(n) + l.point + part
}

// Halves writes a number of whole or half ones.
func (l *Locale) Halves(x float64) string {
	if x == math.Trunc(x) {
		return l.Decimal(x, 0)
	}
	return l.Decimal(x, 1)
}

// Times writes a quotient: small ones with two decimals, since 0.04 is not none.
func (l *Locale) Times(q float64) string {
	switch {
	case q <= 0:
		return "0"
	case q < 0.995:
		return l.Decimal(max(q, 0.01), 2)
	case q < 9.95:
		return l.Decimal(q, 1)
	}
	return l.Decimal(q, 0)
}

// Date writes a civil date as far as it is known: "26 September 2023",
// "September 2023", "2023". The zero date is "".
func (l *Locale) Date(d directory.Date) string {
	year := strconv.Itoa(d.Year) // years are not grouped
	switch d.Precision {
	case directory.PrecisionYear:
		return l.T("date.year", year)
	case directory.PrecisionMonth:
		return l.T("date.month", l.Of("month", d.Month), year)
	case directory.PrecisionDay:
		return l.T("date.day", d.Day, l.Of("month-after-day", d.Month), year)
	}
	return ""
}

// DateIn writes a date as Date does, for behind a word such as "since" or "until": where
// a language declines months, one without a day is in the case these words ask for.
func (l *Locale) DateIn(d directory.Date) string {
	if d.Precision == directory.PrecisionMonth {
		return l.T("date.month", l.Of("month-after-word", d.Month), strconv.Itoa(d.Year))
	}
	return l.Date(d)
}

// LanguageName is the name of a language in the reader's language.
func (l *Locale) LanguageName(lang directory.Language) string {
	if name := l.languages.Name(language.Make(string(lang))); name != "" {
		return name
	}
	return string(lang)
}
