package ui

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template/parse"
	"unicode"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/eligibility"
	"euxine/internal/exchange"
	"euxine/internal/gathering"
	"euxine/internal/httpkit"
	"euxine/internal/match"
	"euxine/internal/meetings"
	"euxine/internal/reconcile"
	"euxine/internal/search"
)

// messages are the texts of a locale file by key and plural form ("" for a
// message without).
func messages(t *testing.T, lang directory.Language) map[string]map[string]string {
	t.Helper()
	raw, err := fs.ReadFile(embedded, "locales/"+string(lang)+".json")
	if err != nil {
		t.Fatal(err)
	}
	var entries map[string]any
	if err := json.Unmarshal(raw, &entries); err != nil {
		t.Fatal(err)
	}
	list := map[string]map[string]string{}
	for key, v := range entries {
		switch v := v.(type) {
		case string:
			list[key] = map[string]string{"": v}
		case map[string]any:
			list[key] = map[string]string{}
			for form, s := range v {
				list[key][form] = s.(string)
			}
		}
	}
	return list
}

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

func placeholdersOf(s string) []string {
	found := placeholder.FindAllString(s, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// formsOf are the plural forms that whole numbers have in a language, by CLDR.
func formsOf(lang directory.Language) []string {
	names := map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other"}
	forms := map[string]bool{}
	for n := range 1000 {
		forms[names[plural.Cardinal.MatchPlural(language.Make(string(lang)), n, 0, 0, 0, 0)]] = true
	}
	return slices.Sorted(maps.Keys(forms))
}

// TestLocaleFiles: the same keys and placeholders in every language, and the plural forms
// that are its own.
func TestLocaleFiles(t *testing.T) {
	english := messages(t, "en")
	for _, lang := range readerLanguages {
		t.Run(string(lang), func(t *testing.T) {
			list, plurals := messages(t, lang), formsOf(lang)
			for key := range english {
				if list[key] == nil {
					t.Errorf("%s is missing", key)
				}
			}
			for key, forms := range list {
				if english[key] == nil {
					t.Errorf("%s is not in English", key)
					continue
				}
				want := plurals
				if _, single := english[key][""]; single {
					want = []string{""}
				}
				if got := slices.Sorted(maps.Keys(forms)); !slices.Equal(got, want) {
					t.Errorf("%s has the forms %q, want %q", key, got, want)
				}
				for form, s := range forms {
					if strings.TrimSpace(s) != s || s == "" {
						t.Errorf("%s is %q", key, s)
					}
					model := "other" // one may say the number in a word, where it is always one
					if form == "" || form == "one" {
						model = form
					}
					got, want := placeholdersOf(s), placeholdersOf(english[key][model])
					if form == "one" && !slices.Equal(got, want) {
						want = placeholdersOf(english[key]["other"]) // where the form is for 21 too
					}
					if !slices.Equal(got, want) {
						t.Errorf("%s (%s) has the placeholders %q, want %q", key, form, got, want)
					}
				}
			}
		})
	}
}

// TestLocaleSorted: the files are sorted, so that changes are easy to read.
func TestLocaleSorted(t *testing.T) {
	key := regexp.MustCompile(`(?m)^  "([^"]+)":`)
	for _, lang := range readerLanguages {
		raw, err := fs.ReadFile(embedded, "locales/"+string(lang)+".json")
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, m := range key.FindAllSubmatch(raw, -1) {
			keys = append(keys, string(m[1]))
		}
		if !slices.IsSorted(keys) || len(keys) < 100 {
			t.Errorf("locales/%s.json is not sorted by key (%d keys)", lang, len(keys))
		}
	}
}

// families are the keys made of a family and a code, with the codes there are.
func families() map[string][]string {
	var facets, counted, sorts []string
	for _, t := range directory.RecordTypes {
		facets = append(facets, codes(search.FacetsOf(t))...)
		counted = append(counted, codes(search.CountedOf(t))...)
		sorts = append(sorts, codes(search.SortsOf(t))...)
	}
	types := codes(directory.RecordTypes)
	return map[string][]string{
		"facet": append(facets, codes(search.Spoken)...),
		"side":  codes(search.Sides), "side-many": codes(search.Sides), "opportunity-facet": opportunityFacetNames,
		"theme-list": codes(feedAndProjects), "theme-over": codes(feedTypes), "theme-none": codes(search.Sides),
		"filter": append([]string{"member_of", "founded_from", "founded_to", "members_from", "members_to", "near", "from", "to", "ids", "theme"},
			append(counted, codes(search.Spoken)...)...),
		"has":          search.HasValues,
		"lacks":        search.LacksValues,
		"sort":         sorts,
		"search-label": types, "search-placeholder": types, "list-title": types, "list-heading": types, "list-none": types, "list-all": types,
		"fields-title": types, "about-title": types[1:], "website-title": types[1:],
		"state-events": search.States, "state-calls": search.States, "state-projects": search.States,
		"badge-events": search.States, "badge-calls": search.States, "badge-projects": search.States,
		"role": {"coordinator"}, "region-level": {"0", "1", "2", "3", "iso"}, "fact-of": search.LacksValues,
		"change-kind": codes(catalogue.ChangeKinds), "change-scope": codes(catalogue.ChangeScopes[1:]), // within is as it was
		"record-type": types, "record-field": recordFields(),
		"brief-verdict":    {"above", "alike", "below"}, // of what is not said, the reason
		"brief-reason":     {"empty", "few-in-region", "few-in-group", "wide", "inconsistent"},
		"kind-many":        codes(directory.Kinds),
		"status":           codes(directory.Statuses),
		"scheme":           codes(directory.Schemes),
		"size":             codes(directory.Sizes),
		"offering":         codes(directory.OfferingKinds),
		"member":           {"smes", "large", "research", "others", "startups"},
		"month":            {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"},
		"month-after-word": {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}, // in the case since and until ask for
		"month-after-day":  {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}, // in the case a day asks for
		"reading":          codes(catalogue.Interpretations),
		"match":            {"prefix", "script", "form", "translation", "place", "related", "typo"}, // an exact match needs no words
		"match-field":      textFields(),
		"problem-title":    httpkit.Kinds(),
		"problem-text":     httpkit.Kinds(),
		"param":            append(search.ParameterFaultKeys(), "compare-one", "compare-many", "compare-unknown", "compare-words"),
		"map-measure":      codes(catalogue.MapMeasures), "map-column": codes(catalogue.MapMeasures), "map-note": codes(catalogue.MapMeasures), "map-level": {"0", "1", "2", "3"},
		"compare-section": {"who", "members", "fields", "offers", "ties", "data"},
		"fault":           directory.FaultKeys(),
		"answer":          codes(eligibility.Answers), "answer-section": codes(eligibility.Answers), "answer-who": codes(eligibility.Answers),
		"answer-by-rules": {"yes", "unknown"}, "group-answer": codes(eligibility.Answers), "need-answer": codes(eligibility.Answers),
		"participant-verdict": participantVerdicts, "participant-count": participantVerdicts,
		"match-reason": codes(reconcile.ReasonKeys), "gathering-issue": codes(gathering.IssueKeys), "gathering-thing": codes(gathering.Things),
		"factor": codes(match.Factors), "factor-note": codes(match.Factors),
		"plan":     {"day", "last-day", "first", "minutes", "pause", "count", "breaks"}, // parts of a timetable
		"plan-why": codes(meetings.Whys), "plan-fault": codes(meetings.FaultKinds), "wish-reason": wishReasonKeys(),
		"notice": {exchange.NoticeCleaned, exchange.NoticeEncoding, exchange.NoticeContent, exchange.NoticeSheet},
		"need":   {"each", "min-partners", "max-partners", "min-countries"}, // a role is named by its kind
		"rule":   append(codes(eligibility.WhoRules), "opens", "closes"),    // of a call without rules nothing is named
	}
}

// wishReasonKeys are those of suggestions, and those the other of the two sees.
func wishReasonKeys() []string {
	keys := slices.Clone(catalogue.WishReasonKeys)
	for _, other := range turned {
		if !slices.Contains(keys, other) {
			keys = append(keys, other)
		}
	}
	return keys
}

// recordFields are the fields of all types, as changes name them.
func recordFields() []string {
	var names []string
	for _, t := range directory.RecordTypes {
		names = append(names, exchange.FieldNames(t)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func codes[T ~string](list []T) []string {
	var s []string
	for _, v := range list {
		s = append(s, string(v))
	}
	return s
}

// TestKeys: every key used exists, every key is used. Used are the literal
// first arguments of T and N in templates and code, and the families of Of.
func TestKeys(t *testing.T) {
	used, ofFamilies := map[string]bool{}, map[string]bool{}
	usedInTemplates(t, used, ofFamilies)
	usedInCode(t, used, ofFamilies)
	for family, list := range families() {
		if !ofFamilies[family] && !slices.Contains([]string{"param", "fault", "notice", "gathering-issue", "has", "lacks", "reading", "match"}, family) {
			// Those are chosen at run time, in faultLine, valueLabel, list and the cards.
			t.Errorf("family %s is not used", family)
		}
		for _, code := range list {
			used[family+"."+code] = true
		}
	}
	for family := range ofFamilies {
		if families()[family] == nil {
			t.Errorf("family %s is not listed in this test", family)
		}
	}
	english := messages(t, "en")
	for key := range used {
		if english[key] == nil {
			t.Errorf("%s is used but has no message", key)
		}
	}
	for key := range english {
		if !used[key] {
			t.Errorf("%s is not used", key)
		}
	}
}

func usedInTemplates(t *testing.T, keys, ofFamilies map[string]bool) {
	t.Helper()
	files, err := fs.Glob(embedded, "templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	shared, err := fs.Glob(embedded, "templates/shared/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, shared...) {
		raw, err := fs.ReadFile(embedded, file)
		if err != nil {
			t.Fatal(err)
		}
		trees := map[string]*parse.Tree{}
		root := parse.New(file)
		root.Mode = parse.SkipFuncCheck
		if _, err := root.Parse(string(raw), "", "", trees); err != nil {
			t.Fatal(err)
		}
		trees[file] = root
		for _, tree := range trees {
			if tree.Root != nil {
				walkTemplate(tree.Root, keys, ofFamilies)
			}
		}
	}
}

func walkTemplate(n parse.Node, keys, ofFamilies map[string]bool) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, c := range n.Nodes {
				walkTemplate(c, keys, ofFamilies)
			}
		}
	case *parse.ActionNode:
		walkTemplate(n.Pipe, keys, ofFamilies)
	case *parse.IfNode:
		walkBranch(&n.BranchNode, keys, ofFamilies)
	case *parse.RangeNode:
		walkBranch(&n.BranchNode, keys, ofFamilies)
	case *parse.WithNode:
		walkBranch(&n.BranchNode, keys, ofFamilies)
	case *parse.TemplateNode:
		walkTemplate(n.Pipe, keys, ofFamilies)
	case *parse.PipeNode:
		if n != nil {
			for _, c := range n.Cmds {
				walkTemplate(c, keys, ofFamilies)
			}
		}
	case *parse.CommandNode:
		note := func(name string) {
			if len(n.Args) < 2 {
				return
			}
			if s, ok := n.Args[1].(*parse.StringNode); ok {
				noteKey(name, s.Text, keys, ofFamilies)
			}
		}
		switch f := n.Args[0].(type) {
		case *parse.FieldNode:
			note(f.Ident[len(f.Ident)-1])
		case *parse.VariableNode:
			note(f.Ident[len(f.Ident)-1])
		}
		for _, a := range n.Args {
			walkTemplate(a, keys, ofFamilies)
		}
	}
}

func walkBranch(n *parse.BranchNode, keys, ofFamilies map[string]bool) {
	walkTemplate(n.Pipe, keys, ofFamilies)
	walkTemplate(n.List, keys, ofFamilies)
	walkTemplate(n.ElseList, keys, ofFamilies)
}

func noteKey(method, arg string, keys, ofFamilies map[string]bool) {
	switch method {
	case "T", "N", "lead": // lead says the label of a way on
		keys[arg] = true
	case "Of":
		ofFamilies[arg] = true
	}
}

func usedInCode(t *testing.T, keys, ofFamilies map[string]bool) {
	t.Helper()
	packages, err := parser.ParseDir(token.NewFileSet(), ".", func(f fs.FileInfo) bool {
		return !strings.HasSuffix(f.Name(), "_test.go")
	}, 0)
	if err != nil {
		t.Fatal(err)
	}
	literal := func(e ast.Expr) string {
		if b, ok := e.(*ast.BasicLit); ok && b.Kind == token.STRING {
			s, _ := strconv.Unquote(b.Value)
			return s
		}
		return ""
	}
	ast.Inspect(packages["ui"], func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 {
			if f, ok := call.Fun.(*ast.SelectorExpr); ok {
				if s := literal(call.Args[0]); s != "" {
					noteKey(f.Sel.Name, s, keys, ofFamilies)
				}
			}
		}
		// The table of hints names its keys in a field of its own.
		if s, ok := n.(*ast.BasicLit); ok && strings.HasPrefix(literal(s), "hint.") {
			keys[literal(s)] = true
		}
		return true
	})
}

// TestEnglishFaults: what pages say of a fault takes the same arguments as what
// commands say.
func TestEnglishFaults(t *testing.T) {
	english := messages(t, "en")
	verb := regexp.MustCompile(`%\[(\d)\]s`)
	check := func(key, builtIn string) {
		t.Helper()
		var want []string
		builtIn, _, _ = strings.Cut(builtIn, "%!(EXTRA") // arguments it does not take
		for _, m := range verb.FindAllStringSubmatch(builtIn, -1) {
			want = append(want, "{"+m[1]+"}")
		}
		slices.Sort(want)
		if got := placeholdersOf(english[key][""]); !slices.Equal(got, slices.Compact(want)) {
			t.Errorf("%s: placeholders %q, built in %q", key, got, want)
		}
	}
	marked := []string{"%[1]s", "%[2]s"}
	for _, key := range directory.FaultKeys() {
		check("fault."+key, directory.Fault{Key: key, Args: marked}.Text())
	}
	for _, key := range search.ParameterFaultKeys() {
		check("param."+key, search.ParameterFault{Key: key, Args: marked}.Text())
	}
}

// TestHints: whatever is wrong with any parameter is said in Bulgarian without
// English words, hints included.
func TestHints(t *testing.T) {
	v := vocabulary(t)
	values := url.Values{"foo": {"1"}, "sectr": {"1"}, "q": {"a\x00b"}, "near": {"x"}, "within": {"y"}, "exact": {"2"}, "sort": {"size"},
		"page": {"0"}, "per_page": {"1000"}, "member_of": {"NO ID"}, "lang": {"xx"}, "format": {"pdf"}, "founded_from": {"12"}, "members_to": {"-1"},
		"cursor": {strings.Repeat("c", 2000)}}
	for _, f := range search.Facets {
		values[string(f)] = []string{"xqzqx", "turism-and-hospitality", "bulgari", "BG3411", "QQ9"}
	}
	_, faults := search.Parse(values, v)
	_, more := search.Parse(url.Values{"near": {"42,27"}, "q": {"-a"}, "page": {"1000"}, "per_page": {"100"}}, v)
	loc, err := loadLocales(embedded)
	if err != nil {
		t.Fatal(err)
	}
	p := Page{Locale: loc.byLang["bg"]}
	if len(faults) < 30 || len(more) < 3 {
		t.Fatalf("only %d and %d faults", len(faults), len(more))
	}
	english := regexp.MustCompile(`(^|[ :])(use|perhaps|give|one|of|code|such|lists?|the|is|not|them|an?)( |$)`)
	var bad httpkit.BadParameters
	for _, err := range []error{badParameters(faults), badParameters(more), httpkit.UnknownParameters(url.Values{"x": {"1"}}, "q", "page")} {
		bad = append(bad, err.(httpkit.BadParameters)...)
	}
	for _, f := range bad {
		line := p.faultLine(f, "invalid-parameter")
		if english.MatchString(line.Text) || !strings.ContainsFunc(line.Text, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
			t.Errorf("%s=%q (%s %q): %s", f.Parameter, f.Value, f.Key, f.Args, line.Text)
		}
		if strings.Contains(line.Text, "{") || line.Text == "" {
			t.Errorf("%s: %q", f.Parameter, line.Text)
		}
	}
}

func TestLocaleWords(t *testing.T) {
	loc, err := loadLocales(embedded)
	if err != nil {
		t.Fatal(err)
	}
	en, bg := loc.byLang["en"], loc.byLang["bg"]
	day, _ := directory.ParseDate("2023-09-26")
	month, _ := directory.ParseDate("2023-09")
	year, _ := directory.ParseDate("2023")
	for _, c := range []struct{ what, got, want string }{
		{"day", en.Date(day), "26 September 2023"},
		{"day", bg.Date(day), "26 септември 2023 г."},
		{"month", en.Date(month), "September 2023"},
		{"month", bg.Date(month), "септември 2023 г."},
		{"year", en.Date(year), "2023"},
		{"year", bg.Date(year), "2023 г."},
		{"no date", bg.Date(directory.Date{}), ""},
		{"number", en.Number(1234567), "1,234,567"},
		{"number", bg.Number(1234567), "1\u00a0234\u00a0567"},
		{"four digits", en.Number(1234), "1,234"},
		{"four digits", bg.Number(1234), "1\u00a0234"},
		{"negative", en.Number(-12345), "-12,345"},
		{"negative of three", en.Number(-123), "-123"},
		{"zero", en.Number(0), "0"},
		{"one", en.N("count.organisations", 1), "1 organisation"},
		{"many", en.N("count.organisations", 1234), "1,234 organisations"},
		{"one", bg.N("count.organisations", 1), "1 организация"},
		{"many", bg.N("count.organisations", 21), "21 организации"},
		{"plural with arguments", en.N("organisation.stale", 8, "2018"), "The source is 8 years old (2018). Much may have changed since: check with the organisation."},
		{"argument", en.T("search.title-for", "{1} {n} <b>", "Events"), "“{1} {n} <b>” – Events"},
		{"unknown key", bg.T("no.such-key"), "no.such-key"},
		{"unknown member", bg.Of("status", "odd"), "odd"},
		{"language", bg.LanguageName("ro"), "румънски"},
		{"self", bg.Self, "Български"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, c.got, c.want)
		}
	}
}

// TestPlaceholders: any text is a message; braces that name nothing are text.
func TestPlaceholders(t *testing.T) {
	for src, want := range map[string]string{
		"":            "",
		"plain":       "plain",
		"{1}{2}":      "ab",
		"x {1} y {2}": "x a y b",
		"{":           "{",
		"a {} b":      "a {} b",
		"a } b {1":    "a } b {1",
		"{9}":         "",
	} {
		parsed, err := placeholders{}.Parse(src, "", "")
		if err != nil {
			t.Fatalf("Parse %q: %v", src, err)
		}
		got, err := parsed.Execute(map[string]string{"1": "a", "2": "b"})
		if err != nil || got != want {
			t.Errorf("%q becomes %q, %v; want %q", src, got, err, want)
		}
	}
	if got := fmt.Sprint(placeholdersOf("{n} of {1}, {1}")); got != "[{1} {n}]" {
		t.Errorf("placeholdersOf: %s", got)
	}
}

// textFields are the fields a match may be in, as keys.
func textFields() []string {
	var list []string
	for _, f := range search.TextFields {
		list = append(list, string(f))
	}
	return list
}

// TestMonthsAreDeclined: "since" takes another case than a month alone, where a language
// has cases.
func TestMonthsAreDeclined(t *testing.T) {
	loc, err := loadLocales(embedded)
	if err != nil {
		t.Fatal(err)
	}
	month := directory.Date{Year: 2023, Month: 1, Precision: directory.PrecisionMonth}
	for lang, want := range map[directory.Language][2]string{
		"en": {"January 2023", "since January 2023"}, "uk": {"січень 2023", "з січня 2023"}, "cs": {"leden 2023", "od ledna 2023"},
	} {
		l := loc.byLang[lang]
		if got := [2]string{l.Date(month), l.Period(month, directory.Date{})}; got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}
