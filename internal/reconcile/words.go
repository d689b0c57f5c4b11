package reconcile

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"euxine/internal/directory"
	"euxine/internal/memo"
	"euxine/internal/search"
	"euxine/internal/translit"
	"euxine/internal/wordform"
)

// generic are the words organisations of all kinds are called by, one class a line:
// what a word means, then how it is said in the languages of the directory. They tell
// little of which organisation is meant and are often left out, translated or
// replaced; and in another language they are the same. Only words that stand alone in
// names; forms that package wordform does not unite are given beside.
const generic = `
cluster: cluster clusters кластер клъстер клъстерът клъстера кластера кластеру clusterul clustere kume kumesi kumelenme kumelenmesi klaster klasteri kümesi კლასტერი კლასტერის კლასტერული კლასტერთა κλάστερ σύμπλεγμα συστάδα կլաստեր klastr
association: association associations assn асоциация асоциацията асоціація асоціації ассоциация asociația asociatia asociatie dernek derneği dernegi birliği birlik birligi ასოციაცია ასოციაციის ένωση σύλλογος ասոցիացիա միություն assosiasiya asociace asociasiya сдружение съюз союз спілка uniunea union unia federation федерация федерація federația federatia federasyonu federasyon ფედერაცია κοινοπραξία ομοσπονδία ֆեդերացիա federasiyası društvo society association’s объединение об'єднання обединение
chamber: chamber палата camera odası odasi odalari პალატა επιμελητήριο պալատ palatası komora
commerce: commerce trade търговска търговско търговската търговия торгово торгова торговельна comerț comert ticaret commercial სავაჭრო εμπορικό εμπορίου առևտրի ticarət obchodní
industry: industry industrial industries industrialists промишлена промишленост индустриален индустриална индустрия промислова промисловий промисловості промислово промышленная промышленный industrie industrial sanayi sanayii sanayisi sanayici sanayicileri endüstri endüstrisi სამრეწველო ინდუსტრიული βιομηχανικό βιομηχανία արդյունաբերական արդյունաբերության sənaye průmyslový průmyslu
agency: agency agencies агенция агенцията агентство агенція agenția agentia agenție ajansı ajansi სააგენტო οργανισμός գործակալություն agentliyi agentura
municipality: municipality municipal община общинска муніципалітет громада municipiul primăria primaria belediye belediyesi მუნიციპალიტეტი მერია δήμος համայնք քաղաքապետարան bələdiyyə bələdiyyəsi obec
region: region regional regions regionally district county province provincial oblast област областна областен регион регионален регионална регионално обласна обласний обласної області регіон регіональний регіональна регіональне regiune regional regională regionala județean judetean județul judetul bölge bölgesel bölgesi რეგიონული რეგიონი რეგიონალური περιφέρεια περιφερειακή մարզ մարզային տարածաշրջանային regionu regionální kraj krajský
administration: administration администрация адміністрація administrația administrația ადმინისტრაცია διοίκηση վարչություն administrace
council: council съвет совет рада consiliul meclisi საბჭო საკრებულო συμβούλιο խորհուրդ şurası rada
city: city град градски градска місто міська міський міськради orașul kenti şehir ქალაქი πόλη քաղաք şəhər město
university: university univ университет університет universitatea universitate üniversitesi universitesi უნივერსიტეტი πανεπιστήμιο համալսարան universiteti univerzita
academy: academy академия академія academia akademi akademisi აკადემია ακαδημία ակադեմիա akademiyası akademie
institute: institute institut институт інститут institutul enstitü enstitüsü enstitusu ინსტიტუტი ινστιτούτο ինստիտուտ
school: school college faculty факултет факультет училище школа colegiu facultatea fakültesi fakultesi okulu yüksekokulu კოლეჯი σχολή ֆակուլտետ
centre: centre center centres център центърът центр centrul centru merkez merkezi ცენტრი κέντρο կենտրոն mərkəzi centrum zentrum
foundation: foundation fund фондация фонд фундація fundația fundatia vakfı vakfi ფონდი ίδρυμα հիմնադրամ fondu nadace
company: company companies firm firma group holding holdings enterprise enterprises дружество компания компанія фирма фірма група холдинг підприємство предприятие societatea compania grup grupul şirket sirketi grubu კომპანია ჯგუფი εταιρεία εταιρία όμιλος ընկերություն şirkəti skupina společnost
development: development developments развитие розвиток розвитку развития dezvoltare dezvoltării kalkınma kalkinma geliştirme gelistirme განვითარების განვითარება ανάπτυξη ανάπτυξης զարգացման inkişaf rozvoj rozvoje
national: national national’s национален национална национално національний національна національна național nationala națională national ulusal milli ეროვნული εθνικό εθνική ազգային milli národní
state: state public държавен държавна державний державна державне devlet სახელმწიფო κρατικό պետական dövlət státní
international: international международен международна міжнародний міжнародна internațional internațională uluslararası საერთაშორისო διεθνής διεθνές միջազգային beynəlxalq mezinárodní
european: european европейски европейска европейско європейський європейська european europeană avrupa ევროპული ευρωπαϊκό ευρωπαϊκός եվրոպական avropa evropský
innovation: innovation innovations innovative иновации иновационен иновационна иновации інновації інноваційний інноваційна инновационный inovare inovativ inovaţie inovație inovasyon yenilik yenilikçi ინოვაციის ინოვაციური ინოვაციების καινοτομία καινοτομίας ինովացիոն նորարարական innovasiya inovační inovací
technology: technology technologies technological tech технологии технологичен технология технологій технології технологічний tehnologie tehnologii tehnologic teknoloji teknolojileri teknolojik ტექნოლოგიური ტექნოლოგიების ტექნოლოგიები τεχνολογία τεχνολογίας τεχνολογικό տեխնոլոգիաների texnologiya technologie technologický
research: research изследвания изследователски научен научни научно науковий наукова дослідний дослідницький cercetare araştırma araştırmalar კვლევითი კვლევის έρευνας ερευνητικό հետազոտական tədqiqat výzkum výzkumný scientific science sciences наука науки ştiință bilim მეცნიერების επιστήμης գիտության elm
park: park parc парк parkı parcul teknopark პარკი πάρκο պարկ
hub: hub хъб хаб hubul ჰაბი κόμβος հաբ
network: network мрежа мережа сеть rețea reţeaua reteaua ağı ქსელი δίκτυο ցանց şəbəkəsi síť
platform: platform платформа platforma platformu პლატფორმა πλατφόρμα հարթակ
organisation: organisation organization organisations организация організація organizația organizatia örgütü kurumu kurum ორგანიზაცია οργάνωση կազմակերպություն təşkilatı organizace
cooperative: cooperative co-op кооператив cooperativa kooperatif kooperatifi კოოპერატივი συνεταιρισμός կոոպերատիվ kooperativ družstvo
ministry: ministry министерство міністерство ministerul bakanlığı სამინისტრო υπουργείο նախարարություն nazirliyi ministerstvo
business: business businesses бизнес бізнес afaceri iş ბიზნეს ბიზნესის επιχειρηματικό επιχειρήσεων բիզնես biznes
digital: digital digitalisation дигитален дигитална цифров цифрова цифровий digitală dijital sayısal ციფრული ψηφιακό ψηφιακός թվային rəqəmsal digitální
incubator: incubator инкубатор інкубатор incubator incubatorul kuluçka ინკუბატორი θερμοκοιτίδα ինկուբատոր
zone: zone зона zonă zona bölgesi ზონა ζώνη գոտի zonası
project: project проект проєкт proiect proje პროექტი έργο ծրագիր layihə projekt
council-of: board office department дирекция бюро департамент
service: service services услуги послуги servicii hizmetleri სერვისი υπηρεσίες ծառայություններ xidmətləri služby
ict: ict it ikt ит икт іт ікт tic
title: prof dr ing eng mr mrs проф д-р инж академик acad saint св
`

// demonyms are the words of names for what is of a country, beside its name.
const demonyms = `
BG: bulgaria bulgarian българия български българска българско болгарія болгарський bulgaristan bulgar bulgară bulgaresc ბულგარეთი ბულგარული βουλγαρία βουλγαρική բուլղարիա bulgare bg
RO: romania romanian rumania румъния румънски румънска румунія румунський românia român română romana roman românească romanya romen რუმინეთი რუმინული ρουμανία ρουμανική ռումինիա rumynia
MD: moldova moldovan молдова молдовски молдовський молдовска moldovenesc moldovenească მოლდოვა μολδαβία մոլդովա
UA: ukraine ukrainian ukraina украйна украински украинска україна україни український українська українське украина украинский ucraina ucrainean ucraineană ukrayna უკრაინა უკრაინული ουκρανία ουκρανική ուկրաինա
GE: georgia georgian грузия грузински грузинска грузія грузинський georgiană gürcistan gürcü საქართველო საქართველოს ქართული γεωργία γεωργιανή վրաստան gürcüstan sakartvelo
AM: armenia armenian армения арменски вірменія вірменський armenian armenească ermenistan სომხეთი სომხური αρμενία հայաստան հայաստանի հայկական ermənistan
AZ: azerbaijan azerbaijani азербайджан азербайджански azerbaidjan azerbaycan აზერბაიჯანი αζερμπαϊτζάν ադրբեջան azərbaycan
TR: turkey turkish türkiye turkiye turkiya турция турски турска туреччина турецький turcia turc turcesc türk თურქეთი თურქული τουρκία τουρκική թուրքիա turkiyə
GR: greece greek hellenic гърция гръцки греція грецький grecia grecesc elen yunanistan yunan საბერძნეთი ბერძნული ελλάδα ελληνική ελληνικό ελληνικός հունաստան
RS: serbia serbian сърбия сръбски сербія србија српски sârbia sirbistan სერბეთი σερβία սերբիա srbija
CZ: czechia czech чехия чешки чехія чеський cehia ceh çekya ჩეხეთი τσεχία չեխիա česko český česká
`

// Weights of words in a name: how much they tell of which organisation is meant.
const (
	weighsName    = 1.0 // a word of its own
	weighsTopic   = 0.7 // what one works on: several do
	weighsPlace   = 0.6
	weighsCountry = 0.4
	weighsGeneric = 0.3
	weighsTitle   = 0.1 // also a stop word spelt in another script
	weighsLetter  = 0.3 // a letter alone
)

// bodies are the classes of words for what a body is in law: names are written with
// them and without, as with legal forms. bodyWeight is what is left of their weight
// where the other name lacks them.
var bodies = []string{"association", "foundation"}

const bodyWeight = 0.3

// meaning is what a word is, from the tables.
type meaning struct {
	class   string // of a generic word
	country directory.CountryCode
}

var meanings = sync.OnceValue(func() map[string]meaning {
	list := map[string]meaning{}
	enter := func(word string, m meaning) {
		keys := keysOf(word)
		if len(keys) != 1 {
			return
		}
		if _, there := list[keys[0]]; !there {
			list[keys[0]] = m
		}
	}
	each := func(table string, do func(head, word string)) {
		for _, line := range strings.Split(strings.TrimSpace(table), "\n") {
			head, words, _ := strings.Cut(line, ":")
			for _, w := range strings.Fields(words) {
				do(head, w)
			}
		}
	}
	each(demonyms, func(head, word string) { enter(word, meaning{country: directory.CountryCode(head)}) })
	each(generic, func(head, word string) { enter(word, meaning{class: head}) })
	return list
})

// meant is what a word of that key means, in any of its forms.
var meant = memo.New(1<<13, func(key string) meaning {
	list := meanings()
	if m, ok := list[key]; ok {
		return m
	}
	for _, stem := range wordform.AllStems(key) {
		if m, ok := formsOfMeanings()[stem]; ok {
			return m
		}
	}
	return meaning{}
})

// formsOfMeanings are the stems of the words of the tables, as far as they are long
// enough to tell.
var formsOfMeanings = sync.OnceValue(func() map[string]meaning {
	list := map[string]meaning{}
	for key, m := range meanings() {
		if len([]rune(key)) < minForm {
			continue
		}
		for _, stem := range wordform.AllStems(key) {
			if have, there := list[stem]; len([]rune(stem)) >= minForm-1 && (!there || less(m, have)) {
				list[stem] = m
			}
		}
	}
	return list
})

// minForm is how many letters a word has at least for its forms to be known: of
// shorter ones they are like those of others.
const minForm = 6

// less orders meanings, so that one stem of two words means the same whenever it is
// made.
func less(a, b meaning) bool {
	return a.class < b.class || a.class == b.class && a.country < b.country
}

// Synonyms are the words of the same class as a generic word, in the order of the
// table; none for other words. It is for finding, where the other language has to be
// named.
func Synonyms(key string) []string {
	class := meant.Get(key).class
	if class == "" {
		return nil
	}
	return synonyms()[class]
}

var synonyms = sync.OnceValue(func() map[string][]string {
	list := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(generic), "\n") {
		head, words, _ := strings.Cut(line, ":")
		seen := map[string]bool{}
		for _, w := range strings.Fields(words) {
			if keys := keysOf(w); len(keys) == 1 && !seen[keys[0]] {
				seen[keys[0]] = true
				list[head] = append(list[head], keys[0])
			}
		}
	}
	return list
})

// slipped is the meaning of a word of the tables that a word is a slip of: one letter
// of six, two of ten. Whoever writes "общиина" means what "община" does, and the other
// name may have it in another language.
var slipped = memo.New(1<<12, func(key string) meaning {
	n := utf8.RuneCountInString(key)
	if n < minForm || n > maxSpelt {
		return meaning{}
	}
	allowed := 1
	if n >= 10 {
		allowed = 2
	}
	best, word := allowed+1, ""
	for _, w := range sortedWords() {
		if d := utf8.RuneCountInString(w) - n; d < -allowed || d > allowed {
			continue
		}
		if e := search.Edits(key, w); e < best {
			best, word = e, w
		}
	}
	if word == "" {
		return meaning{}
	}
	return meanings()[word]
})

// sortedWords are the words of the tables that are long enough for slips.
var sortedWords = sync.OnceValue(func() []string {
	var list []string
	for _, key := range slices.Sorted(maps.Keys(meanings())) {
		if utf8.RuneCountInString(key) >= minForm {
			list = append(list, key)
		}
	}
	return list
})

// sounds are the keys of a word in any script.
func sounds(text string) []string {
	return soundsKept.Get(text)
}

// A foreign c before e or i is written as k by who does not know how it is said, letter
// for letter: Киела for Ciela, Τουλκεα for Tulcea.
var soundsKept = memo.New(1<<14, func(text string) []string {
	keys := translit.Sounds(text, "")
	if script := directory.ScriptOf(text); script == "Latn" || script == "Zyyy" {
		return keys
	}
	roman := translit.Romanise(text, "")
	if soft := softened.Replace(roman); soft != roman {
		for _, k := range translit.Sounds(soft, "") {
			if !slices.Contains(keys, k) {
				keys = append(slices.Clip(keys), k)
			}
		}
	}
	return keys
})

var softened = strings.NewReplacer("ke", "ce", "ki", "ci", "Ke", "Ce", "Ki", "Ci")
