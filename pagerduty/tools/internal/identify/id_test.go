package identify_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

// noIDs returns texts that are no ids, each with its error.
func noIDs() map[string]string {
	const onlyLetters = "an id has only letters, digits, _ and -"
	return map[string]string{
		"nope": `is "nope", which cannot be an id`, "Latest": "cannot be an id", "not_this": "cannot be an id",
		"": "is empty", " \t\n": "is empty", "null": `is "null"`, "undefined": `is "undefined"`, ".": `is "."`, "..": `is ".."`,
		"../users/me": onlyLetters, `P1\x`: onlyLetters, "P1?x=y": onlyLetters, "P1#x": onlyLetters, "P1%2e": onlyLetters, "P 1": onlyLetters,
		"Größe": onlyLetters, "P\u200b1": onlyLetters, "P1\u202e1": onlyLetters, "P1\U000e0041": onlyLetters, "P\u00ad1": onlyLetters,
		"P1\x00": "control or invisible", "P1\r\nX": "control or invisible",
		strings.Repeat("P", 256): "has 256 characters",
	}
}

func TestID(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"PT4KHLK": "PT4KHLK", "  PT4KHLK \n": "PT4KHLK", "9ff2a1b0-1b1c-4d2e-8f3a-5b6c7d8e9f00": "9ff2a1b0-1b1c-4d2e-8f3a-5b6c7d8e9f00",
		strings.Repeat("P", 255): strings.Repeat("P", 255),
	} {
		if got, err := identify.ID("service_id", text); got != want || err != nil {
			t.Errorf("%.40q: got %q and %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"deadbeef", "LATEST", "all4", "01DRJ8K1A2B3"} { // could be ids
		if got, err := identify.ID("service_id", text); got != text || err != nil {
			t.Errorf("%q: got %q and %v", text, got, err)
		}
	}
	for text, want := range noIDs() {
		got, err := identify.ID("service_id", text)
		if err == nil || got != "" || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "service_id ") || !strings.Contains(err.Error(), "give an id") {
			t.Errorf("%.40q: got %q and %v, want an error that it %s", text, got, err, want)
		}
	}
}

func TestIncident(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"PT4KHLK": "PT4KHLK", " Q2CHECKOUTLATE ": "Q2CHECKOUTLATE", "1234": "1234", "#1234": "1234", " #1234 ": "1234", "#01234": "1234",
		"https://acme.pagerduty.com/incidents/PT4KHLK":                 "PT4KHLK",
		"https://acme.eu.pagerduty.com/incidents/PT4KHLK/timeline?a=b": "PT4KHLK",
		"http://acme.pagerduty.com/incidents/1234#top":                 "1234",
		"https://acme.pagerduty.com/a/incidents/PT4KHLK/":              "PT4KHLK",
		"acme.pagerduty.com/incidents/4192":                            "4192",
		"<https://acme.pagerduty.com/incidents/PT4KHLK|#4192>":         "PT4KHLK",
		"<https://acme.pagerduty.com/incidents/PT4KHLK|Disk | full>":   "PT4KHLK",
	} {
		if got, err := identify.Incident("incident_id", text); got.ID != want || err != nil {
			t.Errorf("%q: got %q and %v, want %q", text, got.ID, err, want)
		}
	}
	for text := range noIDs() {
		if got, err := identify.Incident("incident_id", text); err == nil || !strings.HasPrefix(err.Error(), "incident_id ") {
			t.Errorf("%.40q: got %q and %v", text, got, err)
		}
	}
	for _, text := range []string{
		"The one with the disk", "latest", "all", "Mine", "INC-4192", "Größe", "#", "##12", "#PT4KHLK", "12.5", "ftp://acme.pagerduty.com/incidents/P1", "https://acme.pagerduty.com/incidents/",
		"https://acme.pagerduty.com/services/PT4KHLK", "https://acme.pagerduty.com/incidents/..%2fusers", "https://acme.pagerduty.com/incidents/%00",
		"https://evil.example/incidents/PT4KHLK", "https://pagerduty.com.evil.example/incidents/PT4KHLK", "https://acme.pagerduty.com/incidents/P1%3fx", "https://%zz/incidents/P1", "https://acme.pagerduty.com/incidents/P1/" + strings.Repeat("x", 2000),
	} {
		got, err := identify.Incident("incident_id", text)
		if err == nil || !strings.Contains(err.Error(), "an incident's id, number or web address") || len(err.Error()) > 250 {
			t.Errorf("%.40q: got %q and %v, want an error with the accepted forms", text, got, err)
		}
	}
}

func TestIsNumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"1": true, "0042": true, "999999999999999999": true, "": false, "-1": false, "1a": false, "Q1": false, "١": false, "1000000000000000000": false,
	} {
		if got := (identify.IncidentName{ID: text}).IsNumber(); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// Every account numbers its own incidents: a link to another account must not reach an incident of this one.
func TestLinksToAnotherAccount(t *testing.T) {
	t.Parallel()
	name, err := identify.Incident("incident_id", "https://Other.pagerduty.com/incidents/4200")
	if err != nil {
		t.Fatal(err)
	}
	if err := name.CheckAccount("https://acme.pagerduty.com/incidents/Q1"); err == nil || !strings.Contains(err.Error(), "this account is at acme.pagerduty.com") {
		t.Errorf("a link to another account: %v", err)
	}
	for _, page := range []string{"https://other.pagerduty.com/incidents/Q1", ""} {
		if err := name.CheckAccount(page); err != nil {
			t.Errorf("%q: %v", page, err)
		}
	}
}
