package wordform

import "strings"

// Romanian nouns take the article at the end, with the genitive: -ul, -ului, -a,
// -ei, -ele, -elor, -ii, -ilor, -urile, -urilor. Nouns in -ție keep t and i, lest
// stație be stat; the genitive of those in -tate is not one of them. Folded, t and
// ț, s and ș are one; d turns into z before -i (strada, strazi), oa into o when
// the ending is not low (scoala, scoli), -esc into -easca and -esti.
var ro = &stemmer{
	forms: irregular(
		"retea reteaua retele retelei retelele retelelor", "cafea cafeaua cafele cafelei cafelele cafelelor",
		"perdea perdeaua perdele perdelele", "podea podeaua podele podelele podelelor", "saltea salteaua saltele saltelelor",
		"piata piete pietei pietele pietelor", "masa mese mesei mesele meselor", "fata fete fetei fetele fetelor",
		"femei femeie femeia femeii femeile femeilor", "apa ape apei apele apelor", "piele pielea pielii piei pieile pieilor", "moda mode modei", "media mediei",
		"bucuresti bucurestiul bucurestiului bucurestilor", "ploiesti ploiestiul ploiestiului",
		"textil textile textila textilele textilelor", "copil copii copiii copiilor copilul copilului",
	),
	steps: []*table{newTable("aeiou",
		ends(3, "", "urilor>|ur urile>|ur uri>|ur iurilor iurile iuri ului ul elui ilor ile ea i u"),
		ends(3, "ae", "iul iului"), ends(4, "", "elor ele iilor iile ii iul iului iu iei ia ie ei a e"),
		ends(3, "", "a>a ei>a e>|a ele>|a elor>|a ii>|i"),
		ends(3, "aeioucp", "tiilor>ti tiile>ti tiei>ti tia>ti tie>ti tii>ti"),
		ends(3, "nr", "tiilor>ti tiile>ti tiei>ti tia>ti tie>ti tii>t|ti"),
		ends(3, "", "itatii>itat etatii>etat ltatii>ltat atatii>atat"), ends(2, "aoi", "bile>bil"),
		ends(2, "arnou", "zii>d zile>d zilor>d zi>d"), ends(3, "", "esti>esc estii>esc estile>esc estilor>esc"),
	)},
	finish: func(s string) string {
		if i := strings.LastIndex(s, "oa"); i > 0 && !strings.ContainsAny(s[i+2:], "aeiou") {
			return s[:i+1] + s[i+2:]
		}
		if strings.HasSuffix(s, "easc") {
			return s[:len(s)-len("easc")] + "esc"
		}
		return s
	},
}
