package wordform

import (
	"strings"
	"unicode/utf8"
)

// Bulgarian has no cases. A noun takes its article at the end: -ът, -ят or -а, -я
// when masculine, -та when feminine, -то when neuter, -те or -та in the plural;
// the plural is -и, of short masculine words -ове, of neuters -а, -я. Neuters in
// -е keep it, or get -ета: only after щ, н, ц, и does it change (училище,
// училища), so that it stays elsewhere and море is not мор. Nouns in -та (работа)
// look like articles: -та is one only after а, я, and after т in words such as
// областта.
//
// Before -и, к turns into ц and г into з (зеленчук, зеленчуци; каталог, каталози).
// ъ and е come and go before a last consonant (център, центрове; търговец,
// търговци), and я turns into е when the stress or the next vowel does (голям,
// големи).
const bgVowels = "аеиоуъюя"

var bg = &stemmer{
	forms: irregular(
		"ракет ракета ракети", "планет планета планети", "салат салата салати", "заплат заплата заплати",
		"лопат лопата лопати", "палат палата палати", "стихия стихии", "месец месеца месеци",
		"море морета моретата", "дърв дърво дърва дървета дърветата", "кафе кафета кафетата", "цвет цвете цветето цветя цветята",
		"край края краят краища краищата", "нов новия", "умени умение умения уменията умението", "бел бял бяла бяло бели бялата бялото белите белия", "хор хора хората", "площ площи площта",
		"чай чая чаят чайове", "лакът лакти лакътя лакътят", "брой броя броят броеве", "рай рая раят",
	),
	steps: []*table{
		newTable(bgVowels,
			ends(3, "ая", "та"), ends(3, "ое", "то"), ends(3, "и", "те"), ends(4, "е", "те"), ends(3, "", "тта>т"),
			ends(3, "бвгджзйклмнпрстфхцчшщ", "ът"), ends(3, "", "ят")),
		newTable(bgVowels,
			ends(3, "", "ове еве"), ends(4, "", "ия ие ии"),
			ends(3, "", "а я о и й лози>лог"), ends(3, "щнци", "е"),
			ends(2, "", "ици>иц|ик"), ends(3, "", "уци>ук ъци>ък оци>ок чици>чик"), ends(3, "", "ници>ник|ниц"), ends(3, "в", "ци>ц"),
		),
	},
	finish: func(s string) string {
		s = squeezed(s, "ъ", "мрлнк", bgVowels)
		s = squeezed(s, "е", "рлнц", bgVowels)
		if i := strings.LastIndex(s, "я"); i > 0 { // the last vowel, after a consonant: мляко, млечен
			before, _ := utf8.DecodeLastRuneInString(s[:i])
			if !strings.ContainsRune(bgVowels, before) && i+len("я") < len(s) && !strings.ContainsAny(s[i+len("я"):], bgVowels) {
				return s[:i] + "е" + s[i+len("я"):]
			}
		}
		return s
	},
}

// Ukrainian nouns and adjectives have seven cases. What stands before the ending
// stays: nouns in -ія keep the і (компанія, компаній), so that only їй, їм and the
// like come off after it, while of adjectives -ій comes off too (морській).
//
// Before the і of the dative and locative, к turns into ц and г into з (фабрика,
// фабриці; послуга, послузі): both readings stand, for столиця has столиці too. о
// and е flee before a last consonant (ринок, ринку; продавець, продавця; вишень,
// вишня); і in a closed syllable is о or е in an open one (якість, якості; Харків,
// Харкова).
const ukVowels = "аеєиіїоуюя"

var uk = &stemmer{
	forms: irregular(
		"києв київ києві", "харков харків харкові", "львов львів львові", "миколаєв миколаїв миколаєві",
		"чернігов чернігів чернігові", "бердичев бердичів бердичеві", "канев канів каневі",
		"музе музей музею музеї музеєві", "ліце ліцей ліцею ліцеї", "море моря морю морем морі морів морям морями морях",
		"поле поля полю полем полі полів полям полями полях", "доход дохід", "заход захід", "поток потік",
		"паперу папір папера паперу папером папері папери паперів", "камен камінь каменю каменя каменем", "рок рік року років роки роком році",
		"миля милі миль милю милею", "водень водню воднем", "проблем", "напо напій напої", "сол сіль солі сіллю солей", "піч печі піччю печей", "крим криму кримом криму криму",
	),
	steps: []*table{newTable(ukVowels,
		ends(3, "", "ями ами ого ього ому ьому ими іми еві єві ів їв ам ям ах ях ом єм ою ею єю ої ьої ий их іх им"),
		ends(3, "", "ові>ов|"), ends(3, "жчшщцлнрсь", "ем"),
		ends(3, "", "ькій>ьк овій>ов чній>чн льній>льн нній>нн"),
		ends(3, "бвджзлмнпрстцчшщ", "ей"),
		ends(3, "", "а я о и і у ю ї ь"), ends(4, "", "е є"), ends(4, "і", "й"),
		ends(2, "", "ллю>л ттю>т ччю>ч"),
		ends(2, "", "иці>иц|ик еці>ек уці>ук оці>ок"), ends(2, "уиоа", "зі>з|г"),
	)},
	finish: func(s string) string {
		switch { // місто is no мост, so only where more stands before
		case strings.HasSuffix(s, "іст") && utf8.RuneCountInString(s) >= 5:
			return s[:len(s)-len("іст")] + "ост"
		case (strings.HasSuffix(s, "нн") || strings.HasSuffix(s, "лл")) && utf8.RuneCountInString(s) > 5:
			s = s[:len(s)-len("н")]
		}
		return squeezed(s, "ое", "кцнлр", ukVowels)
	},
}

// Russian: six cases, the endings spelled after hard and soft consonants. Nouns
// in -ие, -ия keep the и (предприятий); of adjectives -ий and -ие come off whole,
// which they are after к, х and hushers. о and е flee before a last consonant
// (рынок, рынка; продавец, продавца; вишен, вишня).
const ruVowels = "аеиоуыэюя"

var ru = &stemmer{
	forms: irregular(
		"музе музей музею", "лице лицей лицею", "море моря морю морем морей морям морями морях",
		"поле поля полю полем полей полям полями полях",
		"медь меди медью", "син синий синие", "проблем", "чай чая чаю чаем чае чаи", "ростов", "саратов", "тамбов", "чехов", "азов", "харьков", "николаев", "чернигов", "кишинев", "могилев",
	),
	steps: []*table{newTable(ruVowels,
		ends(3, "", "ями ами ого его ому ему ыми ими ая яя ое ее ые ый ой ую юю ых их ым им ою ею ью ам ям ах ях ом ов ев"), ends(3, "бвджзлмнпрстцчшщеи", "ей"), ends(3, "жчшщцлнрсеия", "ем"),
		ends(3, "кхшщжч", "ий ие"), ends(2, "дтшжврлсчз", "ний>н ние>н"),
		ends(3, "", "а я о ы и у ю ь"), ends(3, "", "е"), ends(4, "и", "й"),
	)},
	finish: func(s string) string { return squeezed(s, "ое", "кцнлр", ruVowels) },
}

// Czech nouns and adjectives have seven cases. On folded keys the changes of r
// and of the vowels are gone; k turns into c, h and g into z before -e, -i, -ich
// (fabrika, fabrice; Praha, Praze; trh, trzich): both readings stand. e flees
// before a last consonant (vyrobek, vyrobku; obec, obce; sluzeb, sluzba).
const csVowels = "aeiouy"

var cs = &stemmer{
	forms: irregular(
		"firm firem", "more mori morem morich morim", "pole poli polem polich polim",
		"forma form forem formy formu formou forme", "kun kone koni konem konmi konich",
	),
	steps: []*table{newTable("",
		ends(3, "", "ich ych iho eho imu emu ymi imi ami emi ech ach am um em im ym ou ovi ove>ov| a e i o u y"),
		ends(3, "", "nici>nik|nic cich>k|c zich>h|z ismus>ism"),
		ends(2, "", "ice>ic|ik nce>nc|nk zce>zc|zk"),
		ends(3, "aeiouy", "ze>z|h zi>z|h"), ends(2, "r", "zich>h|z"),
	)},
	finish: func(s string) string { return squeezed(s, "e", "kcnblrmv", csVowels) },
}
