//go:build browser

package main

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
)

// The keys that walk.
var (
	keyDown  = walkingKey{"ArrowDown", 40}
	keyUp    = walkingKey{"ArrowUp", 38}
	keyLeft  = walkingKey{"ArrowLeft", 37}
	keyRight = walkingKey{"ArrowRight", 39}
	keyHome  = walkingKey{"Home", 36}
	keyEnd   = walkingKey{"End", 35}
)

type walkingKey struct {
	name string
	code int64
}

// walk presses and releases a key that walks.
func (b *tab) walk(k walkingKey) {
	b.t.Helper()
	for _, what := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		call(b, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: what, Key: k.name, Code: k.name, WindowsVirtualKeyCode: k.code})
	}
}

// combo is a search field as assistive technology meets it.
type combo struct {
	Role, Name, Autocomplete string
	Expanded, Focused        bool
	Active                   string // name of the option the keys are at
	List                     string // name of the list of options
	Groups                   []comboGroup
	Said                     []string // what the live regions hold
}

type comboGroup struct {
	Name    string
	Options []string
}

// options are the names of all options.
func (c combo) options() []string {
	var list []string
	for _, g := range c.Groups {
		list = append(list, g.Options...)
	}
	return list
}

// has says whether an option of the group has all the words.
func (c combo) has(group string, words ...string) bool {
	for _, g := range c.Groups {
		if g.Name == group && slices.ContainsFunc(g.Options, func(o string) bool { return hasAll(o, words) }) {
			return true
		}
	}
	return false
}

func hasAll(s string, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(s, w) })
}

// combo reads the accessibility tree of the page.
func (b *tab) combo() combo {
	b.t.Helper()
	nodes := call(b, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes
	byID := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range nodes {
		byID[n.NodeID] = n
	}
	// below gathers the nodes of a role below n.
	var below func(n *accessibility.Node, role string) []*accessibility.Node
	below = func(n *accessibility.Node, role string) []*accessibility.Node {
		var list []*accessibility.Node
		for _, id := range n.ChildIDs {
			if child := byID[id]; child != nil {
				if axText(child.Role) == role && !child.Ignored {
					list = append(list, child)
				}
				list = append(list, below(child, role)...)
			}
		}
		return list
	}
	var c combo
	named := map[cdp.BackendNodeID]string{}
	var active cdp.BackendNodeID
	var offered []*accessibility.Node
	for _, n := range nodes {
		if n.Ignored {
			continue
		}
		switch role := axText(n.Role); role {
		case "combobox", "searchbox":
			// Lists to choose one of have the role too: meant is the field that is
			// completed, or where none is the first.
			field := combo{Role: role, Name: axText(n.Name)}
			for _, p := range n.Properties {
				switch p.Name {
				case accessibility.PropertyNameExpanded:
					field.Expanded = string(p.Value.Value) == "true"
				case accessibility.PropertyNameFocused:
					field.Focused = string(p.Value.Value) == "true"
				case accessibility.PropertyNameAutocomplete:
					field.Autocomplete = axText(p.Value)
				case accessibility.PropertyNameActivedescendant:
					for _, related := range p.Value.RelatedNodes {
						active = related.BackendDOMNodeID
					}
				}
			}
			if c.Autocomplete != "" && field.Autocomplete != "" {
				b.t.Errorf("at %s: a second field that is completed, %q", b.path(), field.Name)
			}
			if c.Role == "" || c.Autocomplete == "" && field.Autocomplete != "" {
				c.Role, c.Name, c.Expanded, c.Focused, c.Autocomplete = field.Role, field.Name, field.Expanded, field.Focused, field.Autocomplete
			}
		case "listbox":
			c.List = axText(n.Name)
			for _, g := range below(n, "group") {
				group := comboGroup{Name: axText(g.Name)}
				for _, o := range below(g, "option") {
					group.Options = append(group.Options, axText(o.Name))
				}
				c.Groups = append(c.Groups, group)
			}
			offered = below(n, "option")
			if len(offered) != len(c.options()) {
				b.t.Errorf("at %s: %d options, %d of them in groups", b.path(), len(offered), len(c.options()))
			}
		case "option":
			named[n.BackendDOMNodeID] = axText(n.Name)
		case "status":
			for _, said := range below(n, "StaticText") {
				c.Said = append(c.Said, axText(said.Name))
			}
		}
	}
	c.Active = named[active]
	if active != 0 && c.Active == "" {
		b.t.Errorf("at %s: the active descendant is no option", b.path())
	}
	// The active option and no other is the selected one.
	var selected []string
	for _, n := range offered {
		for _, p := range n.Properties {
			if p.Name == accessibility.PropertyNameSelected && string(p.Value.Value) == "true" {
				selected = append(selected, axText(n.Name))
			}
		}
	}
	if got := strings.Join(selected, " | "); got != c.Active {
		b.t.Errorf("at %s: selected is %q, active %q", b.path(), got, c.Active)
	}
	return c
}

// axText is a value of the accessibility tree as text.
func axText(v *accessibility.Value) string {
	var s string
	if v == nil || json.Unmarshal(v.Value, &s) != nil {
		return ""
	}
	return strings.Join(strings.Fields(s), " ")
}

// The list is open with answers to what is typed, or it is closed.
const (
	opened = `document.querySelector('[role="combobox"]').getAttribute('aria-expanded') === 'true' && document.querySelector('[role="listbox"]').checkVisibility()`
	shut   = `document.querySelector('[role="combobox"]').getAttribute('aria-expanded') === 'false' && !document.querySelector('[role="listbox"]').checkVisibility()`
)

// settle waits until results that follow the typing are there: a page that
// changes its own address cannot be left at the same time.
func (b *tab) settle() {
	b.t.Helper()
	b.until(`!document.querySelector('[data-live="results"]') || !document.querySelector('[aria-busy="true"]') &&
		(new URLSearchParams(location.search).get('q') ?? '').trim() === document.querySelector('[data-search]').value.trim()`)
}

// beginTyping puts the focus in the field of a page and types.
func (b *tab) beginTyping(path, text string) {
	b.t.Helper()
	b.settle()
	b.open(path, 200)
	b.until(`document.querySelector('[role="combobox"]')`)
	b.click("[data-search]")
	b.typing(text)
}

// suggested waits until an option has all the words.
func (b *tab) suggested(words ...string) {
	b.t.Helper()
	js, err := json.Marshal(words)
	if err != nil {
		b.t.Fatal(err)
	}
	b.until(opened + ` && [...document.querySelectorAll('[role="option"]')].some((o) => ` + string(js) + `.every((w) => o.textContent.includes(w)))`)
}

// walkTo walks down to the option that has all the words.
func (b *tab) walkTo(words ...string) {
	b.t.Helper()
	for range 20 {
		b.walk(keyDown)
		if hasAll(evaluate[string](b, `document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.textContent ?? ''`), words) {
			return
		}
	}
	b.t.Fatalf("at %s: no option with %q among %q", b.path(), words, b.combo().options())
}
