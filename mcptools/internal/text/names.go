package text

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Nearest returns up to most of the candidates that name may be a misspelling of, the closest first.
func Nearest(name string, candidates []string, most int) []string {
	given := foldName(name)
	if len(given) > 128 {
		return nil
	}
	distances := map[string]int{}
	var near []string
	for _, candidate := range candidates {
		folded := foldName(candidate)
		distances[candidate] = editDistance(given, folded)
		if distances[candidate] <= max(len(given), len(folded))/3 || isPrefixed(name, candidate) || isPrefixed(candidate, name) {
			near = append(near, candidate)
		}
	}
	slices.SortStableFunc(near, func(a, b string) int { return cmp.Compare(distances[a], distances[b]) })
	return near[:min(most, len(near))]
}

// isPrefixed reports whether long is short with a prefix, as some hosts and programs add one: pagerduty_get_incident, get_incident.
func isPrefixed(long, short string) bool {
	return len(short) > 3 && strings.HasSuffix(long, "_"+short)
}

var separators = strings.NewReplacer("_", "", "-", "")

// foldName makes the forms serviceIds, service-ids and service_ids of a name equal.
func foldName(name string) string { return strings.ToLower(separators.Replace(name)) }

// editDistance counts the bytes to insert, delete, change or swap with their neighbour to turn a into b.
func editDistance(a, b string) int {
	before, previous, current := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := 1; i <= len(a); i++ {
		current[0] = i
		for j := 1; j <= len(b); j++ {
			change := previous[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			current[j] = min(change, previous[j]+1, current[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
		}
		before, previous, current = previous, current, before
	}
	return previous[len(b)]
}

// QuoteAll returns names as a list in a sentence: "a", "b".
func QuoteAll(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = strconv.Quote(name)
	}
	return strings.Join(quoted, ", ")
}

// maxShown is how many characters of a value an error shows.
const maxShown = 80

// Shown returns a name or a literal from outside as an error may repeat it.
func Shown(s string) string { return Clean(FirstBytes(s), maxShown) }

// Describe shows a value in an error.
func Describe(v Value) string {
	switch v.Kind {
	case String:
		return string(AppendString(nil, Shown(v.Text)))
	case Object, Array:
		return Shown(string(v.AppendJSON(nil)))
	case Null:
		return "null"
	}
	return Shown(v.Text)
}

// FirstBytes cuts a huge text to somewhat more than an error shows.
func FirstBytes(s string) string {
	const enough = 16 * maxShown
	if len(s) > enough {
		return strings.ToValidUTF8(s[:enough], "")
	}
	return s
}
