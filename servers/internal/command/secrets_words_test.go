package command

import "testing"

// A key is found in every kind of data; words, ids and paths are none.
func TestIsKey(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]bool{
		"y_NbAkKc66ryYTWUXYEu": true, "title=the key y_NbAkKc66ryYTWUXYEu leaked": true, "https://x.example/y_NbAkKc66ryYTWUXYEu": true,
		"https://example/y_NbAkKc66ryYTWUXYEu?a=b": true, "key/y_NbAkKc66ryYTWUXYEu": true, "y_NbAkKc66ryYTWUXYEu/": true, `y_NbAkKc66ryYTWUXYEu\n`: true,
		"/srv/OnCallAudit202611234/log": false, "./OnCallAudit202611234": false, "~/OnCallAudit202611234": false, "../OnCallAudit202611234/log": false,
		`C:\logs\OnCallAudit202611234`: false, "note=@/srv/OnCallAudit202611234": false, "incident_ids=Q1A2B3C4D5E6F7": false, "/": false, "": false,
	} {
		if got := new(secrets).isKey(data); got != want {
			t.Errorf("%q is a key: %t, want %t", data, got, want)
		}
	}
}
