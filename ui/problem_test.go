package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/eligibility"
	"euxine/internal/exchange"
	"euxine/internal/gathering"
	"euxine/internal/search"
)

// odd is a catalogue for what the real one does not do on demand: fail, be
// empty, hold hostile text.
type odd struct {
	err     error
	home    *catalogue.HomeFacts
	answer  *catalogue.Answer
	profile *catalogue.Profile
	near    []catalogue.Ref
	items   *catalogue.ItemAnswer
	event   *catalogue.EventPage
	call    *catalogue.CallPage
	project *catalogue.ProjectPage
	regions []catalogue.RegionCount
	region  *catalogue.Brief
	data    *catalogue.DataFacts
	changed *catalogue.ChangeList
	offered *catalogue.OpportunityAnswer
	ready   bool
}

func (o *odd) Today() directory.Date {
	return directory.Date{Year: 2026, Month: 11, Day: 23, Precision: directory.PrecisionDay}
}

func (o *odd) Standing(context.Context) (catalogue.Standing, error) {
	return catalogue.Standing{Store: 1, Index: 1, Ready: o.ready}, nil
}

func (o *odd) Opportunities(_ context.Context, asked search.Opportunities) (*catalogue.OpportunityAnswer, error) {
	if o.offered != nil {
		o.offered.Asked = asked
	}
	return o.offered, o.err
}

func (o *odd) Known(context.Context, []directory.RecordID, directory.Language) ([]catalogue.Ref, []directory.RecordID, error) {
	return o.near, []directory.RecordID{"x"}, o.err
}

func (o *odd) Home(context.Context, directory.Language) (*catalogue.HomeFacts, error) {
	return o.home, o.err
}

func (o *odd) Search(_ context.Context, q search.Question) (*catalogue.Answer, error) {
	if o.answer != nil {
		o.answer.Question = q
	}
	return o.answer, o.err
}

func (o *odd) Organisation(context.Context, directory.RecordID, directory.Language) (*catalogue.Profile, error) {
	return o.profile, o.err
}

func (o *odd) NearIDs(context.Context, string, directory.Language) ([]catalogue.Ref, error) {
	return o.near, o.err
}

func (o *odd) Items(_ context.Context, q search.Question) (*catalogue.ItemAnswer, error) {
	if o.items == nil {
		return nil, o.err
	}
	o.items.Question = q
	for i := range o.items.Items {
		o.items.Items[i].Type = q.Type
	}
	return o.items, o.err
}

func (o *odd) Soonest(_ context.Context, q search.Question, most int, _ search.Filters) ([]catalogue.Item, error) {
	a, err := o.Items(context.Background(), q)
	if a == nil {
		return nil, err
	}
	return a.Items[:min(len(a.Items), most)], err
}

func (o *odd) TypeCounts(context.Context, search.Question) ([]catalogue.TypeCount, error) {
	return []catalogue.TypeCount{{Type: directory.Organisations}, {Type: directory.Events, Count: 2}}, o.err
}

func (o *odd) Event(context.Context, directory.RecordID, directory.Language) (*catalogue.EventPage, error) {
	return o.event, o.err
}

func (o *odd) Call(context.Context, directory.RecordID, directory.Language) (*catalogue.CallPage, error) {
	return o.call, o.err
}

func (o *odd) Project(context.Context, directory.RecordID, directory.Language) (*catalogue.ProjectPage, error) {
	return o.project, o.err
}

func (o *odd) Regions(context.Context, directory.Language) ([]catalogue.RegionCount, error) {
	return o.regions, o.err
}

func (o *odd) Brief(context.Context, directory.RegionCode, directory.Language) (*catalogue.Brief, error) {
	return o.region, o.err
}

func (o *odd) Map(context.Context, catalogue.MapQuestion) (*catalogue.MapAnswer, error) {
	return nil, o.err
}

func (o *odd) Data(context.Context, directory.Language) (*catalogue.DataFacts, error) {
	return o.data, o.err
}

func (o *odd) ReadApplicant(url.Values) (eligibility.Applicant, []search.ParameterFault) {
	return eligibility.Applicant{}, nil
}

func (o *odd) ApplicantOf(context.Context, directory.RecordID, directory.Language) (eligibility.Applicant, catalogue.Ref, error) {
	return eligibility.Applicant{}, catalogue.Ref{}, o.err
}

func (o *odd) CallsFor(context.Context, eligibility.Applicant, search.Question, eligibility.Answer) (*catalogue.CallsAnswer, error) {
	return nil, o.err
}

func (o *odd) JudgeItem(catalogue.Item, eligibility.Applicant) eligibility.Judgement {
	return eligibility.Judgement{}
}

func (o *odd) ApplicantsFor(context.Context, directory.RecordID, search.Question) (*catalogue.Applicants, error) {
	return nil, o.err
}

func (o *odd) ExportSearch(context.Context, io.Writer, search.Question, exchange.Format, directory.Language) error {
	return o.err
}
func (o *odd) Gather(context.Context, directory.RecordID, string, io.Reader, directory.Language) (*catalogue.Gathered, error) {
	return nil, o.err
}
func (o *odd) Resume(context.Context, *gathering.State, directory.Language) (*catalogue.Gathered, error) {
	return nil, o.err
}
func (o *odd) Meet(context.Context, catalogue.MeetQuestion) (*catalogue.Planned, error) {
	return nil, o.err
}
func (o *odd) Booklet(context.Context, []directory.RecordID, directory.Language) (map[directory.RecordID]catalogue.BookletEntry, error) {
	return nil, o.err
}
func (o *odd) Consortium(context.Context, directory.RecordID, []directory.RecordID, directory.Language) (*catalogue.ConsortiumPage, error) {
	return nil, o.err
}

func (o *odd) ReadPartnerOptions(url.Values) (catalogue.PartnerOptions, []search.ParameterFault) {
	return catalogue.PartnerOptions{}, nil
}

func (o *odd) ReadDescribed(url.Values) (catalogue.Described, []search.ParameterFault) {
	return catalogue.Described{}, nil
}

func (o *odd) Partners(context.Context, directory.RecordID, catalogue.PartnerOptions) (*catalogue.Partners, error) {
	return nil, o.err
}

func (o *odd) PartnersFor(context.Context, catalogue.Described, catalogue.PartnerOptions) (*catalogue.Partners, error) {
	return nil, o.err
}

func (o *odd) RelatedSectors(context.Context, directory.Language) ([]catalogue.SectorPair, int, directory.Revision, error) {
	return nil, 0, 0, o.err
}

func TestFailures(t *testing.T) {
	for _, c := range []struct {
		name   string
		err    error
		status int
		says   string // in English
	}{
		{"not available", fmt.Errorf("index: %w", directory.ErrUnavailable), 503, "try again in a few seconds"},
		{"too slow", fmt.Errorf("search: %w", context.DeadlineExceeded), 503, "try again"},
		{"our fault", errors.New("secret detail: disk on fire"), 500, "The fault is ours"},
		{"damaged", fmt.Errorf("record: %w", directory.ErrDamaged), 500, "The fault is ours"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := serve(t, &odd{err: c.err, ready: true})
			for _, path := range []string{"/en/", "/en/search?q=a", "/en/organisations/x"} {
				a := get(t, h, path).want(c.status)
				if !strings.Contains(text(a.one("main")), c.says) {
					t.Errorf("%s says %q, want %q", path, text(a.one("main")), c.says)
				}
				if strings.Contains(a.body, "secret") || strings.Contains(a.body, "record:") {
					t.Errorf("%s tells what is for the log", path)
				}
				if id := a.header.Get("X-Request-Id"); id == "" || !strings.Contains(text(a.one("p", class("problem-id"))), id) {
					t.Errorf("%s does not name request %q", path, id)
				}
				if cc := a.header.Get("Cache-Control"); cc != "no-store" || a.header.Get("ETag") != "" {
					t.Errorf("%s may be kept: %q", path, cc)
				}
				checkSafe(t, a)
			}
			bg := get(t, h, "/bg/search?q=a").want(c.status)
			if !strings.Contains(text(bg.one("p", class("problem-id"))), "Номер на заявката") {
				t.Errorf("not in Bulgarian: %q", text(bg.one("main")))
			}
		})
	}
}

// TestWrongMethod: what no route answers has a page too, in the browser's language.
func TestWrongMethod(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/nowhere", "Accept-Language", "bg").want(404)
	if attr(a.one("html"), "lang") != "bg" {
		t.Errorf("without a language in the address the browser's is not taken")
	}
	get(t, h, "/static/x/y.css").want(404)
}

func TestBadParameter(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for _, c := range []struct{ query, name, value, says, bg string }{
		{"q=tourism&sectr=1", "sectr", "1", "is not a parameter of this page: perhaps sector", "не е параметър на тази страница: може би sector"},
		{"q=tourism&country=Bulgaria", "country", "Bulgaria", "is not a known value: use a two-letter country code", "двубуквен код"},
		{"q=tourism&page=0", "page", "0", "is not a whole number from 1 to", "не е цяло число от 1 до"},
		{"q=tourism&sort=size", "sort", "size", "use relevance, name", "използвайте relevance"},
		{"q=tourism&cursor=LTEu", "cursor", "LTEu", "does not continue this search", "не продължава това търсене"},
		{"q=tourism&country=%zz", "country", "%zz", "is not clean text", "не е чист текст"},
	} {
		a := get(t, h, "/en/search?"+c.query).want(400)
		fault := a.one("li", class("problem-fault"))
		if got := text(fault); !strings.Contains(got, c.says) {
			t.Errorf("%s says %q, want %q", c.query, got, c.says)
		}
		if got := text(all(fault, "code")[0]); got != c.name {
			t.Errorf("%s names %q, want %q", c.query, got, c.name)
		}
		if got := text(all(fault, "q")[0]); got != c.value {
			t.Errorf("%s quotes %q, want %q", c.query, got, c.value)
		}
		bg := get(t, h, "/bg/search?"+c.query).want(400)
		if got := text(bg.one("li", class("problem-fault"))); !strings.Contains(got, c.bg) {
			t.Errorf("%s says in Bulgarian %q, want %q", c.query, got, c.bg)
		}
		if strings.Contains(c.query, "%zz") {
			continue // nothing of it could be read
		}
		mended := a.one("a", class("button"))
		if b := get(t, h, attr(mended, "href")).want(200); attr(b.one("input", with("name", "q")), "value") != "tourism" {
			t.Errorf("%s is mended as %q", c.query, attr(mended, "href"))
		}
	}
	var many strings.Builder
	for i := range 90 {
		fmt.Fprintf(&many, "x%d=1&", i)
	}
	a := get(t, h, "/en/search?"+many.String()).want(400)
	if n := len(all(a.doc, "li", class("problem-fault"))); n != maxFaultLines {
		t.Errorf("%d faults are listed", n)
	}
}

func TestUnknownOrganisation(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/organisations/bg-ict-clusters-of-burgas").want(404)
	if got := attr(a.one("input", with("name", "q")), "value"); got != "bg ict clusters of burgas" {
		t.Errorf("the search box holds %q", got)
	}
	near := all(a.doc, "a", class("ref-name"))
	if len(near) == 0 {
		t.Fatalf("no near matches")
	}
	found := false
	for _, n := range near {
		get(t, h, attr(n, "href")).want(200)
		found = found || attr(n, "href") == "/en/organisations/bg-ict-cluster-burgas"
	}
	if !found {
		t.Errorf("near matches %q lack the one meant", texts(near))
	}
	for _, id := range []string{url.PathEscape("<script>alert(1)</script>"), "%D0%B1%D1%83%D1%80%D0%B3%D0%B0%D1%81", "%00", "%ff", "..%2f..%2fetc", strings.Repeat("a-", 1000)} {
		a := get(t, h, "/en/organisations/"+id).want(404)
		checkSafe(t, a)
	}
}

// TestHalfPage: a page whose template fails sends nothing of itself.
func TestHalfPage(t *testing.T) {
	files := fstest.MapFS{
		"templates/layout.html":        {Data: []byte(`<p>begun {{template "content" .}}`)},
		"templates/shared/shared.html": {Data: []byte(`{{define "x"}}{{end}}`)},
		"templates/home.html":          {Data: []byte(`{{define "content"}}{{.NoSuchField}}{{end}}`)},
		"templates/problem.html":       {Data: []byte(`{{define "content"}}{{.NoSuchField}}{{end}}`)},
	}
	broken, err := loadPages(files)
	if err != nil {
		t.Fatal(err)
	}
	u, err := New(Config{Catalogue: &odd{home: &catalogue.HomeFacts{}, ready: true}, Vocabulary: vocabulary(t), Atlas: outlines(t), Log: quiet, Build: "test"})
	if err != nil {
		t.Fatal(err)
	}
	u.loaded.pages["home"] = broken["home"]
	a := get(t, engine(u), "/en/").want(500)
	if strings.Contains(a.body, "begun") || !strings.Contains(a.body, "The fault is ours") {
		t.Errorf("got %q", a.body)
	}
	// When the page of problems fails too there is plain text.
	u.loaded.pages["problem"] = broken["problem"]
	b := get(t, engine(u), "/en/").want(500)
	if strings.Contains(b.body, "begun") || !strings.HasPrefix(b.header.Get("Content-Type"), "text/plain") {
		t.Errorf("got %q %q", b.header.Get("Content-Type"), b.body)
	}
	for name, data := range map[string]string{"no content": `text`, "syntax": `{{define "content"}}{{`} {
		files["templates/home.html"] = &fstest.MapFile{Data: []byte(data)}
		if _, err := loadPages(files); err == nil {
			t.Errorf("a page with %s is accepted at start", name)
		}
	}
}

// TestCompleting: while the index is built the pages say so.
func TestCompleting(t *testing.T) {
	h := serve(t, &odd{home: &catalogue.HomeFacts{}, ready: false})
	a := get(t, h, "/en/").want(http.StatusOK)
	if notices := texts(all(a.doc, "p", class("notice"))); len(notices) != 2 || !strings.Contains(notices[0], "still being built") ||
		!strings.Contains(notices[1], "no organisations here yet") {
		t.Errorf("notices %q", notices)
	}
}

// bareProfile is the profile of an organisation nothing is known of.
func bareProfile(o *directory.Organisation) *catalogue.Profile {
	return &catalogue.Profile{Organisation: o, Name: o.DisplayName(), Kind: catalogue.Labelled{Code: "sme", Label: "SME"},
		Country: catalogue.Labelled{Code: "BG", Label: "Bulgaria"}, SourceAge: -1, Stale: true}
}

// An unknown region leads to those it may have been: by the code, by a name in any
// script. A code in small letters is the code.
func TestUnknownRegion(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for path, want := range map[string]string{
		"/en/regions/BG349": "/en/regions/BG341", "/bg/regions/burgas": "/bg/regions/BG341", "/en/regions/Бургас": "/en/regions/BG341", "/en/regions/zzz": "/en/regions",
	} {
		found := false
		for _, link := range all(get(t, h, path).want(404).one("section", class("problem")), "a") {
			found = found || attr(link, "href") == want
		}
		if !found {
			t.Errorf("%s does not lead to %s", path, want)
		}
	}
	if a := get(t, h, "/en/regions/bg341?format=md").want(301); a.header.Get("Location") != "/en/regions/BG341?format=md" {
		t.Errorf("leads to %q", a.header.Get("Location"))
	}
}
