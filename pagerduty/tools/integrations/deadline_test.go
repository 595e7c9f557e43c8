package integrations_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/integrations"
)

// slowAfter sends requests to a handler. After a POST, a GET is answered only when its context ends.
type slowAfter struct {
	http.Handler
	posted bool
}

func (s *slowAfter) RoundTrip(r *http.Request) (*http.Response, error) {
	if s.posted && r.Method == http.MethodGet {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	s.posted = s.posted || r.Method == http.MethodPost
	recorder := httptest.NewRecorder()
	if r = r.Clone(r.Context()); r.Body == nil {
		r.Body = http.NoBody
	}
	s.ServeHTTP(recorder, r)
	return recorder.Result(), nil
}

// The secret comes only once. The result has it before the call's time is over, without the name that takes too long.
func TestSecretComesBeforeTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithTransport(&slowAfter{Handler: simulator.New()}))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		result := mcptools.CallNamed(ctx, integrations.Toolset(client).Tools, "create_webhook_subscription",
			json.RawMessage(`{`+newWebhook+`,"filter_type":"team","filter_id":"PTCHECK","show_secret":true}`))
		if ctx.Err() != nil || !strings.Contains(result.Text, `"secret":`) || !strings.Contains(result.Text, `"id":"PTCHECK"`) {
			t.Errorf("%v: %s", ctx.Err(), result.Text)
		}
	})
}
