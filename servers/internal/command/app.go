package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/scopes"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// needsScopes returns an error if an app has no scopes to ask for. It names those of the tools that would be served.
func (s *settings) needsScopes(server Server) error {
	if !s.http.app() || s.demo || len(s.http.scopes) > 0 {
		return nil
	}
	areas, err := s.selectAreas(server.Areas)
	if err != nil {
		return err
	}
	tools, err := s.selectTools(build(areas, nil), server.Areas)
	if err != nil {
		return err
	}
	return fmt.Errorf("--auth app needs --scopes (%s), which the app must have in PagerDuty. The tools that would be served use %s",
		variable("scopes"), strings.Join(scopes.OfAll(namesOf(tools)...), ","))
}

func namesOf(tools []mcptools.Tool) (all []string) {
	for _, tool := range tools {
		all = append(all, tool.Name)
	}
	return all
}

// appAccount returns the account on which an app works. It reads the client secret, to show a mistake at start, and requests no token.
func appAccount(ctx context.Context, host string, settings *settings, environment env.Variables, options []pagerduty.Option, secrets *secrets) (*account, error) {
	value := environment.Value
	app := pagerduty.App{ClientID: value(keys.ClientIDVariable), Scopes: settings.http.scopes, Subdomain: settings.http.subdomain, TokenURL: value(keys.TokenURLVariable)}
	var source *keys.Source
	if settings.demo {
		app = demoApp(host, settings.http.scopes)
	} else {
		if err := refuseOwnKey(authApp, "calls have the tokens of the app", settings.profile, value); err != nil {
			return nil, err
		}
		var err error
		if source, err = keys.FindClientSecret(environment); err != nil {
			return nil, err
		}
		credential := &credential{source: source, secrets: secrets}
		if _, err := credential.Token(ctx); err != nil {
			return nil, err
		}
		app.Secret = credential
	}
	app.Region = regionOf(host)
	credential, err := pagerduty.NewAppCredential(app)
	if wrong, ok := errors.AsType[*pagerduty.ArgumentError](err); ok {
		return nil, fmt.Errorf("%s %s", appSetting(wrong.Argument), wrong.Message)
	}
	if err != nil {
		return nil, err
	}
	account, err := accountOf(credential, append(options, pagerduty.WithBaseURL(host), pagerduty.WithFrom(value(fromVariable))))
	if err != nil {
		return nil, err
	}
	account.key, account.app, account.from = source, credential, value(fromVariable)
	return account, nil
}

// demoApp returns the app of the demo account.
func demoApp(host string, asked []string) pagerduty.App {
	if len(asked) == 0 {
		asked = simulator.Scopes()
	}
	return pagerduty.App{
		ClientID: simulator.ClientID, Secret: pagerduty.APIKey(simulator.ClientSecret), Scopes: asked, Subdomain: simulator.Subdomain, TokenURL: host + "/oauth/token",
	}
}

// appSetting returns the setting for an argument of the library.
func appSetting(argument string) string {
	return cmp.Or(map[string]string{
		"client id": keys.ClientIDVariable, "scopes": "--scopes (" + variable("scopes") + ")", "subdomain": "--subdomain (" + variable("subdomain") + ")",
		"token URL": keys.TokenURLVariable, "region": hostVariable,
	}[argument], argument)
}

// settingsForApp returns what the operator changes if an app gets no token.
func settingsForApp(failure *pagerduty.AppError, secret *keys.Source) []string {
	switch {
	case errors.Is(failure, pagerduty.ErrUnauthorized) && failure.Code == "": // not an answer of OAuth
		return []string{keys.TokenURLVariable, keys.ClientIDVariable, secret.Remedy}
	case errors.Is(failure, pagerduty.ErrUnauthorized):
		return []string{keys.ClientIDVariable, secret.Remedy}
	case errors.Is(failure, pagerduty.ErrForbidden):
		return []string{"--scopes", "--subdomain", hostVariable}
	case errors.Is(failure, pagerduty.ErrProxy):
		return []string{"HTTPS_PROXY", "NO_PROXY"}
	case errors.Is(failure, pagerduty.ErrUntrusted):
		return trustSettings()
	case failure.StatusCode == 0, failure.StatusCode < 500 && failure.StatusCode != 429:
		return []string{keys.TokenURLVariable}
	}
	return nil
}

// remedyForApp returns what an operator can do if an app gets no token. secret is where the client secret comes from.
func remedyForApp(failure *pagerduty.AppError, secret *keys.Source) string {
	problem := "PagerDuty issued no token to the app: " + strings.TrimPrefix(failure.Error(), "pagerduty: no token for the app: ")
	if secret == nil { // the demo account
		return problem
	}
	if settings := settingsForApp(failure, secret); len(settings) > 0 {
		return problem + "\nCheck " + strings.Join(settings, " and ") + "."
	}
	return problem + "\nTry again in a minute."
}

// checkApp requests a token, and compares its scopes with those that the tools use. rows say what it found.
func checkApp(ctx context.Context, account *account, tools []mcptools.Tool, writes bool) (result KeyCheck, rows [][2]string) {
	granted, err := account.app.Scopes(ctx)
	if err != nil {
		return KeyCheck{Finding: "no token for the app", Advice: Remedy(err, account.key), Err: err}, nil
	}
	result, rows = KeyCheck{Finding: "tokens of an app, which belongs to no user"}, scopeRows(tools, granted)
	// Any read shows whether the API takes the token. That it lacks a scope for this one says nothing.
	if _, err := account.client.Incidents.List(ctx, pagerduty.ListIncidentsOptions{PageOptions: pagerduty.PageOptions{PageSize: 1}}); errors.Is(err, pagerduty.ErrUnauthorized) || errors.Is(err, pagerduty.ErrUnreachable) {
		result = keyFailure(account, err)
		result.Advice = "PagerDuty issued a token to the app, and its API did not take it: " + strings.TrimPrefix(err.Error(), "pagerduty: ") + "\nCheck " + hostVariable + "."
		return result, rows
	}
	if !writes {
		return result, rows
	}
	switch acting, err := account.client.Users.Acting(ctx); {
	case err == nil:
		result.Finding += fmt.Sprintf("; changes are recorded for %s <%s>", acting.Name, acting.Email)
	case errors.Is(err, pagerduty.ErrForbidden):
		result.Finding += "; without the scope users.read, it cannot be checked for whom changes are recorded"
	default:
		result.Advice = Remedy(err, account.key)
	}
	return result, rows
}

// scopeRows returns the rows of --check about the scopes that were granted, and the tools that need others.
func scopeRows(tools []mcptools.Tool, granted []string) [][2]string {
	rows := [][2]string{{"scopes", strings.Join(granted, " ")}}
	var refused, lacking [][2]string
	for _, tool := range tools {
		switch missing := scopes.Of(tool.Name).Without(granted); {
		case len(missing.Required) > 0:
			refused = append(refused, [2]string{"refused", tool.Name + " needs " + strings.Join(missing.Required, " ")})
		case len(missing.Optional) > 0:
			lacking = append(lacking, [2]string{"partial", tool.Name + " shows less without " + strings.Join(missing.Optional, " ")})
		}
	}
	if len(refused) > 0 {
		lacking = append(lacking, [2]string{"warning", "some tools need scopes that the app was not granted: grant them in PagerDuty and name them with --scopes, or leave the tools out with --exclude-tools"})
	}
	rows = append(rows, [2]string{"allowed", fmt.Sprintf("%d of %d tools, by the scopes that their typical calls use", len(tools)-len(refused), len(tools))})
	return append(append(rows, refused...), lacking...)
}
