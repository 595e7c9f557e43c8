package explain

import (
	"cmp"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// missingObject returns what a path of the API that PagerDuty did not find stands for, such as "incident 4197", "alert PA of incident PI"
// or "notes of incident PI".
func missingObject(path string) string {
	var objects, kinds []string // the innermost object first; the kinds since the last id
	for segment := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		switch {
		case isKind(segment):
			kinds = append(kinds, segment)
		case len(kinds) > 0: // what comes before the first kind is the version of the API
			objects = append([]string{words(kinds, singular) + " " + segment}, objects...)
			kinds = nil
		}
	}
	if len(kinds) > 0 {
		objects = append([]string{words(kinds, func(kind string) string { return kind })}, objects...)
	}
	return cmp.Or(mcptools.Clean(strings.Join(objects, " of "), maxMessage), "such object")
}

// isKind reports whether a segment of a path names a kind of object, and is no id and no version.
func isKind(segment string) bool {
	return strings.Trim(segment, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// words returns the kinds in words, such as "incident type".
func words(kinds []string, form func(string) string) string {
	var all []string
	for _, kind := range kinds {
		all = append(all, form(strings.ReplaceAll(kind, "_", " ")))
	}
	return strings.Join(all, " ")
}

func singular(kind string) string {
	switch {
	case strings.HasSuffix(kind, "ies"):
		return strings.TrimSuffix(kind, "ies") + "y"
	case strings.HasSuffix(kind, "ses"):
		return strings.TrimSuffix(kind, "es")
	}
	return strings.TrimSuffix(kind, "s")
}
