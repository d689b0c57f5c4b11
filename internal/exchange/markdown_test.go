package exchange

import (
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	gfm "github.com/yuin/goldmark/extension/ast"
	source "github.com/yuin/goldmark/text"
	"pgregory.net/rapid"
)

func TestMarkdownCell(t *testing.T) {
	for given, want := range map[string]string{
		"":                          "",
		"Wine cluster":              "Wine cluster",
		" a \n\t b\r\nc ":           "a b c",
		"a|b":                       `a\|b`,
		`a\|b`:                      `a\\\|b`,
		"<b>x</b>":                  `\<b>x\</b>`,
		"[x](https://a.example/)":   `\[x\](https\://a.example/)`,
		"WWW.a.example, d.o.o.":     `WWW\.a.example, d.o.o.`,
		"*a* _b_ `c` ~~d~~ &amp; !": "\\*a\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~ \\&amp; \\!",
		"Клъстер „Вино“":            "Клъстер „Вино“",
		"a\x00b":                    "ab",
		"office@a.example":          "office@\u2060a.example",
	} {
		if got := MarkdownCell(given); got != want {
			t.Errorf("%q is %q, want %q", given, got, want)
		}
	}
}

// TestMarkdownCellsStayCells: whatever three cells hold, the table has them and
// nothing but text in them, by a parser of others.
func TestMarkdownCellsStayCells(t *testing.T) {
	parser := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()
	hostile := rapid.SliceOf(rapid.SampledFrom([]string{"|", "\\", "\n", "\r\n", "`", "``", "*", "**", "_", "~~", "[a](b)", "![a](b)", "<b>", "<!--", "<https://a.b>", "https://a.example/x", "http://b.c", "ftp://d.e", "www.a.example",
		"x@a.example", "mailto:x@a.b", "&lt;", "&#60;", "#", "- ", "1. ", "---", "===", "> ", "[ ] ", "$", " ", "a", "ქ", "\x00", "\xff", "\u2028", "\u00a0", "javascript:alert(1)", "[^1]", "]: x"}))
	rapid.Check(t, func(t *rapid.T) {
		var cells []string
		for range 3 {
			cells = append(cells, strings.Join(hostile.Draw(t, "cell"), ""))
		}
		table := "| a | b | c |\n|---|---|---|\n|"
		for _, c := range cells {
			table += " " + MarkdownCell(c) + " |"
		}
		table += "\n"
		root := parser.Parse(source.NewReader([]byte(table)))
		if _, ok := root.FirstChild().(*gfm.Table); !ok || root.FirstChild() != root.LastChild() {
			t.Fatalf("more or else than a table in\n%s", table)
		}
		var got []string
		err := ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering {
				return ast.WalkContinue, nil
			}
			switch n := n.(type) {
			case *ast.Document, *gfm.Table, *gfm.TableHeader, *gfm.TableRow, *ast.Text:
			case *gfm.TableCell:
				if _, head := n.Parent().(*gfm.TableHeader); !head {
					got = append(got, shown(n, []byte(table)))
				}
			default:
				t.Fatalf("a %s in\n%s", n.Kind(), table)
			}
			return ast.WalkContinue, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != 3 {
			t.Fatalf("%d cells in\n%s", len(got), table)
		}
		for i, c := range cells {
			if want := strings.Join(strings.Fields(xmlText(c)), " "); got[i] != want {
				t.Fatalf("cell %q came back as %q in\n%s", want, got[i], table)
			}
		}
	})
}

// shown is the text a reader of the cell sees, without the joiners: a backslash
// before a mark stands for the mark (CommonMark 2.4).
func shown(n ast.Node, source []byte) string {
	var raw []byte
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		raw = append(raw, c.(*ast.Text).Segment.Value(source)...)
	}
	var b strings.Builder
	for i := 0; i < len(raw); i++ {
		if raw[i] == '\\' && i+1 < len(raw) && strings.IndexByte(markdownMarks+".", raw[i+1]) >= 0 {
			i++
		}
		b.WriteByte(raw[i])
	}
	return strings.ReplaceAll(b.String(), "\u2060", "")
}
