package catalogue

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"euxine/internal/directory"
	"euxine/internal/reconcile"
)

// This file makes participants' lists out of the seed, to judge how well rows are
// recognised. What it does to names is what people and their programs do to them: they
// write them in their own script by ear, by the tables of another standard than the
// directory's, with slips of the keyboard, shortened, in capitals, with the town behind
// and with any legal form before or after. None of it comes from the tables of packages
// reconcile and translit, and nearly every row has several changes at once.

// listed is a row of such a list and what it means; "" is none of the directory.
type listed struct {
	row   reconcile.Row
	means directory.RecordID
	how   string // what was done to it
}

type listMaker struct {
	random *rand.Rand
	v      *directory.Vocabulary
	how    []string
}

// newList is 160 organisations of the seed and 40 that are not in it, in any order.
func newList(records []*directory.Organisation, v *directory.Vocabulary, seed uint64) []listed {
	m := &listMaker{random: rand.New(rand.NewPCG(seed, 8)), v: v}
	var list []listed
	for _, i := range m.random.Perm(len(records))[:160] {
		list = append(list, m.row(records[i]))
	}
	for _, i := range m.random.Perm(len(strangers))[:40] {
		s := strangers[i]
		o := &directory.Organisation{Kind: directory.KindSupport, Names: []directory.Name{{Text: s.name, Type: directory.NameDisplay}},
			Place: directory.Place{Country: directory.CountryCode(s.country), City: s.city}}
		r := m.row(o)
		r.means = ""
		list = append(list, r)
	}
	m.random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

func (m *listMaker) chance(percent int) bool { return m.random.IntN(100) < percent }

func (m *listMaker) did(what string) { m.how = append(m.how, what) }

func pick[E any](m *listMaker, list []E) E { return list[m.random.IntN(len(list))] }

func (m *listMaker) row(o *directory.Organisation) listed {
	m.how = nil
	name := m.name(o)
	r := reconcile.Row{Name: name}
	if m.chance(85) {
		r.Country = m.country(o.Place.Country)
	}
	city := m.v.City(o.Place.Country, o.Place.City)
	if city != nil && m.chance(50) {
		r.City = pick(m, []string{city.Name, city.Native, strings.ToUpper(city.Name)})
	}
	if o.Website != "" && m.chance(30) {
		r.Website = m.website(o.Website)
	}
	if m.chance(10) {
		r.Kind = string(o.Kind)
	}
	return listed{row: r, means: o.ID, how: strings.Join(m.how, ", ")}
}

func (m *listMaker) name(o *directory.Organisation) string {
	var long, short []string
	for _, n := range o.Names {
		if n.Type == directory.NameAcronym || directory.LooksLikeAcronym(n.Text) {
			short = append(short, n.Text)
		} else {
			long = append(long, n.Text)
		}
	}
	if len(long) == 0 {
		long = short
	}
	if len(short) > 0 && m.chance(5) {
		m.did("acronym")
		return pick(m, short)
	}
	name := long[0]
	if m.chance(40) {
		name = pick(m, long)
	}
	words := strings.Fields(name)
	if len(words) > 2 && m.chance(15) {
		m.did("word dropped")
		i := m.random.IntN(len(words))
		words = slices.Delete(words, i, i+1)
	}
	if m.chance(15) {
		words = m.shorten(words)
	}
	if len(words) > 1 && m.chance(10) {
		m.did("order")
		last := len(words) - 1
		words = append([]string{words[last] + ","}, words[:last]...)
	}
	name = strings.Join(words, " ")
	switch directory.ScriptOf(name) {
	case "Cyrl", "Geor":
		if m.chance(50) {
			m.did("romanised")
			name = replaced(name, pick(m, romanisers))
		}
	case "Latn":
		if written, ok := m.native(name, o.Place.Country); ok && m.chance(50) {
			name = written
		} else if strings.ContainsFunc(name, func(r rune) bool { return r > 0x7f && unicode.IsLetter(r) }) && m.chance(50) {
			m.did("plain letters")
			name = replaced(name, plainLatin)
		}
	}
	if m.chance(30) {
		name = m.slip(name)
		if m.chance(20) {
			name = m.slip(name)
		}
	}
	name = m.dress(name, o)
	if len(short) > 0 && m.chance(12) {
		m.did("with acronym")
		name += " (" + pick(m, short) + ")"
	}
	if o.Place.City != "" && m.chance(15) && !strings.Contains(name, o.Place.City) {
		m.did("town added")
		name += pick(m, []string{", ", " ", " – "}) + o.Place.City
	}
	switch n := m.random.IntN(20); {
	case n < 2:
		m.did("capitals")
		name = strings.ToUpper(name)
	case n < 3:
		m.did("small")
		name = strings.ToLower(name)
	}
	return name
}

// shorten writes a word as people shorten it in tables.
func (m *listMaker) shorten(words []string) []string {
	words = slices.Clone(words)
	for i, w := range words {
		if s, ok := shortenings[strings.Trim(w, ",")]; ok {
			m.did("shortened")
			words[i] = s
			return words
		}
	}
	return words
}

var shortenings = map[string]string{
	"Association": "Assoc.", "University": "Univ.", "Development": "Dev.", "Technology": "Tech.", "Technologies": "Techn.", "International": "Int'l",
	"Institute": "Inst.", "Industry": "Ind.", "National": "Nat.", "Agency": "Ag.", "Bulgarian": "Bulg.", "Romanian": "Rom.", "Regional": "Reg.",
	"Municipality": "Munic.", "Innovation": "Innov.", "Administration": "Admin.", "Asociația": "Asoc.", "Derneği": "Dern.", "Асоциация": "Асоц.",
	"Университет": "Унив.", "Български": "Бълг.", "and": "&", "of": "", "for": "f.",
}

// native writes a Latin name in the script of the country or of a neighbour: words that
// are said in the language are translated, others spelt by ear. A name of other words
// than these is left: nobody spells "furniture" in Georgian letters.
func (m *listMaker) native(name string, country directory.CountryCode) (string, bool) {
	in := map[directory.CountryCode]string{"BG": "bg", "UA": "uk", "GE": "ka"}[country]
	if in == "" || m.chance(15) {
		in = pick(m, []string{"el", "bg", "uk", "ka"})
	}
	var out []string
	said := 0
	for _, w := range strings.Fields(name) {
		bare := strings.Trim(w, ",.–-")
		switch to, ok := translations[bare][in]; {
		case ok:
			out = append(out, to)
			said++
		case english[strings.ToLower(bare)]:
			return "", false
		default:
			out = append(out, replaced(strings.ToLower(w), spelt[in]))
		}
	}
	if said == len(out) && said > 0 && len(out) > 3 {
		return "", false
	}
	m.did("in " + in)
	return capitalised(strings.Join(out, " ")), true
}

func capitalised(s string) string {
	for i, r := range s {
		return s[:i] + string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

// translations are the words that are translated, by language.
var translations = map[string]map[string]string{
	"Cluster":      {"bg": "клъстер", "uk": "кластер", "ka": "კლასტერი", "el": "κλάστερ"},
	"Municipality": {"bg": "община", "uk": "громада", "ka": "მუნიციპალიტეტი", "el": "δήμος"},
	"University":   {"bg": "университет", "uk": "університет", "ka": "უნივერსიტეტი", "el": "πανεπιστήμιο"},
	"Association":  {"bg": "асоциация", "uk": "асоціація", "ka": "ასოციაცია", "el": "ένωση"},
	"Foundation":   {"bg": "фондация", "uk": "фонд", "ka": "ფონდი", "el": "ίδρυμα"},
	"Hub":          {"bg": "хъб", "uk": "хаб", "ka": "ჰაბი", "el": "κόμβος"},
	"IT":           {"bg": "ИТ", "uk": "ІТ", "ka": "აიტი", "el": "ΙΤ"},
	"ICT":          {"bg": "ИКТ", "uk": "ІКТ", "ka": "აი-სი-თი", "el": "ΤΠΕ"},
	"Tourism":      {"bg": "туристически", "uk": "туристичний", "ka": "ტურიზმის", "el": "τουρισμού"},
	"Energy":       {"bg": "енергиен", "uk": "енергетичний", "ka": "ენერგეტიკის", "el": "ενέργειας"},
	"Council":      {"bg": "съвет", "uk": "рада", "ka": "საბჭო", "el": "συμβούλιο"},
	"City":         {"bg": "градски", "uk": "міська", "ka": "ქალაქის", "el": "πόλης"},
}

// english are words no one spells in another script by ear.
var english = func() map[string]bool {
	list := map[string]bool{}
	for _, w := range strings.Fields(`a of the for and in to advanced academy accounting activ administration aegean aerospace agency agents agricultural agriculture agri-food
		agro-food alternative angle anatolian apparel apricot arts associations automation automotive authority aviation bank beauty biomass black board branch brokers building
		bulgaria bulgarian business businesses capital carpathian casting cement center centre central chamber change chemical chambers clothing clusters
		college commerce commercial commodity communication communications companies company competitiveness construction consortium consult consulting control cooperation cooperative
		coordination corporation cosmetics county creative culinary culture danube defence design development different digital distributors district doors eastern eco-energy economic
		economics economy education electric electrical electronic electronics employers enabled energy engine engineering enterprise enterprises entrepreneurship environmental essential
		european exchange experimental exporters export factory family farm farmers fashion federation festivals film fisheries fishing fish food forging free freight
		fruit furniture future garden georgia georgian gold great green group growers growing guide hazelnut health hemp high holding home horticultural hospitality house human
		industrial industrialists industries industry information infrastructure initiative innovation innovations innovative inspection install institute integrated intelligence intelligent
		international investment islands job knowledge lab land leather life lifestyle lighthouse local logistics lower machine machinery making management manufacturers manufacturing marine
		maritime market materials meat mechanical mechatronics medical medicine metal mining ministry mobility modern molecular mountain national natural naval navigation network networks new
		nuclear oil oils ordu organic organisation organised organization owners packaging park partner partners party people perfumery petroleum pharmacy plant platform plus polymers
		port ports power producers product production products professional project projects promotion public quality rail region regional renewable research resort river robotics romania
		romanian rubber rural safety school schools science sciences sea sector security seed seedlings service services shells ship shipbuilders shipbuilding ships shipyard silk simulation
		small smart society software solar solutions sources south southeast space specialised state station steel studies summit sun supply support sustainable synergy systems tea team tech
		technical technological technologies technology telecommunications textile textiles town trade traditions training transport transportation turbines turkey turkish ukraine ukrainian union
		university urban valley vegetable vehicles village vine viticulturists water wedding west western wheel wind wine winemakers winemaking winery women women’s wood wooden woodworking work world yacht zone`) {
		list[w] = true
	}
	return list
}()

// pairs are what replaces what, the longest first; letters that are not in them stay.
type pairs []string

func replaced(s string, p pairs) string { return strings.NewReplacer(p...).Replace(s) }

// spelt is how Latin letters are written by ear.
var spelt = map[string]pairs{
	"bg": {"sch", "ш", "sh", "ш", "ch", "ч", "zh", "ж", "ts", "ц", "kh", "х", "ph", "ф", "th", "т", "ck", "к", "ya", "я", "yu", "ю", "ia", "ия", "oo", "у", "ee", "и", "qu", "кв",
		"ş", "ш", "ç", "ч", "ğ", "г", "ı", "ъ", "ö", "ьо", "ü", "ю", "ă", "ъ", "â", "ъ", "î", "и", "ș", "ш", "ț", "ц", "é", "е",
		"a", "а", "b", "б", "c", "к", "d", "д", "e", "е", "f", "ф", "g", "г", "h", "х", "i", "и", "j", "дж", "k", "к", "l", "л", "m", "м", "n", "н", "o", "о", "p", "п", "q", "к",
		"r", "р", "s", "с", "t", "т", "u", "у", "v", "в", "w", "у", "x", "кс", "y", "и", "z", "з"},
	"uk": {"sch", "ш", "sh", "ш", "ch", "ч", "zh", "ж", "ts", "ц", "kh", "х", "ph", "ф", "th", "т", "ck", "к", "ya", "я", "yu", "ю", "ia", "ія", "oo", "у", "ee", "і", "qu", "кв",
		"ş", "ш", "ç", "ч", "ğ", "г", "ı", "и", "ö", "е", "ü", "ю", "ă", "а", "â", "и", "î", "і", "ș", "ш", "ț", "ц", "é", "е",
		"a", "а", "b", "б", "c", "к", "d", "д", "e", "е", "f", "ф", "g", "ґ", "h", "х", "i", "і", "j", "дж", "k", "к", "l", "л", "m", "м", "n", "н", "o", "о", "p", "п", "q", "к",
		"r", "р", "s", "с", "t", "т", "u", "у", "v", "в", "w", "в", "x", "кс", "y", "й", "z", "з"},
	"ka": {"sch", "შ", "sh", "შ", "ch", "ჩ", "zh", "ჟ", "ts", "ც", "kh", "ხ", "ph", "ფ", "th", "თ", "ck", "კ", "oo", "უ", "ee", "ი", "qu", "კვ", "dz", "ძ", "gh", "ღ",
		"ş", "შ", "ç", "ჩ", "ğ", "ღ", "ı", "ი", "ö", "ო", "ü", "იუ", "ă", "ა", "â", "ა", "î", "ი", "ș", "შ", "ț", "ც", "é", "ე",
		"a", "ა", "b", "ბ", "c", "კ", "d", "დ", "e", "ე", "f", "ფ", "g", "გ", "h", "ჰ", "i", "ი", "j", "ჯ", "k", "კ", "l", "ლ", "m", "მ", "n", "ნ", "o", "ო", "p", "პ", "q", "ქ",
		"r", "რ", "s", "ს", "t", "ტ", "u", "უ", "v", "ვ", "w", "ვ", "x", "ქს", "y", "ი", "z", "ზ"},
	"el": {"sch", "σ", "sh", "σ", "ch", "τσ", "zh", "ζ", "ts", "τσ", "kh", "χ", "ph", "φ", "th", "θ", "ck", "κ", "oo", "ου", "ee", "ι", "qu", "κ", "ks", "ξ", "ps", "ψ", "ou", "ου",
		"ş", "σ", "ç", "τσ", "ğ", "γ", "ı", "ι", "ö", "ο", "ü", "ου", "ă", "α", "â", "α", "î", "ι", "ș", "σ", "ț", "τσ", "é", "ε",
		"a", "α", "b", "μπ", "c", "κ", "d", "ντ", "e", "ε", "f", "φ", "g", "γκ", "h", "χ", "i", "ι", "j", "τζ", "k", "κ", "l", "λ", "m", "μ", "n", "ν", "o", "ο", "p", "π", "q", "κ",
		"r", "ρ", "s", "σ", "t", "τ", "u", "ου", "v", "β", "w", "ου", "x", "ξ", "y", "υ", "z", "ζ"},
}

// romanisers are tables of other standards than the directory writes by.
var romanisers = []pairs{
	// After ISO 9:1995 and, of Georgian, ISO 9984, as library catalogues write.
	{"щ", "ŝ", "ш", "š", "ч", "č", "ж", "ž", "ц", "c", "ю", "û", "я", "â", "ъ", "ʺ", "ь", "ʹ", "х", "h", "й", "j", "є", "ê", "і", "ì", "ї", "ï", "ґ", "g̀", "и", "i",
		"а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "з", "z", "к", "k", "л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f",
		"Щ", "Ŝ", "Ш", "Š", "Ч", "Č", "Ж", "Ž", "Ц", "C", "Ю", "Û", "Я", "Â", "Х", "H", "Й", "J", "Є", "Ê", "І", "Ì", "Ї", "Ï", "И", "I",
		"А", "A", "Б", "B", "В", "V", "Г", "G", "Д", "D", "Е", "E", "З", "Z", "К", "K", "Л", "L", "М", "M", "Н", "N", "О", "O", "П", "P", "Р", "R", "С", "S", "Т", "T", "У", "U", "Ф", "F",
		"ა", "a", "ბ", "b", "გ", "g", "დ", "d", "ე", "e", "ვ", "v", "ზ", "z", "თ", "t’", "ი", "i", "კ", "k", "ლ", "l", "მ", "m", "ნ", "n", "ო", "o", "პ", "p", "ჟ", "ž", "რ", "r", "ს", "s", "ტ", "t",
		"უ", "u", "ფ", "p’", "ქ", "k’", "ღ", "ḡ", "ყ", "q", "შ", "š", "ჩ", "č’", "ც", "c’", "ძ", "j", "წ", "c", "ჭ", "č", "ხ", "x", "ჯ", "ǰ", "ჰ", "h"},
	// As people type without any standard.
	{"щ", "sht", "ш", "sh", "ч", "ch", "ж", "j", "ц", "c", "ю", "iu", "я", "ia", "ъ", "u", "ь", "", "х", "h", "й", "i", "є", "ie", "і", "i", "ї", "i", "ґ", "g", "и", "i",
		"а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "з", "z", "к", "k", "л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f",
		"Щ", "Sht", "Ш", "Sh", "Ч", "Ch", "Ж", "J", "Ц", "C", "Ю", "Iu", "Я", "Ia", "Х", "H", "Й", "I", "Є", "Ie", "І", "I", "Ї", "I", "И", "I",
		"А", "A", "Б", "B", "В", "V", "Г", "G", "Д", "D", "Е", "E", "З", "Z", "К", "K", "Л", "L", "М", "M", "Н", "N", "О", "O", "П", "P", "Р", "R", "С", "S", "Т", "T", "У", "U", "Ф", "F",
		"ა", "a", "ბ", "b", "გ", "g", "დ", "d", "ე", "e", "ვ", "v", "ზ", "z", "თ", "t", "ი", "i", "კ", "k", "ლ", "l", "მ", "m", "ნ", "n", "ო", "o", "პ", "p", "ჟ", "j", "რ", "r", "ს", "s", "ტ", "t",
		"უ", "u", "ფ", "f", "ქ", "q", "ღ", "g", "ყ", "y", "შ", "sh", "ჩ", "ch", "ც", "c", "ძ", "dz", "წ", "w", "ჭ", "ch", "ხ", "x", "ჯ", "j", "ჰ", "h"},
}

// plainLatin takes marks off, as programs without them do, some by two letters.
var plainLatin = pairs{"ü", "ue", "ö", "o", "ş", "s", "ç", "c", "ğ", "g", "ı", "i", "İ", "I", "Ş", "S", "Ç", "C", "Ü", "U", "Ö", "O", "ă", "a", "â", "a", "î", "i", "ș", "s", "ț", "t", "Ș", "S", "Ț", "T"}

// slip makes a slip of the keyboard in a longer word: a neighbour's key, a letter
// twice, left out, or before its neighbour.
func (m *listMaker) slip(name string) string {
	words := strings.Fields(name)
	var long []int
	for i, w := range words {
		if len([]rune(w)) >= 5 {
			long = append(long, i)
		}
	}
	if len(long) == 0 {
		return name
	}
	m.did("slip")
	i := pick(m, long)
	r := []rune(words[i])
	at := 1 + m.random.IntN(len(r)-2)
	switch m.random.IntN(4) {
	case 0:
		r = slices.Insert(r, at, r[at])
	case 1:
		r = slices.Delete(r, at, at+1)
	case 2:
		r[at], r[at+1] = r[at+1], r[at]
	default:
		r[at] = m.neighbour(r[at])
	}
	words[i] = string(r)
	return strings.Join(words, " ")
}

// neighbour is the letter of a key beside a letter's.
func (m *listMaker) neighbour(r rune) rune {
	for _, row := range []string{"qwertyuiop", "asdfghjkl", "zxcvbnm", "явертъуиопш", "асдфгхйкл", "зьцжбнм", "йцукенгшщзхї", "фівапролджє", "ячсмитьбю", "ქწერტყუიოპ", "ასდფგჰჯკლ", "ზხცვბნმ", "ςερτυθιοπ", "ασδφγηξκλ", "ζχψωβνμ"} {
		keys := []rune(row)
		if i := slices.Index(keys, unicode.ToLower(r)); i >= 0 {
			if i == 0 || i < len(keys)-1 && m.chance(50) {
				return keys[i+1]
			}
			return keys[i-1]
		}
	}
	return r
}

// dress adds a legal form, or quotation marks.
func (m *listMaker) dress(name string, o *directory.Organisation) string {
	firm := o.Kind == directory.KindSME || o.Kind == directory.KindLargeCompany
	if !firm && !m.chance(15) || !m.chance(45) {
		return name
	}
	lower := strings.ToLower(name)
	for _, has := range []string{"ltd", " srl", "оод", "еад", " ад", "a.ş", "шпс", "შპს"} {
		if strings.Contains(lower, has) {
			return name
		}
	}
	m.did("legal form")
	body := map[directory.CountryCode][]string{
		"BG": {"Сдружение „%“", "Фондация „%“", "% NGO"}, "RO": {"Asociația %", "% (ONG)"}, "UA": {"ГО «%»", "% NGO"}, "GE": {"ააიპ %", "NNLE %"}, "TR": {"% Derneği"}, "GR": {"% ΑΜΚΕ"}, "CZ": {"% z.s."}}
	firms := map[directory.CountryCode][]string{
		"BG": {"„%“ ООД", "„%“ ЕООД", "% АД", "% Ltd.", "% EOOD", "% AD", "ЕТ %"}, "RO": {"S.C. % S.R.L.", "% SRL", "SC % SA", "% S.A."},
		"TR": {"% A.Ş.", "% Ltd. Şti.", "% San. ve Tic. A.Ş.", "% Sanayi ve Ticaret Ltd. Şti.", "% AS"}, "UA": {"ТОВ «%»", "ПП «%»", "ПрАТ %", "% LLC", "TOV %"},
		"GE": {"შპს %", "სს %", "% LLC", "LLC %", "JSC %"}, "GR": {"% Α.Ε.", "% EPE"}, "CZ": {"% s.r.o.", "%, a.s."}, "AM": {"% ՍՊԸ", "% LLC"}, "AZ": {"% MMC"}, "MD": {"% SRL", "ÎS %"}}
	forms := firms[o.Place.Country]
	if !firm {
		forms = body[o.Place.Country]
	}
	if len(forms) == 0 {
		return name
	}
	return strings.Replace(pick(m, forms), "%", name, 1)
}

// country is a country as lists have it.
func (m *listMaker) country(code directory.CountryCode) string {
	r, ok := m.v.Region(directory.RegionCode(code))
	if !ok {
		return string(code)
	}
	return pick(m, []string{string(code), r.Name, r.Native, strings.ToUpper(r.Name), strings.ToLower(string(code))})
}

// website is an address as people give it; now and then it is another.
func (m *listMaker) website(address string) string {
	if m.chance(4) {
		m.did("other website")
		return "https://www.example.org/"
	}
	_, rest, _ := strings.Cut(address, "://")
	bare := strings.TrimSuffix(strings.TrimPrefix(rest, "www."), "/")
	return pick(m, []string{address, bare, "www." + bare, "http://" + bare + "/contact", "HTTPS://" + strings.ToUpper(bare)})
}

// strangers are organisations the seed does not have: some there are, some there may
// be, many called much like one of the seed's.
var strangers = []struct{ name, country, city string }{
	{"Plovdiv Tourism Cluster", "BG", "Plovdiv"}, {"Varna Automotive Cluster", "BG", "Varna"}, {"Burgas Maritime Cluster", "BG", "Burgas"}, {"ICT Cluster Ruse", "BG", "Ruse"},
	{"Dobrich Municipality", "BG", "Dobrich"}, {"Община Ямбол", "BG", "Yambol"}, {"Sliven Chamber of Commerce and Industry", "BG", "Sliven"}, {"Technical University of Varna", "BG", "Varna"},
	{"Sofia University St. Kliment Ohridski", "BG", "Sofia"}, {"Bulgarian Industrial Association", "BG", "Sofia"}, {"Българска търговско-промишлена палата", "BG", "Sofia"}, {"Walltopia", "BG", "Sofia"},
	{"Софарма АД", "BG", "Sofia"}, {"Telerik Academy", "BG", "Sofia"}, {"Bulgarian Wine Cluster", "BG", "Plovdiv"}, {"Енергийна агенция Варна", "BG", "Varna"}, {"EDIH Dobrudzha", "BG", "Dobrich"},
	{"Constanta IT Cluster", "RO", "Constanța"}, {"Iasi Furniture Cluster", "RO", "Iași"}, {"Oltenia Textile Cluster", "RO", "Craiova"}, {"UiPath SRL", "RO", "Bucharest"}, {"Bitdefender", "RO", "Bucharest"},
	{"Automobile Dacia SA", "RO", "Pitești"}, {"Universitatea Babeș-Bolyai", "RO", "Cluj-Napoca"}, {"Consiliul Județean Brăila", "RO", "Brăila"}, {"Moldova Nord Energy Cluster", "RO", "Suceava"},
	{"West Regional Development Agency", "RO", "Timișoara"}, {"Transylvania Automotive Cluster", "RO", "Cluj-Napoca"}, {"Green Solutions Low Danube Cluster", "RO", "Galați"},
	{"Kyiv IT Cluster", "UA", "Kyiv"}, {"Odesa Fashion Cluster", "UA", "Odesa"}, {"Lviv Furniture Cluster", "UA", "Lviv"}, {"Kharkiv Medical Cluster", "UA", "Kharkiv"}, {"Zaporizhzhia IT Cluster", "UA", "Zaporizhzhia"},
	{"Нова Пошта", "UA", "Kyiv"}, {"MacPaw", "UA", "Kyiv"}, {"Одеська міська рада", "UA", "Odesa"}, {"Ukrainian Dairy Cluster", "UA", "Kyiv"}, {"Mykolaiv IT Cluster", "UA", "Mykolaiv"},
	{"Georgian Wine Cluster", "GE", "Tbilisi"}, {"Batumi Tourism Cluster", "GE", "Batumi"}, {"საქართველოს ბანკი", "GE", "Tbilisi"}, {"TBC Bank", "GE", "Tbilisi"}, {"Georgian Honey Cluster", "GE", "Tbilisi"},
	{"Technopark Zugdidi", "GE", "Zugdidi"}, {"Ivane Javakhishvili Tbilisi State University", "GE", "Tbilisi"}, {"Georgian Tea Association", "GE", "Tbilisi"},
	{"Ankara Furniture Cluster", "TR", "Ankara"}, {"Sinop Ticaret ve Sanayi Odası", "TR", "Sinop"}, {"Giresun Commodity Exchange", "TR", "Giresun"}, {"Arçelik A.Ş.", "TR", "Istanbul"}, {"Vestel Elektronik", "TR", "Manisa"},
	{"Çukurova Kalkınma Ajansı", "TR", "Adana"}, {"İstanbul Teknik Üniversitesi", "TR", "Istanbul"}, {"Izmir Olive Oil Cluster", "TR", "Izmir"}, {"Bursa Automotive Cluster", "TR", "Bursa"},
	{"Αλεξάνδρεια Ζώνη Καινοτομίας", "GR", "Thessaloniki"}, {"Corallia Clusters Initiative", "GR", "Athens"}, {"Hellenic Association of Mobile Application Companies", "GR", "Athens"},
	{"Moldovan Association of ICT Companies", "MD", "Chișinău"}, {"Union of Advanced Technology Enterprises", "AM", "Yerevan"}, {"Azerbaijan Innovation Agency", "AZ", "Baku"},
	{"Národní klastrová asociace, z.s.", "CZ", "Ostrava"}, {"Moravskoslezský automobilový klastr", "CZ", "Ostrava"}, {"Vojvodina ICT Cluster", "RS", "Novi Sad"},
}
