package exchange

import (
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestYAML(t *testing.T) {
	m := NewMapping(smallVocabulary(t))
	const p = `{"id":"p","title":"P"}`
	const q = `{"id":"q","title":"Q"}`
	tests := []struct {
		name, file, content string
		want                []string
	}{
		{"a list", "projects.yaml", "# projects\n---\n- id: p\n  title: P\n\n# the second\n- title: Q\n  id: q\n...\n", []string{p, q}},
		{"indented, with Windows' line ends and byte order mark", "projects.yml", "\ufeff  - id: p\r\n    title: 'P'\r\n  -\r\n    id: q\r\n    title: \"Q\"\r\n", []string{p, q}},
		{"by type, either indent", "all.yaml", "calls: []\n'projects':\n- id: p\n  title: P\norganisations: # two\n    - {id: x, kind: cluster, name: X, country: EL}\n    - id: y\n      kind: cluster\n      name: NO\n      country: NO\n",
			[]string{p, `{"id":"x","kind":"cluster","name":"X","country":"GR","status":"unknown"}`, `{"id":"y","kind":"cluster","name":"NO","country":"NO","status":"unknown"}`}},
		{"JSON is YAML", "projects.yaml", "[" + p + ",\n" + q + "]", []string{p, q}},
		{"UTF-16", "projects.yaml", "\xff\xfe-\x00 \x00i\x00d\x00:\x00 \x00p\x00\n\x00 \x00 \x00t\x00i\x00t\x00l\x00e\x00:\x00 \x00P\x00", []string{p}},
		{"values of every kind", "organisations.yaml", "- id: x\n  kind: cluster\n  name: Y\n  country: BG\n  city: ~\n  founded: 2016\n  source_date: 2016-10-03\n  point: {lat: 4.25e1, lon: -0.5}\n  members:\n    total: 30\n  keywords: [yes, 'no', \"1\", on]\n  description: |\n    one\n    # two\n    - three\n",
			[]string{`{"id":"x","kind":"cluster","name":"Y","country":"BG","point":{"lat":42.5,"lon":-0.5},"founded":2016,"members":{"total":30},"keywords":["yes","no","1","on"],"description":"one\n# two\n- three","status":"unknown","source_date":"2016-10-03"}`}},
		{"nothing", "projects.yaml", "# nothing\n", nil},
		{"aliases", "projects.yaml", "- &a\n  id: p\n  title: P\n- *a\n- id: q\n  title: &t Q\n  note: *t\n",
			[]string{p, "projects.yaml:4:1: record cannot be read: unknown anchor 'a' referenced", `projects.yaml:7:9: q: note "*t" has the wrong form: wanted the value itself: aliases are not read`, q}},
		{"merge keys", "projects.yaml", "- id: p\n  title: P\n  x: &x {note: n}\n  <<: *x\n",
			[]string{"projects.yaml:3:3: p: x", "projects.yaml:4:3: p: <<", `projects.yaml:4:7: p: << "*x" has the wrong form: wanted the value itself`, p}},
		{"tags", "projects.yaml", "- id: p\n  title: !python/object P\n", []string{`projects.yaml:2:10: p: title "!python/object" has the wrong form: wanted a value without a tag`, `{"id":"p"}`}},
		{"numbers that are none elsewhere", "projects.yaml", "- id: p\n  title: P\n  budget_eur: 1_000\n- id: q\n  title: Q\n  budget_eur: .inf\n", []string{`projects.yaml:3:15: p: budget_eur "1_000" has the wrong form: wanted a whole number`, `{"id":"p","title":"P","budget_eur":0}`, `projects.yaml:6:15: q: budget_eur ".inf" has the wrong form`, `{"id":"q","title":"Q","budget_eur":0}`}},
		{"a number for a text", "projects.yaml", "- id: p\n  title: 5\n", []string{`projects.yaml:2:10: p: title "5" has the wrong form: wanted a text in quotes`, `{"id":"p"}`}},
		{"a field given twice", "projects.yaml", "- id: p\n  title: P\n  title: Q\n", []string{"projects.yaml:3:3: p: title \"Q\" is given twice, first at line 2, column 3", p}},
		{"no fault takes the next record along", "projects.yaml", "- id: p\n  title: 'P\n- id: q\n  title: Q\n- [a]\n-\n- id: r: s\n- id: q2\n\ttitle: T\n",
			[]string{"projects.yaml:2:1: record cannot be read: found unexpected end of stream", q, `projects.yaml:5:3: record "[\"a\"]" has the wrong form`, `projects.yaml:6:2: record "null" has the wrong form`, "projects.yaml:7:1: record cannot be read: mapping values are not allowed", "projects.yaml:9:1: record cannot be read: found a tab character that violates indentation"}},
		{"one record without its list", "projects.yaml", "id: p\ntitle: P\n", []string{"projects.yaml:1:1: file \"id: p\" cannot be read: wanted a list of records"}},
		{"text", "projects.yaml", "  hello\n", []string{"projects.yaml:1:1: file \"hello\" cannot be read: wanted a list of records"}},
		{"an unknown type", "all.yaml", "projects:\n- id: p\n  title: P\nwishes:\n- id: w\nprojects:\n- id: q\n  title: Q\n", []string{p, `all.yaml:4:1: type "wishes" is not a known value`, "all.yaml:6:1: projects is given twice, first at line 1", q}},
		{"no type", "all.yaml", "- id: p\n", []string{"all.yaml: type has the wrong form"}},
		{"not UTF-8", "projects.yaml", "- id: p\n  title: Пр\xffект\n", []string{"projects.yaml:2:10: p: title \"Пр\ufffdект\" is not clean text", `{"id":"p"}`}},
		{"NUL", "projects.yaml", "- id: p\n  title: P\x00\n", []string{"projects.yaml:1:1: record cannot be read: control characters are not allowed"}},
		{"a long record", "projects.yaml", "- id: p\n  title: |\n" + strings.Repeat("    long\n", MaxRecord/8) + "- id: q\n  title: Q\n", []string{"projects.yaml:1:1: record is too large: at most 1 MiB", q}},
		{"a long line", "projects.yaml", "- id: p\n  title: " + strings.Repeat("x", 3*MaxRecord) + "\n  note: n\n- id: q\n  title: Q\n", []string{"projects.yaml:2:1: record is too large: at most 1 MiB", q}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := readNotes(t, m, tt.file, []byte(tt.content))
			for i := range min(len(got), len(tt.want)) {
				if strings.HasPrefix(got[i], tt.want[i]) {
					got[i] = tt.want[i]
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestYAMLBombs: what makes parsers spend time or memory is refused soon.
func TestYAMLBombs(t *testing.T) {
	if testing.Short() {
		t.Skip("megabytes that are hard to read: left to the run without -short, which .ci/run makes first")
	}
	m := NewMapping(smallVocabulary(t))
	laughs := "- a: &a [x,x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c <= 'z'; c++ {
		laughs += "  " + string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+string(c-1)+",", 10) + "]\n"
	}
	for name, content := range map[string]string{
		"aliases of aliases":     laughs,
		"100,000 brackets":       "- id: p\n  title: " + strings.Repeat("[", 100_000),
		"100,000 closed":         "- id: p\n  title: " + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000),
		"100,000 braces":         "- id: p\n  title: " + strings.Repeat("{a: ", 100_000),
		"100,000 dashes":         "- id: p\n  title:\n    " + strings.Repeat("- ", 100_000),
		"100,000 question marks": "- id: p\n  title:\n    " + strings.Repeat("? ", 100_000),
		"a megabyte of anchors":  "- id: p\n  title: " + strings.Repeat("&a ", 300_000),
		"a megabyte of quotes":   "- id: p\n  title: " + strings.Repeat(`"`, 1_000_000),
		"a megabyte of keys":     "- " + strings.Repeat("a: b\n  ", 140_000),
		"a megabyte of colons":   "- " + strings.Repeat("a:\n  ", 100) + strings.Repeat(":", 900_000),
		"a megabyte of comments": "- id: p\n" + strings.Repeat("  #\n", 250_000),
		"staircase":              "- " + staircase(1000),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			got, _ := readNotes(t, m, "projects.yaml", []byte(content))
			runtime.ReadMemStats(&after)
			if len(got) == 0 {
				t.Error("no fault")
			}
			spent, took := after.TotalAlloc-before.TotalAlloc, time.Since(start)
			t.Logf("%d KB: %d MB allocated, %s, %.200q", len(content)>>10, spent>>20, took, got[0])
			// A megabyte is the most one record can be; so much is bounded for
			// any file. Time is not held here: machines differ.
			if spent > 1<<30 {
				t.Errorf("%d MB were allocated for %d KB", spent>>20, len(content)>>10)
			}
		})
	}
}

// TestManyFields: an object with as many names as fit costs little.
func TestManyFields(t *testing.T) {
	if testing.Short() {
		t.Skip("a megabyte of fields: left to the run without -short, which .ci/run makes first")
	}
	m := NewMapping(smallVocabulary(t))
	var yaml, json strings.Builder
	yaml.WriteString("- id: p\n")
	json.WriteString(`{"id":"p"`)
	for i := range 80_000 {
		yaml.WriteString("  a" + strconv.Itoa(i) + ":\n")
		json.WriteString(`,"a` + strconv.Itoa(i) + `":0`)
	}
	for name, content := range map[string]string{"projects.yaml": yaml.String(), "projects.ndjson": json.String() + "}"} {
		got, _ := readNotes(t, m, name, []byte(content))
		if !slices.ContainsFunc(got, func(s string) bool { return strings.HasSuffix(s, "is too large: at most 1000 fields") }) || len(got) > 1010 {
			t.Errorf("%s: %d faults, %.300q", name, len(got), got)
		}
	}
}

func staircase(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("a:\n" + strings.Repeat(" ", i+3))
	}
	return b.String()
}
