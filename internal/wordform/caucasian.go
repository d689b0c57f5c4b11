package wordform

import (
	"strings"
	"unicode/utf8"
)

// Georgian words end in case, and postpositions follow the case: -ში, -ზე, -თან
// stand after the dative, whose -ს is gone before them; -თვის, -გან after the
// genitive, -დან after the vowel of another. The plural -ებ stands before the
// case. Stems in a vowel lose ა and ე before the genitive, and some ო: the stem
// goes without. Of stems in ლ, რ, ნ the vowel before these flees (ბაზარი, ბაზრის).
var ka = &stemmer{
	forms: irregular(
		"ყველა", "ბრინჯაო", "სახელ სახელი სახელის სახელს სახელები", "ბიზნეს ბიზნესი ბიზნესის ბიზნესს", "ბარათ",
		"ავტობუს ავტობუსი", "გზა გზის გზები გზების გზას", "ტყე ტყის ტყეები ტყეს", "მთა მთის მთები მთების მთას",
		"ტბა ტბის ტბები ტბას", "რძე რძის რძეს", "ქვა ქვის ქვები ქვას", "თხა თხის თხები თხას", "თბილის",
	),
	// A # stands for the case a postposition has taken with it, so that none is
	// looked for in what is left: თბილის-ში.
	steps: []*table{
		newTable("",
			ends(3, "", "ში># ზე># თან># ისთვის># ებისთვის># ისგან># იდან># ადან>ა# ოდან>ო# ამდე>#")),
		newTable("",
			ends(3, "", "# ისა ის ითა ით ად მა სა ს ი")),
		newTable("", ends(3, "", "ა ე ო ებ")),
		newTable("", ends(3, "", "ებ ა ე ო")),
	},
	finish: func(s string) string {
		last, n := utf8.DecodeLastRuneInString(s)
		if !strings.ContainsRune("ლრნ", last) {
			return s
		}
		v, m := utf8.DecodeLastRuneInString(s[:len(s)-n])
		rest := s[:len(s)-n-m]
		before, _ := utf8.DecodeLastRuneInString(rest)
		if !strings.ContainsRune("აე", v) || strings.ContainsRune("აეიოუ", before) || utf8.RuneCountInString(rest) < minStem-1 {
			return s
		}
		return rest + s[len(s)-n:]
	},
}

// Armenian puts the article -ը or -ն last, before it the case, before that the
// plural: -եր after one syllable, -ներ after more. ն is also what many words end
// in after ա, so that -ան and -ա come off alike. Abstract nouns in -ություն have
// -ության, -ությամբ; verbal nouns in -ում have -ման. ի and ու in the last
// syllable flee (միրգ, մրգի; պտուղ, պտղի).
const hyVowels = "աեէըիոօ"

var hy = &stemmer{
	forms: irregular(
		"գինի գինու", "գին գնի գնով գնից գնում գներ գները գինը գնին", "ջուր ջրի ջրով ջրից ջրում ջրեր ջուրը ջրին",
		"ձուկ ձկան ձկներ ձուկը ձկի", "ինժեներ", "գրանիտ", "ծաղկաման", "ընկեր ընկերոջ", "գործընկեր գործընկերոջ", "տուն տան տուն տանը տներ",
	),
	steps: []*table{
		newTable("", ends(3, "", "ը"), ends(3, "ի", "ն")),
		newTable("",
			ends(3, "", "ի ից ով ում ու ոջ իում ման"), ends(3, "աո", "յի յից յով յում"),
			ends(1, "", "ություն>ությ ության>ությ ությամբ>ությ ությունից>ությ ությունում>ությ ությունների>ությ ություններ>ությ ություններում>ությ ությունները>ությ"),
		),
		newTable("", ends(3, "", "ներ")),
		newTable("", ends(3, "", "ում ա ան")),
	},
	finish: func(s string) string {
		// -եր after one syllable; never after -ներ, which is the plural of longer ones
		if rest, ok := strings.CutSuffix(s, "եր"); ok && utf8.RuneCountInString(rest) >= minStem && (syllables(rest) <= 1 || clustered(rest)) {
			s = rest
		}
		if i := strings.LastIndex(s, "ու"); i > 0 && i+len("ու") < len(s) && !strings.HasSuffix(s, "ությ") &&
			!strings.ContainsAny(s[i+len("ու"):], hyVowels) && utf8.RuneCountInString(s) > minStem+1 {
			return s[:i] + s[i+len("ու"):]
		}
		i := strings.LastIndex(s, "ի")
		if i <= 0 || i+len("ի") == len(s) || strings.ContainsAny(s[i+len("ի"):], hyVowels) || utf8.RuneCountInString(s) <= minStem {
			return s
		}
		if before, _ := utf8.DecodeLastRuneInString(s[:i]); strings.ContainsRune(hyVowels, before) {
			return s
		}
		return s[:i] + s[i+len("ի"):]
	},
}

// clustered holds where two consonants end a stem, as where the ի of a compound's
// last word has fled: նախագիծ, նախագծեր.
func clustered(s string) bool {
	last, n := utf8.DecodeLastRuneInString(s)
	before, _ := utf8.DecodeLastRuneInString(s[:len(s)-n])
	return !strings.ContainsRune(hyVowels+"ւ", last) && !strings.ContainsRune(hyVowels+"ւ", before)
}

// syllables counts the vowels; ու is one of them.
func syllables(s string) int {
	n := 0
	for _, r := range s {
		if strings.ContainsRune(hyVowels, r) {
			n++
		}
	}
	return n
}
