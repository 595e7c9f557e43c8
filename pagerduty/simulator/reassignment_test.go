package simulator

import (
	"net/http/httptest"
	"slices"
	"testing"
)

// TestReassignmentTeam: open incidents of a deleted team get the reassignment team, once. Resolved ones have no team.
func TestReassignmentTeam(t *testing.T) {
	t.Parallel()
	for _, query := range []string{"", "?reassignment_team=PTPLATF"} {
		s := New()
		a := s.account
		guild, checkout, platform := a.teams.byID["PTGUILD"], a.teams.byID["PTCHECK"], a.teams.byID["PTPLATF"]
		open, resolved := a.incidents.byID["Q2CHECKOUTLATE"], filter(a.incidents.order, func(i *incident) bool { return !i.open() })[0]
		shared, both := []*team{guild, checkout}, a.incidents.byID["Q3PAYACQUIRER0"]
		open.teams, resolved.teams, both.teams = shared, shared, []*team{guild, platform}
		request := httptest.NewRequest("DELETE", "/teams/PTGUILD"+query, nil)
		request.Header.Set("Authorization", "Bearer "+UserKey)
		request.Header.Set("Accept", "application/vnd.pagerduty+json;version=2")
		recorder := httptest.NewRecorder()
		s.ServeHTTP(recorder, request)
		want := []*team{checkout}
		if query != "" {
			want = append(want, platform)
		}
		if recorder.Code != 204 || !slices.Equal(open.teams, want) || !slices.Equal(resolved.teams, []*team{checkout}) || !slices.Equal(both.teams, []*team{platform}) {
			t.Errorf("%q: %d, open %v, resolved %v, both %v", query, recorder.Code, open.teams, resolved.teams, both.teams)
		}
	}
}
