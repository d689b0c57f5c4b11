package reconcile

import (
	"slices"
	"strings"
	"sync"

	"euxine/internal/translit"
)

// A legalForm is what a law calls a kind of firm or body, as names carry it. It says
// nothing of which one is meant: lists and registers leave it out, put it first or
// last, spell it out or write it in Latin letters.
type legalForm struct {
	countries string // ISO codes, "" for several
	law       string // where the forms come from
	// last stand at the end of a name, first at its beginning too; in both, blanks part
	// forms and an underscore stands for a blank within one.
	last, first string
}

// legalForms are those of the directory's countries, with their Latin spellings and
// those of English, German and other tongues that firms of the region use abroad. A
// form of up to five letters is also known with a full stop after each (О.О.Д., S R L).
var legalForms = []legalForm{
	{"BG", "Commercial Act (Търговски закон), arts. 56, 64; Non-Profit Legal Entities Act",
		"ООД ЕООД АД ЕАД ЕТ СД КД КДА ДЗЗД АДСИЦ ДППК ЮЛНЦ OOD EOOD AD EAD ET SD KD KDA DZZD",
		"ЕТ СНЦ ДЗЗД ООД ЕООД ЕАД ET SNC OOD EOOD EAD"},
	{"RO", "Law 31/1990 on companies, art. 2; Emergency Ordinance 44/2008",
		"SRL SRL-D SA SNC SCS SCA PFA RA GIE", "SC S.C. CN RA PFA"},
	{"MD", "Law 845/1992 on entrepreneurship, art. 13", "SRL SA ÎI ÎS II IS", "SRL SA ÎI ÎS ÎM IM"},
	{"TR", "Turkish Commercial Code 6102, art. 124; sectors of the trade name: Trade Register Regulation, art. 44",
		"A.Ş. AS Anonim_Şirketi Anonim_Şti Ltd_Şti Ltd Limited_Şirketi Limited_Şti Şti Şirketi Kollektif_Şti Koll_Şti Komandit_Şti Kom_Şti San_Tic_A.Ş. " +
			"San_ve_Tic_A.Ş. San_ve_Tic_Ltd_Şti San_Tic_Ltd_Şti Sanayi_ve_Ticaret_A.Ş. Sanayi_ve_Ticaret_Ltd_Şti Sanayi_ve_Ticaret_Limited_Şirketi " +
			"Sanayi_ve_Ticaret_Anonim_Şirketi Tic_A.Ş. Tic_Ltd_Şti İktisadi_İşletmesi", ""},
	{"UA", "Civil Code, arts. 83–122; Law on Joint-Stock Companies",
		"ТОВ ПП ПАТ ПрАТ АТ ТДВ ФОП ТзОВ ООО ЗАО ОАО ЧП LLC TOV",
		"ТОВ ПП АТ ПАТ ПрАТ ТДВ ФОП ДП КП ТзОВ ГО ГС НПП ВГО ООО ЧП ЗАО ОАО АО TOV PP PAT PrAT AT TDV FOP DP KP GO " +
			"Товариство_з_обмеженою_відповідальністю Приватне_підприємство Акціонерне_товариство Публічне_акціонерне_товариство " +
			"Приватне_акціонерне_товариство Державне_підприємство Комунальне_підприємство Громадська_організація Громадська_спілка"},
	{"GE", "Law on Entrepreneurs, art. 2; Law on Legal Entities under Public Law",
		"შპს სს კს სპს ააიპ სსიპ", "შპს სს კს სპს ააიპ სსიპ ა(ა)იპ ი/მ ShPS SHPS SPS SS AAIP SSIP LLC JSC NNLE N(N)LE LEPL LTD"},
	{"AM", "Civil Code, arts. 78, 95, 106", "ՍՊԸ ԲԲԸ ՓԲԸ ԱՁ ՊՈԱԿ ՀԿ ՀՈԱԿ SPE SPY CJSC OJSC SNCO", "ՍՊԸ ԲԲԸ ՓԲԸ ԱՁ ՊՈԱԿ ՀԿ"},
	{"AZ", "Civil Code, arts. 87–98", "MMC QSC ASC ATSC HSC ƏMMC", "MMC QSC ASC"},
	{"GR", "Laws 4548/2018, 4072/2012 (Ι.Κ.Ε.), 3190/1955 (Ε.Π.Ε.)",
		"ΑΕ ΕΠΕ ΙΚΕ ΟΕ ΕΕ ΑΜΚΕ ΑΒΕΕ ΑΕΒΕ ΜΕΠΕ ΜΙΚΕ ΜονΙΚΕ ΜΑΕ AE EPE IKE OE EE AMKE ABEE AEBE Ανώνυμη_Εταιρεία", ""},
	{"RS", "Law on Companies (Закон о привредним друштвима), art. 8", "ДОО АД ОД КД DOO AD OD KD", ""},
	{"CZ", "Business Corporations Act 90/2012; Civil Code 89/2012, §§ 214, 402",
		"s.r.o. spol_s_r.o. a.s. v.o.s. k.s. z.s. z.ú. o.p.s. s.p. SRO ZS OPS", ""},
	{"", "forms of other countries, as firms of the region write them abroad",
		"ЛТД ЛТД_ЩИ Лимитед Лімітед СРЛ ГмбХ Инк ЛЛК ლტდ ლიმიტედ სრლ ΛΤΔ ΛΤΝΤ Ltd Limited LLC LLP PLC Inc Incorporated Corp Corporation Co_Ltd Co JSC PJSC PrJSC OJSC CJSC GmbH GmbH_Co_KG AG KG UG e.V. gGmbH " +
			"SpA SAS SARL BV NV AB Oy A/S ApS SL Sp_z_o.o. S.A. Kft Zrt Nyrt d.o.o. d.d. NGO NNLE LEPL", "NGO LLC JSC PJSC OJSC CJSC"},
}

// middle are forms that nothing else is written like: they go wherever they stand.
var middle = "ЛТД СРЛ Ltd Limited LLC GmbH ООД ЕООД ЕАД EOOD OOD SRL Şti ТОВ შპს ՍՊԸ ΕΠΕ s.r.o. d.o.o. MMC"

// forms are the legal forms as keys of words, by their first word, the longest first.
type forms struct{ last, first, middle map[string][][]string }

var legal = sync.OnceValue(func() *forms {
	f := &forms{last: map[string][][]string{}, first: map[string][][]string{}, middle: map[string][][]string{}}
	for _, l := range legalForms {
		enterForms(f.last, l.last, true)
		enterForms(f.first, l.first, false)
	}
	enterForms(f.middle, middle, false)
	return f
})

// enterForms enters forms by their last word where they are looked for from the end.
func enterForms(into map[string][][]string, list string, fromEnd bool) {
	for _, form := range strings.Fields(list) {
		keys := keysOf(strings.ReplaceAll(form, "_", " "))
		variants := [][]string{keys}
		switch joined := strings.Join(keys, ""); {
		case len(keys) > 1 && len([]rune(joined)) <= 5 && !strings.Contains(form, "_"): // s.r.o., also sro
			variants = append(variants, []string{joined})
		case len(keys) == 1 && len([]rune(joined)) <= 5: // ООД, also О.О.Д.
			var letters []string
			for _, r := range joined {
				letters = append(letters, string(r))
			}
			variants = append(variants, letters)
		}
		for _, v := range variants {
			at := v[0]
			if fromEnd {
				at = v[len(v)-1]
			}
			if !slices.ContainsFunc(into[at], func(have []string) bool { return slices.Equal(have, v) }) {
				into[at] = append(into[at], v)
			}
			slices.SortStableFunc(into[at], func(a, b []string) int { return len(b) - len(a) })
		}
	}
}

func keysOf(text string) []string {
	var keys []string
	for _, w := range translit.Words(text) {
		keys = append(keys, w.Key)
	}
	return keys
}

// withoutForms is the words of a name without its legal forms, as many as there are,
// and whether there was one. They are looked for at the ends of what commas, dashes and
// quotation marks part. What is nothing but a legal form keeps it: A.S. may be all
// somebody is called.
func withoutForms(text string, words []translit.Word) ([]translit.Word, bool) {
	f := legal()
	var kept []translit.Word
	for from := 0; from < len(words); {
		to := from + 1
		for to < len(words) && !parts(text[words[to-1].End:words[to].Start]) {
			to++
		}
		kept = append(kept, f.strip(words[from:to])...)
		from = to
	}
	if kept = f.strip(kept); len(kept) == 0 {
		return words, false
	}
	for i := 1; i < len(kept)-1; {
		if n := formAt(f.middle, kept[i:]); n > 0 {
			kept = slices.Delete(kept, i, i+n)
			continue
		}
		i++
	}
	return kept, len(kept) < len(words)
}

// parts says whether what stands between two words parts a name.
func parts(between string) bool {
	return strings.ContainsAny(between, `,;"“”„«»()–—`) || strings.Contains(between, " - ")
}

// strip takes forms off both ends; nothing may be left.
func (f *forms) strip(words []translit.Word) []translit.Word {
	for {
		n := formAtEnd(f, words)
		if n == 0 {
			n = formAt(f.first, words)
			if n == 0 {
				return words
			}
			words = words[n:]
			continue
		}
		words = words[:len(words)-n]
	}
}

func formAtEnd(f *forms, words []translit.Word) int {
	if len(words) == 0 {
		return 0
	}
	for _, form := range f.last[words[len(words)-1].Key] {
		if len(form) <= len(words) && sameKeys(words[len(words)-len(form):], form) {
			return len(form)
		}
	}
	return 0
}

func formAt(list map[string][][]string, words []translit.Word) int {
	if len(words) == 0 {
		return 0
	}
	for _, form := range list[words[0].Key] {
		if len(form) <= len(words) && sameKeys(words[:len(form)], form) {
			return len(form)
		}
	}
	return 0
}

func sameKeys(words []translit.Word, keys []string) bool {
	for i, k := range keys {
		if words[i].Key != k {
			return false
		}
	}
	return true
}

// WithoutLegalForm is a name without the legal forms it carries, as written.
func WithoutLegalForm(name string) string {
	words := translit.Words(name)
	kept, some := withoutForms(name, words)
	if !some || len(kept) == 0 {
		return strings.TrimSpace(name)
	}
	var parts []string
	for _, w := range kept {
		parts = append(parts, name[w.Start:w.End])
	}
	return strings.Join(parts, " ")
}
