package generate

import "euxine/internal/directory"

// field is a field of work. Its names are in the nominative, and are put where
// no language inflects them.
type field struct {
	english  string
	native   map[directory.Language]string
	sectors  []string
	emerging []string
	nace     []string
	keywords []string
}

// concepts are the ids of what the field refers to.
func (f field) concepts() []directory.ConceptID {
	var ids []directory.ConceptID
	for s, codes := range map[directory.Scheme][]string{directory.SchemeSector: f.sectors, directory.SchemeEmerging: f.emerging,
		directory.SchemeTechnology: technologies, directory.SchemeService: services} {
		for _, code := range codes {
			ids = append(ids, directory.NewConceptID(s, code))
		}
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
		[]string{"digital-industries"}, []string{"62.01", "62.02", "63.11"}, []string{"software development", "embedded systems", "data centres", "IT outsourcing", "cyber security"}},
	{"Wine and Food", words{"bg": "вино и храни", "ro": "vin și alimente", "tr": "şarap ve gıda", "uk": "вино і харчові продукти", "ka": "ღვინო და სურსათი", "hy": "գինի և սնունդ", "az": "şərab və qida", "el": "κρασί και τρόφιμα"},
		[]string{"food-processing-and-manufacturing", "livestock-processing", "distribution-and-electronic-commerce"},
		[]string{"advanced-packaging", "experience-industries"}, []string{"10.39", "11.02", "10.51"}, []string{"local wine varieties", "organic food", "food safety", "short supply chains", "cheese"}},
	{"Tourism", words{"bg": "туризъм", "ro": "turism", "tr": "turizm", "uk": "туризм", "ka": "ტურიზმი", "hy": "զբոսաշրջություն", "az": "turizm", "el": "τουρισμός"},
		[]string{"hospitality-and-tourism", "performing-arts", "recreational-and-small-electric-goods"},
		[]string{"experience-industries"}, []string{"55.10", "79.12", "93.29"}, []string{"coastal tourism", "cultural routes", "spa and wellness", "cruise calls", "ecotourism"}},
	{"Metalworking", words{"bg": "металообработване", "ro": "prelucrarea metalelor", "tr": "metal işleme", "uk": "металообробка", "ka": "ლითონდამუშავება", "hy": "մետաղամշակում", "az": "metal emalı", "el": "μεταλλουργία"},
		[]string{"metalworking-technology", "downstream-metal-products", "production-technology-and-heavy-machinery"},
		[]string{"mobility-technologies"}, []string{"25.62", "25.11", "28.99"}, []string{"precision machining", "welding", "tooling", "sheet metal", "castings"}},
	{"Textiles and Clothing", words{"bg": "текстил и облекло", "ro": "textile și îmbrăcăminte", "tr": "tekstil ve giyim", "uk": "текстиль і одяг", "ka": "ტექსტილი და ტანსაცმელი", "hy": "տեքստիլ և հագուստ", "az": "tekstil və geyim", "el": "υφάσματα και ενδύματα"},
		[]string{"apparel", "textile-manufacturing", "leather-and-related-products"},
		[]string{"creative-industries"}, []string{"14.13", "13.20", "15.20"}, []string{"workwear", "knitwear", "technical textiles", "fashion design", "recycled fibres"}},
	{"Logistics", words{"bg": "логистика", "ro": "logistică", "tr": "lojistik", "uk": "логістика", "ka": "ლოჯისტიკა", "hy": "լոգիստիկա", "az": "logistika", "el": "εφοδιαστική"},
		[]string{"transportation-and-logistics", "water-transportation", "distribution-and-electronic-commerce"},
		[]string{"logistical-services"}, []string{"49.41", "52.10", "52.29"}, []string{"port logistics", "rail freight", "cold chain", "customs services", "Middle Corridor"}},
	{"Energy", words{"bg": "енергетика", "ro": "energie", "tr": "enerji", "uk": "енергетика", "ka": "ენერგეტიკა", "hy": "էներգետիկա", "az": "energetika", "el": "ενέργεια"},
		[]string{"electric-power-generation-and-transmission", "environmental-services", "oil-and-gas-production-and-transportation"},
		[]string{"environmental-industries"}, []string{"35.11", "42.22", "71.12"}, []string{"solar power", "offshore wind", "energy efficiency", "hydrogen", "smart grids"}},
	{"Agriculture", words{"bg": "земеделие", "ro": "agricultură", "tr": "tarım", "uk": "сільське господарство", "ka": "სოფლის მეურნეობა", "hy": "գյուղատնտեսություն", "az": "kənd təsərrüfatı", "el": "γεωργία"},
		[]string{"agricultural-inputs-and-services", "food-processing-and-manufacturing", "forestry"},
		[]string{"environmental-industries"}, []string{"01.11", "01.61", "46.21"}, []string{"precision farming", "grain", "greenhouses", "irrigation", "rose oil and lavender"}},
	{"Furniture", words{"bg": "мебели", "ro": "mobilă", "tr": "mobilya", "uk": "меблі", "ka": "ავეჯი", "hy": "կահույք", "az": "mebel", "el": "έπιπλα"},
		[]string{"furniture", "wood-products", "forestry"},
		[]string{"creative-industries"}, []string{"31.01", "31.09", "16.10"}, []string{"office furniture", "upholstery", "solid wood", "interior design", "circular furniture"}},
	{"Construction", words{"bg": "строителство", "ro": "construcții", "tr": "inşaat", "uk": "будівництво", "ka": "მშენებლობა", "hy": "շինարարություն", "az": "tikinti", "el": "κατασκευές"},
		[]string{"construction-products-and-services", "non-metal-mining", "vulcanized-and-fired-materials"},
		[]string{"environmental-industries"}, []string{"41.20", "23.61", "43.21"}, []string{"energy renovation", "BIM", "natural stone", "prefabrication", "restoration of monuments"}},
	{"Maritime Technologies", words{"bg": "морски технологии", "ro": "tehnologii maritime", "tr": "denizcilik teknolojileri", "uk": "морські технології", "ka": "საზღვაო ტექნოლოგიები", "hy": "ծովային տեխնոլոգիաներ", "az": "dəniz texnologiyaları", "el": "ναυτιλιακές τεχνολογίες"},
		[]string{"water-transportation", "fishing-and-fishing-products", "production-technology-and-heavy-machinery"},
		[]string{"blue-growth-industries"}, []string{"30.11", "50.20", "03.21"}, []string{"ship repair", "aquaculture", "ocean sensors", "port services", "marine litter"}},
	{"Automotive", words{"bg": "автомобилостроене", "ro": "industria auto", "tr": "otomotiv", "uk": "автомобілебудування", "ka": "ავტომრეწველობა", "hy": "ավտոմոբիլաշինություն", "az": "avtomobil sənayesi", "el": "αυτοκινητοβιομηχανία"},
		[]string{"automotive", "lighting-and-electrical-equipment", "plastics"},
		[]string{"mobility-technologies"}, []string{"29.31", "29.32", "27.20"}, []string{"wiring harnesses", "electric vehicles", "sensors", "batteries", "interior parts"}},
	{"Health", words{"bg": "здраве", "ro": "sănătate", "tr": "sağlık", "uk": "охорона здоров’я", "ka": "ჯანდაცვა", "hy": "առողջապահություն", "az": "səhiyyə", "el": "υγεία"},
		[]string{"medical-devices", "biopharmaceuticals", "education-and-knowledge-creation"},
		[]string{"biopharmaceuticals", "medical-devices"}, []string{"32.50", "21.20", "86.10"}, []string{"telemedicine", "diagnostics", "medical tourism", "generic medicines", "rehabilitation"}},
	{"Creative Industries", words{"bg": "творчески индустрии", "ro": "industrii creative", "tr": "yaratıcı endüstriler", "uk": "креативні індустрії", "ka": "კრეატიული ინდუსტრიები", "hy": "ստեղծարար արդյունաբերություններ", "az": "yaradıcı sənayelər", "el": "δημιουργικές βιομηχανίες"},
		[]string{"marketing-design-and-publishing", "video-production-and-distribution", "music-and-sound-recording"},
		[]string{"creative-industries"}, []string{"59.11", "74.10", "58.21"}, []string{"film services", "game development", "animation", "crafts", "festivals"}},
	{"Chemistry", words{"bg": "химия", "ro": "chimie", "tr": "kimya", "uk": "хімія", "ka": "ქიმია", "hy": "քիմիա", "az": "kimya", "el": "χημεία"},
		[]string{"upstream-chemical-products", "downstream-chemical-products", "agricultural-inputs-and-services"},
		[]string{"advanced-packaging"}, []string{"20.11", "20.42", "20.15"}, []string{"cosmetics", "fertilisers", "green chemistry", "coatings", "essential oils"}},
	{"Plastics", words{"bg": "пластмаси", "ro": "mase plastice", "tr": "plastik", "uk": "пластмаси", "ka": "პლასტმასი", "hy": "պլաստմասսա", "az": "plastik məmulatlar", "el": "πλαστικά"},
		[]string{"plastics", "paper-and-packaging", "environmental-services"},
		[]string{"advanced-packaging"}, []string{"22.21", "22.22", "38.32"}, []string{"packaging films", "injection moulding", "recycled polymers", "pipes", "composites"}},
}

// What is offered and sought; {field} is the field of work in English.
var (
	offerTexts = []string{
		"training and workshops in {field} for small firms",
		"testing and prototyping on our own equipment",
		"access to suppliers of {field} in the region",
		"partner search and study visits around the Black Sea",
		"help with the preparation of project proposals",
		"contract manufacturing in small and medium series",
		"advice on digital and green transformation",
		"a showroom and joint stands at fairs",
		"mentoring of start-ups in {field}",
		"market studies of {field} in neighbouring countries",
	}
	needTexts = []string{
		"partners for joint projects in {field}",
		"buyers and distributors in the EU",
		"funding for a pilot line",
		"technology to save energy and materials",
		"research partners for product development",
		"skilled staff and placements for students",
		"suppliers of components for {field}",
		"experience with certification and standards",
	}
)
