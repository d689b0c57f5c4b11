package exchange

import "strings"

// markdownMarks are the characters that can mean something in a cell: markup and
// HTML, the colon of addresses and the # and $ that GitHub makes links, emoji
// and formulae of. A backslash before one makes it stand for itself (CommonMark
// 2.4). What means something at the beginning of a line only is no matter here.
const markdownMarks = "\\`*_[]<|~&:#!$"

// MarkdownCell is a text as a cell of a table in Markdown shows it: as it stands,
// on one line, with no markup, link or HTML of its own, under CommonMark and the
// tables, strikethrough and autolinks of GitHub's dialect. White space at its
// ends and runs of it are not kept: a table would not show them.
func MarkdownCell(s string) string {
	var b strings.Builder
	for i, word := range strings.Fields(xmlText(s)) {
		if i > 0 {
			b.WriteByte(' ')
		}
		for j, r := range word {
			switch {
			case r == '@':
				// GitHub takes an address of mail for a link, escaped or not, but
				// not with a joiner of no width behind the sign.
				b.WriteString("@\u2060")
				continue
			case strings.ContainsRune(markdownMarks, r), r == '.' && j >= 3 && strings.EqualFold(word[j-3:j], "www"):
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}
