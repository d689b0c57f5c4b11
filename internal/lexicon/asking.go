package lexicon

import (
	"embed"
	"path"
	"strings"
	"sync"
	"unicode/utf8"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/wordform"
)

// askingFiles are, by language, the words in which people wrap what they look for and that
// say nothing of it: pronouns, common verbs, words of praise ("somebody to write our", "де
// можна недорого"). Euxine's own lists, written by people who had not seen judged queries.
//
//go:embed asking/*.txt
var askingFiles embed.FS

// askingIn is the words of the files by language, folded.
var askingIn = sync.OnceValue(func() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	files, _ := askingFiles.ReadDir("asking")
	for _, f := range files {
		text, _ := askingFiles.ReadFile(path.Join("asking", f.Name()))
		all[strings.TrimSuffix(f.Name(), ".txt")] = keySet(string(text))
	}
	return all
})

// shortAnywhere is how many Latin letters a word has that says nothing in another language
// than the reader's and might be another word in his. Languages of other scripts have few
// such words that mean something in each other.
const shortAnywhere = 4

// wraps says whether a word only wraps what is looked for, to a reader of a language.
func wraps(w search.Word, l directory.Language) bool {
	letters := utf8.RuneCountInString(w.Key)
	if w.Prefix && letters <= shortAnywhere {
		return false // it may go on
	}
	if askingIn()[string(l)][w.Key] {
		return true
	}
	for _, lang := range wordform.Candidates(w.Key) {
		if (lang == "en" || letters > shortAnywhere || w.Key[0] >= utf8.RuneSelf) && askingIn()[lang][w.Key] {
			return true
		}
	}
	return false
}

// The words by which people say that they ask: "looking for", "help with", "support", "who
// offers", "companies that". What they look for is in the other words, even where these name
// something (support is a kind of organisation): those of the files above only wrap where
// they name nothing. In some languages they come last, where in others a word may still be
// going on: help to helpdesk. "Projects" may stand last in any.
var askingBefore = keySet(`
	help assistance support search searches searching find finding look looking seek seeking need want where who how offers offering provides company companies firm firms
	помощ съдействие подкрепа търся търсим търсене намиране намеря нужда искам къде кой как предлага предлагат фирма фирми компания компании
	допомога підтримка допомогти пошук шукаю шукаємо знайти потрібен потрібна потрібно потрібні де хто як пропонує пропонують фірма фірми компанія компанії
	помощь поддержка поиск ищу ищем найти нужен нужна нужно нужны где кто как предлагает предлагают фирма фирмы
	ajutor sprijin asistență caut căutăm căutare găsire nevoie unde cine cum oferă firmă firme companie companii
	βοήθεια υποστήριξη στήριξη αναζήτηση αναζητώ αναζητούμε ζητώ ζητάμε ζητούμε ψάχνω ψάχνουμε εύρεση χρειάζομαι ποιος πώς προσφέρει
	pomoc podpora hledá hledám hledáme hledání poptáváme najít potřebuji kde kdo jak nabízí firma firmy společnost společnosti
`)

var askingBehind = keySet(`
	project projects проект проекти проєкт проєкти проекты proiect proiecte έργο έργα projekt projekty
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
