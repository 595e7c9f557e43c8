package oncall

import "slices"

// MergeAssumptions shortens lists of assumptions that lead to the same: two lists that differ only in the outcome of one condition become
// one without that condition. An empty list means always.
func MergeAssumptions(lists [][]Assumption) [][]Assumption {
	merged := slices.Clone(lists)
	for i := 0; i < len(merged); i++ {
		for j := i + 1; j < len(merged); j++ {
			if common, ok := differInOne(merged[i], merged[j]); ok {
				merged[i] = common
				merged = slices.Delete(merged, j, j+1)
				i, j = -1, len(merged) // begin again
			}
		}
	}
	return merged
}

// differInOne returns what two lists have in common if they differ only in the outcome of one condition, or not at all.
func differInOne(a, b []Assumption) (common []Assumption, ok bool) {
	if len(a) != len(b) {
		return nil, false
	}
	for _, assumption := range a {
		i := slices.IndexFunc(b, func(other Assumption) bool { return other.Rule == assumption.Rule })
		switch {
		case i < 0:
			return nil, false
		case b[i].Matches == assumption.Matches:
			common = append(common, assumption)
		}
	}
	return common, len(common) >= len(a)-1
}
