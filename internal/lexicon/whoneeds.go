package lexicon

import (
	"slices"

	"euxine/internal/search"
)

// How languages say that somebody else needs something: "clusters that need engineers",
// "фирми, които търсят партньори". Forms of the third person say so wherever they stand;
// others do with somebody before them: who only says "looking for partners" asks for himself.
var (
	othersNeed = keySet(`
		needs lacks lack lacking requires seeks wants wanting needing
		търси търсят търсещи иска искат нуждаят нуждае липсват липсва
		шукає шукають потребує потребують хоче хочуть потребуючі бракує
		ищет ищут хочет хотят требуется требуются нуждаются нуждается набирают
		caută doresc dorește vor vrea solicită
		arayan isteyen ihtiyacı
		axtaran istəyən ehtiyacı
		ეძებს ეძებენ სჭირდება სჭირდებათ უნდა უნდათ
		ψάχνει ψάχνουν αναζητά αναζητούν χρειάζεται χρειάζονται θέλει θέλουν
		կարիք
		hledá hledají potřebuje potřebují chce chtějí shání shánějí
	`)
	someoneNeeds = keySet(`
		need needed looking seeking want search searching
		потрібен потрібна потрібно потрібні треба нужен нужна нужно нужны трябва нужда nevoie
		փնտրում
		lazım gerek lazımdır
	`)
)

// whoNeeds marks the word that says that those are looked for who need something; it may
// be part of what names it ("търсят партньори").
func (r *reader) whoNeeds() {
	for i := range r.list {
		g := &r.list[i]
		if g.Not || g.AsWritten || !g.Optional && len(g.Words) == 1 { // or nothing else is asked for
			continue
		}
		g.Needs = slices.ContainsFunc(g.Words, func(w search.Word) bool {
			return othersNeed[w.Key] || someoneNeeds[w.Key] && slices.ContainsFunc(r.list[:i], someone)
		})
	}
}

// someone is a group that may be who needs something: what names a kind of organisation, a
// word for firms, or a word that asks who.
func someone(g search.Group) bool {
	return !g.Not && (!g.Optional || slices.ContainsFunc(g.Words, func(w search.Word) bool { return whoever[w.Key] }))
}

// whoever are words for who is looked for.
var whoever = keySet(`
	who company companies firm firms organisation organisations organization organizations
	кой кого компании фирми хто кому компанії фірми кто кому компании фирмы
	cine firme companii kim kimin firmalar şirkətlər
	ვინ ვის ვისაც კომპანიები ποιος ποια ποιοι εταιρείες ով ովքեր ում ընկերություններ
	kdo komu firmy
`)
