package gathering

import (
	"fmt"
	"slices"
	"strings"

	"euxine/internal/translit"
)

// column is what a column of a list is read as.
type column int

const (
	noColumn column = iota
	nameColumn
	otherColumn
	countryColumn
	cityColumn
	websiteColumn
	kindColumn
)

// headerWords are the words of headers, by column; a header is a column's when all its
// words are, and one of them is a word before the stroke. Of several columns with names
// the one that is said to be of organisations is taken: "name" alone may be a person's.
var headerWords = []struct {
	column column
	words  string
}{
	{otherColumn, `native original english local short acronym abbreviation alias other abbr abbrev абревиатура съкращение prescurtare acronim kısaltma скорочення ` +
		`აბრევიატურა συντομογραφία zkratka oficial | name names title organisation organization company of the in language`},
	{countryColumn, `country countries nation държава страна țara tara țară ülke ülkesi країна ქვეყანა χώρα երկիր ölkə země stát pays land | code iso of the name`},
	{cityColumn, `city town place location region municipality град населено място oraș oras localitate localitatea şehir sehir il ili місто ქალაქი πόλη քաղաք şəhər město | name of the`},
	{websiteColumn, `website web url site homepage webpage link www сайт уебсайт уеб вебсайт ვებგვერდი საიტი ιστοσελίδα ιστότοπος կայք sayt stránky pagină pagina ` +
		`email mail имейл поща пошта posta eposta | e address page of the organisation company адрес адреса adresi adresa`},
	{kindColumn, `kind type category вид тип категория tip tipul tür türü kategori категорія ტიპი κατηγορία տեսակ növ druh typ | of organisation organization the company`},
	{nameColumn, `organisation organization company firm institution entity cluster enterprise employer affiliation организация фирма дружество институция клъстер предприятие ` +
		`organizație organizatie organizația instituție institutie firmă firma companie entitate kurum kuruluş kuruluşu kurumu firma şirket şirketi unvan ünvan kümelenme ` +
		`організація компанія установа підприємство кластер ორგანიზაცია კომპანია კლასტერი οργανισμός εταιρεία επωνυμία φορέας կազմակերպություն ընկերություն təşkilat şirkət müəssisə ` +
		`organizace firma společnost klastr | name names title of the legal full име на наименование numele denumire denumirea adı назва найменування სახელი დასახელება όνομα անվանում ad název`},
	{nameColumn, `name names title participant participants име наименование участник участници nume denumire participant ad adı isim katılımcı назва найменування учасник სახელი დასახელება მონაწილე ` +
		`όνομα ονομασία συμμετέχων անվանում անուն մասնակից ad iştirakçı název jméno účastník | list of the on на`},
}

// Columns are the columns of a list as its header says them.
type Columns struct {
	Headers []string // "" where there is none
	at      map[column]int
	found   bool // a header names the column of names
}

// ReadHeader reads the first row of a list as a header; not ok: it is none, and the
// first column holds the names.
func ReadHeader(cells []string) (Columns, bool) {
	c := Columns{at: map[column]int{}}
	for _, of := range headerWords {
		must, may, _ := strings.Cut(of.words, "|")
		needed, allowed := foldedSet(must), foldedSet(may)
		for i, cell := range cells {
			words := translit.Words(cell)
			if len(words) == 0 || len(words) > 6 || slices.ContainsFunc(words, func(w translit.Word) bool { return !needed[w.Key] && !allowed[w.Key] }) ||
				!slices.ContainsFunc(words, func(w translit.Word) bool { return needed[w.Key] }) || c.taken(i) {
				continue
			}
			if _, there := c.at[of.column]; !there {
				c.at[of.column] = i
			}
		}
	}
	if len(c.at) == 0 {
		return Columns{at: map[column]int{nameColumn: 0}}, false
	}
	c.Headers = slices.Clone(cells)
	if _, there := c.at[nameColumn]; there {
		c.found = true
		return c, true
	}
	for i := range cells { // the first that is nothing else
		if !c.taken(i) {
			c.at[nameColumn] = i
			return c, true
		}
	}
	return c, true
}

// IsHeader says whether the cells are a header.
func IsHeader(cells []string) bool {
	_, ok := ReadHeader(cells)
	return ok
}

func (c Columns) taken(i int) bool {
	for _, at := range c.at {
		if at == i {
			return true
		}
	}
	return false
}

func foldedSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range translit.Words(words) {
		set[w.Key] = true
	}
	return set
}

// Row is a row of a list as it was read.
type Row struct {
	Line  int
	Cells []string
}

// AddRows reads participants out of the rows of a list. Rows that say nothing and
// rows that stand in it twice are participants with an issue. The issues are of the
// list.
func (s *State) AddRows(rows []Row) (issues []Issue) {
	if len(rows) == 0 {
		return nil
	}
	c, header := ReadHeader(rows[0].Cells)
	if header {
		rows = rows[1:]
		s.Columns = c.Headers
		for i, h := range c.Headers {
			if h != "" && !c.taken(i) {
				issues = append(issues, Issue{IssueNotRead, []string{h}})
			}
		}
	}
	if !c.found {
		issues = append(issues, Issue{IssueFirstColumn, nil})
	}
	if left := MaxParticipants - len(s.Participants); len(rows) > left {
		issues = append(issues, Issue{IssueOverfull, []string{"participants", fmt.Sprint(MaxParticipants)}})
		rows = rows[:left]
	}
	for _, r := range rows {
		cell := func(of column) string {
			if i, ok := c.at[of]; ok && i < len(r.Cells) {
				return r.Cells[i]
			}
			return ""
		}
		p := Participant{ID: ParticipantID(fmt.Sprintf("p%d", len(s.Participants)+1)), Line: r.Line, Name: cell(nameColumn), OtherName: cell(otherColumn),
			Country: cell(countryColumn), City: cell(cityColumn), Website: cell(websiteColumn), Kind: cell(kindColumn)}
		if len(r.Cells) > 1 || header {
			p.Cells = slices.Clone(r.Cells)
		}
		if p.Name == "" && p.OtherName == "" && p.Website == "" {
			p.Issues = append(p.Issues, Issue{IssueEmpty, nil})
		}
		s.Participants = append(s.Participants, p)
	}
	return issues
}
