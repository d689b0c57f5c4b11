package ui

import (
	"encoding/csv"
	"encoding/xml"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// cardOf is the card of a call in a list.
func cardOf(t *testing.T, a answer, id string) *html.Node {
	t.Helper()
	for _, card := range all(a.doc, "article", class("card")) {
		for _, link := range all(card, "a", class("card-link")) {
			if u, err := url.Parse(attr(link, "href")); err == nil && strings.HasSuffix(u.Path, "/calls/"+id) {
				return card
			}
		}
	}
	t.Fatalf("%s shows no %s", a.url, id)
	return nil
}

// The desk without anybody: a form, lots with amounts and extensions, the day.
func TestDeskShowsLots(t *testing.T) {
	a := get(t, serve(t, realCatalogue(t)), "/en/calls?q=digitour+vouchers").want(200)
	card := text(cardOf(t, a, "digitour-vouchers"))
	for _, want := range []string{"Voucher 1: up-skilling and capacity building", "Closed 31 May 2023", "moved from 31 March 2023", "€1,000", "€100,000",
		"Closed 9 January 2023", "moved from 30 November 2022", "€20,000", "€380,000"} {
		if !strings.Contains(card, want) {
			t.Errorf("the card %q does not say %q", card, want)
		}
	}
	if len(all(a.doc, "div", class("verdict"))) > 0 || !strings.Contains(text(a.one("div", class("desk"))), "today is 23 November 2026, told in UTC") {
		t.Errorf("the desk says %q", text(a.one("div", class("desk"))))
	}
}

// Who asks gets an answer of every call with its rule, on links that keep who asks.
func TestDeskAnswers(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/calls?as_country=BG&as_region=BG341&as_kind=sme&as_size=medium&as_nace=13.2").want(200)
	// Shirts is open and shut to medium firms; the region, kind and activity fit.
	says := "May not apply Size of firm: the call asks for micro, small; the applicant’s is medium-sized"
	if got := text(cardOf(t, a, "dressed-call")); !strings.Contains(got, says) {
		t.Errorf("%q does not say %q", got, says)
	}
	a = get(t, h, "/en/calls?as_country=BG&as_region=BG341&as_kind=sme&as_size=small&as_nace=13.2&answer=yes").want(200)
	card := cardOf(t, a, "dressed-call")
	if got := text(card); !strings.Contains(got, "May apply") || !strings.Contains(got, "One cannot apply alone") {
		t.Errorf("dressed-call says %q", got)
	}
	// The way to the call, to other orders and filters keeps who asks.
	for _, link := range append(all(card, "a", class("card-link")), all(a.doc, "a", class("sort"))...) {
		if u, _ := url.Parse(attr(link, "href")); u.Query().Get("as_region") != "BG341" {
			t.Errorf("%s forgets who asks", attr(link, "href"))
		}
	}
	a = get(t, h, "/en/calls?as=bg-undressed").want(200) // a former id
	if said := text(a.one("p", class("asker-said"))); !strings.Contains(said, "Dressed Cluster") || !strings.Contains(said, "Burgas") {
		t.Errorf("answers for %q", said)
	}
	bare := text(cardOf(t, get(t, h, "/en/calls?as=bg-dressed&answer=unknown").want(200), "bare-call"))
	if !strings.Contains(bare, "The call states no rule on who may apply") || !strings.Contains(bare, "The call states no deadline") {
		t.Errorf("a call without rules and dates: %q", bare)
	}
	// Words that are no id lead to organisations.
	a = get(t, h, "/bg/calls?as=dressed").want(200)
	found := all(a.one("ul", class("compare-found")), "a")
	if len(found) == 0 || !strings.Contains(attr(found[0], "href"), "as=bg-dressed") {
		t.Errorf("words lead nowhere")
	}
	for _, wrong := range []string{"as_kind=firm", "as_country=XX", "answer=perhaps", "as_region=BG341&as_country=RO", "as_nace=tourism", "as=x&as=y"} {
		get(t, h, "/en/calls?"+wrong).want(400)
	}
	checkSafe(t, get(t, h, "/en/calls?as="+url.QueryEscape(`"><script>alert(1)</script>`)).want(200))
}

func TestCallPageAnswersAndListsApplicants(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/calls/dressed-call?as_country=RO&as_kind=sme&region=BG341").want(200)
	verdict := text(a.one("div", class("verdict")))
	for _, want := range []string{"May not apply", "Country: the call asks for Bulgaria, Norway; the applicant’s is Romania", "Region: the call asks for Burgas; the applicant’s is Romania"} {
		if !strings.Contains(verdict, want) {
			t.Errorf("%q does not say %q", verdict, want)
		}
	}
	main := text(a.one("main"))
	for _, want := range []string{"organisations of Burgas", "ICT Cluster Burgas", "Size of firm: the call asks for micro, small; the applicant’s is not known", "more of the region"} {
		if !strings.Contains(main, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if got := text(get(t, h, "/en/calls/dressed-call?region=RO").want(200).one("main")); !strings.Contains(got, "No organisation of Romania may apply") {
		t.Errorf("Romania: %.300s", got)
	}
	for _, wrong := range []string{"region=BG999", "region=BG&region=RO", "answer=yes", "kind=sme", "page=0"} {
		get(t, h, "/en/calls/dressed-call?"+wrong).want(400)
	}
}

func TestConsortiumPage(t *testing.T) {
	h := serve(t, realCatalogue(t))
	if got := text(get(t, h, "/en/consortium").want(200).one("main")); !strings.Contains(got, "Dressed Call") || strings.Contains(got, "Bare Call") {
		t.Errorf("calls to choose from: %.300s", got)
	}
	a := get(t, h, "/en/consortium?call=danube-region-call-2&ids=bg-ict-cluster-burgas,xx-nobody&add=varna").want(200)
	main := text(a.one("main"))
	for _, want := range []string{"Something is missing", "At least 2 more partners are needed", "Not in the directory: xx-nobody", "ICT Cluster Burgas", "Meets the rules stated"} {
		if !strings.Contains(main, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	rows := all(a.one("table", class("needs")), "tr")
	if got := text(rows[2]); !strings.Contains(got, "Partners, at least") || !strings.Contains(got, "≥ 3") || !strings.Contains(got, "missing") {
		t.Errorf("row %q", got)
	}
	// Following what is proposed completes the group.
	target := ""
	for n := range 3 {
		links := all(a.doc, "a", class("gap-add"))
		if n == 2 {
			if len(links) > 0 || !strings.Contains(text(a.one("p", class("consortium-answer"))), "Complete") {
				t.Errorf("%s: %s", target, text(a.one("p", class("consortium-answer"))))
			}
			break
		}
		if len(links) == 0 {
			t.Fatalf("%s proposes nobody", a.url)
		}
		target = attr(links[0], "href")
		a = get(t, h, target).want(200)
	}
	file := get(t, h, strings.Replace(target, "consortium?", "consortium?format=csv&", 1)).want(200)
	records, err := csv.NewReader(strings.NewReader(file.body)).ReadAll()
	if err != nil || len(records) != 1+2+2+3 || records[2][1] != "≥ 3" {
		t.Errorf("%v: %q", err, records)
	}
	if got := text(get(t, h, "/en/consortium?call=digitour-vouchers&ids=tr-ossa").want(200).one("main")); !strings.Contains(got, "states no rule on who must apply together") || !strings.Contains(got, "the applicant’s is Türkiye") {
		t.Errorf("no rule: %.400s", got)
	}
	for _, wrong := range []string{"call=nothing", "call=x&format=pdf", "colour=1", "call=danube-region-call-2&ids=" + strings.Repeat("a,", 3) + manyIDs(41)} {
		get(t, h, "/en/consortium?"+wrong).want(400)
	}
}

func manyIDs(n int) string {
	var list []string
	for i := range n {
		list = append(list, "x-"+strings.Repeat("y", i+1))
	}
	return strings.Join(list, ",")
}

// The feed of calls tells each lot's deadline, whoever asks.
func TestFeedOfCallsTellsLots(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/calls?format=atom&q=dressed+call&as_country=BG").want(200)
	var feed struct {
		Entries []struct {
			Title   string `xml:"title"`
			Summary string `xml:"summary"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal([]byte(a.body), &feed); err != nil || len(feed.Entries) == 0 {
		t.Fatalf("%v: %s", err, a.body)
	}
	for _, want := range []string{"Shirts: Until 31 December 2026 · moved from 30 November 2026", "Shoes: Opens March 2027"} {
		if s := feed.Entries[0].Summary; !strings.Contains(s, want) {
			t.Errorf("%q does not say %q", s, want)
		}
	}
}
