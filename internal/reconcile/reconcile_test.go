package reconcile

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/seed"
)

var matcher = sync.OnceValue(func() *Matcher {
	v, err := exchange.ReadVocabulary(seed.Files)
	if err != nil {
		panic(err)
	}
	return New(v)
})

func org(id string, country, city string, names ...string) *directory.Organisation {
	o := &directory.Organisation{Header: directory.Header{ID: directory.RecordID(id)}, Kind: directory.KindCluster,
		Place: directory.Place{Country: directory.CountryCode(country), City: city}, Status: directory.StatusActive}
	for i, n := range names {
		typ := directory.NameAlias
		switch {
		case i == 0:
			typ = directory.NameDisplay
		case directory.LooksLikeAcronym(n):
			typ = directory.NameAcronym
		}
		o.Names = append(o.Names, directory.Name{Text: n, Type: typ})
	}
	return o
}

// records are a small directory of names that are much like each other.
func records() []*directory.Organisation {
	list := []*directory.Organisation{
		org("bg-energy", "BG", "Varna", "Black Sea Energy Cluster", "Черноморски енергиен клъстер", "BSEC"),
		org("bg-ict", "BG", "Sofia", "ICT Cluster", "ИКТ Клъстер"),
		org("bg-ict-burgas", "BG", "Burgas", "ICT Cluster Burgas", "ИКТ Клъстер Бургас"),
		org("bg-royal", "BG", "", "Royal Technology", "„Роял Технолоджи“ ЕООД"),
		org("tr-doka", "TR", "Trabzon", "Eastern Black Sea Development Agency", "Doğu Karadeniz Kalkınma Ajansı", "DOKA"),
		org("tr-bakka", "TR", "Zonguldak", "Western Black Sea Development Agency", "Batı Karadeniz Kalkınma Ajansı", "BAKKA"),
		org("ro-dunarea", "RO", "Galați", "Dunarea de Jos University of Galati"),
		org("ge-fereta", "GE", "Vani", "Fereta", "ფერეთა"),
		org("ua-volt", "UA", "", "Volt"),
		org("bg-tech-park", "BG", "Sofia", "Sofia Tech Park"),
		org("bg-ciela", "BG", "Sofia", "Ciela Norma"),
	}
	list[9].Website = "https://sofiatech.bg/"
	list[0].Website, list[4].Website = "http://www.bsecluster.org/", "https://www.doka.org.tr"
	return list
}

func TestJudge(t *testing.T) {
	for _, test := range []struct {
		name    string
		row     Row
		verdict Verdict
		first   string // of the candidates
		reason  ReasonKey
	}{
		{"as written", Row{Name: "Black Sea Energy Cluster", Country: "BG"}, Certain, "bg-energy", SameName},
		{"English by ear, in Greek letters", Row{Name: "Μπλακ Σι Ένερτζι Κλάστερ"}, Ask, "bg-energy", NotSure},
		{"in the country's name", Row{Name: "Черноморски енергиен клъстер"}, Certain, "bg-energy", SameName},
		{"romanised otherwise", Row{Name: "Černomorski energien klăster", Country: "Болгарія"}, Certain, "bg-energy", OtherScript},
		{"legal form before, in another language", Row{Name: "EOOD Royal Technology", Country: "България"}, Certain, "bg-royal", SameName},
		{"legal form behind", Row{Name: "Роял Технолоджи Ltd.", Country: "bg"}, Certain, "bg-royal", SameName},
		{"by ear, in Georgian", Row{Name: "შპს ფერეტა", Country: "Georgia"}, Certain, "ge-fereta", OtherScript},
		{"misspelt", Row{Name: "Blak Sea Enegry Cluster", Country: "BG"}, Certain, "bg-energy", MisspeltName},
		{"shortened", Row{Name: "Eastern Black Sea Dev. Ag.", Country: "TR"}, Certain, "tr-doka", ShortenedName},
		{"in another order", Row{Name: "Energy Cluster, Black Sea", Country: "BG"}, Certain, "bg-energy", OtherOrder},
		{"a name others have with a town", Row{Name: "ICT Cluster", Country: "BG"}, Ask, "bg-ict", NearSecond},
		{"the town told", Row{Name: "ICT Cluster (Sofia)", Country: "BG"}, Certain, "bg-ict", SamePlace},
		{"another town", Row{Name: "ICT Cluster Plovdiv", Country: "BG"}, None, "", NothingLike},
		{"another town beside", Row{Name: "ICT Cluster", Country: "BG", City: "Пловдив"}, Ask, "bg-ict", OtherPlace},
		{"another country", Row{Name: "Black Sea Energy Cluster", Country: "Romania"}, Ask, "bg-energy", OtherCountry},
		{"another country outside the region", Row{Name: "Black Sea Energy Cluster", Country: "Allemagne, Germany"}, Certain, "bg-energy", SameName}, // not understood, and said so
		{"another country by name", Row{Name: "Black Sea Energy Cluster", Country: "Německo"}, Ask, "bg-energy", OtherCountry},
		{"two near", Row{Name: "Black Sea Development Agency", Country: "TR"}, Ask, "tr-bakka", WordsMissing},
		{"two near, and the website of one", Row{Name: "Black Sea Development Agency", Country: "TR", Website: "doka.org.tr"}, Certain, "tr-doka", SameWebsite},
		{"acronym with the country", Row{Name: "DOKA", Country: "Türkiye"}, Certain, "tr-doka", AcronymName},
		{"acronym alone", Row{Name: "DOKA"}, Ask, "tr-doka", TooShort},
		{"initials", Row{Name: "BSDA", Country: "TR"}, None, "", NothingLike},
		{"short name alone", Row{Name: "Volt"}, Ask, "ua-volt", TooShort},
		{"short name in its country", Row{Name: "Volt", Country: "UA"}, Certain, "ua-volt", SameName},
		{"website, and a part of the name", Row{Name: "Energy Cluster", Website: "bsecluster.org/en"}, Certain, "bg-energy", SameWebsite},
		{"e-mail for a website", Row{Name: "Energy Cluster", Website: "office@bsecluster.org"}, Certain, "bg-energy", SameWebsite},
		{"e-mail that says nothing", Row{Name: "Energy Cluster", Website: "someone@gmail.com"}, None, "", NothingLike},
		{"website of another name", Row{Name: "Lighthouse Services", Website: "www.bsecluster.org"}, Ask, "bg-energy", NameApart},
		{"one's name, another's website", Row{Name: "Royal Technology", Country: "BG", Website: "https://bsecluster.org"}, Ask, "bg-royal", NearSecond},
		{"one word, and another added", Row{Name: "Fereta Services", Country: "GE"}, Ask, "ge-fereta", NotSure},
		{"the same in its town", Row{Name: "Fereta Services", Country: "GE", City: "ვანი"}, Certain, "ge-fereta", SamePlace},
		{"all of a name, and something else", Row{Name: "Green Royal Maritime Technology", Country: "BG"}, Ask, "bg-royal", NotSure},
		{"words many have, and a slip in the town", Row{Name: "Soifa Tech Park", Country: "BG"}, Certain, "bg-tech-park", MisspeltName},
		{"words many have, another town", Row{Name: "Sliven Tech Park", Country: "BG"}, None, "", NothingLike},
		{"words many have, and its website", Row{Name: "Development Agency of Trabzon", Website: "doka.org.tr"}, Ask, "tr-doka", NotSure},
		{"all but a word many have, and its website", Row{Name: "Tech, Sofia", Website: "sofiatech.bg"}, Certain, "bg-tech-park", SameWebsite},
		{"a foreign c as k", Row{Name: "Киела Норма", Country: "BG"}, Certain, "bg-ciela", OtherScript},
		{"a foreign c as k, in Greek", Row{Name: "Κιελα Νορμα", Country: "BG"}, Certain, "bg-ciela", OtherScript},
		{"nothing like it", Row{Name: "Walltopia", Country: "BG"}, None, "", NothingLike},
		{"nothing but a country", Row{Country: "BG"}, None, "", NothingToGo},
		{"nothing but words many have", Row{Name: "Development Agency", Country: "TR"}, None, "", NothingLike},
		{"all but one of such words", Row{Name: "ICT Cluster", Country: "UA"}, Ask, "bg-ict", OtherCountry},
	} {
		t.Run(test.name, func(t *testing.T) {
			j := matcher().Judge(matcher().Read(test.row), records())
			first := directory.RecordID("")
			reasons := j.Reasons
			if len(j.Candidates) > 0 {
				first = j.Candidates[0].ID
				reasons = append(slices.Clone(reasons), j.Candidates[0].Reasons...)
			}
			if j.Verdict != test.verdict || string(first) != test.first || !slices.ContainsFunc(reasons, func(r Reason) bool { return r.Key == test.reason }) {
				t.Errorf("%+v: %s %v %+v, want %s of %q with %s", test.row, j.Verdict, j.Reasons, j.Candidates, test.verdict, test.first, test.reason)
			}
		})
	}
}

func TestCountryNotUnderstoodIsSaid(t *testing.T) {
	j := matcher().Judge(matcher().Read(Row{Name: "Royal Technology", Country: "Atlantis"}), records())
	if j.Verdict != Certain || !slices.ContainsFunc(j.Reasons, func(r Reason) bool { return r.Key == CountryUnknown }) {
		t.Errorf("%+v", j)
	}
}

// What the package promises whatever the row: another country is never certain, the
// order of candidates does not matter, scores lie between 0 and 1 and fall, and one who
// is certain stands first and is not to be asked about.
func TestPromises(t *testing.T) {
	all := records()
	words := strings.Fields("Black Sea Energy Cluster ICT Бургас Sofia Volt Ltd. DOKA ООД University Galati Development Agency Роял Technology ფერეთა Karadeniz , ( ) / – a.ş.")
	countries := []string{"", "BG", "România", "TR", "Ukraine", "საქართველო", "DE", "Atlantis"}
	rapid.Check(t, func(t *rapid.T) {
		row := Row{Name: strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 8).Draw(t, "words"), " "), Country: rapid.SampledFrom(countries).Draw(t, "country"),
			City: rapid.SampledFrom([]string{"", "Varna", "Галац", "Nowhere"}).Draw(t, "city"), Website: rapid.SampledFrom([]string{"", "bsecluster.org", "x@y"}).Draw(t, "website")}
		if rapid.Bool().Draw(t, "any") {
			row.Name = rapid.String().Draw(t, "name")
		}
		w := matcher().Read(row)
		j := matcher().Judge(w, all)
		mixed := slices.Clone(all)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 1))
		r.Shuffle(len(mixed), func(i, k int) { mixed[i], mixed[k] = mixed[k], mixed[i] })
		if other := matcher().Judge(w, mixed); fmt.Sprint(other) != fmt.Sprint(j) {
			t.Fatalf("%+v: %+v, in another order %+v", row, j, other)
		}
		for i, c := range j.Candidates {
			if c.Score < 0 || c.Score > 1 || i > 0 && c.Score > j.Candidates[i-1].Score {
				t.Fatalf("%+v: scores %+v", row, j.Candidates)
			}
		}
		if j.Verdict != Certain {
			return
		}
		best := all[slices.IndexFunc(all, func(o *directory.Organisation) bool { return o.ID == j.Best() })]
		if j.Candidates[0].AskOnly || w.Country != "" && w.Country != best.Place.Country {
			t.Fatalf("%+v is certain: %+v", row, j)
		}
	})
}

func TestLegalFormsGo(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"Отечество ООД", "Отечество"}, {"„Фенси-Студио“ ЕООД", "Фенси Студио"}, {"ЕТ Иван Петров", "Иван Петров"}, {"Прогрес О.О.Д.", "Прогрес"},
		{"S.C. Ponticasig S.R.L.", "Ponticasig"}, {"SC Damen SA", "Damen"}, {"Global Telekom ve Entegre Teknolojiler A.Ş.", "Global Telekom ve Entegre Teknolojiler"},
		{"Yıldız San. ve Tic. Ltd. Şti.", "Yıldız"}, {"Yıldız Sanayi ve Ticaret Anonim Şirketi", "Yıldız"}, {"ТОВ «Юнітек»", "Юнітек"}, {"ПрАТ Оболонь", "Оболонь"},
		{"შპს გამა", "გამა"}, {"სს ბანკი", "ბანკი"}, {"Արարատ ՍՊԸ", "Արարատ"}, {"ΔΕΗ ΑΕ", "ΔΕΗ"}, {"Αιγαίο Ε.Π.Ε.", "Αιγαίο"}, {"Azərsu ASC", "Azərsu"},
		{"Moravský klastr, z.s.", "Moravský klastr"}, {"Škoda a.s.", "Škoda"}, {"Kovo spol. s r.o.", "Kovo"}, {"Telekom d.o.o.", "Telekom"}, {"Inter Ltd. Accounting House", "Inter Accounting House"},
		{"SC TREMEND SA, BUCHAREST", "TREMEND BUCHAREST"}, {"Siemens GmbH & Co. KG", "Siemens"}, {"A.S.", "A.S."}, {"Ltd", "Ltd"}, {"Сдружение Бургас", "Сдружение Бургас"},
	} {
		if got := WithoutLegalForm(test.name); got != test.want {
			t.Errorf("%q: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestWithoutLegalFormIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := strings.Join(rapid.SliceOfN(rapid.SampledFrom(strings.Fields("ООД Ltd. Volt A.Ş. San. ve Tic. SC SA ТОВ , „ “ x s.r.o. შპს")), 1, 7).Draw(t, "words"), " ")
		once := WithoutLegalForm(name)
		if strings.TrimSpace(once) == "" {
			t.Fatalf("nothing is left of %q", name)
		}
	})
}

func TestCountries(t *testing.T) {
	for text, want := range map[string]directory.CountryCode{
		"BG": "BG", " bg ": "BG", "BGR": "BG", "България": "BG", "Bulgaristan": "BG", "EL": "GR", "Ελλάδα": "GR", "UK": "GB", "Turkey": "TR", "TÜRKIYE": "TR",
		"საქართველო": "GE", "Німеччина": "DE", "United Kingdom": "GB", "Moldova": "MD", "Republic of Moldova": "MD", "": "", "Black Sea": "",
	} {
		if got := matcher().places.country(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestSites(t *testing.T) {
	for _, test := range []struct {
		text, host, path, label string
	}{
		{"https://www.ictc-burgas.org/", "ictc-burgas.org", "", "ictc-burgas"}, {"HTTP://ICTC-Burgas.org/about", "ictc-burgas.org", "", "ictc-burgas"},
		{"en.edih-zagore.eu", "edih-zagore.eu", "", "edih-zagore"}, {"office@dkib.org.tr", "dkib.org.tr", "", "dkib"}, {"me@abv.bg", "", "", ""},
		{"https://www.facebook.com/Some.Page/", "facebook.com", "some.page", ""}, {"facebook.com", "", "", ""}, {"no website", "", "", ""}, {"localhost", "", "", ""}, {"::", "", "", ""},
	} {
		if s := siteOf(test.text); s.host != test.host || s.path != test.path || s.label() != test.label {
			t.Errorf("%q: %+v %q, want %+v", test.text, s, s.label(), test)
		}
	}
}

func TestKeysOfRowsSayWhatStandsTwice(t *testing.T) {
	same := []Row{{Name: "Роял Технолоджи ООД", Country: "BG"}, {Name: "„РОЯЛ Технолоджи“", Country: "Bulgaria"}, {Name: "роял технолоджи", Country: "bg"}}
	for _, r := range same[1:] {
		if a, b := matcher().Read(same[0]).Key(), matcher().Read(r).Key(); a != b {
			t.Errorf("%+v: %q, %q", r, b, a)
		}
	}
	for _, r := range []Row{{Name: "Роял Технолоджи", Country: "RO"}, {Name: "Роял", Country: "BG"}} {
		if a, b := matcher().Read(same[0]).Key(), matcher().Read(r).Key(); a == b {
			t.Errorf("%+v is taken for another: %q", r, b)
		}
	}
	// The towns, and the websites, tell namesakes apart; a town is the same in another language.
	chamber := Row{Name: "Chamber of Commerce", Country: "BG", City: "Varna", Website: "https://www.vcci.example/en"}
	for _, test := range []struct {
		row  Row
		same bool
	}{
		{Row{Name: "CHAMBER of Commerce", Country: "Bulgaria", City: "Варна", Website: "vcci.example"}, true},
		{Row{Name: "Chamber of Commerce", Country: "BG", City: "Burgas", Website: "vcci.example"}, false},
		{Row{Name: "Chamber of Commerce", Country: "BG", City: "Varna", Website: "bcci.example"}, false},
		{Row{Name: "Chamber of Commerce", Country: "BG", City: "Nowhereville", Website: "vcci.example"}, false},
	} {
		if a, b := matcher().Read(chamber).Key(), matcher().Read(test.row).Key(); (a == b) != test.same {
			t.Errorf("%+v: %q, %q", test.row, b, a)
		}
	}
	if a, b := matcher().Read(Row{Website: "facebook.com/one"}).Key(), matcher().Read(Row{Website: "facebook.com/two"}).Key(); a == b {
		t.Errorf("two pages of a host that many share: %q", a)
	}
	if key := matcher().Read(Row{Country: "BG"}).Key(); key != "" {
		t.Errorf("an empty row has the key %q", key)
	}
}

func FuzzJudge(f *testing.F) {
	for _, r := range []string{"ICT Cluster (Burgas", "ООД", "a/b|c", "((((", "– –"} {
		f.Add(r, "BG", "Варна", "x@y.z")
	}
	f.Fuzz(func(t *testing.T, name, country, city, website string) {
		w := matcher().Read(Row{Name: name, Country: country, City: city, Website: website, Other: city, Kind: country})
		w.FindWords()
		w.FindSite()
		matcher().Judge(w, records())
	})
}
