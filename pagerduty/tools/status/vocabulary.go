package status

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// vocabulary is the words that the posts of a page may use.
type vocabulary struct {
	services                      []pagerduty.StatusPageService
	severities, statuses, impacts []pagerduty.StatusPageTerm
	more                          bool // PagerDuty did not return all
}

// read reads the vocabulary of a page, in parallel with other requests.
func (v *vocabulary) read(ctx context.Context, client *pagerduty.Client, pageID string, others ...func(context.Context) error) error {
	var more [4]bool
	terms := func(n int, to *[]pagerduty.StatusPageTerm, list func(context.Context, string, pagerduty.StatusPagePostType) (*pagerduty.Page[pagerduty.StatusPageTerm], error)) func(context.Context) error {
		return func(ctx context.Context) error {
			page, err := list(ctx, pageID, "")
			if err == nil {
				*to, more[n] = page.Items, page.More
			}
			return err
		}
	}
	err := parallel.Do(ctx, append(others,
		terms(0, &v.severities, client.StatusPages.Severities), terms(1, &v.statuses, client.StatusPages.Statuses), terms(2, &v.impacts, client.StatusPages.Impacts),
		func(ctx context.Context) error {
			page, err := client.StatusPages.Services(ctx, pageID)
			if err == nil {
				v.services, more[3] = page.Items, page.More
			}
			return err
		})...)
	v.more = slices.Contains(more[:], true)
	return err
}

// readStates reads only the severities and statuses.
func (v *vocabulary) readStates(ctx context.Context, client *pagerduty.Client, pageID string) error {
	return parallel.Do(ctx, func(ctx context.Context) error {
		page, err := client.StatusPages.Severities(ctx, pageID, "")
		if err == nil {
			v.severities = page.Items
		}
		return err
	}, func(ctx context.Context) error {
		page, err := client.StatusPages.Statuses(ctx, pageID, "")
		if err == nil {
			v.statuses = page.Items
		}
		return err
	})
}

// terms returns the words for posts of a type; nil if there are none.
func (v *vocabulary) terms(of pagerduty.StatusPagePostType) *terms {
	found := terms{names(v.severities, of), names(v.statuses, of), names(v.impacts, of)}
	if found.Severities == nil && found.Statuses == nil && found.Impacts == nil {
		return nil
	}
	return &found
}

func names(all []pagerduty.StatusPageTerm, of pagerduty.StatusPagePostType) (found []string) {
	for _, t := range all {
		if t.PostType == of {
			found = append(found, t.Description)
		}
	}
	return found
}

// pick returns the id of the term that text names, among those for posts of a type.
func pick(noun, argument, text string, all []pagerduty.StatusPageTerm, of pagerduty.StatusPagePostType) (string, error) {
	var candidates []identify.Candidate
	for _, t := range all {
		if t.PostType == of || t.PostType == "" {
			candidates = append(candidates, identify.Candidate{ID: t.ID, Name: t.Description})
		}
	}
	if text == "" {
		return onlyOne(noun, argument, candidates)
	}
	return identify.Pick(noun, argument, text, candidates)
}

// onlyOne returns the only candidate. If there are several, the argument is required.
func onlyOne(noun, argument string, candidates []identify.Candidate) (string, error) {
	if len(candidates) == 1 {
		return candidates[0].ID, nil
	}
	var choices []string
	for _, c := range candidates {
		choices = append(choices, c.Name)
	}
	return "", fmt.Errorf("%s is required: give one of the page's %s: %s", argument, plural(noun), strings.Join(choices, ", "))
}

func plural(noun string) string {
	switch noun {
	case "severity":
		return "severities"
	case "status":
		return "statuses"
	}
	return noun + "s"
}

// name returns the description of a term; the id if it is unknown.
func name(all []pagerduty.StatusPageTerm, id string) string {
	for _, t := range all {
		if t.ID == id && t.Description != "" {
			return t.Description
		}
	}
	return id
}

func (v *vocabulary) serviceName(id string) string {
	for _, s := range v.services {
		if s.ID == id && s.Name != "" {
			return s.Name
		}
	}
	return id
}
