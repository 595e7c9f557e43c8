package keys

import (
	"context"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
)

// The variables of an app with Scoped OAuth, which gets its tokens by a client id and a secret.
const (
	ClientIDVariable         = "PAGERDUTY_CLIENT_ID"
	ClientSecretVariable     = "PAGERDUTY_CLIENT_SECRET"
	ClientSecretFileVariable = "PAGERDUTY_CLIENT_SECRET_FILE"
	TokenURLVariable         = "PAGERDUTY_TOKEN_URL"
)

// FindClientSecret returns where the client secret of the app is. A file is read whenever it is needed, so that the secret can be rotated.
func FindClientSecret(environment env.Variables) (*Source, error) {
	text, path := environment.Value(ClientSecretVariable), environment.Value(ClientSecretFileVariable)
	switch {
	case text != "" && path != "":
		return nil, fmt.Errorf("%s and %s are both set: keep one of them", ClientSecretVariable, ClientSecretFileVariable)
	case text != "":
		return &Source{Name: ClientSecretVariable, Remedy: ClientSecretVariable, read: func(context.Context) (string, error) { return text, nil }}, nil
	case path != "":
		return readFile(ClientSecretFileVariable, environment.ExpandHome(path), "a client secret"), nil
	}
	return nil, fmt.Errorf("the client secret of the app is missing: set %s to a file that holds it, or %s to the secret", ClientSecretFileVariable, ClientSecretVariable)
}
