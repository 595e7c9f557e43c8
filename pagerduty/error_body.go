package pagerduty

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// parse sets the code, the messages and the scopes from the body of a response that is not a success. The body may have any shape.
func (e *Error) parse(body []byte) {
	content := decodeAny(body)
	inner := member(content, "error")
	e.Code = codeIn(member(inner, "code"), member(content, "code"))
	e.Scopes = slices.Concat(scopesIn(inner), scopesIn(content))
	message := inner
	if _, isObject := inner.(map[string]any); isObject {
		message = member(inner, "message")
	}
	e.Message = strings.Join(slices.Concat(sentences(message), sentences(member(content, "error_description")), sentences(member(content, "message"))), "; ")
	e.Details = slices.Concat(sentences(member(inner, "errors")), sentences(member(content, "errors")))
	if list, isList := content.([]any); isList {
		e.Details = sentences(list)
	}
	e.ownMessage = e.Message == "" && e.Code == 0 && len(e.Details) == 0
	switch {
	case e.Message == "" && len(e.Details) > 0:
		e.Message, e.Details = e.Details[0], e.Details[1:]
	case e.Message == "":
		e.Message = describeBody(body)
	}
}

func decodeAny(body []byte) (content any) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber() // a float64 would print codes and ids differently
	if decoder.Decode(&content) != nil {
		return nil
	}
	return content
}

// member returns a member of an object, whatever the case of its name; nil if there is none.
func member(object any, name string) any {
	members, _ := object.(map[string]any)
	if value, ok := members[name]; ok {
		return value
	}
	for other, value := range members {
		if strings.EqualFold(other, name) {
			return value
		}
	}
	return nil
}

// codeIn returns the first integer, which is PagerDuty's code. Others than PagerDuty send words there.
func codeIn(values ...any) int {
	for _, value := range values {
		if number, ok := value.(json.Number); ok {
			if code, err := number.Int64(); err == nil {
				return int(code)
			}
		}
	}
	return 0
}

// scopesIn returns the OAuth scopes that a token lacks. They come as a list, or as one text with spaces or commas.
func scopesIn(object any) (scopes []string) {
	for _, text := range sentences(member(object, "required_scopes")) {
		scopes = append(scopes, strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' })...)
	}
	return scopes
}

// sentences flattens an error message: a text, a list, or an object with a member for each wrong field. It decodes all of the JSON,
// since redaction would miss a secret that is written with escapes.
func sentences(value any) []string {
	switch value := value.(type) {
	case nil:
		return nil
	case string:
		if value == "" || value == "null" {
			return nil
		}
		return []string{value}
	case []any:
		var all []string
		for _, item := range value {
			all = append(all, sentences(item)...)
		}
		return all
	case map[string]any:
		return sentencesOfMembers(value)
	}
	return []string{fmt.Sprint(value)}
}

// sentencesOfMembers joins "name: message" for each member. It drops names that only wrap messages.
func sentencesOfMembers(object map[string]any) []string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(object)) {
		messages := sentences(object[name])
		switch {
		case len(messages) == 0:
		case slices.Contains([]string{"error", "errors", "message"}, name):
			parts = append(parts, messages...)
		default:
			parts = append(parts, name+": "+strings.Join(messages, ", "))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{strings.Join(parts, ", ")}
}

// describeBody describes a body without a message of PagerDuty's.
func describeBody(body []byte) string {
	text := strings.TrimSpace(string(body[:min(len(body), 200)]))
	switch {
	case text == "":
		return "the answer was empty"
	case strings.HasPrefix(text, "<"):
		return "the answer was a web page instead of PagerDuty's JSON"
	case strings.HasPrefix(text, "{") || strings.HasPrefix(text, "["):
		return "the answer says no reason"
	}
	return "the answer was not PagerDuty's JSON: " + strings.ToValidUTF8(text, "�")
}
