package pagerduty_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// PagerDuty ignores an empty reference: the change would be another one than was meant.
func TestEmptyIDsInBodiesAreNotSent(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(context.Context, *pagerduty.IncidentsService) error{
		"create without a service": func(ctx context.Context, s *pagerduty.IncidentsService) error {
			_, err := s.Create(ctx, pagerduty.NewIncident{Title: "Down"})
			return err
		},
		"create without a title": func(ctx context.Context, s *pagerduty.IncidentsService) error {
			_, err := s.Create(ctx, pagerduty.NewIncident{ServiceID: "PSVC"})
			return err
		},
		"create for a user that is no id": func(ctx context.Context, s *pagerduty.IncidentsService) error {
			_, err := s.Create(ctx, pagerduty.NewIncident{Title: "Down", ServiceID: "PSVC", AssigneeID: "../me"})
			return err
		},
		"empty assignee": func(ctx context.Context, s *pagerduty.IncidentsService) error {
			_, err := s.Update(ctx, pagerduty.IncidentUpdate{ID: "PINC", AssigneeIDs: []string{"PADA", ""}})
			return err
		},
		"empty priority": func(ctx context.Context, s *pagerduty.IncidentsService) error {
			_, err := s.Update(ctx, pagerduty.IncidentUpdate{ID: "PINC", PriorityID: new("")})
			return err
		},
		"nobody to ask": func(ctx context.Context, s *pagerduty.IncidentsService) error {
			_, err := s.RequestResponders(ctx, "PINC", pagerduty.NewResponderRequest{RequesterID: "PADA"})
			return err
		},
		"no requester": func(ctx context.Context, s *pagerduty.IncidentsService) error {
			_, err := s.RequestResponders(ctx, "PINC", pagerduty.NewResponderRequest{UserIDs: []string{"PADA"}})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, sent := newClient(t, account(answer(http.StatusOK, ada)))
			if err := call(t.Context(), client.Incidents); !errors.Is(err, pagerduty.ErrInvalid) {
				t.Errorf("error %v", err)
			}
			sent.expect(t)
		})
	}
}

func TestUserAgentIsOneLine(t *testing.T) {
	t.Parallel()
	_, err := pagerduty.New(pagerduty.APIKey(testKey), pagerduty.WithUserAgent("bot\r\nX-Evil: 1"))
	if !errors.Is(err, pagerduty.ErrInvalid) {
		t.Errorf("error %v", err)
	}
}
