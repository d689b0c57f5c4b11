package lexicon

import "euxine/internal/search"

// The words by which people say that they ask: "looking for", "help with", "support",
// "who offers", "companies that". What they look for is in the other words. In some languages they come
// last, where in others a word may still be going on: help to helpdesk.
var askingBefore = keySet(`
	help assistance support search searches searching find finding look looking seek seeking need want where who how offers offering provides company companies firm firms project projects
	помощ съдействие подкрепа търся търсим търсене намиране намеря нужда искам къде кой как предлага предлагат фирма фирми компания компании проект проекти
	допомога підтримка допомогти пошук шукаю шукаємо знайти потрібен потрібна потрібно потрібні де хто як пропонує пропонують фірма фірми компанія компанії проєкт проєкти проекти
	помощь поддержка поиск ищу ищем найти нужен нужна нужно нужны где кто как предлагает предлагают фирма фирмы проекты
	ajutor sprijin asistență caut căutăm căutare găsire nevoie unde cine cum oferă firmă firme companie companii proiect proiecte
	βοήθεια υποστήριξη στήριξη αναζήτηση αναζητώ αναζητούμε ζητώ ζητάμε ζητούμε ψάχνω ψάχνουμε εύρεση χρειάζομαι ποιος πώς προσφέρει έργο έργα
	pomoc podpora hledá hledám hledáme hledání poptáváme najít potřebuji kde kdo jak nabízí firma firmy společnost společnosti projekt projekty
`)

var askingBehind = keySet(`
	yardım destek desteği arıyorum arıyoruz arar arıyor arayan aramak bulmak lazım gerek nerede nasıl sunan sunuyor proje projeler projeleri projesi
	kömək dəstək axtarıram axtarırıq axtarışı tapmaq lazımdır harada necə layihə layihələr layihələri
	დახმარება მხარდაჭერა ძიება ვეძებ ვეძებთ პოვნა მჭირდება სად ვინ როგორ სთავაზობს პროექტი პროექტები
	օգնություն աջակցություն որոնում փնտրում գտնել որտեղ ինչպես նախագիծ նախագծեր
`)

// seeking are those of them behind which stands who is looked for: "looking for SMEs".
var seeking = keySet("search searches searching find finding look looking seek seeking need want asking ask")

// asks says whether a word only says that one asks.
func asks(w search.Word) bool {
	return askingBehind[w.Key] || othersNeed[w.Key] || (askingBefore[w.Key] || someoneNeeds[w.Key]) && !w.Prefix
}
