package explain_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
)

// Whether anything was changed depends on the requests that were sent, whatever the error says.
func TestFailuresSayWhetherAnythingWasChanged(t *testing.T) {
	t.Parallel()
	note := func(ctx context.Context, client *pagerduty.Client) error {
		_, err := client.Incidents.AddNote(ctx, "PT4KHLK", "x")
		return err
	}
	own := func(context.Context, *pagerduty.Client) error { return errors.New("give the id") }
	hidden := func(ctx context.Context, client *pagerduty.Client) error {
		_ = note(ctx, client)
		return errors.New("give the id")
	}
	for name, test := range map[string]struct {
		answers http.HandlerFunc
		call    func(context.Context, *pagerduty.Client) error
		effect  mcptools.Effect
		says    string // "" for neither
	}{
		"a read":                      {answers(500), own, mcptools.EffectRead, ""},
		"nothing sent":                {answers(500), own, mcptools.EffectAdditive, "give the id. Nothing was changed."},
		"refused":                     {answers(403), note, mcptools.EffectDestructive, "Nothing was changed."},
		"rate limited":                {answers(429), note, mcptools.EffectAdditive, "Nothing was changed."},
		"no answer":                   {answers(0), note, mcptools.EffectAdditive, "The change may have been made. Read the incident's notes"},
		"failed":                      {answers(502), note, mcptools.EffectDestructive, "The change may have been made."},
		"a redirection":               {answers(302), note, mcptools.EffectAdditive, "The change may have been made."},
		"no answer of PagerDuty's":    {answers(200), note, mcptools.EffectAdditive, "The change may have been made."},
		"an error that hides another": {answers(502), hidden, mcptools.EffectAdditive, "What failed: give the id"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t)
			account.spoil.Store(&test.answers)
			do := func(ctx context.Context, _ struct{}) (string, error) { return "", test.call(ctx, account.client) }
			make := map[mcptools.Effect]func(string, string, func(context.Context, struct{}) (string, error), ...mcptools.Option) mcptools.Tool{
				mcptools.EffectRead: mcptools.Read[struct{}, string], mcptools.EffectAdditive: mcptools.Additive[struct{}, string], mcptools.EffectDestructive: mcptools.Destructive[struct{}, string],
			}[test.effect]
			result := explain.WithMiddleware([]mcptools.Tool{make("do", "Does it.", do)})[0].Call(t.Context(), nil)
			if !strings.Contains(result.Text, test.says) {
				t.Errorf("%q does not say %q", result.Text, test.says)
			}
			if made, nothing := strings.Contains(result.Text, "may have been made"), strings.Contains(result.Text, "Nothing was changed"); made && nothing || test.says == "" && (made || nothing) {
				t.Errorf("it says %q", result.Text)
			}
			if strings.Contains(result.Text, "may have been made") && strings.Contains(result.Text, "ry again") {
				t.Errorf("%q advises to repeat a change that may have been made", result.Text)
			}
		})
	}
}

// An attempt with an unknown outcome stays unknown, whatever the response to the next attempt.
func TestRefusalsAfterAnUncertainAttempt(t *testing.T) {
	t.Parallel()
	rename := func(ctx context.Context, client *pagerduty.Client) error {
		_, err := client.Services.Update(ctx, "PSCHKAP", pagerduty.ServiceChange{Name: new("x")})
		return err
	}
	for _, first := range []int{0, 500, 503} {
		for _, second := range []int{400, 401, 402, 403, 404, 409, 418, 422, 429, 302} {
			account := newAccount(t, pagerduty.WithMaxRetryWait(time.Second))
			spoil := answers(first, second)
			account.spoil.Store(&spoil)
			result := changing(func(ctx context.Context) error { return rename(ctx, account.client) }).Call(t.Context(), nil)
			if !strings.HasPrefix(result.Text, "The change may have been made.") || errors.Is(result.Err, mcptools.ErrNothingDone) || !errors.Is(result.Err, pagerduty.ErrUndecided) {
				t.Errorf("%d, then %d: %v, it says %q", first, second, result.Err, result.Text)
			}
		}
	}
}
