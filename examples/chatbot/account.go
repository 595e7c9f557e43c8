package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	anthropicoption "github.com/anthropics/anthropic-sdk-go/option"
	openaioption "github.com/openai/openai-go/v3/option"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// setUp connects the account and the model in the environment.
func setUp(environment func(string) string, modelName string) (setup, error) {
	account, err := newAccount(environment)
	if err != nil {
		return setup{}, err
	}
	vendor, note, err := chooseVendor(environment)
	if err != nil {
		return setup{}, err
	}
	if modelName == "" {
		modelName = vendor.model
	}
	key := strings.TrimSpace(environment(vendor.keyVariable))
	connect := func(system string, tools []mcptools.Tool) (model, error) {
		if vendor == openAIVendor {
			return newOpenAI(modelName, system, tools, openaioption.WithAPIKey(key))
		}
		return newAnthropic(modelName, system, tools, anthropicoption.WithAPIKey(key))
	}
	notes := []string{fmt.Sprintf("What you ask and what PagerDuty answers goes to %s (%s).", vendor.name, modelName)}
	if note != "" {
		notes = append(notes, note)
	}
	return setup{account: account, connect: connect, notes: notes}, nil
}

func newAccount(environment func(string) string) (*pagerduty.Client, error) {
	text := environment("PAGERDUTY_USER_API_KEY")
	if strings.TrimSpace(text) == "" {
		return nil, errors.New("there is no PagerDuty API key: set PAGERDUTY_USER_API_KEY to one (in PagerDuty: My Profile, User Settings, " +
			"Create API User Token). To try the program, --demo needs no key")
	}
	key, err := pagerduty.ParseToken(text)
	if err != nil {
		return nil, fmt.Errorf("PAGERDUTY_USER_API_KEY: %w", err)
	}
	options := []pagerduty.Option{pagerduty.WithUserAgent("pagerduty-mcp-go-chatbot"), pagerduty.WithRegion(key.Region())}
	if host := strings.TrimSpace(environment("PAGERDUTY_API_HOST")); host != "" {
		options = append(options, pagerduty.WithBaseURL(host))
	}
	return pagerduty.New(key, options...)
}

// person is the user of the assistant.
type person struct{ name, description string }

func currentUser(ctx context.Context, account *pagerduty.Client) (person, error) {
	me, err := account.Users.Me(ctx)
	switch {
	case errors.Is(err, pagerduty.ErrNoUser):
		return person{}, fmt.Errorf("PAGERDUTY_USER_API_KEY belongs to no user, so changes would have no author: use a user's key: %w", err)
	case errors.Is(err, pagerduty.ErrUnauthorized):
		return person{}, fmt.Errorf("PagerDuty refused PAGERDUTY_USER_API_KEY; accounts in the EU also set PAGERDUTY_API_HOST "+
			"to https://api.eu.pagerduty.com: %w", err)
	case err != nil:
		return person{}, err
	}
	name := mcptools.Clean(me.Name, 100)
	return person{name, fmt.Sprintf("%s (PagerDuty user %s, time zone %s)", name, me.ID, me.TimeZone)}, nil
}

func systemPrompt(who person, instructions string, now time.Time) string {
	return "You are an on-call assistant in a terminal and work on PagerDuty through your tools. " +
		"Answer briefly, in plain text without Markdown, most urgent first. Keep your conclusions apart from what PagerDuty says. " +
		"Call tools that make changes at once, without asking in text: the program asks the user before they run.\n" +
		instructions +
		"\nYou talk to " + who.description + ". The conversation began at " + now.UTC().Format(time.RFC3339) + "."
}
