package simulator_test

import (
	"strings"
	"testing"
	"time"
)

// TestDeletedUserGetsNothingBack: incidents of a deleted user notify the remaining assignees or the users on call, and are never
// assigned to the deleted user again.
func TestDeletedUserGetsNothingBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		service, assignee string // "" means the user on call
		acknowledged      bool   // by the deleted user
		left, goesTo      string // after the deletion, and after all pending actions
		status            string
		log               []string // since the deletion
	}{
		"assigned": {"PSPAYGW", "OLGA", false, "PUAMARA", "PUELENA", "triggered", []string{
			"12:10 Assigned to Amara Okafor by Amara Okafor", "12:10 Notified Amara Okafor",
		}},
		"assigned and acknowledged": {"PSPAYGW", "OLGA", true, "PUAMARA", "PUELENA", "triggered", []string{
			"12:10 Assigned to Amara Okafor by Amara Okafor", "12:10 Unacknowledged by Amara Okafor", "12:10 Notified Amara Okafor",
		}},
		"acknowledged": {"PSPAYGW", "", true, "PUAMARA", "PUELENA", "triggered", []string{
			"12:10 Unacknowledged by Amara Okafor", "12:10 Notified Amara Okafor",
		}},
		"of another": {"PSPAYGW", "PUDIEGO", false, "PUDIEGO", "PUDIEGO", "triggered", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newLiving(t)
			olga := a.user("Olga Marsh")
			more := ""
			if c.assignee != "" {
				more = `,"assignments":[{"assignee":{"id":"` + strings.ReplaceAll(c.assignee, "OLGA", olga) + `","type":"user_reference"}}]`
			}
			path := a.open(c.service, more)
			if c.acknowledged {
				a.do("PUT", path, change(`,"status":"acknowledged"`), header{"From", "olga.marsh@lanternfield.example"})
			}
			before := len(a.log(path))
			a.clock.Advance(10 * time.Minute)
			a.ok("DELETE", "/users/"+olga, "")
			incident := a.ok("GET", path, "")
			a.equal(incident, "incident.status", c.status)
			if got := strings.Join(incident.column("incident.assignments", "assignee.id"), " "); got != c.left {
				t.Errorf("%s has it, want %s", got, c.left)
			}
			if got := strings.Join(a.log(path)[before:], "\n"); got != strings.Join(c.log, "\n") {
				t.Errorf("the deletion is logged as\n%s", got)
			}
			a.clock.Advance(time.Hour)
			if got := strings.Join(a.ok("GET", path, "").column("incident.assignments", "assignee.id"), " "); got != c.goesTo {
				t.Errorf("it went to %s, want %s", got, c.goesTo)
			}
		})
	}
}

// TestDeletedTarget: an incident of a deleted policy does not notify a deleted user of that policy.
func TestDeletedTarget(t *testing.T) {
	t.Parallel()
	a := newLiving(t)
	olga := a.user("Olga Marsh")
	policy := a.ok("POST", "/escalation_policies", `{"escalation_policy":{"type":"escalation_policy","name":"Night","num_loops":1,"escalation_rules":[
		{"escalation_delay_in_minutes":5,"targets":[{"id":"PUAMARA","type":"user_reference"}]},
		{"escalation_delay_in_minutes":5,"targets":[{"id":"`+olga+`","type":"user_reference"}]}]}}`).at("escalation_policy.id").(string)
	path := a.open("PSCHKAP", `,"escalation_policy":{"id":"`+policy+`","type":"escalation_policy_reference"}`)
	a.ok("DELETE", "/escalation_policies/"+policy, "")
	a.ok("DELETE", "/users/"+olga, "")
	a.clock.Advance(time.Hour)
	a.looks(path, "triggered", "PUAMARA")
	if log := strings.Join(a.log(path), "\n"); strings.Contains(log, "Olga") {
		t.Errorf("a deleted user was called:\n%s", log)
	}
}

// TestDeletionWithNobodyOnCall: the incident has no assignee.
func TestDeletionWithNobodyOnCall(t *testing.T) {
	t.Parallel()
	a := newLiving(t)
	olga := a.user("Olga Marsh")
	policy := a.ok("POST", "/escalation_policies", `{"escalation_policy":{"type":"escalation_policy","name":"Night","escalation_rules":[
		{"escalation_delay_in_minutes":5,"targets":[{"id":"`+olga+`","type":"user_reference"}]}]}}`).at("escalation_policy.id").(string)
	path := a.open("PSCHKAP", `,"escalation_policy":{"id":"`+policy+`","type":"escalation_policy_reference"}`)
	a.do("PUT", path, change(`,"status":"acknowledged"`), header{"From", "olga.marsh@lanternfield.example"})
	a.ok("DELETE", "/escalation_policies/"+policy, "")
	a.ok("DELETE", "/users/"+olga, "")
	a.clock.Advance(time.Hour)
	a.looks(path, "triggered", "")
	if log := a.log(path); log[len(log)-1] != "12:00 Unacknowledged by Amara Okafor" {
		t.Errorf("it is logged as\n%s", strings.Join(log, "\n"))
	}
}

// user creates a user and returns the id.
func (a living) user(name string) string {
	a.t.Helper()
	email := strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@lanternfield.example"
	return a.ok("POST", "/users", `{"user":{"type":"user","name":"`+name+`","email":"`+email+`"}}`).at("user.id").(string)
}
