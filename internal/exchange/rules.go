package exchange

import (
	"slices"
	"strconv"
	"strings"

	"euxine/internal/directory"
)

// rule is one line of a table of fields: how the field name of the exchange
// form is read into T and written from it. A table's order is the canonical
// order of the fields. Rules that share a value (the concept lists, the names)
// add to it in table order.
type rule[T any] struct {
	name    string
	aliases []string // understood on input
	read    func(c *reading, path string, n node, into T)
	write   func(from T) node // nil: understood on input only
	shape   shape
}

// codec reads and writes one value.
type codec[E any] struct {
	shape shape
	read  func(c *reading, path string, n node) E
	write func(E) node // absent for the zero value
}

// one is the rule of a field that holds a single value.
func one[T, E any](name string, at func(T) *E, v codec[E]) rule[T] {
	return rule[T]{name: name, shape: v.shape,
		read:  func(c *reading, path string, n node, into T) { *at(into) = v.read(c, path, n) },
		write: func(from T) node { return v.write(*at(from)) },
	}
}

// maybe is the rule of a field that may be known to be zero: nil is not known.
func maybe[T, E any](name string, at func(T) **E, v codec[E]) rule[T] {
	return rule[T]{name: name, shape: v.shape,
		read: func(c *reading, path string, n node, into T) {
			e := v.read(c, path, n)
			*at(into) = &e
		},
		write: func(from T) node {
			if p := *at(from); p != nil {
				return v.write(*p)
			}
			return node{}
		},
	}
}

// many is the rule of a field that holds a list.
func many[T, E any](name string, at func(T) *[]E, v codec[E], aliases ...string) rule[T] {
	s := v.shape
	s.list = true
	return rule[T]{name: name, aliases: aliases, shape: s,
		read: func(c *reading, path string, n node, into T) {
			for i, item := range c.items(path, n, s) {
				// A value that cannot be read keeps its place, so that the paths
				// of faults found later stay right.
				*at(into) = append(*at(into), v.read(c, path+"["+strconv.Itoa(i)+"]", item))
			}
		},
		write: func(from T) node {
			if len(*at(from)) == 0 {
				return node{}
			}
			items := make([]node, len(*at(from)))
			for i, e := range *at(from) {
				items[i] = v.write(e)
			}
			return listNode(items)
		},
	}
}

// record is the codec of an object with fields of its own.
func record[E any](rules ...rule[*E]) codec[E] {
	return codec[E]{shape: shape{parts: partsOf(rules)},
		read: func(c *reading, path string, n node) (e E) {
			switch n.kind {
			case object:
			case cell, piece:
				c.fault(path, n, directory.FaultWrongType, "a column each for "+strings.Join(namesOf(rules), ", "))
				return e
			default:
				c.fault(path, n, directory.FaultWrongType, "an object with "+strings.Join(namesOf(rules), ", "))
				return e
			}
			readFields(c, path, n, rules, &e)
			return e
		},
		write: func(e E) node { return writeFields(rules, &e) },
	}
}

// orText widens the codec of an object: a plain string stands for the object
// that made makes of it, and is written wherever it would be read as the same.
func orText[E any](full codec[E], made func(c *reading, path string, n node) E, plain func(E) (string, bool)) codec[E] {
	return codec[E]{shape: shape{inline: full.shape.names()},
		read: func(c *reading, path string, n node) (e E) {
			switch n.kind {
			case text, cell, piece:
				return made(c, path, n)
			case object:
				return full.read(c, path, n)
			}
			c.fault(path, n, directory.FaultWrongType, "a text or an object")
			return e
		},
		write: func(e E) node {
			if s, ok := plain(e); ok {
				return node{kind: text, text: s}
			}
			return full.write(e)
		},
	}
}

func namesOf[T any](rules []rule[T]) []string {
	names := make([]string, len(rules))
	for i, r := range rules {
		names[i] = r.name
	}
	return names
}

// inputNames are the names understood on input.
func inputNames[T any](rules []rule[T]) []string {
	names := namesOf(rules)
	for _, r := range rules {
		names = append(names, r.aliases...)
	}
	return names
}

// readFields reads an object by a table. Empty values are the same as absent ones.
func readFields[T any](c *reading, path string, n node, rules []rule[T], into T) {
	if path != "" {
		path += "."
	}
	known := make([]bool, len(n.fields))
	for _, r := range rules {
		given := ""
		for i, f := range n.fields {
			if !r.called(f.name) {
				continue
			}
			known[i] = true
			switch {
			case f.value.empty():
			case given != "":
				c.fault(path+f.name, f.value, directory.FaultDuplicate, given)
			default:
				given = f.name
				if f.name != r.name && path == "" {
					if c.aliases == nil {
						c.aliases = map[string]string{}
					}
					c.aliases[r.name] = f.name
				}
				r.read(c, path+f.name, f.value, into)
			}
		}
	}
	for i, f := range n.fields {
		if !known[i] {
			c.add(located(c.file, c.row.sheet, f.place, path+f.name, f.value.brief(), directory.FaultUnknownField,
				perhaps(nearest(f.name, inputNames(rules)))))
		}
	}
}

func (r rule[T]) called(name string) bool {
	if name == r.name {
		return true
	}
	for _, a := range r.aliases {
		if name == a {
			return true
		}
	}
	return false
}

// writeFields is the object a table makes of a value. Of a record's fields two
// thirds are mostly absent: what is there is gathered first and takes the room it
// needs.
func writeFields[T any](rules []rule[T], from T) node {
	var room [48]field // more than any table has rules
	fields := room[:0]
	for _, r := range rules {
		if r.write == nil {
			continue
		}
		if v := r.write(from); v.kind != absent {
			fields = append(fields, field{name: r.name, value: v})
		}
	}
	return objectNode(slices.Clone(fields))
}

// perhaps words a nearest value as the messages want it.
func perhaps(near string) string {
	if near == "" {
		return ""
	}
	return ": perhaps " + near
}
