package pagerduty

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// parse reads what is wrong out of an answer that is no success. The body may be of any shape.
func (e *Error) parse(body []byte) {
	content := readAny(body)
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
	e.ours = e.Message == "" && e.Code == 0 && len(e.Details) == 0
	switch {
	case e.Message == "" && len(e.Details) > 0:
		e.Message, e.Details = e.Details[0], e.Details[1:]
	case e.Message == "":
		e.Message = describeBody(body)
	}
}

func readAny(body []byte) (content any) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber() // a float64 would write codes and ids another way
	if decoder.Decode(&content) != nil {
		return nil
	}
	return content
}

// member is a member of an object, whatever the case of its name; nil where there is none.
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

// codeIn is the first of the values that is PagerDuty's code. Others send words there.
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

// scopesIn reads the OAuth scopes that a token lacks: one text with spaces or commas, or a list.
func scopesIn(object any) (scopes []string) {
	for _, text := range sentences(member(object, "required_scopes")) {
		scopes = append(scopes, strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' })...)
	}
	return scopes
}

// sentences flattens what says what is wrong: texts, lists of them, and objects whose members name a field. Nothing is left
// of the JSON around it, where a secret could hide in escapes.
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

// sentencesOfMembers is one sentence, "name: what is wrong", for each member. Members that only wrap the others are opened.
func sentencesOfMembers(object map[string]any) []string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(object)) {
		said := sentences(object[name])
		switch {
		case len(said) == 0:
		case slices.Contains([]string{"error", "errors", "message"}, name):
			parts = append(parts, said...)
		default:
			parts = append(parts, name+": "+strings.Join(said, ", "))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{strings.Join(parts, ", ")}
}

// describeBody says what came where PagerDuty's JSON was expected.
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
