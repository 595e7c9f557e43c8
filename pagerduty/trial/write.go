package trial

import (
	"encoding/json"
	"net/http"
	"path"
	"slices"
	"strings"
)

// Write is one change of an account: the method and path of the request, such as "POST /incidents/Q4CARTERRORS00/notes". A change of
// several incidents in one request is a write for each, "PUT /incidents/ID". A merge is "PUT /incidents/ID/merge/SOURCE" for each source.
//
// In a pattern, * matches one part of the path.
type Write string

// changes reports whether a request can change an account. PagerDuty's analytics and previews are POST requests that only read.
func changes(method, path string) bool {
	if method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions {
		return false
	}
	return !strings.HasPrefix(path, "/analytics/") && !strings.HasSuffix(path, "/preview")
}

// writesOf returns the writes of a request.
func writesOf(method, path string, body []byte) []Write {
	path = strings.TrimSuffix(path, "/")
	var named struct {
		Incidents []struct{ ID string } `json:"incidents"`
		Sources   []struct{ ID string } `json:"source_incidents"`
	}
	_ = json.Unmarshal(body, &named) // other bodies name neither
	one := Write(method + " " + path)
	targets := named.Sources
	if one == "PUT /incidents" {
		targets = named.Incidents
	}
	if len(targets) == 0 {
		return []Write{one}
	}
	var all []Write
	for _, target := range targets {
		all = append(all, one+"/"+Write(target.ID))
	}
	return all
}

// matches reports whether a write fits a pattern.
func (w Write) matches(pattern string) bool {
	matched, err := path.Match(pattern, string(w))
	return err == nil && matched
}

// unasked returns the writes that fit no pattern. A pattern allows one POST, and any number of other requests, which can be repeated
// without a further change.
func unasked(writes []Write, patterns []string) []Write {
	var found []Write
	spent := map[string]bool{}
	for _, w := range writes {
		at := slices.IndexFunc(patterns, func(p string) bool { return w.matches(p) && !spent[p] })
		if at < 0 {
			found = append(found, w)
			continue
		}
		spent[patterns[at]] = strings.HasPrefix(patterns[at], http.MethodPost)
	}
	return found
}
