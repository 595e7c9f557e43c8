package oncall

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/pcl"
)

// roots returns what the paths of actions begin with.
func (p *Passage) roots() map[string]any {
	roots := p.Event.roots()
	roots["variables"] = p.variables
	return roots
}

// extract returns what a regular expression finds at a path: its groups, one after the other, or the whole match if it has none. found is
// False if there is nothing, and Unknown if value is a pcl.NotKnown.
func extract(path, expression string, roots map[string]any) (value any, found pcl.Truth) {
	steps, err := pcl.ParsePath(path)
	if err != nil {
		return pcl.NotKnown{Reason: "the path " + path + " is not understood: " + err.Error()}, pcl.Unknown
	}
	pattern, err := regexp.Compile(expression)
	if err != nil {
		return pcl.NotKnown{Reason: "the regular expression is not understood: " + err.Error()}, pcl.Unknown
	}
	source, exists := steps.Lookup(roots)
	text, known := plainText(source)
	if !known {
		return text, pcl.Unknown
	}
	if !exists || source == nil {
		return nil, pcl.False
	}
	groups := pattern.FindStringSubmatch(asText(text))
	switch {
	case groups == nil:
		return nil, pcl.False
	case len(groups) == 1:
		return groups[0], pcl.True
	}
	return strings.Join(groups[1:], ""), pcl.True
}

// plainText returns a value as text. It is a pcl.NotKnown, and known is false, if PagerDuty does not document the text of such a value.
func plainText(value any) (text any, known bool) {
	switch value := value.(type) {
	case nil:
		return "", true
	case string:
		return value, true
	case bool:
		return strconv.FormatBool(value), true
	case json.Number:
		if _, err := strconv.ParseInt(value.String(), 10, 64); err == nil {
			return value.String(), true
		}
	case pcl.NotKnown:
		return value, false
	}
	return pcl.NotKnown{Reason: "PagerDuty does not document how it writes lists, objects and fractions as text"}, false
}

func asText(value any) string {
	text, _ := value.(string)
	return text
}

func reasonOf(value any) string {
	unknown, _ := value.(pcl.NotKnown)
	return unknown.Reason
}

// extract sets a field of the event. It leaves the field if there is nothing to set it to.
func (p *Passage) extract(e extraction) {
	var value any
	if e.Template != nil {
		value = fill(*e.Template, p.roots())
	} else {
		found := pcl.False
		if value, found = extract(e.Source, e.Regex, p.roots()); found == pcl.False {
			return
		}
	}
	if path, err := pcl.ParsePath(e.Target); err == nil && path.Root() == "event" && len(path) > 1 {
		setField(p.Event.Fields, path[1:], value)
	}
}

// setField sets a field at any depth. A path through what is no object makes that not known.
func setField(fields map[string]any, path pcl.Path, value any) {
	name := path[0].Name
	if len(path) == 1 {
		fields[name] = value
		return
	}
	switch inner := fields[name].(type) {
	case map[string]any:
		if !path[1].IsIndex {
			setField(inner, path[1:], value)
			return
		}
	case nil:
		if object := map[string]any{}; !path[1].IsIndex {
			setField(object, path[1:], value)
			fields[name] = object
			return
		}
	}
	fields[name] = pcl.NotKnown{Reason: "an extraction sets a part of it, and PagerDuty does not document how"}
}

var placeholder = pattern(`\{\{([^{}]*)\}\}`)

// fill fills in the values of a template. The text is a pcl.NotKnown if one of them is missing or not known.
func fill(template string, roots map[string]any) any {
	var unknown any
	text := placeholder().ReplaceAllStringFunc(template, func(hole string) string {
		inner := strings.TrimSpace(strings.Trim(hole, "{}"))
		path, err := pcl.ParsePath(inner)
		if err != nil {
			unknown = pcl.NotKnown{Reason: "the template " + template + " is not understood"}
			return ""
		}
		value, exists := path.Lookup(roots)
		text, known := plainText(value)
		switch {
		case !known:
			unknown = text
		case !exists || value == nil:
			unknown = pcl.NotKnown{Reason: "PagerDuty does not document what a template makes of " + inner + ", which the event lacks"}
		}
		return asText(text)
	})
	if unknown != nil {
		return unknown
	}
	return text
}
