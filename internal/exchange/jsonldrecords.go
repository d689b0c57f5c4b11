package exchange

import "euxine/internal/directory"

// recordNode is a record as a node of the graph, good until the next is made.
func (g *graph) recordNode(r directory.Record) node {
	h, t := r.Head(), r.Type()
	fields := append(g.room[:0], field{name: "@id", value: textNode(recordIRI(g.address, t, h.ID))})
	switch r := r.(type) {
	case *directory.Organisation:
		fields = g.organisation(fields, r)
	case *directory.Event:
		fields = g.event(fields, r)
	case *directory.Call:
		fields = g.call(fields, r)
	case *directory.Project:
		fields = g.project(fields, r)
	}
	former := make([]string, len(h.FormerIDs))
	for i, id := range h.FormerIDs {
		former[i] = recordIRI(g.address, t, id)
	}
	g.room = append(fields,
		field{name: "identifier", value: textNode(string(h.ID))},
		field{name: "sameAs", value: texts(former...)},
		field{name: "mainEntityOfPage", value: textNode(g.setting.page(g.address, t, h.ID))},
		field{name: "dcterms:source", value: textNode(h.Provenance.Source)},
		field{name: "dcterms:modified", value: ldDate(h.Provenance.SourceDate)},
		field{name: "skos:editorialNote", value: textNode(h.Provenance.Note)},
	)
	return objectNode(g.room)
}

// organisationTypes are the classes of a kind beside schema.org's Organization
// and the organisation of W3C, which every organisation is: readers need not
// know that one class lies within another. A cluster, hub, network or support
// body has no class of its own anywhere.
var organisationTypes = map[directory.Kind][]string{
	directory.KindSME:          {"Corporation", "legal:LegalEntity"},
	directory.KindLargeCompany: {"Corporation", "legal:LegalEntity"},
	directory.KindResearch:     {"ResearchOrganization"},
	directory.KindAuthority:    {"GovernmentOrganization", "cv:PublicOrganisation"},
}

func (g *graph) organisation(fields []field, o *directory.Organisation) []field {
	kind := g.concept(directory.NewConceptID(directory.SchemeKind, string(o.Kind)))
	fields = append(fields,
		field{name: "@type", value: texts(append([]string{"Organization", "org:Organization"}, organisationTypes[o.Kind]...)...)},
		field{name: "additionalType", value: kind},
		field{name: "org:classification", value: kind})
	fields = ldNames(fields, o)
	fields = append(fields, g.place(o.Place)...)
	var members []node
	for _, id := range o.MemberOf {
		members = append(members, objectNode([]field{{name: "@id", value: textNode(recordIRI(g.address, directory.Organisations, id))}}))
	}
	// A project is an organisation too (schema.org), its partners are members.
	for _, p := range o.Projects {
		n := []field{{name: "@type", value: textNode("Project")}, {name: "name", value: textNode(p.Name)}}
		if p.Project != "" {
			n = append([]field{{name: "@id", value: textNode(recordIRI(g.address, directory.Projects, p.Project))}}, n...)
		}
		members = append(members, objectNode(n))
	}
	fields = append(fields,
		field{name: "url", value: textNode(o.Website)},
		field{name: "foundingDate", value: ldDate(o.Founded)},
		field{name: "memberOf", value: several(members)},
		field{name: "knowsAbout", value: g.tags(o.Concepts)},
		field{name: "keywords", value: texts(o.Keywords...)},
		field{name: "knowsLanguage", value: texts(o.Languages...)},
		field{name: "areaServed", value: texts(o.TargetCountries...)},
		field{name: "makesOffer", value: g.offerings("Offer", o.Offers)},
		field{name: "seeks", value: g.offerings("Demand", o.Needs)},
		field{name: "description", value: g.descriptions(o.Descriptions)},
	)
	if o.Label != "" {
		fields = append(fields, field{name: "hasCertification", value: g.concept(directory.NewConceptID(directory.SchemeLabel, string(o.Label)))})
	}
	if o.Kind == directory.KindSME || o.Kind == directory.KindLargeCompany {
		var activities []node
		for _, code := range o.NACE { // of which revision is not known, so it has no name
			activities = append(activities, objectNode([]field{{name: "@type", value: textNode("skos:Concept")}, {name: "skos:notation", value: textNode(code)}}))
		}
		fields = append(fields, field{name: "legal:companyActivity", value: several(activities)})
	}
	if n, known := o.Members.Known(); known {
		fields = append(fields, field{name: "euxine:members", value: numberNode(int64(n))})
	}
	if o.Predecessor != "" {
		fields = append(fields, field{name: "dcterms:replaces", value: textNode(recordIRI(g.address, directory.Organisations, o.Predecessor))})
	}
	if o.Successor != "" {
		fields = append(fields, field{name: "dcterms:isReplacedBy", value: textNode(recordIRI(g.address, directory.Organisations, o.Successor))})
	}
	return append(fields,
		field{name: "euxine:size", value: textNode(string(o.Size))},
		field{name: "euxine:status", value: textNode(string(o.Status))})
}

// ldNames are all names, whatever the language of the file: a name is what its
// bearer is found by. The vocabularies of the EU have terms of their own.
func ldNames(fields []field, o *directory.Organisation) []field {
	var display, official, other []node
	for _, n := range o.Names {
		language := string(n.Language)
		if n.Romanised && language != "" {
			language += "-Latn" // BCP 47
		}
		switch v := said(n.Text, language); n.Type {
		case directory.NameDisplay:
			display = append(display, v)
		case directory.NameOfficial:
			official = append(official, v)
		default:
			other = append(other, v)
		}
	}
	if display == nil {
		display = []node{textNode(o.DisplayName())}
	}
	fields = append(fields,
		field{name: "name", value: several(display)},
		field{name: "legalName", value: several(official)},
		field{name: "alternateName", value: several(other)})
	switch o.Kind {
	case directory.KindSME, directory.KindLargeCompany:
		fields = append(fields, field{name: "legal:legalName", value: several(official)}, field{name: "dcterms:alternative", value: several(other)})
	case directory.KindAuthority:
		if official == nil {
			official = display
		}
		fields = append(fields, field{name: "skos:prefLabel", value: several(official)}, field{name: "skos:altLabel", value: several(other)})
	}
	return fields
}

// place are address, coordinates and region of something. What the directory
// knows is a town and a country, no address in the sense of the Core Location
// Vocabulary. Coordinates are only the record's own.
func (g *graph) place(p directory.Place) []field {
	if p == (directory.Place{}) {
		return nil
	}
	address := []field{
		{name: "@type", value: textNode("PostalAddress")},
		{name: "addressLocality", value: textNode(p.City)},
		{name: "addressRegion", value: textNode(string(p.Region))},
		{name: "addressCountry", value: textNode(string(p.Country))},
	}
	var fields []field
	if len(p.City)+len(p.Region)+len(p.Country) > 0 {
		fields = append(fields, field{name: "address", value: objectNode(address)})
	}
	if p.Point != nil {
		fields = append(fields, field{name: "geo", value: objectNode([]field{{name: "@type", value: textNode("GeoCoordinates")},
			{name: "latitude", value: degrees.write(p.Point.Lat)}, {name: "longitude", value: degrees.write(p.Point.Lon)}})})
	}
	switch {
	case p.Region != "":
		fields = append(fields, field{name: "dcterms:spatial", value: g.region(p.Region)})
	case directory.InRegion(p.Country): // of others there are no regions
		fields = append(fields, field{name: "dcterms:spatial", value: g.region(directory.RegionCode(p.Country))})
	}
	return fields
}

func (g *graph) tags(tags []directory.Tag) node {
	items := make([]node, len(tags))
	for i, t := range tags {
		items[i] = g.concept(t.Concept)
	}
	return several(items)
}

func (g *graph) offerings(class string, list []directory.Offering) node {
	var items []node
	for _, o := range list {
		var concepts []node
		for _, id := range o.Concepts {
			concepts = append(concepts, g.concept(id))
		}
		items = append(items, objectNode([]field{{name: "@type", value: textNode(class)}, {name: "name", value: textNode(o.Text)},
			{name: "category", value: several(concepts)}, {name: "eligibleRegion", value: texts(o.TargetCountries...)},
			{name: "validThrough", value: ldDate(o.ValidUntil)}}))
	}
	return several(items)
}

// descriptions are all, or the one for readers of the file's language: in
// it, else in English, else in whatever language there is.
func (g *graph) descriptions(texts map[directory.Language]string) node {
	if g.setting.Language != "" {
		text, l := described(texts, g.setting.Language)
		return said(text, string(l))
	}
	items := make([]node, 0, len(texts))
	for _, l := range directory.Languages {
		if texts[l] != "" {
			items = append(items, said(texts[l], string(l)))
		}
	}
	return several(items)
}

// described is the text for readers of a language, and which it is in.
func described(texts map[directory.Language]string, l directory.Language) (string, directory.Language) {
	for _, try := range append([]directory.Language{l}, directory.Languages...) { // English is the first of them
		if texts[try] != "" {
			return texts[try], try
		}
	}
	return "", ""
}

// parties are organisations taking part: by name, and where they are records as
// those.
func (g *graph) parties(list []directory.Party) node {
	var items []node
	for _, p := range list {
		n := []field{{name: "@type", value: textNode("Organization")}, {name: "name", value: textNode(p.Name)}}
		if p.Organisation != "" {
			n = append([]field{{name: "@id", value: textNode(recordIRI(g.address, directory.Organisations, p.Organisation))}}, n...)
		}
		items = append(items, objectNode(n))
	}
	return several(items)
}

func (g *graph) event(fields []field, e *directory.Event) []field {
	mode := "OfflineEventAttendanceMode"
	var locations []node
	if !e.Online || e.Place.City != "" {
		locations = append(locations, objectNode(append([]field{{name: "@type", value: textNode("Place")}}, g.place(e.Place)...)))
	}
	if e.Online {
		if mode = "OnlineEventAttendanceMode"; len(locations) > 0 {
			mode = "MixedEventAttendanceMode"
		}
		locations = append(locations, objectNode([]field{{name: "@type", value: textNode("VirtualLocation")}, {name: "url", value: textNode(e.Website)}}))
	}
	var series node
	if e.Series != "" {
		series = objectNode([]field{{name: "@type", value: textNode("EventSeries")}, {name: "name", value: textNode(e.Series)}})
	}
	var sessions []node
	for _, s := range e.Programme {
		sessions = append(sessions, objectNode([]field{{name: "@type", value: textNode("Event")}, {name: "name", value: textNode(s.Title)},
			{name: "startDate", value: ldDate(s.Date)}, {name: "description", value: textNode(s.Text)}}))
	}
	return append(fields, []field{
		{name: "@type", value: textNode("Event")},
		{name: "additionalType", value: g.concept(directory.NewConceptID(directory.SchemeEventKind, string(e.Kind)))},
		{name: "name", value: textNode(e.Title)},
		{name: "startDate", value: ldDate(e.Start)},
		{name: "endDate", value: ldDate(e.End)},
		{name: "eventAttendanceMode", value: textNode("https://schema.org/" + mode)},
		{name: "location", value: several(locations)},
		{name: "organizer", value: g.parties(e.Organisers)},
		{name: "attendee", value: g.parties(e.Participants)},
		{name: "superEvent", value: series},
		{name: "subEvent", value: several(sessions)},
		{name: "about", value: g.tags(e.Concepts)},
		{name: "keywords", value: texts(e.Keywords...)},
		{name: "url", value: textNode(e.Website)},
		{name: "description", value: g.descriptions(e.Descriptions)},
	}...)
}

// call: a programme is a scheme of funding; vouchers and grants give money; an
// open call gives something, which need not be money. What each lot gives is an
// amount, valid while one may apply.
func (g *graph) call(fields []field, k *directory.Call) []field {
	class := "MonetaryGrant"
	switch k.Kind {
	case "programme":
		class = "FundingScheme"
	case "open-call":
		class = "Grant"
	}
	var lots []node
	for _, l := range k.Lots {
		lot := []field{
			{name: "name", value: textNode(l.Name)},
			{name: "validFrom", value: ldDate(l.Opens)},
			{name: "validThrough", value: ldDate(l.Closes)},
			{name: "euxine:extended_from", value: ldDate(l.ExtendedFrom)},
		}
		if l.GrantMax != nil {
			lot = append(lot, field{name: "maxValue", value: numberNode(*l.GrantMax)}, field{name: "currency", value: textNode("EUR")})
		}
		if l.Budget != nil {
			lot = append(lot, field{name: "euxine:budget_eur", value: numberNode(*l.Budget)})
		}
		if n := objectNode(lot); n.kind != absent {
			n.fields = append([]field{{name: "@type", value: textNode("MonetaryAmount")}}, n.fields...)
			lots = append(lots, n)
		}
	}
	var funder, programme node
	if k.Funder != "" {
		funder = objectNode([]field{{name: "@type", value: textNode("Organization")}, {name: "name", value: textNode(k.Funder)}})
	}
	if k.Programme != "" {
		programme = objectNode([]field{{name: "@type", value: textNode("FundingScheme")}, {name: "name", value: textNode(k.Programme)}})
	}
	var who, where []node
	for _, kind := range k.Eligible.Kinds {
		who = append(who, g.concept(directory.NewConceptID(directory.SchemeKind, string(kind))))
	}
	for _, c := range k.Eligible.Countries {
		where = append(where, textNode(string(c)))
	}
	for _, r := range k.Eligible.Regions {
		where = append(where, objectNode([]field{{name: "@id", value: g.region(r)}}))
	}
	return append(fields, []field{
		{name: "@type", value: textNode(class)},
		{name: "additionalType", value: g.concept(directory.NewConceptID(directory.SchemeCallKind, string(k.Kind)))},
		{name: "name", value: textNode(k.Title)},
		{name: "funder", value: funder},
		{name: "isPartOf", value: programme},
		{name: "amount", value: several(lots)},
		{name: "eligibleRegion", value: several(where)},
		{name: "audience", value: several(who)},
		{name: "about", value: g.tags(k.Concepts)},
		{name: "keywords", value: texts(k.Keywords...)},
		{name: "url", value: textNode(k.Website)},
		{name: "description", value: g.descriptions(k.Descriptions)},
	}...)
}

// project: schema.org has a ResearchProject below Project, but the directory
// does not say which are research.
func (g *graph) project(fields []field, p *directory.Project) []field {
	var funding node
	if p.Programme != "" || p.Budget != nil {
		grant := []field{{name: "@type", value: textNode("MonetaryGrant")}, {name: "name", value: textNode(p.Programme)}}
		if p.Budget != nil {
			grant = append(grant, field{name: "amount", value: objectNode([]field{{name: "@type", value: textNode("MonetaryAmount")},
				{name: "value", value: numberNode(*p.Budget)}, {name: "currency", value: textNode("EUR")}})})
		}
		funding = objectNode(grant)
	}
	return append(fields, []field{
		{name: "@type", value: textNode("Project")},
		{name: "name", value: textNode(p.Title)},
		{name: "alternateName", value: textNode(p.Acronym)},
		{name: "startDate", value: ldDate(p.Start)},
		{name: "endDate", value: ldDate(p.End)},
		{name: "funding", value: funding},
		{name: "areaServed", value: texts(p.Countries...)},
		{name: "member", value: g.parties(p.Partners)},
		{name: "knowsAbout", value: g.tags(p.Concepts)},
		{name: "keywords", value: texts(p.Keywords...)},
		{name: "url", value: textNode(p.Website)},
		{name: "description", value: g.descriptions(p.Descriptions)},
	}...)
}
