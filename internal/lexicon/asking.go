package lexicon

// asking are the words by which people say that they ask: "looking for", "help
// with", "support", "who offers". What they look for is in the other words.
var asking = keySet(`
	help assistance support search searches searching find finding look looking seek seeking need want where who how offers offering provides
	помощ съдействие подкрепа търся търсим търсене намиране намеря нужда искам къде кой как предлага предлагат
	допомога підтримка допомогти пошук шукаю шукаємо знайти потрібен потрібна потрібно потрібні де хто як пропонує пропонують
	помощь поддержка поиск ищу ищем найти нужен нужна нужно нужны где кто как предлагает предлагают
	ajutor sprijin asistență caut căutăm căutare găsire nevoie unde cine cum oferă
	yardım destek desteği arıyorum arıyoruz arar arıyor arayan aramak bulmak lazım gerek nerede nasıl sunan sunuyor
	kömək dəstək axtarıram axtarırıq axtarışı tapmaq lazımdır harada necə
	დახმარება მხარდაჭერა ძიება ვეძებ ვეძებთ პოვნა მჭირდება სად ვინ როგორ სთავაზობს
	βοήθεια υποστήριξη στήριξη αναζήτηση αναζητώ αναζητούμε ζητάμε ψάχνω ψάχνουμε εύρεση χρειάζομαι ποιος πώς προσφέρει
	օգնություն աջակցություն որոնում փնտրում գտնել որտեղ ինչպես
	pomoc podpora hledá hledám hledáme hledání poptáváme najít potřebuji kde kdo jak nabízí
`)
