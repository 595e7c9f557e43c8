package simulator

import "slices"

// HasOperation reports whether the simulator has an operation of PagerDuty.
func HasOperation(id string) bool {
	return slices.ContainsFunc(operationsWith(routes()), func(o operation) bool { return o.ID == id && o.route != nil })
}
