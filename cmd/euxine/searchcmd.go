package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"euxine/internal/app"
)

// filterFlags are the search filters as flags: the parameters of the API.
type filterFlags struct {
	Kind       []string `help:"cluster, sme, large-company, research, support, authority, hub or network; repeat to widen, as every filter."`
	Country    []string `help:"ISO 3166-1 code, such as BG."`
	Region     []string `help:"NUTS or ISO 3166-2 code, such as BG341; includes what lies in it."`
	Sector     []string `help:"Sectoral industry by code, such as hospitality-and-tourism."`
	Emerging   []string `help:"Emerging industry by code."`
	Technology []string `help:"Technology by code."`
	Ecosystem  []string `help:"Industrial ecosystem by code, such as tourism."`
	Priority   []string `help:"Smart specialisation priority by code."`
	Label      []string `help:"bronze, silver or gold."`
	Has        []string `help:"offers, needs or website."`
	Offer      []string `help:"Id of a concept that what is offered speaks of, such as topic:tourism."`
	Need       []string `help:"The same of what is needed."`
	MemberOf   []string `help:"Id of a cluster."`
}

func (f filterFlags) values() url.Values {
	vs := url.Values{}
	for name, list := range map[string][]string{"kind": f.Kind, "country": f.Country, "region": f.Region,
		"sector": f.Sector, "emerging": f.Emerging, "technology": f.Technology, "ecosystem": f.Ecosystem,
		"priority": f.Priority, "label": f.Label, "has": f.Has, "offer": f.Offer, "need": f.Need, "member_of": f.MemberOf} {
		if len(list) > 0 {
			vs[name] = list
		}
	}
	return vs
}

type searchCommand struct {
	dataFlag
	filterFlags
	Query []string `arg:"" optional:"" help:"What to search for: words, \"a phrase\". After --, also -word to leave out."`
	Lang  string   `help:"Language of labels." default:"en"`
	Sort  string   `help:"relevance, name, members, founded or updated."`
	Limit int      `help:"How many to show, at most 100." default:"20"`
	JSON  bool     `help:"Print the answer as JSON."`
}

// Run prints the hits, one in two lines.
func (c *searchCommand) Run(ctx context.Context, s *streams) error {
	ops, done, err := app.Connect(ctx, appConfig(c.Data, s))
	if err != nil {
		return err
	}
	defer done()
	vs := c.values()
	vs.Set("q", strings.Join(c.Query, " ")+" ") // what is sent is typed to its end
	vs.Set("lang", c.Lang)
	vs.Set("sort", c.Sort)
	vs.Set("per_page", strconv.Itoa(c.Limit))
	a, err := ops.Search(ctx, vs)
	if err != nil {
		return err
	}
	if c.JSON {
		e := json.NewEncoder(s.out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(a)
	}
	for _, h := range a.Hits {
		place := h.Country.Label
		for _, p := range []string{h.Region.Label, h.City} {
			if p != "" && p != place {
				place = p + ", " + place
			}
		}
		name := h.Name.String()
		if n := h.Native.String(); n != "" {
			name += " (" + n + ")"
		}
		fmt.Fprintf(s.out, "%s\n    %s · %s · %s\n", name, h.Kind.Label, place, h.ID)
	}
	switch {
	case a.Total == 0:
		fmt.Fprintln(s.err, "No organisation found.")
		for _, w := range a.Suggestions {
			fmt.Fprintf(s.err, "Without %s %s: %d\n", w.Parameter, w.Label, w.Total)
		}
	case a.Total > len(a.Hits):
		fmt.Fprintf(s.err, "%d of %d organisations; --limit shows more, filters narrow.\n", len(a.Hits), a.Total)
	case a.Total == 1:
		fmt.Fprintln(s.err, "1 organisation.")
	default:
		fmt.Fprintf(s.err, "%d organisations.\n", a.Total)
	}
	return nil
}
