package simulator_test

import (
	"slices"
	"strings"
	"testing"
)

func TestTeamsComeAndGo(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	created := a.ok("POST", "/teams", `{"team":{"type":"team","name":"Mobile"}}`)
	a.equal(created, "team.default_role", "manager")
	a.equal(created, "team.description", "")
	path := "/teams/" + created.at("team.id").(string)
	a.equal(a.ok("PUT", path, `{"team":{"type":"team","description":"Apps","default_role":"none"}}`), "team.name", "Mobile")
	a.equal(a.ok("PUT", path, `{"team":{"type":"team","name":"Phones"}}`), "team.description", "Apps")
	changed := a.ok("PUT", path, `{"team":{"type":"team","name":"PHONES","description":null}}`) // a team can keep its own name
	a.equal(changed, "team.description", "")
	a.equal(changed, "team.default_role", "none")
	a.equal(a.ok("GET", "/teams?query=phones", ""), "teams.0.id", created.at("team.id"))
	for body, want := range map[string]string{
		`{"team":{"type":"team","name":"checkout"}}`:                                            "Name has already been taken",
		`{"team":{"type":"team","name":" "}}`:                                                   "must not be empty",
		`{"team":{"type":"team","name":"` + strings.Repeat("x", 101) + `"}}`:                    "100 characters",
		`{"team":{"type":"team","name":"x","description":"` + strings.Repeat("x", 1025) + `"}}`: "1024 characters",
		`{"team":{"type":"team","name":"x","default_role":"observer"}}`:                         "manager or none",
		`{"team":{"type":"team"}}`:                                                              "name is required",
		`{}`:                                                                                    "must have the member team",
	} {
		a.refused(400, 2001, want, "POST", "/teams", body)
	}
	a.ok("DELETE", path, "")
	a.refused(404, 2100, "no team", "GET", path, "")
	a.refused(404, 2100, "no team", "DELETE", path, "")
}

func TestTeamThatOwnsSomethingStays(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.refused(400, 6006, "escalation policies", "DELETE", "/teams/PTCHECK", "")
	a.ok("GET", "/teams/PTCHECK", "")
	a.refused(400, 2001, "another team", "DELETE", "/teams/PTGUILD?reassignment_team=PTGUILD", "")
	a.refused(400, 2001, "another team", "DELETE", "/teams/PTGUILD?reassignment_team=PNONE00", "")
	a.ok("DELETE", "/teams/PTGUILD", "")
}

// A user who is a target of a team's escalation policy stays in the team.
func TestMemberInAnEscalationPolicyStays(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	team := a.ok("POST", "/teams", `{"team":{"type":"team","name":"Mobile"}}`).at("team.id").(string)
	membership := "/teams/" + team + "/users/PUDIEGO"
	a.ok("PUT", membership, "")
	policy := a.ok("POST", "/escalation_policies", `{"escalation_policy":{"type":"escalation_policy","name":"Mobile","teams":[{"id":"`+team+`","type":"team_reference"}],
		"escalation_rules":[{"escalation_delay_in_minutes":30,"targets":[{"id":"PUDIEGO","type":"user_reference"}]}]}}`).at("escalation_policy.id").(string)
	a.refused(400, 2001, "belong to an escalation policy on this team", "DELETE", membership, "")
	a.ok("DELETE", "/escalation_policies/"+policy, "")
	a.ok("DELETE", membership, "")
}

func TestTeamMembers(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	members := func() []string {
		answer := a.ok("GET", "/teams/PTGUILD/members?limit=100", "")
		ids, roles := answer.column("members", "user.id"), answer.column("members", "role")
		for n := range ids {
			ids[n] += " " + roles[n]
		}
		return ids
	}
	put := func(user, body string) { a.ok("PUT", "/teams/PTGUILD/users/"+user, body) }
	put("PUDIEGO", "")   // a responder in the account
	put("PUHENRY", `{}`) // an admin
	put("PUFARID", `{"role":"observer"}`)
	put("PUJONAS", "") // already a manager; unchanged
	put("PUKEIKO", `{"role":"manager"}`)
	want := []string{"PUJONAS manager", "PUKEIKO manager", "PUDIEGO responder", "PUHENRY manager", "PUFARID observer"}
	if got := members(); !slices.Equal(got, want) {
		t.Errorf("members are %v, want %v", got, want)
	}
	a.refused(400, 2001, "read-only", "PUT", "/teams/PTGUILD/users/PUNADIA", `{"role":"observer"}`)
	a.refused(400, 2001, "observer, responder or manager", "PUT", "/teams/PTGUILD/users/PUDIEGO", `{"role":"boss"}`)
	a.refused(404, 2100, "no user", "PUT", "/teams/PTGUILD/users/PNOBODY", "")
	a.refused(404, 2100, "no team", "PUT", "/teams/PNOTEAM/users/PUDIEGO", "")
	a.ok("DELETE", "/teams/PTGUILD/users/PUJONAS", "")
	a.refused(404, 2100, "not in the team", "DELETE", "/teams/PTGUILD/users/PUJONAS", "")
	if got := members(); !slices.Equal(got, want[1:]) {
		t.Errorf("members are %v, want %v", got, want[1:])
	}
	if teams := a.ok("GET", "/users/PUDIEGO", "").column("user.teams", "id"); !slices.Contains(teams, "PTGUILD") {
		t.Errorf("the new member's teams are %v", teams)
	}
	page := a.ok("GET", "/teams/PTGUILD/members?limit=1&offset=1&include[]=users&total=true", "")
	a.equal(page, "members.0.user.name", "Diego Ferreyra")
	a.equal(page, "more", true)
	a.equal(page, "total", 4)
}

// TestNoContent: an answer of 204 has no body and no headers of one.
func TestNoContent(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	response := a.send("PUT", "/teams/PTGUILD/users/PUDIEGO", "", header{"Content-Type", ""})
	defer response.Body.Close()
	if response.StatusCode != 204 || response.Header.Get("Content-Type") != "" || response.ContentLength != 0 {
		t.Error(response.Status, response.Header)
	}
}
