package lexicon

// asking are the words by which people say that they ask: "looking for", "help
// with", "who offers". What they look for is in the other words.
var asking = keySet(`
	help assistance search searches searching find finding look looking seek seeking need want where who how offers offering provides
	помощ съдействие търся търсим търсене намиране намеря нужда искам къде кой как предлага предлагат
	допомога допомогти пошук шукаю шукаємо знайти потрібен потрібна потрібно потрібні де хто як пропонує пропонують
	помощь поиск ищу ищем найти нужен нужна нужно нужны где кто как предлагает предлагают
	ajutor asistență caut căutăm căutare găsire nevoie unde cine cum oferă
	yardım arıyorum arıyoruz arar arıyor arayan aramak bulmak lazım gerek nerede nasıl sunan sunuyor
	kömək axtarıram axtarırıq axtarışı tapmaq lazımdır harada necə
	დახმარება ძიება ვეძებ ვეძებთ პოვნა მჭირდება სად ვინ როგორ სთავაზობს
	βοήθεια αναζήτηση αναζητώ αναζητούμε ζητάμε ψάχνω ψάχνουμε εύρεση χρειάζομαι ποιος πώς προσφέρει
	օգնություն որոնում փնտրում գտնել որտեղ ինչպես
	pomoc hledá hledám hledáme hledání poptáváme najít potřebuji kde kdo jak nabízí
`)
