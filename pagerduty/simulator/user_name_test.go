package simulator_test

import "testing"

// PagerDuty joins repeated spaces in the name of a user, and removes those at its ends.
func TestSpacesInUserNames(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	made := a.ok("POST", "/users", `{"user":{"type":"user","name":"  Olga  van   Marsh ","email":"olga.marsh@lanternfield.example"}}`)
	a.equal(made, "user.name", "Olga van Marsh")
}
