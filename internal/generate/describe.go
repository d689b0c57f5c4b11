package generate

import (
	"fmt"
	"strings"

	"euxine/internal/directory"
)

// The sentences of an English description. {name} is the made-up word, {kind}
// what it is, {field} and {keyword} what it works on, {place} where.
var (
	openings = []string{
		"{name} is {kind} in {place} that works in the field of {field} for firms of the region.",
		"Set up in {place}, {name} is {kind} with its main work in {field} and the crafts around it.",
		"{name}, {kind} from {place}, connects producers, schools and public bodies that live from {field}.",
		"From {place}, {name} serves the region as {kind} whose subject is {field}.",
	}
	middles = []string{
		"Its projects of the last years were about {keyword}, with partners on both shores of the Black Sea.",
		"It is known for its work on {keyword} and shares what it has learnt at open days twice a year.",
		"A small team looks after {keyword}, while the rest of the work is done together with members and suppliers.",
		"Together with local schools it trains young people in {keyword} and brings them to their first employers.",
		"It exports to several neighbouring countries, most of all through its experience with {keyword}.",
		"A laboratory for {keyword} is open to other firms, who book it by the day.",
	}
	closings = []string{
		"It looks for partners who want to save energy and materials, and for buyers abroad.",
		"Next it plans a joint stand at regional fairs and an application to a European programme.",
		"Requests from clusters and research bodies of other regions are welcome.",
		"Its strategy names digital tools, skills and new markets as the three tasks until 2030.",
		"Members meet every month, and guests from other clusters are invited to each meeting.",
	}
	kindPhrases = map[directory.Kind]string{
		directory.KindCluster: "a cluster organisation", directory.KindSME: "a small firm", directory.KindLargeCompany: "a large company",
		directory.KindResearch: "a research institute", directory.KindSupport: "a support organisation", directory.KindAuthority: "a public agency",
		directory.KindHub: "a digital innovation hub", directory.KindNetwork: "a network",
	}
)

// describe writes the descriptions and says in which languages one can write to
// the organisation.
func (g *Generator) describe(o *directory.Organisation, c *country, f *field, n named) {
	place := o.Place.City
	if place == "" {
		place = g.vocabulary.RegionName(o.Place.Region, "en")
	}
	keywords := some(g, f.keywords, 2)
	fill := func(sentence, keyword string) string {
		return strings.NewReplacer("{name}", n.root, "{kind}", kindPhrases[o.Kind], "{field}", strings.ToLower(f.english),
			"{keyword}", keyword, "{place}", place).Replace(sentence)
	}
	text := []string{fill(one(g, openings), "")}
	for i, s := range some(g, middles, 1+g.random.IntN(2)) {
		text = append(text, fill(s, keywords[i]))
	}
	if len(text) == 2 { // with more it would be longer than promised
		text = append(text, some(g, closings, 1)...)
	}
	if g.chance(50) {
		text = append(text, fmt.Sprintf("It has %d employees.", 2+g.random.IntN(90)))
	}
	text = append(text, "On offer: "+strings.Join(g.goods(6), ", ")+".")
	o.Descriptions = map[directory.Language]string{"en": strings.Join(text, " ")}
	t := c.tongue
	if g.chance(30) {
		o.Descriptions[t.language] = strings.NewReplacer("{name}", n.native, "{city}", g.nativePlace(o, c),
			"{field}", f.native[t.language]).Replace(strings.Join(t.sentences, " "))
	}
	if g.chance(50) {
		o.Languages = []directory.Language{t.language, "en"}
	}
}

// nativePlace is the place's name in the country's language.
func (g *Generator) nativePlace(o *directory.Organisation, c *country) string {
	for _, city := range c.cities {
		if city.Region == o.Place.Region && (o.Place.City == "" || city.Name == o.Place.City) && city.Native != "" {
			return city.Native
		}
	}
	return g.vocabulary.RegionName(o.Place.Region, c.tongue.language)
}
