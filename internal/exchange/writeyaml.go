package exchange

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"euxine/internal/directory"
)

// yamlOutput writes a list of records under the name of each type.
type yamlOutput struct{}

func (yamlOutput) begin(*Writer, directory.RecordType, bool) error { return nil }

func (yamlOutput) record(w *Writer, r directory.Record) error {
	if w.count == 0 {
		if err := w.put(string(w.typ) + ":\n"); err != nil {
			return err
		}
	}
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	list := &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{yamlNode(writeRecord(r))}}
	if err := e.Encode(list); err != nil {
		return err
	}
	if err := e.Close(); err != nil {
		return err
	}
	return w.put(b.String())
}

func (yamlOutput) end(w *Writer) error {
	if w.count == 0 {
		return w.put(string(w.typ) + ": []\n")
	}
	return nil
}

func (yamlOutput) close(w *Writer) error {
	if w.typ == "" {
		return w.put("{}\n")
	}
	return nil
}

// yamlNode is a value as the library writes it.
func yamlNode(n node) *yaml.Node {
	out := &yaml.Node{Kind: yaml.ScalarNode, Value: n.text}
	switch n.kind {
	case text:
		out.Tag = "!!str"
		if strings.Contains(n.text, "\n") {
			out.Style = yaml.LiteralStyle
		}
	case number:
		out.Tag = "!!int"
		if strings.ContainsAny(n.text, ".eE") {
			out.Tag = "!!float"
		}
	case boolean:
		out.Tag = "!!bool"
	case list:
		out.Kind = yaml.SequenceNode
		for _, item := range n.items {
			out.Content = append(out.Content, yamlNode(item))
		}
	case object:
		out.Kind = yaml.MappingNode
		for _, f := range n.fields {
			out.Content = append(out.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: f.name}, yamlNode(f.value))
		}
	}
	return out
}
