package exchange

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"euxine/internal/directory"
)

// AtomType is the media type of feeds.
const AtomType = "application/atom+xml; charset=utf-8"

// Feed is the head of an Atom feed (RFC 4287). ID, Title, Updated and Author are
// needed.
type Feed struct {
	ID       string // names the feed for good: an address or a tag: URI (RFC 4151)
	Title    string
	Subtitle string
	Language directory.Language // of the texts, "" not said
	Updated  time.Time
	Author   string // who publishes, where an entry does not say
	Links    []FeedLink
}

// FeedLink is an address beside a feed or entry. Rel is self, alternate (the
// same as ""), next or another of IANA's list.
type FeedLink struct {
	Rel      string
	Address  string // absolute
	Type     string // media type, may be empty
	Language directory.Language
}

// FeedEntry is one entry. ID, Title, Updated and a link with Rel alternate or a
// Summary are needed. Texts are plain: what looks like markup in them is shown
// as it stands.
type FeedEntry struct {
	ID         string // as of a feed; never given to another entry
	Title      string
	Summary    string
	Updated    time.Time
	Published  time.Time // zero: not said
	Author     string
	Links      []FeedLink
	Categories []FeedCategory
}

// FeedCategory is a term, the address of the list it is of, and its label.
type FeedCategory struct{ Term, Scheme, Label string }

// WriteAtom writes a feed entry by entry, in constant memory. Characters that
// XML 1.0 forbids are taken out of texts. What lacks a part that is needed is
// directory.ErrInvalid; so the head is checked before anything is written. An
// error of the entries ends the writing, and the file is not whole.
func WriteAtom(w io.Writer, f Feed, entries iter.Seq2[FeedEntry, error]) error {
	if err := writeAtom(w, f, entries); err != nil {
		return fmt.Errorf("write feed %s: %w", f.ID, err)
	}
	return nil
}

func writeAtom(w io.Writer, f Feed, entries iter.Seq2[FeedEntry, error]) error {
	if err := needed(map[string]bool{"id": f.ID != "", "title": f.Title != "", "updated": !f.Updated.IsZero(), "author": f.Author != ""}, f.Links); err != nil {
		return err
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	feed := xml.StartElement{Name: xml.Name{Local: "feed"}, Attr: []xml.Attr{{Name: xml.Name{Local: "xmlns"}, Value: "http://www.w3.org/2005/Atom"}}}
	if f.Language != "" {
		feed.Attr = append(feed.Attr, xml.Attr{Name: xml.Name{Local: "xml:lang"}, Value: xmlText(string(f.Language))})
	}
	if err := e.EncodeToken(feed); err != nil {
		return err
	}
	head := atomElements{
		{"id", f.ID}, {"title", f.Title}, {"subtitle", f.Subtitle}, {"updated", instant(f.Updated)},
	}
	if err := errors.Join(head.write(e), writeAuthor(e, f.Author), writeLinks(e, f.Links)); err != nil {
		return err
	}
	for entry, err := range entries {
		if err != nil {
			return err
		}
		if err := writeEntry(e, entry); err != nil {
			return fmt.Errorf("entry %q: %w", entry.ID, err)
		}
	}
	if err := errors.Join(e.EncodeToken(feed.End()), e.Close()); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func writeEntry(e *xml.Encoder, entry FeedEntry) error {
	seen := entry.Summary != ""
	for _, l := range entry.Links {
		seen = seen || l.Rel == "" || l.Rel == "alternate"
	}
	err := needed(map[string]bool{"id": entry.ID != "", "title": entry.Title != "", "updated": !entry.Updated.IsZero(), "summary or link": seen}, entry.Links)
	if err != nil {
		return err
	}
	start := xml.StartElement{Name: xml.Name{Local: "entry"}}
	elements := atomElements{
		{"id", entry.ID}, {"title", entry.Title}, {"updated", instant(entry.Updated)}, {"published", instant(entry.Published)}, {"summary", entry.Summary},
	}
	err = errors.Join(e.EncodeToken(start), elements.write(e), writeAuthor(e, entry.Author), writeLinks(e, entry.Links))
	for _, c := range entry.Categories {
		err = errors.Join(err, writeEmpty(e, "category", [][2]string{{"term", c.Term}, {"scheme", c.Scheme}, {"label", c.Label}}))
	}
	return errors.Join(err, e.EncodeToken(start.End()))
}

// needed names the parts that are missing, and links that lead nowhere.
func needed(parts map[string]bool, links []FeedLink) error {
	for _, name := range []string{"id", "title", "updated", "author", "summary or link"} {
		if there, ok := parts[name]; ok && !there {
			return fmt.Errorf("no %s: %w", name, directory.ErrInvalid)
		}
	}
	for _, l := range links {
		if !absolute(l.Address) {
			return fmt.Errorf("link %q is no absolute address: %w", l.Address, directory.ErrInvalid)
		}
	}
	return nil
}

// atomElements are elements that hold a text alone; those without are left out.
type atomElements [][2]string

func (list atomElements) write(e *xml.Encoder) error {
	for _, el := range list {
		if el[1] == "" {
			continue
		}
		if err := e.EncodeElement(xmlText(el[1]), xml.StartElement{Name: xml.Name{Local: el[0]}}); err != nil {
			return err
		}
	}
	return nil
}

func writeAuthor(e *xml.Encoder, name string) error {
	if name == "" {
		return nil
	}
	start := xml.StartElement{Name: xml.Name{Local: "author"}}
	return errors.Join(e.EncodeToken(start), atomElements{{"name", name}}.write(e), e.EncodeToken(start.End()))
}

func writeLinks(e *xml.Encoder, links []FeedLink) error {
	var err error
	for _, l := range links {
		err = errors.Join(err, writeEmpty(e, "link", [][2]string{{"rel", l.Rel}, {"href", l.Address}, {"type", l.Type}, {"hreflang", string(l.Language)}}))
	}
	return err
}

// writeEmpty writes an element of attributes; those without a value are left out.
func writeEmpty(e *xml.Encoder, name string, attributes [][2]string) error {
	start := xml.StartElement{Name: xml.Name{Local: name}}
	for _, a := range attributes {
		if a[1] != "" {
			start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: a[0]}, Value: xmlText(a[1])})
		}
	}
	return errors.Join(e.EncodeToken(start), e.EncodeToken(start.End()))
}

// instant is a time as RFC 3339 has it, in UTC; "" for none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// xmlText takes out what is no character of XML 1.0 (2.2). encoding/xml would
// put the replacement character in its place.
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 {
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, ""))
}
