package explain_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
)

// Only PagerDuty's own message is quoted as PagerDuty's, and no cause appears twice.
func TestWhoseWordsTheyAre(t *testing.T) {
	t.Parallel()
	for body, test := range map[string]struct {
		status int
		want   string
		isNot  string
	}{
		``:                                      {400, "(400). The answer was empty. Correct", "It said"},
		`<html>`:                                {500, "(500). The answer was a web page instead of PagerDuty's JSON. Try", "It said"},
		`{}`:                                    {403, "(403). The answer says no reason. The user's role", "It said"},
		`no`:                                    {418, "418. The answer was not PagerDuty's JSON: no. The operator", "It said"},
		`{"error":{"message":"No","code":1}}`:   {400, "(400). It said: No (code 1). Correct", "The answer"},
		`{"incident":{}}`:                       {200, `could not be understood ("incident" has no id). The operator`, "(the answer could"},
		`{"incident":{"id":"POTHER"},"more":1}`: {200, `could not be understood ("incident" is not the one that was asked for, but "POTHER")`, "(the answer could"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(test.status)
			_, _ = io.WriteString(w, body)
		}))
		client, err := pagerduty.New(pagerduty.APIKey("key"), pagerduty.WithBaseURL(server.URL), pagerduty.WithTransport(server.Client().Transport), pagerduty.WithMaxRetryWait(0))
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Incidents.Get(t.Context(), "PINC")
		if text := explain.Text(err); !strings.Contains(text, test.want) || strings.Contains(text, test.isNot) {
			t.Errorf("%s: %q", body, text)
		}
		server.Close()
	}
}
