package api

import (
	"github.com/gin-gonic/gin"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/insight"
)

// brief is what a region's authority can be told of its region. Every number
// stands beside those it was made of.
type brief struct {
	Region        regionCount   `json:"region"`
	Path          []label       `json:"path"`  // what it lies in, innermost first
	Below         []regionCount `json:"below"` // directly
	Revision      uint64        `json:"revision"`
	Day           string        `json:"day"`
	Reference     []label       `json:"reference"` // countries
	WithoutRegion *int          `json:"without_region,omitempty"`

	Kinds          []kindShare     `json:"kinds"`
	Labels         []count         `json:"labels"`
	Sectors        []count         `json:"sectors"`
	Membership     membership      `json:"membership"`
	Specialisation []schemeBrief   `json:"specialisation"`
	Diversity      diversity       `json:"diversity"`
	Offers         []namedConcept  `json:"offers"`
	Needs          []namedConcept  `json:"needs"`
	NoCluster      []gap           `json:"no_cluster"`
	WithoutFirms   []ref           `json:"without_firms"`
	Priorities     []backing       `json:"priorities"`
	PrioritySource string          `json:"priority_source,omitempty"`
	Ties           ties            `json:"ties"`
	Similar        similar         `json:"similar"`
	Complementary  []complementary `json:"complementary"`
	Data           dataState       `json:"data"`
	Organisations  []ref           `json:"organisations"`
	Events         []itemRef       `json:"events"`
	Nearby         []itemRef       `json:"events_nearby"`
	Calls          []itemRef       `json:"calls"`
}

// regionCount is a region with the number of its organisations, where that is told.
type regionCount struct {
	Code          string `json:"code"`
	Label         string `json:"label"`
	NativeName    string `json:"native_name,omitempty"`
	Level         int    `json:"level"`
	Organisations *int   `json:"organisations,omitempty"`
}

type kindShare struct {
	label
	N     int     `json:"n"`
	Share float64 `json:"share"`
}

// membership is the members of clusters by type.
type membership struct {
	Clusters int      `json:"clusters"` // in the region
	Read     int      `json:"read"`     // those with most members, which the rest is of
	All      knownSum `json:"all"`
	SMEs     knownSum `json:"smes"`
	Startups knownSum `json:"startups"`
	Large    knownSum `json:"large"`
	Research knownSum `json:"research"`
	Others   knownSum `json:"others"`
	Median   *float64 `json:"median,omitempty"`
}

// knownSum is a sum over those of which the number is known.
type knownSum struct {
	Known int `json:"known"`
	Sum   int `json:"sum"`
}

// schemeBrief is what is said of the concepts of a scheme.
type schemeBrief struct {
	Scheme      string           `json:"scheme"`
	OfRegion    int              `json:"of_region"`    // organisations that carry any
	OfReference int              `json:"of_reference"` //
	TooFew      int              `json:"too_few"`      // concepts left out: none here, and nothing to be said
	Statements  []specialisation `json:"statements"`
}

// specialisation is a statement on a concept, or why there is none.
type specialisation struct {
	conceptRef
	shares
	Expected       float64  `json:"expected"`
	SizeShare      float64  `json:"size_share"`
	Share          float64  `json:"share"`
	ReferenceShare float64  `json:"reference_share"`
	Verdict        string   `json:"verdict"`
	Reason         string   `json:"reason,omitempty"`
	Quotient       *float64 `json:"quotient,omitempty"`
	Low            *float64 `json:"low,omitempty"`
	High           *float64 `json:"high,omitempty"`
	P              *float64 `json:"p,omitempty"`
	Stars          stars    `json:"stars"`
	Members        byMember `json:"members"`
}

// shares are the four numbers of a quotient.
type shares struct {
	Here        int `json:"here"`
	OfRegion    int `json:"of_region"`
	OfGroup     int `json:"of_group"`
	OfReference int `json:"of_reference"`
}

func sharesOf(c insight.Counts) shares {
	return shares{c.Here, c.OfRegion, c.OfGroup, c.OfReference}
}

// byMember is the same in known members, without a test.
type byMember struct {
	shares
	Quotient *float64 `json:"quotient,omitempty"`
}

type stars struct {
	Count          int  `json:"count"`
	Size           bool `json:"size"`
	Specialisation bool `json:"specialisation"`
	Focus          bool `json:"focus"`
	SizeRank       int  `json:"size_rank,omitempty"`
	SizeOf         int  `json:"size_of,omitempty"`
	FocusRank      int  `json:"focus_rank,omitempty"`
	FocusOf        int  `json:"focus_of,omitempty"`
}

// diversity is how organisations spread over sectors.
type diversity struct {
	Groups       int         `json:"groups"`
	Total        int         `json:"total"`
	Largest      *conceptRef `json:"largest,omitempty"`
	LargestShare *float64    `json:"largest_share,omitempty"`
	Reason       string      `json:"reason,omitempty"`
	Herfindahl   *float64    `json:"herfindahl,omitempty"`
	Normalised   *float64    `json:"normalised,omitempty"`
	Shannon      *float64    `json:"shannon,omitempty"`
	Evenness     *float64    `json:"evenness,omitempty"`
	Effective    *float64    `json:"effective,omitempty"`
}

// namedConcept is a good or service with how many organisations name it.
type namedConcept struct {
	conceptRef
	N int `json:"n"`
}

// presence is who of a concept there is, in numbers of organisations.
type presence struct {
	conceptRef
	Firms    int `json:"firms"`
	Clusters int `json:"clusters"`
}

// gap is a presence with the clusters around.
type gap struct {
	presence
	Around int `json:"around"`
}

// backing is what stands behind a priority.
type backing struct {
	conceptRef
	Backed   bool       `json:"backed"`
	Clusters int        `json:"clusters"`
	Firms    int        `json:"firms"`
	Through  []presence `json:"through"`
}

type ties struct {
	Of      int   `json:"of"`       // organisations ties were looked for
	AtLeast bool  `json:"at_least"` // some have more than were followed
	Regions []tie `json:"regions"`
}

type tie struct {
	label
	Country     *label `json:"country,omitempty"`
	All         int    `json:"all"`
	Projects    int    `json:"projects"`
	Memberships int    `json:"memberships"`
	Events      int    `json:"events"`
}

type similar struct {
	Reason  string `json:"reason,omitempty"`
	Regions []peer `json:"regions"`
}

// peer is a region with a similar profile.
type peer struct {
	regionCount
	Similarity float64 `json:"similarity"`
	Shared     int     `json:"shared"`
	Reasons    []alike `json:"reasons"`
}

type alike struct {
	conceptRef
	Here  int     `json:"here"`
	There int     `json:"there"`
	Part  float64 `json:"part"`
}

// complementary is a region that would complete this one.
type complementary struct {
	regionCount
	Score   float64     `json:"score"`
	Matches int         `json:"matches"`
	Reasons []completes `json:"reasons"`
}

type completes struct {
	conceptRef
	Way   string  `json:"way"`
	Here  int     `json:"here"`
	There int     `json:"there"`
	Part  float64 `json:"part"`
}

// dataState is how far the data is to be trusted.
type dataState struct {
	Total        int         `json:"total"`
	Completeness float64     `json:"completeness"`
	Facts        []fact      `json:"facts"`
	Dated        int         `json:"dated"`
	Undated      int         `json:"undated"`
	Old          int         `json:"old"`
	StaleShare   float64     `json:"stale_share"`
	MedianAge    *float64    `json:"median_age,omitempty"`
	NewestAge    *int        `json:"newest_age,omitempty"`
	OldestAge    *int        `json:"oldest_age,omitempty"`
	OldestYear   *int        `json:"oldest_year,omitempty"`
	Years        []yearCount `json:"years"`
}

type fact struct {
	Fact  string  `json:"fact"`
	Known int     `json:"known"`
	Of    int     `json:"of"`
	Share float64 `json:"share"`
}

func (a *API) brief(c *gin.Context) error {
	r, l, done, err := a.askedRegion(c, "/brief")
	if done || err != nil {
		return err
	}
	b, err := a.catalogue.Brief(c.Request.Context(), r.Code, l)
	if err != nil {
		return err
	}
	return send(c, a.briefOf(b, r, l))
}

func (a *API) briefOf(b *catalogue.Brief, r directory.Region, l directory.Language) brief {
	v := brief{
		Region: regionCountOf(b.RegionCount, &b.RegionCount.Organisations), Revision: uint64(b.Revision), Day: b.Day.String(), Reference: labelsOf(b.Reference),
		Path:   each(a.vocabulary.RegionPath(r.Code)[1:], func(code directory.RegionCode) label { return a.regionLabel(code, l) }),
		Below:  each(b.Children, func(n catalogue.RegionCount) regionCount { return regionCountOf(n, &n.Organisations) }),
		Kinds:  each(b.Kinds, func(k catalogue.KindLine) kindShare { return kindShare{labelOf(k.Labelled), k.N, k.Share} }),
		Labels: countsOf(b.Labels), Sectors: countsOf(b.Sectors), Membership: membershipOf(b),
		Specialisation: each(b.Specialisation, schemeBriefOf), Diversity: a.diversityOf(b.Diversity, l),
		Offers: each(b.Offers, namedOf), Needs: each(b.Needs, namedOf),
		NoCluster: each(b.NoCluster, gapOf), WithoutFirms: refsOf(b.WithoutFirms),
		Priorities: each(b.Backing, backingOf), PrioritySource: b.PrioritySrc,
		Ties: ties{b.TiesOf, b.TiesAtLeast, each(b.Ties, func(t catalogue.TieLine) tie {
			return tie{labelOf(t.Labelled), labelIf(t.Country), t.All(), t.Projects, t.Memberships, t.Events}
		})},
		Similar: similar{string(b.PeersReason), each(b.Similar, peerOf)}, Complementary: each(b.Complementary, complementaryOf),
		Data: dataStateOf(b.Data, b.Years), Organisations: refsOf(b.Organisations), Events: itemRefsOf(b.Events), Nearby: itemRefsOf(b.Nearby), Calls: itemRefsOf(b.Calls),
	}
	if r.Level == 0 {
		v.WithoutRegion = &b.WithoutRegion
	}
	return v
}

func regionCountOf(n catalogue.RegionCount, organisations *int) regionCount {
	return regionCount{n.Code, n.Label, n.Native, n.Level, organisations}
}

// refTo is a concept whose code is told with its scheme.
func refTo(n catalogue.Labelled) conceptRef {
	id := directory.ConceptID(n.Code)
	return conceptRef{string(id.Scheme()), id.Code(), n.Label}
}

func membershipOf(b *catalogue.Brief) membership {
	m := b.Membership
	sum := func(s insight.Sum) knownSum { return knownSum{s.Known, s.Sum} }
	v := membership{Clusters: b.Clusters, Read: m.Clusters, All: sum(m.All), SMEs: sum(m.SMEs), Startups: sum(m.Startups),
		Large: sum(m.Large), Research: sum(m.Research), Others: sum(m.Rest)}
	if m.All.Known > 0 {
		v.Median = &m.Median
	}
	return v
}

func schemeBriefOf(s catalogue.SchemeLines) schemeBrief {
	return schemeBrief{string(s.Scheme), s.Of, s.All, s.TooFew, each(s.Lines, specialisationOf)}
}

func specialisationOf(s catalogue.SpecialisationLine) specialisation {
	v := specialisation{conceptRef: refTo(s.Labelled), shares: sharesOf(s.Counts),
		Expected: s.Expected(), SizeShare: s.SizeShare(), Share: s.Share(), ReferenceShare: s.ReferenceShare(),
		Verdict: string(s.Verdict), Reason: string(s.Reason), Members: byMember{shares: sharesOf(s.Members)},
		Stars: stars{s.Stars.Count(), s.Stars.Size, s.Stars.Specialisation, s.Stars.Focus,
			s.Stars.SizeRank, s.Stars.SizeOf, s.Stars.FocusRank, s.Stars.FocusOf}}
	if s.Said() || s.Reason == insight.ReasonWide { // it was tested
		v.P = &s.P
	}
	if s.Said() {
		v.Quotient, v.Low, v.High = &s.Quotient, &s.Low, &s.High
		if _, ok := s.Members.Quotient(); ok {
			v.Members.Quotient = &s.MembersQuotient
		}
	}
	return v
}

func (a *API) diversityOf(d insight.Diversity, l directory.Language) diversity {
	v := diversity{Groups: d.Groups, Total: d.Total, Reason: string(d.Reason)}
	if d.Largest != "" {
		largest := a.conceptRef(d.Largest, l)
		v.Largest, v.LargestShare = &largest, &d.LargestShare
	}
	if d.Reason == "" {
		v.Herfindahl, v.Normalised, v.Shannon, v.Evenness, v.Effective = &d.Herfindahl, &d.Normalised, &d.Shannon, &d.Evenness, &d.Effective
	}
	return v
}

func namedOf(n catalogue.NamedLine) namedConcept { return namedConcept{refTo(n.Labelled), n.N} }

func presenceOf(p catalogue.PresenceLine) presence {
	return presence{refTo(p.Labelled), p.Firms, p.Clusters}
}

func gapOf(p catalogue.PresenceLine) gap { return gap{presenceOf(p), p.Around} }

func backingOf(b catalogue.BackingLine) backing {
	return backing{conceptRef{string(b.Priority.Scheme()), b.Priority.Code(), b.Label}, b.Backed(), b.Clusters, b.Firms, each(b.Through, presenceOf)}
}

func peerOf(p catalogue.PeerLine) peer {
	return peer{regionCountOf(p.RegionCount, &p.Peer.Organisations), p.Similarity, p.Shared,
		each(p.Reasons, func(r catalogue.AlikeLine) alike { return alike{refTo(r.Labelled), r.Here, r.There, r.Part} })}
}

func complementaryOf(p catalogue.ComplementLine) complementary {
	return complementary{regionCountOf(p.RegionCount, nil), p.Score, p.Matches,
		each(p.Reasons, func(r catalogue.MatchLine) completes {
			return completes{refTo(r.Labelled), string(r.Way), r.Here, r.There, r.Part}
		})}
}

func dataStateOf(d insight.DataState, years []catalogue.YearCount) dataState {
	v := dataState{Total: d.Total, Completeness: d.Completeness, Dated: d.Dated, Undated: d.Undated, Old: d.Old, StaleShare: d.StaleShare,
		Facts: each(d.Facts, func(f insight.Fact) fact { return fact{f.Name, f.Known, f.Of, f.Share} }),
		Years: each(years, func(n catalogue.YearCount) yearCount { return yearCount{n.Year, n.Count} })}
	if d.Dated > 0 {
		v.MedianAge, v.NewestAge, v.OldestAge, v.OldestYear = &d.MedianAge, &d.NewestAge, &d.OldestAge, &d.OldestYear
	}
	return v
}
