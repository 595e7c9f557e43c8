package attachment

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/instruct"
)

// markdown shows the JSON of a tool's result to a person: what is short first, then a section for each list. It knows no tool's members,
// so that a new one is shown without a change here.
func markdown(title, result string, now time.Time) (string, error) {
	root, err := parse(result)
	if err != nil {
		return "", fmt.Errorf("the result cannot be shown: %w", err)
	}
	var out page
	out.line("# %s", heading(title, root))
	out.line("")
	if root.get("items") != nil {
		out.list(*root.get("items"), 1)
		out.object(root.without("items"), 1)
	} else {
		out.object(root.without("number", "title", "name"), 1)
	}
	out.line("")
	out.line("*Read from PagerDuty at %s. %s*", clock(now), instruct.Untrusted)
	return out.String(), nil
}

// heading returns the kind of the object with its number and name.
func heading(title string, root node) string {
	words := title
	if number := root.text("number"); number != "" {
		words += " " + number
	}
	if name := cmp.Or(root.text("title"), root.text("name")); name != "" {
		words += ": " + escape(name)
	}
	return words
}

type page struct{ strings.Builder }

func (p *page) line(format string, arguments ...any) { fmt.Fprintf(p, format+"\n", arguments...) }

// object writes the members of an object: those that fit into a line, then the others as sections.
func (p *page) object(object node, level int) {
	var sections []member
	for _, m := range object.members {
		switch value, fits := inline(m.value); {
		case !fits:
			sections = append(sections, m)
		case m.name == "more" && m.value.scalar == true:
			p.line("- There are more than these.")
		case value != "" && m.name != "more":
			p.line("- **%s:** %s", label(m.name), withUnit(m.name, value))
		}
	}
	slices.SortStableFunc(sections, func(a, b member) int { return importance(a.name) - importance(b.name) })
	for _, m := range sections {
		p.line("")
		p.line("%s %s", strings.Repeat("#", min(level+1, 6)), label(m.name))
		p.line("")
		if inner := m.value.get("items"); inner != nil {
			p.list(*inner, level+1)
			p.object(m.value.without("items"), level+1)
		} else if m.value.kind == isList {
			p.list(m.value, level+1)
		} else {
			p.object(m.value, level+1)
		}
	}
}

// importance orders sections: what a person wants to know first, then the others, then what is long or technical.
func importance(name string) int {
	if i := slices.Index([]string{"on_call", "levels", "members", "next", "responders", "notes", "alerts"}, name); i >= 0 {
		return i - 10
	}
	return slices.Index([]string{"timeline", "changes", "custom_fields", "details", "trigger", "layers", "rotations"}, name) + 1
}

func (p *page) list(list node, level int) {
	if len(list.items) == 0 {
		p.line("None.")
	}
	for _, item := range list.items {
		if item.kind != isObject {
			value, _ := inline(item)
			p.line("- %s", value)
			continue
		}
		var words []string
		for _, m := range ordered(item.members) {
			if value := phrase(m); value != "" {
				words = append(words, value)
			}
		}
		p.line("- %s", strings.Join(words, " · "))
	}
}

// bare are the members whose value says what it is.
var bare = []string{
	"at", "created_at", "what", "by", "text", "summary", "title", "name", "user", "users", "status", "severity", "state", "urgency", "role", "escalation_policy", "schedule", "priority", "service", "type",
}

// ordered returns the members of an object in the order of its line: when it happened, what it is, from when until when, its id.
func ordered(members []member) []member {
	rank := func(m member) int {
		switch m.name {
		case "at", "created_at":
			return 0
		case "start":
			return 2
		case "end":
			return 3
		case "id":
			return 4
		}
		return 1
	}
	return slices.SortedStableFunc(slices.Values(members), func(a, b member) int { return rank(a) - rank(b) })
}

// phrase returns a member as a part of a line; "" if it is empty.
func phrase(m member) string {
	value, fits := inline(m.value)
	if !fits {
		value = flat(m.value)
	}
	switch {
	case value == "":
		return ""
	case m.name == "id":
		return "`" + value + "`"
	case m.name == "number":
		return "**#" + value + "**"
	case m.name == "end":
		return "until " + value
	case m.name == "start":
		return "from " + value
	case m.name == "at" || m.name == "created_at":
		return "**" + value + "**"
	case slices.Contains(bare, m.name):
		return value
	}
	return named(m.name, value)
}

// named returns a value after its name; the name alone if the value is yes.
func named(name, value string) string {
	if name = strings.ToLower(label(name)); value == "yes" {
		return name
	}
	return name + " " + value
}

// withUnit returns a value that PagerDuty counts in seconds with the unit.
func withUnit(name, value string) string {
	if !strings.HasSuffix(name, "_timeout") && name != "auto_pause" {
		return value
	}
	if value == "0" {
		return "off"
	}
	return value + " seconds"
}

// maxInline is how many members an object in a line of its own may have.
const maxInline = 4

// inline returns a value that fits into a line: a scalar, a reference, a small object, or a list of those.
func inline(n node) (text string, fits bool) {
	switch n.kind {
	case isScalar:
		return scalar(n.scalar), true
	case isList:
		var words []string
		for _, item := range n.items {
			value, fits := inline(item)
			if !fits || item.kind == isObject && item.get("name") == nil && item.get("href") == nil {
				return "", false
			}
			words = append(words, value)
		}
		return strings.Join(words, ", "), true
	}
	if len(n.members) > maxInline {
		return "", false
	}
	for _, m := range n.members {
		if m.value.kind != isScalar {
			return "", false
		}
	}
	return flat(n), true
}

// flat returns any value in a line.
func flat(n node) string {
	var words []string
	switch n.kind {
	case isScalar:
		return scalar(n.scalar)
	case isList:
		for _, item := range n.items {
			words = append(words, flat(item))
		}
		return strings.Join(words, ", ")
	}
	if address := n.text("href"); address != "" {
		return strings.TrimSpace(escape(n.text("text")) + " " + escape(address))
	}
	id, name := n.text("id"), n.text("name")
	rest := n
	if name != "" {
		rest = n.without("id", "name")
		if id != "" {
			words = append(words, escape(id))
		}
	}
	for _, m := range rest.members {
		value := flat(m.value)
		switch {
		case value == "":
		default:
			words = append(words, named(m.name, value))
		}
	}
	if name == "" {
		return strings.Join(words, ", ")
	}
	if len(words) == 0 {
		return escape(name)
	}
	return escape(name) + " (" + strings.Join(words, ", ") + ")"
}

func scalar(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case bool:
		if v {
			return "yes"
		}
		return "" // as absent
	case string:
		if moment, err := time.Parse(time.RFC3339, v); err == nil {
			return clock(moment)
		}
		return escape(v)
	}
	return fmt.Sprint(value)
}

func clock(moment time.Time) string {
	if _, offset := moment.Zone(); offset == 0 {
		return moment.Format("2006-01-02 15:04") + " UTC"
	}
	return moment.Format("2006-01-02 15:04 -07:00")
}

// escape returns a text so that it stays a text in Markdown: on one line, without links, images, emphasis and HTML.
func escape(text string) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), " / ")
	return escaper.Replace(text)
}

var escaper = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "[", `\[`, "]", `\]`, "<", `\<`, "~", `\~`)

// label returns the name of a member for people: "html_url" is the web page, "created_at" is "Created".
func label(name string) string {
	switch name {
	case "html_url":
		return "Web page"
	case "id":
		return "Id"
	}
	words := strings.ReplaceAll(escape(strings.TrimSuffix(name, "_at")), "_", " ") // outsiders choose the names in details
	if words == "" {
		return name
	}
	return strings.ToUpper(words[:1]) + words[1:]
}
