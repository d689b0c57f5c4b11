package wordform

import (
	"slices"
	"strings"
)

// stops are words that say nothing in a search, by language, folded:
// prepositions and postpositions, conjunctions, articles, pronouns that point
// and relate, the copula. Left out is what is a name, a subject or an
// abbreviation in another language of the directory, or in its own: or, an, as,
// it, is (iş), un (flour), ai, care, ale, bez (cloth), pod (bridge), od (fire), su
// (water), край (a territory).
var stops = map[string]map[string]bool{
	"en": set(`a the of for in and to at by with from on into onto upon about between among through
		during within without under over than that this these those which whose its their our your was were have we you they them my`),
	"bg": set(`в във на за и с със от до по при към а но или че да се не ли като без над под пред през между около
		срещу според чрез освен след вместо който която което които този тази това тези е са ние ни вие`),
	"uk": set(`в у на для та і й з із зі до по при від о об за над під перед між через без про проти біля серед
		щодо або чи але що як який яка яке які це цей ця ці не ні є а також їх його її крім ми ви`),
	"ru": set(`в во на для и с со из до по при от у к ко о об за над под перед между через без про против около
		среди или но а что как который которая которое которые это этот эта эти не ни их его ее же ли бы также вне кроме мы вы`),
	"ro": set(`de din si in la cu pentru pe lui sau prin dintre intre spre catre despre dupa fara printre asupra
		unei unui unor cele este sunt iar noi`),
	"tr": set(`ve ile icin veya de da bir bu gibi kadar gore icinde olarak olan ise hem ki dair uzere her
		arasinda tarafindan sonra yani fakat cunku diger biz`),
	"az": set(`va ila ile ucun ya yaxud hamcinin uzra kimi qadar gora bir bu da olan olaraq haqqinda arasinda
		tarafindan ancaq lakin amma biz`),
	"ka": set(`და ან თუ რომ მაგრამ არის არ როგორც მიერ შესახებ შორის გარდა ეს რომელიც ასევე ხოლო ჩვენ`),
	"el": set(`ο η το οι τα του τησ τον την τη τουσ τισ των στο στη στην στον στα στουσ στισ ενασ μια ενα και για
		με σε απο προσ κατα μετα παρα χωρισ σαν ωσ υπο υπερ μεταξυ αλλα ειτε που πωσ οτι να θα δεν αν ειναι εμεισ`),
	"hy": set(`եւ ու կամ բայց որ որը որի է են համար մեջ վրա հետ մասին ըստ մինչեւ առանց դեպի միջեւ նաեւ այս այդ այն
		մի որպես իսկ թե մենք եմ ենք ներ ների ներին ներից ներով ներում`),
	"cs": set(`v ve na pro z ze do u a i o s se si k ke za po pri nad mezi nebo jako kolem podle proti mimo okolo
		pres aby jeho jejich ktery ktera ktere je jsou my jsme`),
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// Stop says whether a key is a stop word of a language.
func Stop(key, lang string) bool { return stops[lang][key] }

// StopAny says whether a key is a stop word of some language it may be in.
func StopAny(key string) bool {
	return slices.ContainsFunc(Candidates(key), func(l string) bool { return Stop(key, l) })
}
