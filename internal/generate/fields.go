package generate

import (
	"slices"

	"euxine/internal/directory"
)

// field is a field of work. Its names are in the nominative, and are put where
// no language inflects them.
type field struct {
	english  string
	native   map[directory.Language]string
	sectors  []string
	emerging []string
	nace     []string
	keywords []string
	topics   []string // what its offers and needs are about
}

// concepts are the ids of what the field refers to.
func (f field) concepts() []directory.ConceptID {
	var ids []directory.ConceptID
	for s, codes := range map[directory.Scheme][]string{directory.SchemeSector: f.sectors, directory.SchemeEmerging: f.emerging,
		directory.SchemeTopic: f.topics, directory.SchemeTechnology: technologies, directory.SchemeService: services} {
		for _, code := range codes {
			ids = append(ids, directory.NewConceptID(s, code))
		}
	}
	for _, g := range slices.Concat(offerTexts, needTexts) {
		ids = append(ids, g.concepts...)
	}
	return ids
}

// Concepts that do not depend on the field.
var (
	technologies = []string{"advanced-manufacturing-technology", "advanced-materials", "artificial-intelligence", "big-data",
		"cloud-technologies", "connectivity", "industrial-biotechnology", "internet-of-things", "mobility", "photonics", "robotics", "security"}
	services = []string{"upskilling", "competence-development", "staff-mobility", "mentoring", "digital", "green",
		"internationalisation", "resilience", "innovation", "funding"}
)

type words = map[directory.Language]string

// fields from the most frequent to the rarest.
var fields = []field{
	{"Information Technologies", words{"bg": "информационни технологии", "ro": "tehnologia informației", "tr": "bilişim teknolojileri", "uk": "інформаційні технології", "ka": "საინფორმაციო ტექნოლოგიები", "hy": "տեղեկատվական տեխնոլոգիաներ", "az": "informasiya texnologiyaları", "el": "τεχνολογίες πληροφορικής"},
		[]string{"information-technology-and-analytical-instruments", "communications-equipment-and-services", "business-services"},
		[]string{"digital-industries"}, []string{"62.01", "62.02", "63.11"}, []string{"software development", "embedded systems", "data centres", "IT outsourcing", "cyber security"}, []string{"software", "it-services", "cybersecurity", "outsourcing"}},
	{"Wine and Food", words{"bg": "вино и храни", "ro": "vin și alimente", "tr": "şarap ve gıda", "uk": "вино і харчові продукти", "ka": "ღვინო და სურსათი", "hy": "գինի և սնունդ", "az": "şərab və qida", "el": "κρασί και τρόφιμα"},
		[]string{"food-processing-and-manufacturing", "livestock-processing", "distribution-and-electronic-commerce"},
		[]string{"advanced-packaging", "experience-industries"}, []string{"10.39", "11.02", "10.51"}, []string{"local wine varieties", "organic food", "food safety", "short supply chains", "cheese"}, []string{"wine", "food-safety", "local-food", "cheese"}},
	{"Tourism", words{"bg": "туризъм", "ro": "turism", "tr": "turizm", "uk": "туризм", "ka": "ტურიზმი", "hy": "զբոսաշրջություն", "az": "turizm", "el": "τουρισμός"},
		[]string{"hospitality-and-tourism", "performing-arts", "recreational-and-small-electric-goods"},
		[]string{"experience-industries"}, []string{"55.10", "79.12", "93.29"}, []string{"coastal tourism", "cultural routes", "spa and wellness", "cruise calls", "ecotourism"}, []string{"seaside-tourism", "cultural-tourism", "spa", "ecotourism"}},
	{"Metalworking", words{"bg": "металообработване", "ro": "prelucrarea metalelor", "tr": "metal işleme", "uk": "металообробка", "ka": "ლითონდამუშავება", "hy": "մետաղամշակում", "az": "metal emalı", "el": "μεταλλουργία"},
		[]string{"metalworking-technology", "downstream-metal-products", "production-technology-and-heavy-machinery"},
		[]string{"mobility-technologies"}, []string{"25.62", "25.11", "28.99"}, []string{"precision machining", "welding", "tooling", "sheet metal", "castings"}, []string{"cnc", "welding", "moulds", "casting"}},
	{"Textiles and Clothing", words{"bg": "текстил и облекло", "ro": "textile și îmbrăcăminte", "tr": "tekstil ve giyim", "uk": "текстиль і одяг", "ka": "ტექსტილი და ტანსაცმელი", "hy": "տեքստիլ և հագուստ", "az": "tekstil və geyim", "el": "υφάσματα και ενδύματα"},
		[]string{"apparel", "textile-manufacturing", "leather-and-related-products"},
		[]string{"creative-industries"}, []string{"14.13", "13.20", "15.20"}, []string{"workwear", "knitwear", "technical textiles", "fashion design", "recycled fibres"}, []string{"workwear", "knitwear", "technical-textiles", "fashion"}},
	{"Logistics", words{"bg": "логистика", "ro": "logistică", "tr": "lojistik", "uk": "логістика", "ka": "ლოჯისტიკა", "hy": "լոգիստիկա", "az": "logistika", "el": "εφοδιαστική"},
		[]string{"transportation-and-logistics", "water-transportation", "distribution-and-electronic-commerce"},
		[]string{"logistical-services"}, []string{"49.41", "52.10", "52.29"}, []string{"port logistics", "rail freight", "cold chain", "customs services", "Middle Corridor"}, []string{"ports", "freight", "warehouses", "customs"}},
	{"Energy", words{"bg": "енергетика", "ro": "energie", "tr": "enerji", "uk": "енергетика", "ka": "ენერგეტიკა", "hy": "էներգետիկա", "az": "energetika", "el": "ενέργεια"},
		[]string{"electric-power-generation-and-transmission", "environmental-services", "oil-and-gas-production-and-transportation"},
		[]string{"environmental-industries"}, []string{"35.11", "42.22", "71.12"}, []string{"solar power", "offshore wind", "energy efficiency", "hydrogen", "smart grids"}, []string{"solar-energy", "wind-energy", "energy-efficiency", "hydrogen"}},
	{"Agriculture", words{"bg": "земеделие", "ro": "agricultură", "tr": "tarım", "uk": "сільське господарство", "ka": "სოფლის მეურნეობა", "hy": "գյուղատնտեսություն", "az": "kənd təsərrüfatı", "el": "γεωργία"},
		[]string{"agricultural-inputs-and-services", "food-processing-and-manufacturing", "forestry"},
		[]string{"environmental-industries"}, []string{"01.11", "01.61", "46.21"}, []string{"precision farming", "grain", "greenhouses", "irrigation", "rose oil and lavender"}, []string{"precision-farming", "grain", "greenhouses", "irrigation"}},
	{"Furniture", words{"bg": "мебели", "ro": "mobilă", "tr": "mobilya", "uk": "меблі", "ka": "ავეჯი", "hy": "կահույք", "az": "mebel", "el": "έπιπλα"},
		[]string{"furniture", "wood-products", "forestry"},
		[]string{"creative-industries"}, []string{"31.01", "31.09", "16.10"}, []string{"office furniture", "upholstery", "solid wood", "interior design", "circular furniture"}, []string{"furniture", "interior-design", "wood", "kitchens"}},
	{"Construction", words{"bg": "строителство", "ro": "construcții", "tr": "inşaat", "uk": "будівництво", "ka": "მშენებლობა", "hy": "շինարարություն", "az": "tikinti", "el": "κατασκευές"},
		[]string{"construction-products-and-services", "non-metal-mining", "vulcanized-and-fired-materials"},
		[]string{"environmental-industries"}, []string{"41.20", "23.61", "43.21"}, []string{"energy renovation", "BIM", "natural stone", "prefabrication", "restoration of monuments"}, []string{"building-materials", "bim", "sustainable-building", "stone"}},
	{"Maritime Technologies", words{"bg": "морски технологии", "ro": "tehnologii maritime", "tr": "denizcilik teknolojileri", "uk": "морські технології", "ka": "საზღვაო ტექნოლოგიები", "hy": "ծովային տեխնոլոգիաներ", "az": "dəniz texnologiyaları", "el": "ναυτιλιακές τεχνολογίες"},
		[]string{"water-transportation", "fishing-and-fishing-products", "production-technology-and-heavy-machinery"},
		[]string{"blue-growth-industries"}, []string{"30.11", "50.20", "03.21"}, []string{"ship repair", "aquaculture", "ocean sensors", "port services", "marine litter"}, []string{"ship-repair", "aquaculture", "shipbuilding", "boats"}},
	{"Automotive", words{"bg": "автомобилостроене", "ro": "industria auto", "tr": "otomotiv", "uk": "автомобілебудування", "ka": "ავტომრეწველობა", "hy": "ավտոմոբիլաշինություն", "az": "avtomobil sənayesi", "el": "αυτοκινητοβιομηχανία"},
		[]string{"automotive", "lighting-and-electrical-equipment", "plastics"},
		[]string{"mobility-technologies"}, []string{"29.31", "29.32", "27.20"}, []string{"wiring harnesses", "electric vehicles", "sensors", "batteries", "interior parts"}, []string{"car-parts", "electric-vehicles", "sensors", "batteries"}},
	{"Health", words{"bg": "здраве", "ro": "sănătate", "tr": "sağlık", "uk": "охорона здоров’я", "ka": "ჯანდაცვა", "hy": "առողջապահություն", "az": "səhiyyə", "el": "υγεία"},
		[]string{"medical-devices", "biopharmaceuticals", "education-and-knowledge-creation"},
		[]string{"biopharmaceuticals", "medical-devices"}, []string{"32.50", "21.20", "86.10"}, []string{"telemedicine", "diagnostics", "medical tourism", "generic medicines", "rehabilitation"}, []string{"digital-health", "diagnostics", "health-tourism", "rehabilitation"}},
	{"Creative Industries", words{"bg": "творчески индустрии", "ro": "industrii creative", "tr": "yaratıcı endüstriler", "uk": "креативні індустрії", "ka": "კრეატიული ინდუსტრიები", "hy": "ստեղծարար արդյունաբերություններ", "az": "yaradıcı sənayelər", "el": "δημιουργικές βιομηχανίες"},
		[]string{"marketing-design-and-publishing", "video-production-and-distribution", "music-and-sound-recording"},
		[]string{"creative-industries"}, []string{"59.11", "74.10", "58.21"}, []string{"film services", "game development", "animation", "crafts", "festivals"}, []string{"film", "video-games", "crafts", "design"}},
	{"Chemistry", words{"bg": "химия", "ro": "chimie", "tr": "kimya", "uk": "хімія", "ka": "ქიმია", "hy": "քիմիա", "az": "kimya", "el": "χημεία"},
		[]string{"upstream-chemical-products", "downstream-chemical-products", "agricultural-inputs-and-services"},
		[]string{"advanced-packaging"}, []string{"20.11", "20.42", "20.15"}, []string{"cosmetics", "fertilisers", "green chemistry", "coatings", "essential oils"}, []string{"cosmetics", "fertilisers", "chemicals", "paints"}},
	{"Plastics", words{"bg": "пластмаси", "ro": "mase plastice", "tr": "plastik", "uk": "пластмаси", "ka": "პლასტმასი", "hy": "պլաստմասսա", "az": "plastik məmulatlar", "el": "πλαστικά"},
		[]string{"plastics", "paper-and-packaging", "environmental-services"},
		[]string{"advanced-packaging"}, []string{"22.21", "22.22", "38.32"}, []string{"packaging films", "injection moulding", "recycled polymers", "pipes", "composites"}, []string{"plastics", "recycling", "packaging", "composites"}},
}

// good is something offered or sought, with the concepts that say what is wanted; what
// field it is of is told by the field's own. {field} is the field of work in English.
type good struct {
	text     string
	concepts []directory.ConceptID
}

// What is offered and sought.
var (
	offerTexts = []good{
		{"training and workshops in {field} for small firms", []directory.ConceptID{"service:upskilling"}},
		{"testing and prototyping on our own equipment", []directory.ConceptID{"topic:prototyping"}},
		{"access to suppliers of {field} in the region", []directory.ConceptID{"topic:suppliers"}},
		{"partner search and study visits around the Black Sea", []directory.ConceptID{"service:internationalisation", "topic:partner-search"}},
		{"help with the preparation of project proposals", []directory.ConceptID{"topic:eu-projects"}},
		{"contract manufacturing in small and medium series", nil},
		{"advice on digital and green transformation", []directory.ConceptID{"service:digital", "service:green"}},
		{"a showroom and joint stands at fairs", []directory.ConceptID{"topic:trade-fairs"}},
		{"mentoring of start-ups in {field}", []directory.ConceptID{"service:mentoring", "topic:startups"}},
		{"market studies of {field} in neighbouring countries", []directory.ConceptID{"topic:market-research"}},
	}
	needTexts = []good{
		{"partners for joint projects in {field}", []directory.ConceptID{"topic:partner-search"}},
		{"buyers and distributors in the EU", []directory.ConceptID{"topic:customers", "topic:export"}},
		{"funding for a pilot line", []directory.ConceptID{"service:funding"}},
		{"technology to save energy and materials", []directory.ConceptID{"topic:energy-efficiency"}},
		{"research partners for product development", []directory.ConceptID{"topic:research", "topic:product-development"}},
		{"skilled staff and placements for students", []directory.ConceptID{"topic:workforce", "topic:internships"}},
		{"suppliers of components for {field}", []directory.ConceptID{"topic:suppliers"}},
		{"experience with certification and standards", []directory.ConceptID{"topic:certification"}},
	}
)
