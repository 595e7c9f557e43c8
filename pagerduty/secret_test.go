package pagerduty_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// A secret is never printed, and is revealed only by Reveal.
func TestSecret(t *testing.T) {
	t.Parallel()
	secret := pagerduty.NewSecret("hush")
	within := struct {
		Secret pagerduty.Secret
		Again  *pagerduty.Secret
		hidden pagerduty.Secret
	}{secret, &secret, secret}
	var logged bytes.Buffer
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("made", "secret", secret, "within", within)
	encoded, err := json.Marshal(within)
	if err != nil {
		t.Error(err)
	}
	for _, text := range []string{
		fmt.Sprint(secret), fmt.Sprintf("%s %q %x %#v %+v", secret, secret, secret, secret, within), fmt.Sprintf("%#v %v", within, &within), string(encoded), logged.String(),
	} {
		if strings.Contains(text, "hush") {
			t.Errorf("printed: %s", text)
		}
	}
	if secret.Reveal() != "hush" || secret.IsZero() || !(pagerduty.Secret{}).IsZero() || pagerduty.NewSecret("").Reveal() != "" {
		t.Error("the secret is not the one that was given")
	}
	for text, want := range map[string]string{`"x"`: "x", `null`: "", `7`: "", `{"a":1}`: ""} {
		var read pagerduty.Secret
		if err := json.Unmarshal([]byte(text), &read); err != nil || read.Reveal() != want {
			t.Errorf("%s is %q, %v", text, read.Reveal(), err)
		}
	}
}
