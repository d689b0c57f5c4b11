package translit_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"euxine/internal/translit"
)

// mistyped are texts typed with the wrong layout on and what was meant. Each
// layout's letters are all there, in a line of its own made with the layout.
var mistyped = []struct{ typed, layout, meant string }{
	{"ghjtrn", "ru", "проект"},
	{"Ghjtrn", "ru", "Проект"},
	{"vt,tkm", "ru", "мебель"},
	{"rkfcnth", "ru", "кластер"},
	{"j,]tlbytybt", "ru", "объединение"},
	{"'rcgjhn", "ru", "экспорт"},
	{"`krf", "ru", "ёлка"},
	{"ghjtrn", "uk", "проект"},
	{"vt,ks", "uk", "меблі"},
	{"VT<KS", "uk", "МЕБЛІ"},
	{"rkfcnth vt,ksd", "uk", "кластер меблів"},
	{"]:f", "uk", "їЖа"},
	{"'dhjgf", "uk", "європа"},
	{"j,`'lyfyyz", "uk", "об'єднання"},
	{"\\fyjr", "uk", "ґанок"},
	{"[thcjy", "uk", "херсон"},
	{"ob]ina", "bg-phonetic", "община"},
	{"ob]ina kazanlyk", "bg-phonetic", "община казанлък"},
	{"burgas", "bg-phonetic", "бургас"},
	{"`ernomorski", "bg-phonetic", "черноморски"},
	{"hrani i hqb`ta", "bg-phonetic", "храни и хябчта"},
	{"[umen", "bg-phonetic", "шумен"},
	{"lozarstwo", "bg-phonetic", "лозарство"},
	{"k\\stendil", "bg-phonetic", "кюстендил"},
	{"lozarstvo", "bg-phonetic-new", "лозарство"},
	{"qernomorski", "bg-phonetic-new", "черноморски"},
	{"wumen", "bg-phonetic-new", "шумен"},
	{"k`stendil", "bg-phonetic-new", "кюстендил"},
	{"/w,hdi", "bg-bds", "бургас"},
	{"?w,hdi", "bg-bds", "Бургас"},
	{"ld,kd", "bg-bds", "варна"},
	{"qrk", "bg-bds", ""},
	{"'e,kf;f,iur", "bg-bds", "черноморски"},
	{"epipla", "el", "επιπλα"},
	{"Uessalon;ikh", "el", "Θεσσαλονίκη"},
	{"aua;ina", "el", "αθαίνα"},
	{"kl:ima", "el", "κλϊμα"},
	{"ojos", "el", "οξοσ"},
	{"kartuli", "ka", "კარტული"},
	{"Tbilisi", "ka", "თბილისი"},
	{"WiaTura", "ka", "ჭიათურა"},
	{"Rvino", "ka", "ღვინო"},
	{"avejis klasteri", "ka", "ავეჯის კლასტერი"},
	{"Sinauri", "ka", "შინაური"},
	{"wyaltubo", "ka", "წყალტუბო"},
	{"qarTuli", "ka", "ქართული"},
	{"CemoxeCili Ziri Janeti", "ka", "ჩემოხეჩილი ძირი ჟანეტი"},

	{"ωεστασ", "el", "vestas"},
	{"ωεστας", "el", "vestaw"},
	{";θαλιτυ", "el", "quality"},
	{"ονι ტოურისმ", "ka", ""},
	{"ონი ტოურისმ", "ka", "oni tourism"},
	{"ფრუტერა", "ka", "frutera"},
	{"თბილისი", "ka", "Tbilisi"},
	{"игкпфы", "ru", "burgas"},
	{"игкпфі", "uk", "burgas"},
	{"Мукшефы", "ru", "Veritas"},
	{"вестас", "bg-phonetic", "westas"},
	{"вестас", "bg-phonetic-new", "vestas"},
	{"эеяшья", "bg-bds", "vestas"},
	{"бюи", "bg-bds", ""},
}

func TestRetypings(t *testing.T) {
	for _, row := range mistyped {
		list := translit.Retypings(row.typed)
		i := slices.IndexFunc(list, func(r translit.Retyping) bool { return r.Text == row.meant })
		switch {
		case row.meant == "":
			if slices.ContainsFunc(list, func(r translit.Retyping) bool { return r.Layout == row.layout }) {
				t.Errorf("Retypings(%q) = %q, want none for %s", row.typed, list, row.layout)
			}
		case i < 0:
			t.Errorf("Retypings(%q) = %q, without %q", row.typed, list, row.meant)
		case list[i].Layout != row.layout && !(row.layout == "ru" && list[i].Layout == "uk") &&
			!(row.layout == "bg-phonetic-new" && list[i].Layout == "bg-phonetic"):
			t.Errorf("Retypings(%q) has %q for %s, want %s", row.typed, row.meant, list[i].Layout, row.layout)
		}
	}
}

func TestNoRetypings(t *testing.T) {
	for _, s := range []string{
		"", "2024", " ", "🙂", "...", "北京", "Երևան",
		"Burgas Бургас", "BurgΑs", // several scripts
		"Iğdır", "Αθήνα", "é", // letters no other layout types
		strings.Repeat("a", 257),
	} {
		if got := translit.Retypings(s); len(got) > 0 {
			t.Errorf("Retypings(%q) = %q, want none", s, got)
		}
	}
}

// Every letter of a layout is typed by a key, and what was typed is found back.
func TestRetypingsBack(t *testing.T) {
	alphabets := map[string]string{
		"bg-bds":          "абвгдежзийклмнопрстуфхцчшщъьюяыэ",
		"bg-phonetic":     "абвгдежзийклмнопрстуфхцчшщъьюя",
		"bg-phonetic-new": "абвгдежзийклмнопрстуфхцчшщъьюя",
		"uk":              "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
		"ru":              "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
		"el":              "αβγδεζηθικλμνξοπρστυφχψως",
		"ka":              "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
	}
	const keys = "`qwertyuiop[]\\asdfghjkl;'zxcvbnm,./"
	for _, layout := range translit.RetypingLayouts() {
		typed := ""
		for _, k := range keys + strings.ToUpper(keys) + "~{}|:\"<>?" {
			// Between letters, so that a key of a sign is taken for a letter.
			for _, r := range translit.Retypings("a" + string(k)) {
				if r.Layout == layout {
					typed += r.Text
				}
			}
		}
		// Where another layout gives the same, the first is named.
		switch layout {
		case "bg-phonetic-new":
			typed += "абвдежзийклмнопрстуфхцгшщъья"
		case "ru":
			typed += "абвгдежзийклмнопрстуфхцчшщьюя"
		}
		for _, letter := range alphabets[layout] {
			if !strings.ContainsRune(strings.ToLower(typed), letter) {
				t.Errorf("no key types %c on %s", letter, layout)
			}
		}
	}

	rapid.Check(t, func(t *rapid.T) {
		latin := rapid.StringOfN(rapid.SampledFrom([]rune("abcdefghijklmnoprstuvwxyz ")), 1, 20, -1).Draw(t, "text")
		for _, r := range translit.Retypings(latin) {
			back := translit.Retypings(r.Text)
			if !slices.ContainsFunc(back, func(b translit.Retyping) bool { return b.Text == latin }) &&
				!strings.ContainsAny(latin, ";") {
				t.Fatalf("%q is %q on %s, and back %q", latin, r.Text, r.Layout, back)
			}
		}
	})
}

// retypes holds what must be true of any text.
func retypes(t interface {
	Helper()
	Fatalf(string, ...any)
}, s string) {
	t.Helper()
	seen := map[string]bool{}
	at := -1
	for _, r := range translit.Retypings(s) {
		i := slices.Index(translit.RetypingLayouts(), r.Layout)
		if i <= at || seen[r.Text] || r.Text == s || !utf8.ValidString(r.Text) {
			t.Fatalf("Retypings(%q) has %q: out of order, repeated, unchanged or not UTF-8", s, r)
		}
		at, seen[r.Text] = i, true
		scripts := map[bool]bool{}
		for _, c := range r.Text {
			if unicode.IsLetter(c) {
				scripts[unicode.Is(unicode.Latin, c)] = true
			}
		}
		if len(scripts) != 1 {
			t.Fatalf("Retypings(%q) has %q, not of one script", s, r)
		}
	}
}

func TestRetypingsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { retypes(t, anyText.Draw(t, "text")) })
	rapid.Check(t, func(t *rapid.T) {
		retypes(t, rapid.StringOf(rapid.SampledFrom(append([]rune("`[]\\;',./ {}|:\"<>?~"), nameLetters...))).Draw(t, "text"))
	})
}

func FuzzRetypings(f *testing.F) {
	for _, row := range mistyped {
		f.Add(row.typed)
	}
	f.Fuzz(func(t *testing.T, s string) { retypes(t, s) })
}
