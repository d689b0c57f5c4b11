package exchange

import (
	"bytes"
	"encoding/xml"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mmcdole/gofeed/atom"
	"pgregory.net/rapid"

	"euxine/internal/directory"
)

func listed(entries ...FeedEntry) iter.Seq2[FeedEntry, error] {
	return func(yield func(FeedEntry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

var sampleFeed = Feed{ID: "tag:euxine.example,2026:changes", Title: "Changes", Updated: testStamp, Author: "Euxine", Language: "bg", Subtitle: "Промени",
	Links: []FeedLink{{Rel: "self", Address: "https://euxine.example/feed?a=1&b=2", Type: "application/atom+xml"}, {Address: "https://euxine.example/", Language: "bg"}}}

func TestAtom(t *testing.T) {
	var b bytes.Buffer
	err := WriteAtom(&b, sampleFeed, listed(
		FeedEntry{ID: "https://euxine.example/api/v1/organisations/bg-a?rev=3", Title: `A & "B" <i>C</i>`, Summary: "founded: 2016 → 2017", Updated: testStamp, Published: testStamp.AddDate(0, 0, -1),
			Links: []FeedLink{{Address: "https://euxine.example/bg/organisations/bg-a"}}, Categories: []FeedCategory{{Term: "changed", Scheme: "https://euxine.example/", Label: "Changed"}}},
		FeedEntry{ID: "tag:euxine.example,2026:2", Title: "Second", Summary: "S", Updated: testStamp, Author: "Someone"}))
	if err != nil {
		t.Fatal(err)
	}
	want := xml.Header + `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="bg"><id>tag:euxine.example,2026:changes</id><title>Changes</title><subtitle>Промени</subtitle>` +
		`<updated>2026-06-30T23:30:00Z</updated><author><name>Euxine</name></author><link rel="self" href="https://euxine.example/feed?a=1&amp;b=2" type="application/atom+xml"></link>` +
		`<link href="https://euxine.example/" hreflang="bg"></link>` +
		`<entry><id>https://euxine.example/api/v1/organisations/bg-a?rev=3</id><title>A &amp; &#34;B&#34; &lt;i&gt;C&lt;/i&gt;</title><updated>2026-06-30T23:30:00Z</updated>` +
		`<published>2026-06-29T23:30:00Z</published><summary>founded: 2016 → 2017</summary><link href="https://euxine.example/bg/organisations/bg-a"></link>` +
		`<category term="changed" scheme="https://euxine.example/" label="Changed"></category></entry>` +
		`<entry><id>tag:euxine.example,2026:2</id><title>Second</title><updated>2026-06-30T23:30:00Z</updated><summary>S</summary><author><name>Someone</name></author></entry></feed>` + "\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	feed, err := new(atom.Parser).Parse(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if feed.ID != sampleFeed.ID || feed.Title != "Changes" || !feed.UpdatedParsed.Equal(testStamp) || feed.Authors[0].Name != "Euxine" || feed.Links[0].Href != sampleFeed.Links[0].Address || len(feed.Entries) != 2 {
		t.Errorf("feed %+v", feed)
	}
	if e := feed.Entries[0]; e.Title != `A & "B" <i>C</i>` || e.Summary != "founded: 2016 → 2017" || e.Categories[0].Term != "changed" || e.Links[0].Href != "https://euxine.example/bg/organisations/bg-a" {
		t.Errorf("entry %+v", e)
	}
}

func TestAtomWantsItsParts(t *testing.T) {
	ok := FeedEntry{ID: "tag:x,2026:1", Title: "T", Summary: "S", Updated: testStamp}
	for want, change := range map[string]func(*Feed, *FeedEntry){
		"no id":                               func(f *Feed, _ *FeedEntry) { f.ID = "" },
		"no author":                           func(f *Feed, _ *FeedEntry) { f.Author = "" },
		"no updated":                          func(f *Feed, _ *FeedEntry) { f.Updated = time.Time{} },
		`link "/feed" is no absolute address`: func(f *Feed, _ *FeedEntry) { f.Links = []FeedLink{{Address: "/feed"}} },
		`entry "": no id`:                     func(_ *Feed, e *FeedEntry) { e.ID = "" },
		`entry "tag:x,2026:1": no title`:      func(_ *Feed, e *FeedEntry) { e.Title = "" },
		"no summary or link": func(_ *Feed, e *FeedEntry) {
			e.Summary, e.Links = "", []FeedLink{{Rel: "related", Address: "https://a.example/"}}
		},
		`link "javascript:alert(1)" is no abs`: func(_ *Feed, e *FeedEntry) { e.Links = []FeedLink{{Address: "javascript:alert(1)"}} },
	} {
		f, e := sampleFeed, ok
		change(&f, &e)
		var b bytes.Buffer
		if err := WriteAtom(&b, f, listed(e)); !errors.Is(err, directory.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		} else if !strings.Contains(want, "entry") && b.Len() > 0 && f.ID == "" {
			t.Errorf("%q was written before the head was found wanting", b.String())
		}
	}
	broken := errors.New("store closed")
	err := WriteAtom(&bytes.Buffer{}, sampleFeed, func(yield func(FeedEntry, error) bool) { yield(FeedEntry{}, broken) })
	if !errors.Is(err, broken) {
		t.Errorf("error %v, want that of the entries", err)
	}
}

// TestAtomKeepsTexts: whatever texts hold, a parser finds as many entries as were
// written, with those texts but for what XML forbids, and no other element.
func TestAtomKeepsTexts(t *testing.T) {
	hostile := rapid.SliceOfN(rapid.SampledFrom([]string{"\x00", "\x0b", "\x1b", "\x7f", "\u0085", "\uFFFE", "\uFFFF", "\xff", "\r", "\n", "]]>", "<![CDATA[", "<!--", "<?x?>", "</entry><entry>", "</feed>", "&amp;", "&#0;", "&x;", `"`, "'", "<script>", "ü", "ქ", "😀", "a"}), 1, 8)
	type element struct {
		XMLName xml.Name
		Content []element `xml:",any"`
		Text    string    `xml:",chardata"`
	}
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string) string { return "x" + strings.Join(hostile.Draw(t, name), "") + "y" }
		var entries []FeedEntry
		for range rapid.IntRange(0, 3).Draw(t, "entries") {
			entries = append(entries, FeedEntry{ID: text("id"), Title: text("title"), Summary: text("summary"), Updated: testStamp, Author: text("author"),
				Categories: []FeedCategory{{Term: text("term"), Scheme: text("scheme"), Label: text("label")}}})
		}
		var b bytes.Buffer
		if err := WriteAtom(&b, sampleFeed, listed(entries...)); err != nil {
			t.Fatal(err)
		}
		feed, err := new(atom.Parser).Parse(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatalf("%v in\n%q", err, b.String())
		}
		if len(feed.Entries) != len(entries) {
			t.Fatalf("%d entries of %d in\n%s", len(feed.Entries), len(entries), b.String())
		}
		// That parser mends what it reads, so texts are compared by a strict one.
		var root element
		if err := xml.Unmarshal(b.Bytes(), &root); err != nil {
			t.Fatal(err)
		}
		i := 0
		for _, e := range root.Content {
			if e.XMLName.Local != "entry" {
				continue
			}
			got := map[string]string{}
			for _, part := range e.Content {
				got[part.XMLName.Local] = part.Text
			}
			if want := entries[i]; len(e.Content) != 6 || got["title"] != xmlText(want.Title) || got["summary"] != xmlText(want.Summary) || got["id"] != xmlText(want.ID) {
				t.Fatalf("entry %q came back as %q", want, got)
			}
			i++
		}
		if i != len(entries) || strings.ContainsRune(b.String(), '\uFFFD') {
			t.Fatalf("%d entries of %d in\n%s", i, len(entries), b.String())
		}
	})
}
