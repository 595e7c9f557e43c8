package simulator_test

import (
	"strings"
	"testing"
)

// TestSelfLinksLeadHere: every self link, at any depth, points to the simulator. html_url is unchanged.
func TestSelfLinksLeadHere(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, path := range []string{
		"/incidents?date_range=all&include[]=services", "/services/PSCHKAP?include[]=integrations", "/users/me", "/event_orchestrations/" + production, routerPath,
		"/incidents/Q2CHECKOUTLATE/related_incidents", "/incidents/Q2CHECKOUTLATE/past_incidents", "/oncalls", "/schedules/PSCHKP1",
	} {
		answer := string(whole(a, path))
		if strings.Contains(answer, "https://api.pagerduty.com") || !strings.Contains(answer, `"self":"http://simulator/`) {
			t.Errorf("%s leads away: %s", path, answer)
		}
	}
	me := a.ok("GET", "/users/me", "")
	a.equal(me, "user.html_url", "https://lanternfield-demo.pagerduty.com/users/PUAMARA")
	link := strings.TrimPrefix(me.at("user.self").(string), a.url)
	a.equal(a.ok("GET", link, ""), "user.id", "PUAMARA")
}
