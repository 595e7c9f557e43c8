package mcptools

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Nearest returns up to three of the candidates that name may have been meant to be, the closest first: names of flags, say.
func Nearest(name string, candidates []string) []string { return nearest(name, candidates, 3) }

// nearest returns up to most of the candidates that name may have been meant to be, the closest first.
func nearest(name string, candidates []string, most int) []string {
	type match struct {
		candidate string
		distance  int
	}
	given := foldName(name)
	if len(given) > 128 {
		return nil
	}
	var matches []match
	for _, candidate := range candidates {
		folded := foldName(candidate)
		distance := editDistance(given, folded)
		if distance <= max(len(given), len(folded))/3 {
			matches = append(matches, match{candidate, distance})
		}
	}
	slices.SortStableFunc(matches, func(a, b match) int { return cmp.Compare(a.distance, b.distance) })
	var near []string
	for _, m := range matches[:min(most, len(matches))] {
		near = append(near, m.candidate)
	}
	return near
}

// foldName makes the forms serviceIds, service-ids and service_ids of a name the same.
func foldName(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
}

// editDistance counts the bytes to insert, delete, change or swap with their neighbour to make b of a.
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

// quoteAll is names as a list in a sentence: "a", "b".
func quoteAll(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = strconv.Quote(name)
	}
	return strings.Join(quoted, ", ")
}
