package exchange

import (
	"slices"

	"euxine/internal/directory"
)

type call = *directory.Call

// callRules is the table of a call's fields. The fields of a lot stand in the
// call itself when it has one lot without a name.
var callRules = slices.Concat(
	headRules[call](),
	[]rule[call]{
		one("kind", func(k call) *directory.CallKind { return &k.Kind }, code[directory.CallKind]()),
		one("title", func(k call) *string { return &k.Title }, words),
		one("funder", func(k call) *string { return &k.Funder }, words),
		one("programme", func(k call) *string { return &k.Programme }, words),
		lotsRule(),
	},
	flatLotRules(),
	[]rule[call]{
		many("eligible_countries", func(k call) *[]directory.CountryCode { return &k.Eligible.Countries }, country),
		many("eligible_regions", func(k call) *[]directory.RegionCode { return &k.Eligible.Regions }, region),
		many("eligible_nace", func(k call) *[]string { return &k.Eligible.NACE }, words),
		many("who_can_apply", func(k call) *[]directory.Kind { return &k.Eligible.Kinds }, code[directory.Kind]()),
		many("eligible_sizes", func(k call) *[]directory.Size { return &k.Eligible.Sizes }, code[directory.Size]()),
		one("consortium", func(k call) *directory.Consortium { return &k.Consortium }, record(
			one("min_partners", func(r *directory.Consortium) *int { return &r.MinPartners }, stated),
			one("max_partners", func(r *directory.Consortium) *int { return &r.MaxPartners }, stated),
			one("min_countries", func(r *directory.Consortium) *int { return &r.MinCountries }, stated),
			many("roles", func(r *directory.Consortium) *[]directory.Kind { return &r.Roles }, code[directory.Kind]()),
		)),
	},
	conceptRules(func(k call) *[]directory.Tag { return &k.Concepts }),
	[]rule[call]{
		many("keywords", func(k call) *[]string { return &k.Keywords }, words, "themes"),
		one("website", func(k call) *string { return &k.Website }, address),
	},
	descriptionRules(func(k call) *map[directory.Language]string { return &k.Descriptions }),
	sourceRules[call](),
)

var lotRules = []rule[*directory.Lot]{
	one("name", func(l *directory.Lot) *string { return &l.Name }, words),
	maybe("grant_max_eur", func(l *directory.Lot) **int64 { return &l.GrantMax }, amount),
	maybe("budget_eur", func(l *directory.Lot) **int64 { return &l.Budget }, amount),
	one("opens", func(l *directory.Lot) *directory.Date { return &l.Opens }, date),
	one("closes", func(l *directory.Lot) *directory.Date { return &l.Closes }, date),
	one("extended_from", func(l *directory.Lot) *directory.Date { return &l.ExtendedFrom }, date),
}

// lotsRule reads lots and writes them unless they are written flat.
func lotsRule() rule[call] {
	lots := many("lots", func(k call) *[]directory.Lot { return &k.Lots }, record(lotRules...))
	write := lots.write
	lots.write = func(k call) node {
		if flat(k) {
			return node{}
		}
		return write(k)
	}
	return lots
}

// flat says whether the call's lot is written in the call itself.
func flat(k call) bool { return len(k.Lots) == 1 && k.Lots[0].Name == "" }

// flatLotRules are the fields of a lot as fields of the call.
func flatLotRules() []rule[call] {
	var rules []rule[call]
	for _, name := range []string{"opens", "closes", "extended_from", "grant_max_eur", "budget_eur"} {
		of := lotRules[slices.IndexFunc(lotRules, func(r rule[*directory.Lot]) bool { return r.name == name })]
		rules = append(rules, rule[call]{
			name:  name,
			shape: of.shape,
			read: func(c *reading, path string, n node, k call) {
				if !c.row.fields.get("lots").empty() {
					c.fault(path, n, directory.FaultDuplicate, "lots")
					return
				}
				if len(k.Lots) == 0 {
					k.Lots = []directory.Lot{{}}
				}
				of.read(c, path, n, &k.Lots[0])
			},
			write: func(k call) node {
				if !flat(k) {
					return node{}
				}
				return of.write(&k.Lots[0])
			},
		})
	}
	return rules
}
