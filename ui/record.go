package ui

import (
	"errors"
	"maps"
	"net/http"
	"path"
	"slices"
	"strconv"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// recordPage is what the pages of events, calls and projects share.
type recordPage struct {
	Page
	Type       directory.RecordType
	Common     catalogue.Common
	State      string // in words
	Paragraphs []string
	Fields     fields
	Website    *Website
	Origin     origin
	Next       []choice
}

// fields are the concepts and keywords of a record.
type fields struct {
	Page
	Type     directory.RecordType
	Groups   []catalogue.ConceptGroup
	Keywords []string
}

// Any says whether there are any.
func (f fields) Any() bool { return len(f.Groups)+len(f.Keywords) > 0 }

// origin is where a record comes from and how old that is.
type origin struct {
	Page
	Source *Website
	AsOf   directory.Date // what the source speaks for
	Note   string
	Fields []fieldSource
	Seed   string // file and line
	// For programs, and to take along.
	API       string
	History   string // earlier versions
	Downloads []choice
}

func (p Page) origin(t directory.RecordType, h *directory.Header) origin {
	from := h.Provenance
	o := origin{Page: p, Source: p.External(from.Source), AsOf: from.SourceDate, Note: from.Note,
		Seed: seedLine(from), API: recordInAPI(t, h.ID), Downloads: p.recordDownloads(t, h.ID)}
	o.History = p.historyLink(t, h.ID)
	for _, field := range slices.Sorted(maps.Keys(h.FieldSources)) {
		f := h.FieldSources[field]
		o.Fields = append(o.Fields, fieldSource{Field: p.Of("record-field", field), Source: p.External(f.Source), Date: f.SourceDate})
	}
	return o
}

// seedLine is where the record stands in the data files, "" when not known: the
// file's name alone, since folders are the server's own business.
func seedLine(from directory.Provenance) string {
	switch {
	case from.File == "":
		return ""
	case from.Line == 0:
		return path.Base(from.File)
	}
	return path.Base(from.File) + ":" + strconv.Itoa(from.Line)
}

// recordPage is the shared part of a record's page.
func (p Page) recordPage(r directory.Record, c catalogue.Common, keywords []string, website string) recordPage {
	t := r.Type()
	p.Title, p.searchType, p.LinkedData = r.DisplayName(), t, linkedData(t, r.Head().ID)
	if p.Summary = summary(c.Description); p.Summary == "" {
		p.Summary = p.T("record.summary", p.Title, p.Of("list-title", t))
	}
	return recordPage{Page: p, Type: t, Common: c, State: p.StateBadge(t, c.State), Paragraphs: paragraphs(c.Description),
		Fields:  fields{Page: p, Type: t, Groups: c.Concepts, Keywords: keywords},
		Website: p.External(website), Origin: p.origin(t, r.Head())}
}

// movedOr leads to the record that took over a former id; any other error is
// the handler's.
func (v *visit) movedOr(t directory.RecordType, err error) error {
	var moved *catalogue.MovedError
	if errors.As(err, &moved) {
		v.c.Redirect(http.StatusMovedPermanently, v.page.RecordLink(t, moved.To))
		return nil
	}
	return err
}

// lead is a way on from a record: organisations of its field, or more of its
// kind. Nothing is added for a label there is none of.
func (p *recordPage) lead(key, label, href string) {
	if label != "" {
		p.Next = append(p.Next, choice{Label: p.T(key, label), Href: href})
	}
}

// leadBySectors adds the organisations of the record's sectors.
func (p *recordPage) leadBySectors() {
	for _, g := range p.Common.Concepts {
		if g.Scheme != directory.SchemeSector {
			continue
		}
		for _, s := range g.Items[:min(len(g.Items), maxSectorLeads)] {
			p.lead("record.next-organisations", s.Label, p.SearchFor(string(search.FacetSector), s.Code))
		}
	}
}

// maxSectorLeads bounds the ways on by sector: a page is no list of sectors.
const maxSectorLeads = 3

// party is an organisation taking part, with its record where there is one.
type party struct {
	Name string // as the source has it
	Role string // in words, "" not stated
	Ref  *refLine
}

func (u *UI) parties(p Page, list []catalogue.PartyRef) []party {
	var views []party
	for _, r := range list {
		v := party{Name: r.Name}
		if r.Role != "" {
			v.Role = p.Of("role", r.Role)
		}
		if r.Ref != nil {
			line := u.refLines(p, []catalogue.Ref{*r.Ref})[0]
			v.Ref = &line
			if v.Name == line.Name || v.Name == line.Native {
				v.Name = ""
			}
		}
		views = append(views, v)
	}
	return views
}
