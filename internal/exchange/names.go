package exchange

import (
	"strconv"

	"euxine/internal/directory"
)

// The names of an organisation. In the exchange form name is the first display
// name, native_name the first official one, other_names the rest in order; each
// a string, or an object where the string would not say all.

// nameFields are the fields of a name given as an object.
var nameFields = record(
	one("text", func(n *directory.Name) *string { return &n.Text }, words),
	one("language", func(n *directory.Name) *directory.Language { return &n.Language }, code[directory.Language]()),
	one("script", func(n *directory.Name) *directory.Script { return &n.Script }, script),
	one("type", func(n *directory.Name) *directory.NameType { return &n.Type }, code[directory.NameType]()),
	one("romanised", func(n *directory.Name) *bool { return &n.Romanised }, yes),
)

var nameKeys = nameFields.shape.names()

var script = codec[directory.Script]{
	read:  func(c *reading, path string, n node) directory.Script { return directory.Script(c.str(path, n)) },
	write: func(s directory.Script) node { return textNode(string(s)) },
}

// plainName is the name a string says in the place of the given type: what
// language it is in is guessed, what type it is follows from the field, but for
// acronyms among the other names.
func plainName(s string, t directory.NameType, country string) directory.Name {
	n := directory.Name{Text: s, Language: directory.GuessLanguage(s, country), Script: directory.ScriptOf(s), Type: t}
	switch {
	case t == directory.NameDisplay && (n.Script == "Latn" || n.Script == "Zyyy"):
		n.Language = "en"
	case t == directory.NameAlias && directory.LooksLikeAcronym(s):
		n.Type = directory.NameAcronym
	}
	return n
}

// name reads a name in the place of a type. In the object form the text is
// cleaned in the language stated; type, script and language are filled in as
// for a string where they are not given.
func (c *reading) name(path string, n node, t directory.NameType) directory.Name {
	if n.kind == cell {
		n = n.object(nameKeys)
	}
	switch n.kind {
	case text, piece:
		return plainName(c.str(path, n), t, c.country)
	case object:
	default:
		c.fault(path, n, directory.FaultWrongType, "a text or an object")
		return directory.Name{Type: t}
	}
	name := nameFields.read(c, path, n)
	if given := n.get("text").scalar(); (given.kind == text || given.kind == cell) && name.Language != "" {
		name.Text, _ = directory.CleanText(given.text, string(name.Language))
	}
	plain := plainName(name.Text, t, c.country)
	if name.Type == "" {
		name.Type = plain.Type
	}
	if name.Script == "" {
		name.Script = plain.Script
	} else if !knownScript(name.Script) {
		c.fault(path+".script", n.get("script"), directory.FaultUnknownValue, "Latn, Cyrl, Grek, Geor, Armn, Zyyy")
	}
	// An object without a language says that it is not known: strings are there
	// for guessing.
	return name
}

func knownScript(s directory.Script) bool {
	switch s {
	case "Latn", "Cyrl", "Grek", "Geor", "Armn", "Zyyy":
		return true
	}
	return false
}

// writeOne writes a name in the place of a type: as a string if reading that
// back gives the same name.
func writeOne(n directory.Name, t directory.NameType, country string) node {
	c := reading{country: country}
	if plainName(c.romanian(n.Text), t, country) == n {
		return textNode(n.Text)
	}
	full, plain := n, plainName(n.Text, t, country)
	if full.Type == plain.Type {
		full.Type = ""
	}
	if full.Script == plain.Script {
		full.Script = ""
	}
	return nameFields.write(full)
}

// first is the index of the first name of a type, or -1.
func first(o organisation, t directory.NameType) int {
	for i, n := range o.Names {
		if n.Type == t {
			return i
		}
	}
	return -1
}

func readName(c *reading, path string, n node, o organisation) {
	name := c.name(path, n, directory.NameDisplay)
	if name.Type != directory.NameDisplay {
		c.fault(path+".type", n.get("type"), directory.FaultUnknownValue, string(directory.NameDisplay))
	}
	o.Names = append(o.Names, name)
}

func readNativeName(c *reading, path string, n node, o organisation) {
	name := c.name(path, n, directory.NameOfficial)
	if name.Type != directory.NameOfficial {
		c.fault(path+".type", n.get("type"), directory.FaultUnknownValue, string(directory.NameOfficial))
	}
	o.Names = append(o.Names, name)
}

func readOtherNames(c *reading, path string, n node, o organisation) {
	for i, item := range c.items(path, n, shape{list: true, inline: nameKeys}) {
		o.Names = append(o.Names, c.name(path+"["+strconv.Itoa(i)+"]", item, directory.NameAlias))
	}
}

func writeName(o organisation) node {
	if i := first(o, directory.NameDisplay); i >= 0 {
		return writeOne(o.Names[i], directory.NameDisplay, string(o.Place.Country))
	}
	return node{}
}

func writeNativeName(o organisation) node {
	if i := first(o, directory.NameOfficial); i >= 0 {
		return writeOne(o.Names[i], directory.NameOfficial, string(o.Place.Country))
	}
	return node{}
}

func writeOtherNames(o organisation) node {
	display, official := first(o, directory.NameDisplay), first(o, directory.NameOfficial)
	var items []node
	for i, n := range o.Names {
		if i != display && i != official {
			items = append(items, writeOne(n, directory.NameAlias, string(o.Place.Country)))
		}
	}
	return listNode(items)
}
